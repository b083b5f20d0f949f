#include "tests/check.h"
#include "tests/signal.h"

#include "feature/hpss.h"

static double power_of(const float *values, size_t from, size_t to)
{
    double squares = 0;

    for (size_t i = from; i < to; i++)
        squares += (double)values[i] * values[i];
    return squares / (double)(to - from);
}

static void separate(const struct clip *clip, float *harmonic)
{
    struct error err = {0};
    struct hpss *hpss = NULL;

    check_ok(hpss_create(&hpss, &err), err);
    hpss_run(hpss, clip, harmonic);
    hpss_destroy(hpss);
}

static void a_steady_tone_is_harmonic(void **state)
{
    struct clip clip = signal_silence(60000);
    float *harmonic = calloc(clip.count, sizeof(*harmonic));

    (void)state;
    assert_non_null(harmonic);
    for (size_t i = 0; i < clip.count; i++)
        clip.samples[i] = (float)(0.5 * sin(0.1 * (double)i));
    separate(&clip, harmonic);
    for (size_t i = 10000; i < 50000; i++)
        check_near(harmonic[i], clip.samples[i], 0.01);
    clip_finish(&clip);
    free(harmonic);
}

static void a_click_is_percussive(void **state)
{
    struct clip clip = signal_silence(60000);
    float *harmonic = calloc(clip.count, sizeof(*harmonic));

    (void)state;
    assert_non_null(harmonic);
    clip.samples[30000] = 1;
    separate(&clip, harmonic);
    for (size_t i = 0; i < clip.count; i++)
        check_near(harmonic[i], 0, 0.01);
    clip_finish(&clip);
    free(harmonic);
}

/* More frames than the 1024 that are masked at a time: the joint, at sample
 * 524288, must not be heard. */
static void chunks_meet_without_a_seam(void **state)
{
    struct clip clip = signal_silence(626688);
    float *harmonic = calloc(clip.count, sizeof(*harmonic));
    double before, across;

    (void)state;
    assert_non_null(harmonic);
    for (size_t i = 0; i < clip.count; i++)
        clip.samples[i] = (float)(0.5 * sin(0.1 * (double)i));
    separate(&clip, harmonic);
    for (size_t i = 500000; i < clip.count - 20000; i++)
        check_near(harmonic[i], clip.samples[i], 0.01);
    before = power_of(harmonic, 400000, 440000);
    across = power_of(harmonic, 524288 - 20000, 524288 + 20000);
    check_near(across / before, 1, 1e-3);
    clip_finish(&clip);
    free(harmonic);
}

static void short_clips_are_split_too(void **state)
{
    static const size_t counts[] = {1, 100, 2048, 5000};

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        struct clip clip = signal_silence(counts[i]);
        float *harmonic = calloc(clip.count, sizeof(*harmonic));

        assert_non_null(harmonic);
        signal_noise(&clip, 0, clip.count, 3, 1);
        separate(&clip, harmonic);
        for (size_t j = 0; j < clip.count; j++)
            assert_true(fabsf(harmonic[j]) < 2);
        clip_finish(&clip);
        free(harmonic);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_steady_tone_is_harmonic),
        cmocka_unit_test(a_click_is_percussive),
        cmocka_unit_test(chunks_meet_without_a_seam),
        cmocka_unit_test(short_clips_are_split_too),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
