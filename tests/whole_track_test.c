/* Tracks that are seen whole, and features that are shown otherwise than they
 * are kept. */
#include "tests/toy.h"

#include "base/rng.h"
#include "feature/wavelet.h"
#include "learn/classifier.h"
#include "learn/crop.h"
#include "learn/facet.h"
#include "learn/sampler.h"

#include "tests/golden/facets.h"

#include <string.h>

enum { BANDS = 24, TRACKS = 8, TRAINED = 5, LENGTH = 7, SHOWN = 3 };

static const size_t frames_of[TRACKS] = {5, 7, 6, 7, 3, 7, 9, 1};
static const size_t shown_rows[SHOWN] = {0, 2, 23};

/* The same numbers as in tests/golden/facets.py. */
static float value_of(size_t track, size_t band, size_t frame)
{
    size_t mixed = track * 7919 + band * 104729 + frame * 1299709;

    if (band == 2)
        return track % 2 == 0 || frame != 1 ? -80.0F : -79.5F;
    return (float)(mixed % 1009) / 64 - 7;
}

/* Matrices of chroma, of several lengths. */
struct matrices {
    float values[TRACKS][BANDS * 9];
    struct example examples[TRACKS];
    struct dataset train, rest;
    struct settings settings;
};

static struct matrices *make_matrices(void)
{
    struct matrices *made = calloc(1, sizeof(*made));
    struct error err = {0};

    for (size_t t = 0; t < TRACKS; t++) {
        for (size_t band = 0; band < BANDS; band++)
            for (size_t i = 0; i < frames_of[t]; i++)
                made->values[t][band * frames_of[t] + i] = value_of(t, band, i);
        made->examples[t].inputs[FEATURE_CHROMA] =
            (struct input){made->values[t], BANDS, frames_of[t]};
    }
    made->train = (struct dataset){made->examples, TRAINED, 2};
    made->rest =
        (struct dataset){made->examples + TRAINED, TRACKS - TRAINED, 2};
    check_ok(settings_init(&made->settings, "cnn", &err), err);
    made->settings.features = 1U << FEATURE_CHROMA;
    made->settings.unify = UNIFY_PAD;
    return made;
}

static struct extent measure(const struct matrices *made, size_t sets)
{
    const struct dataset *all[] = {&made->train, &made->rest};
    struct extent extent;
    struct error err = {0};

    check_ok(extent_measure(&extent, &made->settings, all, sets, &err), err);
    return extent;
}

static void the_longest_track_of_all_parts_decides(void **state)
{
    struct matrices *made = make_matrices();
    struct extent extent = measure(made, 2);

    (void)state;
    assert_true(extent.whole);
    assert_int_equal(extent.frames[FEATURE_CHROMA], 9);
    assert_int_equal(measure(made, 1).frames[FEATURE_CHROMA], LENGTH);
    /* 15000 values would be more than any track has. */
    made->settings.cut = 1;
    assert_int_equal(measure(made, 2).frames[FEATURE_CHROMA], 9);
    for (int t = 0; t < TRACKS; t++)
        made->examples[t].inputs[FEATURE_CHROMA].frames += 1000;
    assert_int_equal(measure(made, 2).frames[FEATURE_CHROMA], 1007);
    made->settings.unify = UNIFY_CROP;
    extent = measure(made, 2);
    assert_false(extent.whole);
    assert_int_equal(extent.frames[FEATURE_CHROMA], 258);
    free(made);
}

/* 7 frames: some tracks are shorter, one is longer. */
static void whole_tracks_are_standardised_as_scikit_learn_does(void **state)
{
    struct matrices *made = make_matrices();
    struct extent extent = measure(made, 1);
    struct standard standard;
    struct error err = {0};
    const double *wanted = standardised;
    float out[BANDS * LENGTH];

    (void)state;
    check_ok(standard_init(&standard, &extent, &err), err);
    check_ok(standard_fit(&standard, &made->train, &err), err);
    for (size_t t = 0; t < TRACKS; t++) {
        crop_take(out, &made->examples[t].inputs[FEATURE_CHROMA],
                  FEATURE_CHROMA, 0, &standard);
        for (size_t row = 0; row < SHOWN; row++)
            for (size_t i = 0; i < LENGTH; i++)
                check_near(out[shown_rows[row] * LENGTH + i], *wanted++, 1e-5);
    }
    standard_finish(&standard);
    free(made);
}

static void an_epoch_has_one_piece_of_each_whole_track(void **state)
{
    struct matrices *made = make_matrices();
    struct extent extent = measure(made, 1);
    struct standard standard;
    struct sampler *sampler;
    struct error err = {0};

    (void)state;
    made->settings.crops = 7;
    made->settings.batch = 1;
    check_ok(standard_init(&standard, &extent, &err), err);
    check_ok(sampler_create(&sampler, &made->settings, &made->train, &standard,
                            &err),
             err);
    assert_int_equal(sampler_crops(sampler), 1);
    assert_int_equal(sampler_steps(sampler), TRAINED);
    sampler_destroy(sampler);
    standard_finish(&standard);
    free(made);
}

static void check_energies(size_t count, const double *wanted)
{
    struct clip clip = {calloc(count, sizeof(float)), count, 22050};
    size_t frames = (count + 511) / 512;
    struct input input = {.bands = 1, .frames = wavelet_count(count)};
    float *values = calloc(input.frames, sizeof(float));
    float out[6];

    for (size_t i = 0; i < count; i++)
        clip.samples[i] = ((float)(i * 7919 % 1009) - 504) / 2048;
    wavelet_run(&clip, values);
    input.values = values;
    assert_int_equal(facet_rows(FEATURE_WAVELET), 6);
    assert_int_equal(facet_frames(FEATURE_WAVELET, &input), frames);
    for (size_t row = 0; row < 6; row++) {
        facet_read(FEATURE_WAVELET, &input, row, 0, frames, out);
        for (size_t i = 0; i < frames; i++)
            check_near(out[i], wanted[row * frames + i], 1e-4);
        /* From the middle on as from the beginning. */
        facet_read(FEATURE_WAVELET, &input, row, 3, frames - 3, out);
        check_near(out[0], wanted[row * frames + 3], 1e-4);
    }
    free(values);
    free(clip.samples);
}

static void energies_of_wavelets_are_those_of_their_levels(void **state)
{
    (void)state;
    check_energies(3072, even_energies);
    check_energies(3001, odd_energies);
}

/* Every length has as many columns as every level needs. */
static void levels_are_found_for_any_number_of_samples(void **state)
{
    (void)state;
    for (size_t count = 1; count < 1200; count++) {
        size_t total = wavelet_count(count);
        float *values = calloc(total, sizeof(float));
        struct input input = {.values = values, .bands = 1, .frames = total};
        float out[3];

        assert_int_equal(facet_frames(FEATURE_WAVELET, &input),
                         (count + 511) / 512);
        for (size_t row = 0; row < 6; row++) {
            facet_read(FEATURE_WAVELET, &input, row, 0, (count + 511) / 512,
                       out);
            check_near(out[0], -100, 0);
        }
        free(values);
    }
}

/* --- trainings ------------------------------------------------------------ */

/* Tracks of 30 to 40 frames. */
static void make_ragged(struct toy *f)
{
    for (size_t t = 0; t < TOY_TRACKS; t++)
        f->examples[t].inputs[FEATURE_MEL].frames = TOY_FRAMES - t % 4 * 3;
    f->settings.unify = UNIFY_PAD;
    f->settings.batch = 3;
}

static void whole_tracks_can_be_learned(void **state)
{
    struct toy *f = *state;
    struct trainer *trainer;
    struct trainer_epoch first, last;

    make_ragged(f);
    f->settings.epochs = 15;
    trainer = toy_trainer(f);
    first = toy_train(trainer, 1);
    last = toy_train(trainer, 14);
    assert_true(last.train_loss < first.train_loss);
    check_near(last.valid_accuracy, 1, 0);
    trainer_destroy(trainer);
}

static void a_training_on_whole_tracks_continues_bit_for_bit(void **state)
{
    struct toy *f = *state;
    struct trainer *whole, *parts;
    struct error err = {0};

    make_ragged(f);
    whole = toy_trainer(f);
    toy_train(whole, 6);
    toy_save(whole, f->path);
    parts = toy_trainer(f);
    toy_train(parts, 2);
    toy_save(parts, f->other);
    trainer_destroy(parts);
    parts = toy_trainer(f);
    check_ok(trainer_load(parts, f->other, &err), err);
    toy_train(parts, 4);
    toy_save(parts, f->other);
    toy_check_same_files(f->path, f->other);
    trainer_destroy(whole);
    trainer_destroy(parts);
}

static void tracks_of_another_length_do_not_continue_it(void **state)
{
    struct toy *f = *state;
    struct trainer *trainer;
    struct error err = {0};

    make_ragged(f);
    trainer = toy_trainer(f);
    toy_train(trainer, 1);
    toy_save(trainer, f->path);
    trainer_destroy(trainer);
    for (int t = 0; t < TOY_TRACKS; t++)
        f->examples[t].inputs[FEATURE_MEL].frames = 20;
    trainer = toy_trainer(f);
    assert_false(trainer_load(trainer, f->path, &err));
    assert_non_null(strstr(err.text, "was trained with tracks of 40 frames of "
                                     "'mel', not 20"));
    trainer_destroy(trainer);
}

/* What a classifier says of one track, cut or repeated to `frames`; beyond
 * TOY_FRAMES the values are noise of their own. */
static void classify(struct classifier *classifier, const struct input *track,
                     size_t frames, float tail, float probabilities[2])
{
    float *values = calloc(TOY_BANDS * frames, sizeof(float));
    struct input inputs[FEATURE_COUNT] = {0};
    struct error err = {0};

    for (size_t band = 0; band < TOY_BANDS; band++)
        for (size_t i = 0; i < frames; i++)
            values[band * frames + i] =
                i < track->frames ? track->values[band * track->frames + i]
                                  : tail;
    inputs[FEATURE_MEL] = (struct input){values, TOY_BANDS, frames};
    check_ok(classifier_run(classifier, inputs, probabilities, &err), err);
    check_near(probabilities[0] + probabilities[1], 1, 1e-5);
    free(values);
}

static void longer_tracks_are_cut_and_shorter_ones_filled(void **state)
{
    struct toy *f = *state;
    struct trainer *trainer;
    struct classifier *classifier;
    struct error err = {0};
    float plain[2], other[2];

    make_ragged(f);
    trainer = toy_trainer(f);
    toy_train(trainer, 3);
    toy_save(trainer, f->path);
    trainer_destroy(trainer);
    check_ok(classifier_open(&classifier, f->path, "cpu", 1, &err), err);
    for (int t = 8; t < TOY_TRACKS; t++) {
        const struct input *track = &f->examples[t].inputs[FEATURE_MEL];

        classify(classifier, track, track->frames, 0, plain);
        /* Zeros are what a shorter track is filled with. */
        classify(classifier, track, TOY_FRAMES, 0, other);
        assert_memory_equal(plain, other, sizeof(plain));
        classify(classifier, track, 1, 0, other);
        assert_memory_not_equal(plain, other, sizeof(plain));
    }
    classify(classifier, &f->examples[8].inputs[FEATURE_MEL], TOY_FRAMES, 0,
             plain);
    classify(classifier, &f->examples[8].inputs[FEATURE_MEL],
             (size_t)3 * TOY_FRAMES, 55, other);
    assert_memory_equal(plain, other, sizeof(plain));
    classifier_close(classifier);
}

/* Statistics and wavelets for the toy's tracks, of noise. */
struct extras {
    float stats[TOY_TRACKS][57];
    float wavelet[TOY_TRACKS][20000];
};

static struct extras *add_extras(struct toy *f)
{
    struct extras *extras = calloc(1, sizeof(*extras));

    assert_int_equal(feature_of(FEATURE_STATS)->columns, 57);
    for (size_t t = 0; t < TOY_TRACKS; t++) {
        bool high = t % TOY_CLASSES;
        struct rng rng;

        for (size_t i = 0; i < 57; i++)
            extras->stats[t][i] =
                (float)(t * 31 + i * 17 % 23) + (high ? 500.0F : 0);
        rng_init(&rng, 12, t);
        for (size_t i = 0; i < 20000; i++)
            extras->wavelet[t][i] = rng_normal(&rng) * (high ? 0.4F : 0.1F);
        f->examples[t].inputs[FEATURE_STATS] =
            (struct input){extras->stats[t], 1, 57};
        f->examples[t].inputs[FEATURE_WAVELET] =
            (struct input){extras->wavelet[t], 1, 20000};
    }
    return extras;
}

static void any_set_of_features_is_learned(void **state)
{
    static const unsigned sets[] = {
        1U << FEATURE_STATS,
        1U << FEATURE_WAVELET,
        1U << FEATURE_MEL | 1U << FEATURE_STATS,
        1U << FEATURE_MEL | 1U << FEATURE_STATS | 1U << FEATURE_WAVELET,
    };
    struct toy *f = *state;
    struct extras *extras = add_extras(f);

    f->settings.epochs = 15;
    for (size_t i = 0; i < 2 * sizeof(sets) / sizeof(sets[0]); i++) {
        struct trainer *trainer;
        struct trainer_epoch last;

        f->settings.features = sets[i / 2];
        f->settings.unify = i % 2 ? UNIFY_PAD : UNIFY_CROP;
        trainer = toy_trainer(f);
        last = toy_train(trainer, 15);
        check_near(last.valid_accuracy, 1, 0);
        trainer_destroy(trainer);
    }
    free(extras);
}

static void a_recurrent_network_learns_and_continues(void **state)
{
    struct toy *f = *state;
    struct extras *extras = add_extras(f);
    const char *paths[] = {f->path, f->other};
    struct error err = {0};

    snprintf(f->settings.model, sizeof(f->settings.model), "rnn");
    f->settings.features |= 1U << FEATURE_STATS | 1U << FEATURE_WAVELET;
    f->settings.epochs = 15;
    f->threads = 2;
    for (int i = 0; i < 2; i++) {
        struct trainer *trainer = toy_trainer(f);

        toy_train(trainer, 7);
        toy_save(trainer, paths[i]);
        if (i == 1) {
            trainer_destroy(trainer);
            trainer = toy_trainer(f);
            check_ok(trainer_load(trainer, paths[i], &err), err);
        }
        check_near(toy_train(trainer, 8).valid_accuracy, 1, 0);
        toy_save(trainer, paths[i]);
        trainer_destroy(trainer);
    }
    toy_check_same_files(f->path, f->other);
    free(extras);
}

static void a_vector_of_another_length_is_refused(void **state)
{
    struct toy *f = *state;
    struct extras *extras = add_extras(f);
    struct trainer *trainer = NULL;
    struct error err = {0};

    f->settings.features = 1U << FEATURE_STATS;
    f->examples[3].inputs[FEATURE_STATS].frames = 56;
    assert_false(
        trainer_create(&trainer, &f->settings, &f->data, "cpu", 1, &err));
    assert_string_equal(
        err.text, "track 4 of the training part has 56 values of 'stats', not "
                  "57");
    free(extras);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_longest_track_of_all_parts_decides),
        cmocka_unit_test(whole_tracks_are_standardised_as_scikit_learn_does),
        cmocka_unit_test(an_epoch_has_one_piece_of_each_whole_track),
        cmocka_unit_test(energies_of_wavelets_are_those_of_their_levels),
        cmocka_unit_test(levels_are_found_for_any_number_of_samples),
        with_toy(whole_tracks_can_be_learned),
        with_toy(a_training_on_whole_tracks_continues_bit_for_bit),
        with_toy(tracks_of_another_length_do_not_continue_it),
        with_toy(longer_tracks_are_cut_and_shorter_ones_filled),
        with_toy(any_set_of_features_is_learned),
        with_toy(a_recurrent_network_learns_and_continues),
        with_toy(a_vector_of_another_length_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
