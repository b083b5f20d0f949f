#include "tests/check.h"
#include "tests/signal.h"

#include "session/feature_picture.h"

#include <math.h>

static struct feature_matrix picture_of(enum feature_kind kind,
                                        const float *values, size_t bands,
                                        size_t frames)
{
    struct cached_feature feature = {
        .values = values, .bands = bands, .frames = frames};
    struct feature_matrix picture = {0};
    struct error err = {0};

    check_ok(feature_picture_make(kind, &feature, &picture, &err), err);
    return picture;
}

static struct feature_matrix wavelet_of(const struct clip *clip)
{
    size_t count = wavelet_count(clip->count);
    float *values = calloc(count, sizeof(*values));
    struct feature_matrix picture;

    assert_non_null(values);
    wavelet_run(clip, values);
    picture = picture_of(FEATURE_WAVELET, values, 1, count);
    free(values);
    return picture;
}

static void a_short_feature_keeps_every_column(void **state)
{
    static const float values[] = {1, 2, 3, 4, 5, 6};
    struct feature_matrix picture = picture_of(FEATURE_MEL, values, 2, 3);

    (void)state;
    assert_int_equal(picture.bands, 2);
    assert_int_equal(picture.frames, 3);
    assert_memory_equal(picture.values, values, sizeof(values));
    feature_matrix_finish(&picture);
}

static void a_long_feature_is_told_in_means(void **state)
{
    enum { LONG = 3 * PICTURE_COLUMNS_MOST };
    float *values = calloc(LONG, sizeof(*values));
    struct feature_matrix picture;

    (void)state;
    assert_non_null(values);
    for (int i = 0; i < LONG; i++)
        values[i] = (float)i;
    picture = picture_of(FEATURE_CHROMA, values, 1, LONG);
    assert_int_equal(picture.frames, PICTURE_COLUMNS_MOST);
    check_near(picture.values[0], 1, 0);
    check_near(picture.values[PICTURE_COLUMNS_MOST - 1], LONG - 2, 0);
    feature_matrix_finish(&picture);
    free(values);
}

static void the_0th_coefficient_leaves_the_others_their_range(void **state)
{
    static const float values[] = {-300, -100, -300, -100, 1, 2,
                                   1,    2,    7,    7,    7, 7};
    struct feature_matrix picture = picture_of(FEATURE_MFCC, values, 3, 4);

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        check_near(picture.values[i], i % 2 ? 1 : -1, 1e-6);
        check_near(picture.values[4 + i], i % 2 ? 1 : -1, 1e-6);
        check_near(picture.values[8 + i], 0, 0);
    }
    feature_matrix_finish(&picture);
}

static void the_bands_powers_add_up_to_the_mean_square(void **state)
{
    struct clip clip = signal_silence((size_t)32 * 1000);
    struct feature_matrix picture;
    double power = 0, told = 0;

    (void)state;
    signal_noise(&clip, 0, clip.count, 8, 1);
    for (size_t i = 0; i < clip.count; i++)
        power += (double)clip.samples[i] * (double)clip.samples[i];
    picture = wavelet_of(&clip);
    assert_int_equal(picture.bands, WAVELET_BANDS);
    assert_int_equal(picture.frames, 1000);
    for (size_t i = 0; i < picture.bands * picture.frames; i++)
        told += pow(10, (double)picture.values[i] / 10) / 1000;
    check_near(told, power / (double)clip.count, 1e-4 * told);
    feature_matrix_finish(&picture);
    clip_finish(&clip);
}

static size_t loudest_band(const struct feature_matrix *picture)
{
    double most = 0;
    size_t loudest = picture->bands;

    for (size_t band = 0; band < picture->bands; band++) {
        const float *row = picture->values + band * picture->frames;
        double power = 0;

        for (size_t i = 0; i < picture->frames; i++)
            power += pow(10, (double)row[i] / 10);
        if (power > most) {
            most = power;
            loudest = band;
        }
    }
    return loudest;
}

/* The loudest band is the one whose range the tone is in, at any length. */
static void a_tone_is_in_the_band_of_its_frequency(void **state)
{
    static const double tones[WAVELET_BANDS] = {90, 480, 960, 1930, 3860, 9500};

    (void)state;
    for (size_t band = 0; band < WAVELET_BANDS; band++) {
        struct clip clip = signal_silence(22051 + band);
        struct feature_matrix picture;
        size_t loudest;
        double hz[2];

        for (size_t i = 0; i < clip.count; i++)
            clip.samples[i] = (float)sin(2 * 3.14159265358979 * tones[band] *
                                         (double)i / CLIP_WORKING_RATE_HZ);
        picture = wavelet_of(&clip);
        loudest = loudest_band(&picture);
        assert_int_equal(loudest, band);
        feature_picture_wavelet_hz(loudest, hz);
        assert_true(hz[0] < tones[band] && tones[band] < hz[1]);
        feature_matrix_finish(&picture);
        clip_finish(&clip);
    }
}

static void coefficients_of_no_sound_are_refused(void **state)
{
    static const float values[4] = {0};
    struct cached_feature feature = {.values = values, .bands = 1, .frames = 4};
    struct feature_matrix picture = {0};
    struct error err = {0};

    (void)state;
    assert_false(
        feature_picture_make(FEATURE_WAVELET, &feature, &picture, &err));
    assert_non_null(strstr(err.text, "4 wavelet coefficients"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_short_feature_keeps_every_column),
        cmocka_unit_test(a_long_feature_is_told_in_means),
        cmocka_unit_test(the_0th_coefficient_leaves_the_others_their_range),
        cmocka_unit_test(the_bands_powers_add_up_to_the_mean_square),
        cmocka_unit_test(a_tone_is_in_the_band_of_its_frequency),
        cmocka_unit_test(coefficients_of_no_sound_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
