#include "tests/check.h"
#include "tests/signal.h"

#include "audio/resampler.h"

static void sine(struct clip *clip, double hz)
{
    for (size_t i = 0; i < clip->count; i++)
        clip->samples[i] =
            (float)(0.5 * sin(2 * M_PI * hz * (double)i / clip->rate_hz));
}

static void lengths_are_those_of_librosa(void **state)
{
    /* len(librosa.resample(np.zeros(n), orig_sr=a, target_sr=b)), 0.11 */
    static const struct {
        size_t count, expected;
        int from_hz, to_hz;
    } cases[] = {
        {1, 1, 44100, 22050},         {44100, 22050, 44100, 22050},
        {44101, 22051, 44100, 22050}, {661794, 480214, 22050, 16000},
        {8000, 22050, 8000, 22050},   {3, 9, 8000, 22050},
        {96001, 22051, 96000, 22050}, {12345, 5671, 48000, 22050},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct error err = {0};
        struct clip clip;

        check_ok(clip_init(&clip, cases[i].count, cases[i].from_hz, &err), err);
        check_ok(resampler_run(&clip, cases[i].to_hz, &err), err);
        assert_int_equal(clip.count, cases[i].expected);
        assert_int_equal(clip.rate_hz, cases[i].to_hz);
        clip_finish(&clip);
    }
}

/* tests/golden/make_features.py made the numbers. */
static void noise_at_any_rate_gives_the_numbers_of_librosa(void **state)
{
    const char *top = getenv("TOP_SRCDIR");
    int from_hz, cells = 0;
    size_t count, index;
    char path[4096];
    double value;
    FILE *stream;

    (void)state;
    snprintf(path, sizeof(path), "%s/tests/golden/resampled.tsv",
             top ? top : ".");
    stream = fopen(path, "r");
    assert_non_null(stream);
    while (fscanf(stream, "%d %zu %zu %lf", &from_hz, &count, &index, &value) ==
           4) {
        struct clip clip = signal_silence(5000);
        struct error err = {0};

        clip.rate_hz = from_hz;
        signal_noise(&clip, 0, 5000, 7, 2);
        check_ok(resampler_run(&clip, CLIP_WORKING_RATE_HZ, &err), err);
        assert_int_equal(clip.count, count);
        check_near(clip.samples[index], value, 1e-6);
        clip_finish(&clip);
        cells++;
    }
    fclose(stream);
    assert_true(cells > 200);
}

static void a_sine_stays_the_same_sine(void **state)
{
    struct error err = {0};
    struct clip clip, expected;

    (void)state;
    check_ok(clip_init(&clip, 48000, 48000, &err), err);
    check_ok(clip_init(&expected, 22050, 22050, &err), err);
    sine(&clip, 1000);
    sine(&expected, 1000);
    check_ok(resampler_run(&clip, 22050, &err), err);
    assert_int_equal(clip.count, expected.count);
    /* Away from the ends, where the filter sees the cut. */
    for (size_t i = 500; i < clip.count - 500; i++)
        check_near(clip.samples[i], expected.samples[i], 2e-5);
    clip_finish(&clip);
    clip_finish(&expected);
}

static void what_the_new_rate_cannot_hold_is_removed(void **state)
{
    struct error err = {0};
    struct clip clip;

    (void)state;
    check_ok(clip_init(&clip, 48000, 48000, &err), err);
    sine(&clip, 15000);
    check_ok(resampler_run(&clip, 22050, &err), err);
    for (size_t i = 500; i < clip.count - 500; i++)
        check_near(clip.samples[i], 0, 1e-4);
    clip_finish(&clip);
}

static void the_same_rate_changes_nothing(void **state)
{
    struct error err = {0};
    struct clip clip;
    float *before;

    (void)state;
    check_ok(clip_init(&clip, 100, 22050, &err), err);
    before = clip.samples;
    check_ok(resampler_run(&clip, 22050, &err), err);
    assert_ptr_equal(clip.samples, before);
    clip_finish(&clip);
}

static void an_impossible_rate_leaves_the_clip(void **state)
{
    struct error err = {0};
    struct clip clip;

    (void)state;
    check_ok(clip_init(&clip, 100, 22050, &err), err);
    assert_false(resampler_run(&clip, 0, &err));
    assert_int_equal(clip.count, 100);
    assert_int_equal(clip.rate_hz, 22050);
    assert_string_equal(err.text, "cannot resample from 22050 to 0 Hz");
    clip_finish(&clip);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lengths_are_those_of_librosa),
        cmocka_unit_test(noise_at_any_rate_gives_the_numbers_of_librosa),
        cmocka_unit_test(a_sine_stays_the_same_sine),
        cmocka_unit_test(what_the_new_rate_cannot_hold_is_removed),
        cmocka_unit_test(the_same_rate_changes_nothing),
        cmocka_unit_test(an_impossible_rate_leaves_the_clip),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
