/* Whole trainings on tracks made so that a small network can learn them. */
#include "tests/check.h"

#include "base/rng.h"
#include "learn/classifier.h"
#include "learn/trainer.h"

#include <string.h>

enum { TRACKS = 12, BANDS = 128, FRAMES = 40, CLASSES = 2, THREADS = 2 };

struct fixture {
    float *values; /* tracks x bands x frames */
    struct example examples[TRACKS];
    struct dataset train, valid;
    struct trainer_data data;
    struct settings settings;
    char *folder, *path, *other;
};

static const char *const classes[] = {"low", "high"};

/* Noise, louder in the lower or in the upper half of the bands. */
static void fill(float *values, int label, uint64_t track)
{
    struct rng rng;

    rng_init(&rng, 11, track);
    for (int i = 0; i < BANDS * FRAMES; i++) {
        bool upper = i / FRAMES >= BANDS / 2;

        values[i] = -40 + 5 * rng_normal(&rng) + (upper == label ? 12.0F : 0);
    }
}

static int fixture_open(void **state)
{
    struct fixture *f = calloc(1, sizeof(*f));
    struct error err = {0};

    f->values = calloc((size_t)TRACKS * BANDS * FRAMES, sizeof(float));
    for (int t = 0; t < TRACKS; t++) {
        float *values = f->values + (size_t)t * BANDS * FRAMES;

        fill(values, t % CLASSES, (uint64_t)t);
        f->examples[t].inputs[FEATURE_MEL] =
            (struct input){values, BANDS, FRAMES};
        f->examples[t].label = t % CLASSES;
    }
    f->train = (struct dataset){f->examples, 8, CLASSES};
    f->valid = (struct dataset){f->examples + 8, 4, CLASSES};
    f->data = (struct trainer_data){&f->train, &f->valid, classes};
    if (!settings_init(&f->settings, "cnn", &err))
        return -1;
    f->settings.crop_seconds = 0.5;
    f->settings.batch = 4;
    f->settings.crops = 3;
    f->settings.width = 4;
    f->settings.epochs = 6;
    f->settings.warmup = 1;
    f->settings.learning_rate = 5e-3;
    f->settings.dropout = 0.2;
    f->folder = scratch_create();
    if (asprintf(&f->path, "%s/one.safetensors", f->folder) < 0 ||
        asprintf(&f->other, "%s/two.safetensors", f->folder) < 0)
        return -1;
    *state = f;
    return 0;
}

static int fixture_close(void **state)
{
    struct fixture *f = *state;

    scratch_remove(f->folder);
    free(f->path);
    free(f->other);
    free(f->values);
    free(f);
    return 0;
}

static struct trainer *open_trainer(struct fixture *f)
{
    struct trainer *trainer = NULL;
    struct error err = {0};

    check_ok(
        trainer_create(&trainer, &f->settings, &f->data, "auto", THREADS, &err),
        err);
    return trainer;
}

static struct trainer_epoch run_epochs(struct trainer *trainer, int count)
{
    struct trainer_epoch epoch = {0};
    struct error err = {0};
    bool stopped;

    for (int i = 0; i < count; i++) {
        check_ok(trainer_run_epoch(trainer, NULL, NULL, &epoch, &stopped, &err),
                 err);
        assert_false(stopped);
    }
    return epoch;
}

static void save(struct trainer *trainer, const char *path)
{
    struct error err = {0};

    check_ok(trainer_save(trainer, path, &err), err);
}

static char *read_whole(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    char *bytes;
    long length;

    assert_non_null(file);
    fseek(file, 0, SEEK_END);
    length = ftell(file);
    rewind(file);
    bytes = malloc((size_t)length + 1);
    *size = fread(bytes, 1, (size_t)length, file);
    fclose(file);
    return bytes;
}

static void write_whole(const char *path, const char *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");

    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    fclose(file);
}

static void check_same_files(const char *path, const char *other)
{
    size_t size, other_size;
    char *bytes = read_whole(path, &size);
    char *other_bytes = read_whole(other, &other_size);

    assert_int_equal(size, other_size);
    assert_memory_equal(bytes, other_bytes, size);
    free(bytes);
    free(other_bytes);
}

static void a_training_learns_what_can_be_learned(void **state)
{
    struct fixture *f = *state;
    struct trainer *trainer = open_trainer(f);
    struct trainer_epoch first = run_epochs(trainer, 1);
    struct trainer_epoch last = run_epochs(trainer, 5);

    assert_string_equal(trainer_backend(trainer), "cpu");
    assert_int_equal(first.number, 1);
    assert_true(first.best);
    assert_int_equal(last.number, 6);
    assert_int_equal(trainer_epochs_done(trainer), 6);
    assert_in_range(trainer_best_epoch(trainer), 1, 6);
    assert_true(last.train_loss < first.train_loss);
    check_near(last.valid_accuracy, 1, 0);
    assert_true(last.learning_rate < first.learning_rate);
    trainer_destroy(trainer);
}

static void two_trainings_give_the_same_bits(void **state)
{
    struct fixture *f = *state;
    const char *paths[] = {f->path, f->other};

    for (int i = 0; i < 2; i++) {
        struct trainer *trainer = open_trainer(f);

        run_epochs(trainer, 2);
        save(trainer, paths[i]);
        trainer_destroy(trainer);
    }
    check_same_files(f->path, f->other);
}

static void another_seed_gives_another_training(void **state)
{
    struct fixture *f = *state;
    struct trainer_epoch epochs[2];

    for (int i = 0; i < 2; i++) {
        struct trainer *trainer;

        f->settings.seed = (uint64_t)i + 1;
        trainer = open_trainer(f);
        epochs[i] = run_epochs(trainer, 1);
        trainer_destroy(trainer);
    }
    assert_true(epochs[0].train_loss != epochs[1].train_loss);
}

static void an_interrupted_training_continues_bit_for_bit(void **state)
{
    struct fixture *f = *state;
    struct trainer *whole = open_trainer(f), *parts = open_trainer(f);
    struct error err = {0};

    run_epochs(whole, 1);
    trainer_scale_learning_rate(whole, 0.3);
    run_epochs(whole, 5);
    save(whole, f->path);
    run_epochs(parts, 1);
    trainer_scale_learning_rate(parts, 0.3);
    run_epochs(parts, 1);
    save(parts, f->other);
    trainer_destroy(parts);
    parts = open_trainer(f);
    check_ok(trainer_load(parts, f->other, &err), err);
    assert_int_equal(trainer_epochs_done(parts), 2);
    run_epochs(parts, 4);
    save(parts, f->other);
    check_same_files(f->path, f->other);
    trainer_destroy(whole);
    trainer_destroy(parts);
}

static bool stop_at_second_step(void *context,
                                const struct trainer_progress *progress)
{
    int *calls = context;

    (*calls)++;
    assert_int_equal(progress->epoch, 1);
    assert_int_equal(progress->step, *calls);
    assert_int_equal(progress->steps, 6);
    assert_true(isfinite(progress->loss));
    return *calls < 2;
}

static void a_hook_ends_an_epoch_that_does_not_count(void **state)
{
    struct fixture *f = *state;
    struct trainer *trainer = open_trainer(f);
    struct trainer_epoch epoch;
    struct error err = {0};
    bool stopped = false;
    int calls = 0;

    check_ok(trainer_run_epoch(trainer, stop_at_second_step, &calls, &epoch,
                               &stopped, &err),
             err);
    assert_true(stopped);
    assert_int_equal(calls, 2);
    assert_int_equal(trainer_epochs_done(trainer), 0);
    trainer_destroy(trainer);
}

static void the_learning_rate_can_be_scaled(void **state)
{
    struct fixture *f = *state;
    struct trainer *trainer = open_trainer(f);
    struct trainer_epoch plain = run_epochs(trainer, 1), scaled;

    trainer_destroy(trainer);
    trainer = open_trainer(f);
    trainer_scale_learning_rate(trainer, 0.5);
    scaled = run_epochs(trainer, 1);
    check_near(scaled.learning_rate, plain.learning_rate / 2, 1e-12);
    trainer_destroy(trainer);
}

static void check_refused(struct fixture *f, const char *sentence)
{
    struct trainer *trainer = NULL;
    struct error err = {0};

    assert_false(
        trainer_create(&trainer, &f->settings, &f->data, "cpu", THREADS, &err));
    assert_string_equal(err.text, sentence);
    assert_null(trainer);
}

static void what_cannot_be_trained_is_told(void **state)
{
    struct fixture *f = *state;

    f->settings.batch = 25;
    check_refused(f, "a batch of 25 is larger than the training part: 8 tracks "
                     "give 24 crops");
    f->settings.batch = 4;
    f->settings.epochs = 0;
    check_refused(f, "0 epochs are nothing to train");
    f->settings.epochs = 6;
    f->valid.count = 0;
    check_refused(f, "the validation part has no tracks");
    f->valid.count = 4;
    f->examples[2].inputs[FEATURE_MEL].frames = 0;
    check_refused(f, "track 3 of the training part has no feature 'mel'");
    f->examples[2].inputs[FEATURE_MEL].frames = FRAMES;
    f->examples[9].label = -1;
    check_refused(f, "track 2 of the validation part has no genre");
    for (int i = 0; i < TRACKS; i++)
        f->examples[i].label = 1;
    check_refused(f, "all tracks of the training part are 'high': there is "
                     "nothing to tell apart");
    f->train.classes = f->valid.classes = 1;
    for (int i = 0; i < TRACKS; i++)
        f->examples[i].label = 0;
    check_refused(f, "a network tells genres apart: one alone cannot be "
                     "trained");
}

static void an_epoch_too_many_is_refused(void **state)
{
    struct fixture *f = *state;
    struct trainer *trainer = open_trainer(f);
    struct trainer_epoch epoch;
    struct error err = {0};
    bool stopped;

    run_epochs(trainer, 6);
    assert_false(
        trainer_run_epoch(trainer, NULL, NULL, &epoch, &stopped, &err));
    assert_string_equal(err.text, "all 6 epochs have been trained");
    trainer_destroy(trainer);
}

static void a_loss_that_is_no_number_names_layer_and_step(void **state)
{
    struct fixture *f = *state;
    struct trainer *trainer = open_trainer(f);
    struct trainer_epoch epoch;
    struct error err = {0};
    bool stopped;

    /* All tracks, so that the first step meets one. */
    for (int t = 0; t < 8; t++)
        for (int i = 0; i < BANDS * FRAMES; i++)
            f->values[(size_t)t * BANDS * FRAMES + i] = NAN;
    assert_false(
        trainer_run_epoch(trainer, NULL, NULL, &epoch, &stopped, &err));
    assert_non_null(strstr(err.text, "diverged in step 1 of epoch 1 at the "
                                     "layer 'mel' "));
    trainer_destroy(trainer);
}

static void a_rate_far_too_large_is_told_as_such(void **state)
{
    struct fixture *f = *state;
    struct trainer *trainer;
    struct trainer_epoch epoch;
    struct error err = {0};
    bool stopped, good = true;

    f->settings.learning_rate = 10;
    f->settings.epochs = 50;
    f->settings.dropout = 0.9;
    f->settings.weight_decay = 1;
    trainer = open_trainer(f);
    trainer_scale_learning_rate(trainer, 1e6);
    for (int i = 0; i < 50 && good; i++)
        good = trainer_run_epoch(trainer, NULL, NULL, &epoch, &stopped, &err);
    assert_false(good);
    assert_non_null(strstr(err.text, "the training diverged in"));
    trainer_destroy(trainer);
}

/* Loads a file that must be refused, and checks that nothing has changed. */
static void check_load_refused(struct fixture *f, struct trainer *trainer,
                               const char *sentence)
{
    char *before;
    struct error err = {0};

    if (asprintf(&before, "%s/before", f->folder) < 0)
        abort();
    save(trainer, before);
    assert_false(trainer_load(trainer, f->path, &err));
    if (!strstr(err.text, sentence))
        print_error("'%s' does not say '%s'\n", err.text, sentence);
    assert_non_null(strstr(err.text, sentence));
    save(trainer, f->other);
    check_same_files(before, f->other);
    free(before);
}

static void checkpoints_of_other_trainings_are_refused(void **state)
{
    static const char *const others[] = {"low", "treble"};
    struct fixture *f = *state;
    struct trainer *trainer = open_trainer(f);

    run_epochs(trainer, 1);
    save(trainer, f->path);
    trainer_destroy(trainer);
    f->settings.learning_rate = 1e-3;
    trainer = open_trainer(f);
    check_load_refused(f, trainer,
                       "was trained with learning-rate 0.005, not 0.001");
    trainer_destroy(trainer);
    f->settings.learning_rate = 5e-3;
    f->data.classes = others;
    trainer = open_trainer(f);
    check_load_refused(f, trainer,
                       "knows the genre 'high' where 'treble' is expected");
    trainer_destroy(trainer);
}

static void damaged_checkpoints_are_refused(void **state)
{
    struct fixture *f = *state;
    struct trainer *trainer = open_trainer(f);
    size_t size;
    char *bytes;

    run_epochs(trainer, 1);
    save(trainer, f->path);
    bytes = read_whole(f->path, &size);
    for (int i = 0; i < 8; i++) {
        write_whole(f->path, bytes, size * (size_t)i / 8);
        check_load_refused(f, trainer, "one.safetensors'");
    }
    for (int i = 0; i < 8; i++) {
        size_t at = size * (size_t)(2 * i + 1) / 16;

        bytes[at] ^= 0x10;
        write_whole(f->path, bytes, size);
        bytes[at] ^= 0x10;
        check_load_refused(f, trainer, "one.safetensors'");
    }
    free(bytes);
    trainer_destroy(trainer);
}

static void a_classifier_agrees_with_the_validation(void **state)
{
    struct fixture *f = *state;
    struct trainer *trainer = open_trainer(f);
    struct trainer_epoch epoch = run_epochs(trainer, 6);
    struct classifier *classifier = NULL;
    struct error err = {0};
    double loss = 0;

    save(trainer, f->path);
    trainer_destroy(trainer);
    check_ok(classifier_open(&classifier, f->path, "cpu", 1, &err), err);
    assert_int_equal(classifier_class_count(classifier), CLASSES);
    assert_string_equal(classifier_class(classifier, 1), "high");
    assert_int_equal(classifier_features(classifier), 1U << FEATURE_MEL);
    for (int i = 8; i < TRACKS; i++) {
        float p[CLASSES];

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
    struct fixture *f = *state;
    struct trainer *trainer = open_trainer(f);
    struct classifier *classifier;
    struct error err = {0};
    float *values = calloc(3000 * (size_t)BANDS, sizeof(float)), p[CLASSES];

    run_epochs(trainer, 6);
    save(trainer, f->path);
    trainer_destroy(trainer);
    check_ok(classifier_open(&classifier, f->path, "cpu", 1, &err), err);
    for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
        struct input inputs[FEATURE_COUNT] = {0};

        for (size_t j = 0; j < BANDS * lengths[i]; j++)
            values[j] = j / lengths[i] >= BANDS / 2 ? -28 : -40;
        inputs[FEATURE_MEL] = (struct input){values, BANDS, lengths[i]};
        check_ok(classifier_run(classifier, inputs, p, &err), err);
        check_near(p[0] + p[1], 1, 1e-5);
        assert_true(p[1] > 0.5F);
    }
    free(values);
    classifier_close(classifier);
}

static void a_track_without_the_feature_is_told(void **state)
{
    struct fixture *f = *state;
    struct trainer *trainer = open_trainer(f);
    struct input none[FEATURE_COUNT] = {0};
    struct classifier *classifier;
    struct error err = {0};
    float p[CLASSES];

    save(trainer, f->path);
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
#define WITH_DATA(test)                                                        \
    cmocka_unit_test_setup_teardown(test, fixture_open, fixture_close)
    const struct CMUnitTest tests[] = {
        WITH_DATA(a_training_learns_what_can_be_learned),
        WITH_DATA(two_trainings_give_the_same_bits),
        WITH_DATA(another_seed_gives_another_training),
        WITH_DATA(an_interrupted_training_continues_bit_for_bit),
        WITH_DATA(a_hook_ends_an_epoch_that_does_not_count),
        WITH_DATA(the_learning_rate_can_be_scaled),
        WITH_DATA(what_cannot_be_trained_is_told),
        WITH_DATA(an_epoch_too_many_is_refused),
        WITH_DATA(a_loss_that_is_no_number_names_layer_and_step),
        WITH_DATA(a_rate_far_too_large_is_told_as_such),
        WITH_DATA(checkpoints_of_other_trainings_are_refused),
        WITH_DATA(damaged_checkpoints_are_refused),
        WITH_DATA(a_classifier_agrees_with_the_validation),
        WITH_DATA(tracks_of_any_length_are_classified),
        WITH_DATA(a_track_without_the_feature_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
