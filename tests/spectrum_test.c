#include "tests/check.h"
#include "tests/signal.h"

#include "feature/melbank.h"
#include "feature/spectrum.h"

static void a_sine_lights_its_bin(void **state)
{
    struct error err = {0};
    struct spectrum *spectrum = NULL;
    struct clip clip = signal_silence(8192);
    lane *power = lane_alloc(SPECTRUM_BINS);

    (void)state;
    assert_non_null(power);
    for (size_t i = 0; i < clip.count; i++)
        clip.samples[i] =
            (float)cos(2 * M_PI * 100 * (double)i / SPECTRUM_SIZE);
    check_ok(spectrum_create(&spectrum, &err), err);
    spectrum_block(spectrum, &clip, 256, 4, power);
    /* A Hann window of N samples spreads a cosine of amplitude 1 over three
     * bins of N/8, N/4 and N/8. */
    for (int frame = 0; frame < LANE; frame++) {
        check_near(power[100][frame], 512.0 * 512, 1);
        check_near(power[99][frame], 256.0 * 256, 1);
        check_near(power[101][frame], 256.0 * 256, 1);
        check_near(power[97][frame], 0, 1e-3);
        check_near(power[1024][frame], 0, 1e-3);
    }
    spectrum_destroy(spectrum);
    clip_finish(&clip);
    free(power);
}

/* The sum over a naive transform of the padded frame, bin by bin. */
static double naive_power(const struct clip *clip, long centre, int bin)
{
    double real = 0, imaginary = 0;

    for (int i = 0; i < SPECTRUM_SIZE; i++) {
        long at = centre - SPECTRUM_SIZE / 2 + i;
        double angle = 2 * M_PI * bin * i / SPECTRUM_SIZE, value = 0;

        if (at >= 0 && at < (long)clip->count)
            value = clip->samples[at] *
                    (0.5 - 0.5 * cos(2 * M_PI * i / SPECTRUM_SIZE));
        real += value * cos(angle);
        imaginary -= value * sin(angle);
    }
    return real * real + imaginary * imaginary;
}

static void edges_are_padded_with_zeros(void **state)
{
    static const size_t counts[] = {1, 700, 2047, 2049, 5000};
    struct error err = {0};
    struct spectrum *spectrum = NULL;
    lane *power = lane_alloc(SPECTRUM_BINS);

    (void)state;
    assert_non_null(power);
    check_ok(spectrum_create(&spectrum, &err), err);
    for (size_t i = 0; i < 5; i++) {
        struct clip clip = signal_silence(counts[i]);
        size_t frames = spectrum_frames(&clip, 512);

        assert_int_equal(frames, 1 + counts[i] / 512);
        signal_noise(&clip, 0, counts[i], 9, 1);
        spectrum_block(spectrum, &clip, 512, 0, power);
        for (size_t frame = 0; frame < LANE; frame++) {
            for (int bin = 0; bin < SPECTRUM_BINS; bin += 64) {
                double expected =
                    frame < frames ? naive_power(&clip, (long)frame * 512, bin)
                                   : 0;

                check_near(power[bin][frame], expected, 1e-4 * (1 + expected));
            }
        }
        clip_finish(&clip);
    }
    spectrum_destroy(spectrum);
    free(power);
}

static void decibels_follow_the_logarithm(void **state)
{
    lane *values = lane_alloc(1000);
    float *flat = (float *)values;

    (void)state;
    assert_non_null(values);
    for (int i = 0; i < 1000 * LANE; i++)
        flat[i] = (float)pow(10, -9.99 + i * 0.0013);
    lane_decibels(values, 1000);
    for (int i = 0; i < 1000 * LANE; i++)
        check_near(flat[i], 10 * (-9.99 + i * 0.0013), 5e-5);
    flat[0] = 0;
    flat[1] = 1e-10F;
    flat[2] = 1e-38F;
    flat[3] = 1;
    lane_decibels(values, 1);
    check_near(flat[0], -100, 1e-5);
    check_near(flat[1], -100, 1e-5);
    check_near(flat[2], -100, 1e-5);
    check_near(flat[3], 0, 1e-6);
    free(values);
}

/* Triangles of equal area: what lies flat comes out as the area in bins. */
static void mel_bands_weigh_a_flat_spectrum_alike(void **state)
{
    struct melbank *bank = melbank_create();
    lane *power = lane_alloc(SPECTRUM_BINS);
    lane *mel = lane_alloc(MELBANK_BANDS);
    double bins_per_hz = SPECTRUM_SIZE / 22050.0;

    (void)state;
    assert_true(power && mel);
    for (int i = 0; i < SPECTRUM_BINS; i++)
        power[i] = 1 + (lane){0};
    melbank_run(bank, power, mel);
    /* Below, a band holds two or three bins only. */
    for (int i = 60; i < MELBANK_BANDS; i++)
        check_near(mel[i][0] / bins_per_hz, 1, 0.03);
    free(power);
    free(mel);
    melbank_destroy(bank);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sine_lights_its_bin),
        cmocka_unit_test(edges_are_padded_with_zeros),
        cmocka_unit_test(decibels_follow_the_logarithm),
        cmocka_unit_test(mel_bands_weigh_a_flat_spectrum_alike),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
