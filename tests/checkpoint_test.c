/* What a checkpoint keeps, what is refused, and what it classifies. */
#include "tests/toy.h"

#include "learn/classifier.h"

#include <string.h>

/* Loads a file that must be refused, and checks that nothing has changed. */
static void check_load_refused(struct toy *f, struct trainer *trainer,
                               const char *sentence)
{
    char *before;
    struct error err = {0};

    if (asprintf(&before, "%s/before", f->folder) < 0)
        abort();
    toy_save(trainer, before);
    assert_false(trainer_load(trainer, f->path, &err));
    if (!strstr(err.text, sentence))
        print_error("'%s' does not say '%s'\n", err.text, sentence);
    assert_non_null(strstr(err.text, sentence));
    toy_save(trainer, f->other);
    toy_check_same_files(before, f->other);
    free(before);
}

static void checkpoints_of_other_trainings_are_refused(void **state)
{
    static const char *const others[] = {"low", "treble"};
    struct toy *f = *state;
    struct trainer *trainer = toy_trainer(f);

    toy_train(trainer, 1);
    toy_save(trainer, f->path);
    trainer_destroy(trainer);
    f->settings.learning_rate = 1e-3;
    trainer = toy_trainer(f);
    check_load_refused(f, trainer,
                       "was trained with learning-rate 0.005, not 0.001");
    trainer_destroy(trainer);
    f->settings.learning_rate = 5e-3;
    f->data.classes = others;
    trainer = toy_trainer(f);
    check_load_refused(f, trainer,
                       "knows the genre 'high' where 'treble' is expected");
    trainer_destroy(trainer);
}

static void damaged_checkpoints_are_refused(void **state)
{
    struct toy *f = *state;
    struct trainer *trainer = toy_trainer(f);
    size_t size;
    char *bytes;

    toy_train(trainer, 1);
    toy_save(trainer, f->path);
    bytes = toy_read(f->path, &size);
    for (int i = 0; i < 8; i++) {
        toy_write(f->path, bytes, size * (size_t)i / 8);
        check_load_refused(f, trainer, "one.safetensors'");
    }
    for (int i = 0; i < 8; i++) {
        size_t at = size * (size_t)(2 * i + 1) / 16;

        bytes[at] ^= 0x10;
        toy_write(f->path, bytes, size);
        bytes[at] ^= 0x10;
        check_load_refused(f, trainer, "one.safetensors'");
    }
    free(bytes);
    trainer_destroy(trainer);
}

static void a_classifier_agrees_with_the_validation(void **state)
{
    struct toy *f = *state;
    struct trainer *trainer = toy_trainer(f);
    struct trainer_epoch epoch = toy_train(trainer, 6);
    struct classifier *classifier = NULL;
    struct error err = {0};
    double loss = 0;

    toy_save(trainer, f->path);
    trainer_destroy(trainer);
    check_ok(classifier_open(&classifier, f->path, "cpu", 1, &err), err);
    assert_int_equal(classifier_class_count(classifier), TOY_CLASSES);
    assert_string_equal(classifier_class(classifier, 1), "high");
    assert_int_equal(classifier_features(classifier), 1U << FEATURE_MEL);
    for (int i = 8; i < TOY_TRACKS; i++) {
        float p[TOY_CLASSES];

        check_ok(classifier_run(classifier, f->examples[i].inputs, p, &err),
                 err);
        check_near(p[0] + p[1], 1, 1e-5);
        loss -= log((double)p[f->examples[i].label]) / 4;
    }
    check_near(loss, epoch.valid_loss, 1e-4);
    classifier_close(classifier);
}

static void tracks_of_any_length_are_classified(void **state)
{
    static const size_t lengths[] = {1, 5, 21, 22, 23, 3000};
    struct toy *f = *state;
    struct trainer *trainer = toy_trainer(f);
    struct classifier *classifier;
    struct error err = {0};
    float *values = calloc(3000 * (size_t)TOY_BANDS, sizeof(float)),
          p[TOY_CLASSES];

    toy_train(trainer, 6);
    toy_save(trainer, f->path);
    trainer_destroy(trainer);
    check_ok(classifier_open(&classifier, f->path, "cpu", 1, &err), err);
    for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
        struct input inputs[FEATURE_COUNT] = {0};

        for (size_t j = 0; j < TOY_BANDS * lengths[i]; j++)
            values[j] = j / lengths[i] >= TOY_BANDS / 2 ? -28 : -40;
        inputs[FEATURE_MEL] = (struct input){values, TOY_BANDS, lengths[i]};
        check_ok(classifier_run(classifier, inputs, p, &err), err);
        check_near(p[0] + p[1], 1, 1e-5);
        assert_true(p[1] > 0.5F);
    }
    free(values);
    classifier_close(classifier);
}

static void a_track_without_the_feature_is_told(void **state)
{
    struct toy *f = *state;
    struct trainer *trainer = toy_trainer(f);
    struct input none[FEATURE_COUNT] = {0};
    struct classifier *classifier;
    struct error err = {0};
    float p[TOY_CLASSES];

    toy_save(trainer, f->path);
    trainer_destroy(trainer);
    check_ok(classifier_open(&classifier, f->path, "cpu", 1, &err), err);
    assert_false(classifier_run(classifier, none, p, &err));
    assert_string_equal(err.text, "the track has no feature 'mel'");
    classifier_close(classifier);
    assert_false(classifier_open(&classifier, f->other, "cpu", 1, &err));
    assert_non_null(strstr(err.text, f->other));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_toy(checkpoints_of_other_trainings_are_refused),
        with_toy(damaged_checkpoints_are_refused),
        with_toy(a_classifier_agrees_with_the_validation),
        with_toy(tracks_of_any_length_are_classified),
        with_toy(a_track_without_the_feature_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
