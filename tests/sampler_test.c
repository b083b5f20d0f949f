/* Crops, the order of an epoch, and the learning rate over a training. */
#include "tests/check.h"

#include "learn/sampler.h"
#include "learn/schedule.h"

#include <string.h>

enum { TRACKS = 7, BANDS = 128, FRAMES = 50, CLASSES = 3 };

struct fixture {
    float *values; /* tracks x bands x frames; band + frame / 1000 + track */
    struct example examples[TRACKS];
    struct dataset data;
    struct settings settings;
    struct extent extent;
    struct standard standard;
    struct sampler *sampler;
};

static int fixture_open(void **state)
{
    struct fixture *f = calloc(1, sizeof(*f));
    struct error err = {0};

    f->values = calloc((size_t)TRACKS * BANDS * FRAMES, sizeof(float));
    for (int t = 0; t < TRACKS; t++) {
        float *values = f->values + (size_t)t * BANDS * FRAMES;

        for (int i = 0; i < BANDS * FRAMES; i++) {
            int band = i / FRAMES;

            values[i] = (float)band + (float)(i % FRAMES) / 1000.0F + (float)t;
        }
        f->examples[t].inputs[FEATURE_MEL] =
            (struct input){values, BANDS, FRAMES};
        f->examples[t].label = t % CLASSES;
    }
    f->data = (struct dataset){f->examples, TRACKS, CLASSES};
    if (!settings_init(&f->settings, "cnn", &err))
        return -1;
    f->settings.crop_seconds = 0.5;
    f->settings.batch = 4;
    f->settings.crops = 2;
    f->settings.label_smoothing = 0.3;
    f->extent = extent_of_crops(&f->settings);
    if (!standard_init(&f->standard, &f->extent, &err) ||
        !standard_fit(&f->standard, &f->data, &err) ||
        !sampler_create(&f->sampler, &f->settings, &f->data, &f->standard,
                        &err))
        return -1;
    *state = f;
    return 0;
}

static int fixture_close(void **state)
{
    struct fixture *f = *state;

    sampler_destroy(f->sampler);
    standard_finish(&f->standard);
    free(f->values);
    free(f);
    return 0;
}

static void standardised_bands_have_mean_0_and_deviation_1(void **state)
{
    struct fixture *f = *state;
    double sum = 0, squares = 0;
    size_t count = (size_t)TRACKS * FRAMES;
    float *out = calloc((size_t)BANDS * FRAMES, sizeof(float));

    f->standard.extent.frames[FEATURE_MEL] = FRAMES;
    for (int t = 0; t < TRACKS; t++) {
        crop_take(out, &f->examples[t].inputs[FEATURE_MEL], FEATURE_MEL, 0,
                  &f->standard);
        for (int i = 0; i < FRAMES; i++) {
            sum += out[5 * FRAMES + i];
            squares += (double)out[5 * FRAMES + i] * out[5 * FRAMES + i];
        }
    }
    check_near(sum / (double)count, 0, 1e-4);
    check_near(squares / (double)count, 1, 1e-4);
    free(out);
}

static void a_constant_band_stays_finite(void **state)
{
    struct fixture *f = *state;
    float *out = calloc((size_t)BANDS * FRAMES, sizeof(float));
    struct error err = {0};

    for (int t = 0; t < TRACKS; t++)
        for (int i = 0; i < FRAMES; i++)
            f->values[(size_t)t * BANDS * FRAMES + i] = -80;
    f->standard.extent.frames[FEATURE_MEL] = FRAMES;
    check_ok(standard_fit(&f->standard, &f->data, &err), err);
    crop_take(out, &f->examples[0].inputs[FEATURE_MEL], FEATURE_MEL, 0,
              &f->standard);
    for (int i = 0; i < FRAMES; i++)
        check_near(out[i], 0, 0);
    free(out);
}

static void a_short_track_is_repeated(void **state)
{
    struct fixture *f = *state;
    const struct input *input = &f->examples[2].inputs[FEATURE_MEL];
    size_t frames = 2 * FRAMES + 5;
    float *out = calloc(BANDS * frames, sizeof(float));

    f->standard.extent.frames[FEATURE_MEL] = frames;
    crop_take(out, input, FEATURE_MEL, 0, &f->standard);
    for (size_t i = FRAMES; i < frames; i++)
        check_near(out[3 * frames + i], out[3 * frames + i % FRAMES], 0);
    assert_true(out[3 * frames] != out[3 * frames + 1]);
    free(out);
}

static void crops_cover_a_track_and_overlap_by_half(void **state)
{
    (void)state;
    assert_int_equal(crop_count(10, 215), 1);
    assert_int_equal(crop_count(215, 215), 1);
    assert_int_equal(crop_count(216, 215), 2);
    for (size_t length = 216; length < 1400; length += 31) {
        size_t count = crop_count(length, 215);

        assert_int_equal(crop_start(length, 215, 0, count), 0);
        assert_int_equal(crop_start(length, 215, count - 1, count),
                         length - 215);
        for (size_t i = 1; i < count; i++)
            assert_in_range(crop_start(length, 215, i, count) -
                                crop_start(length, 215, i - 1, count),
                            1, 108);
    }
}

/* Which track an input came from, and from which frame, by its values. */
static void recognise(const struct fixture *f, const float *crop, int *track,
                      double *frame)
{
    float value = crop[0] * f->standard.deviation[FEATURE_MEL][0] +
                  f->standard.mean[FEATURE_MEL][0];

    *track = (int)floorf(value + 1e-3F);
    *frame = ((double)value - *track) * 1000;
}

static void an_epoch_takes_each_piece_once_and_fits(void **state)
{
    struct fixture *f = *state;
    size_t frames = f->extent.frames[FEATURE_MEL];
    float *inputs = calloc(frames, 4UL * BANDS * sizeof(float));
    int seen[TRACKS] = {0}, total = 0;

    /* 14 pieces are three batches of four; two pieces are left out. */
    assert_int_equal(sampler_steps(f->sampler), 3);
    sampler_begin(f->sampler, 1);
    for (int step = 0; step < 3; step++) {
        int labels[4];

        sampler_input(f->sampler, step, FEATURE_MEL, inputs);
        sampler_labels(f->sampler, step, labels);
        for (size_t i = 0; i < 4; i++) {
            double frame;
            int track;

            recognise(f, inputs + i * BANDS * frames, &track, &frame);
            assert_in_range(track, 0, TRACKS - 1);
            assert_int_equal(labels[i], track % CLASSES);
            assert_true(frame > -0.5 && frame < FRAMES - (double)frames + 0.5);
            seen[track]++;
            total++;
        }
    }
    for (int t = 0; t < TRACKS; t++)
        assert_in_range(seen[t], 0, 2);
    assert_int_equal(total, 12);
    free(inputs);
}

static void epochs_differ_and_come_again(void **state)
{
    struct fixture *f = *state;
    size_t frames = f->extent.frames[FEATURE_MEL];
    size_t size = 4UL * BANDS * frames * sizeof(float);
    float *inputs[3];

    for (int i = 0; i < 3; i++) {
        inputs[i] = malloc(size);
        sampler_begin(f->sampler, 1 + i % 2);
        sampler_input(f->sampler, 1, FEATURE_MEL, inputs[i]);
    }
    assert_memory_equal(inputs[0], inputs[2], size);
    assert_memory_not_equal(inputs[0], inputs[1], size);
    for (int i = 0; i < 3; i++)
        free(inputs[i]);
}

static void smoothed_targets_sum_to_1(void **state)
{
    struct fixture *f = *state;
    float targets[4 * CLASSES];
    int labels[4];

    sampler_begin(f->sampler, 1);
    sampler_targets(f->sampler, 0, targets);
    sampler_labels(f->sampler, 0, labels);
    for (int i = 0; i < 4; i++)
        for (int c = 0; c < CLASSES; c++)
            check_near(targets[i * CLASSES + c], c == labels[i] ? 0.8 : 0.1,
                       1e-6);
}

static void the_rate_rises_and_then_falls_along_a_cosine(void **state)
{
    struct settings settings = {
        .epochs = 12, .warmup = 2, .learning_rate = 0.5};

    (void)state;
    /* 10 steps an epoch: 20 up, 100 down. */
    check_near(schedule_rate(&settings, 10, 0), 0.025, 1e-12);
    check_near(schedule_rate(&settings, 10, 9), 0.25, 1e-12);
    check_near(schedule_rate(&settings, 10, 20), 0.5, 1e-12);
    check_near(schedule_rate(&settings, 10, 70), 0.25, 1e-12);
    assert_true(schedule_rate(&settings, 10, 119) < 0.001);
    assert_true(schedule_rate(&settings, 10, 119) > 0);
    settings.warmup = 0;
    check_near(schedule_rate(&settings, 10, 0), 0.5, 1e-12);
    settings.warmup = 20;
    check_near(schedule_rate(&settings, 10, 119), 0.3, 1e-12);
}

int main(void)
{
#define WITH_DATA(test)                                                        \
    cmocka_unit_test_setup_teardown(test, fixture_open, fixture_close)
    const struct CMUnitTest tests[] = {
        WITH_DATA(standardised_bands_have_mean_0_and_deviation_1),
        WITH_DATA(a_constant_band_stays_finite),
        WITH_DATA(a_short_track_is_repeated),
        cmocka_unit_test(crops_cover_a_track_and_overlap_by_half),
        WITH_DATA(an_epoch_takes_each_piece_once_and_fits),
        WITH_DATA(epochs_differ_and_come_again),
        WITH_DATA(smoothed_targets_sum_to_1),
        cmocka_unit_test(the_rate_rises_and_then_falls_along_a_cosine),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
