#include "tests/check.h"
#include "tests/signal.h"

#include "feature/wavelet.h"

/* len(np.concatenate(pywt.wavedec(x, "db1", level=5))), PyWavelets 1.8 */
static void lengths_are_those_of_pywavelets(void **state)
{
    (void)state;
    assert_int_equal(wavelet_count(675808), 675808);
    assert_int_equal(wavelet_count(661794), 661798);
    assert_int_equal(wavelet_count(1), 6);
    assert_int_equal(wavelet_count(33), 38);
}

/* The transform is orthonormal: where no sample is repeated, power stays. */
static void power_is_kept(void **state)
{
    struct clip clip = signal_silence(4096);
    float *out = calloc(wavelet_count(4096), sizeof(*out));
    double before = 0, after = 0;

    (void)state;
    assert_non_null(out);
    assert_int_equal(wavelet_count(4096), 4096);
    signal_noise(&clip, 0, 4096, 8, 1);
    wavelet_run(&clip, out);
    for (size_t i = 0; i < 4096; i++) {
        before += (double)clip.samples[i] * clip.samples[i];
        after += (double)out[i] * out[i];
    }
    check_near(after / before, 1, 1e-6);
    clip_finish(&clip);
    free(out);
}

static void three_samples_repeat_the_last(void **state)
{
    struct clip clip = signal_silence(3);
    float out[16];

    (void)state;
    for (int i = 0; i < 3; i++)
        clip.samples[i] = (float)(i + 1);
    assert_int_equal(wavelet_count(3), 2 + 1 + 1 + 1 + 1 + 1);
    wavelet_run(&clip, out);
    /* 1 2 3 3, then the sums 3 / sqrt 2 and 6 / sqrt 2, halved, then single
     * values repeated three times. */
    check_near(out[0], (3 + 6) / 2.0 * pow(sqrt(2), 3), 1e-5);
    check_near(out[1], 0, 0);
    check_near(out[2], 0, 0);
    check_near(out[3], 0, 0);
    check_near(out[4], (3 - 6) / 2.0, 1e-6);
    check_near(out[5], -1 / sqrt(2), 1e-6);
    check_near(out[6], 0, 0);
    clip_finish(&clip);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lengths_are_those_of_pywavelets),
        cmocka_unit_test(power_is_kept),
        cmocka_unit_test(three_samples_repeat_the_last),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
