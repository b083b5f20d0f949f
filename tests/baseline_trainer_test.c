/* Baselines behind the functions that train and use networks. */
#include "tests/check.h"

#include "base/file.h"
#include "learn/classifier.h"
#include "learn/trainer.h"
#include "tests/baseline_rows.h"

#include <string.h>

struct fixture {
    struct rows rows;
    struct dataset train, valid;
    struct trainer_data data;
    char *folder, *path;
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));

    rows_init(&fixture->rows, 11, 90, 12, 3);
    fixture->train = (struct dataset){fixture->rows.examples, 60, 3};
    fixture->valid = (struct dataset){fixture->rows.examples + 60, 30, 3};
    fixture->data = (struct trainer_data){.train = &fixture->train,
                                          .valid = &fixture->valid,
                                          .classes = rows_classes};
    fixture->folder = scratch_create();
    fixture->path = file_join(fixture->folder, "best.safetensors");
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;

    rows_finish(&fixture->rows);
    scratch_remove(fixture->folder);
    free(fixture->path);
    free(fixture);
    return 0;
}

static struct trainer *create(const struct fixture *fixture,
                              const struct settings *settings)
{
    struct trainer *trainer = NULL;
    struct error err = {0};

    check_ok(
        trainer_create(&trainer, settings, &fixture->data, "auto", 1, &err),
        err);
    return trainer;
}

/* Trains and writes fixture->path. */
static void train(const struct fixture *fixture,
                  const struct settings *settings, struct trainer_epoch *epoch)
{
    struct trainer *trainer = create(fixture, settings);
    struct error err = {0};
    bool stopped = true;

    assert_int_equal(trainer_epochs_done(trainer), 0);
    check_ok(trainer_run_epoch(trainer, NULL, NULL, epoch, &stopped, &err),
             err);
    assert_false(stopped);
    assert_int_equal(trainer_epochs_done(trainer), 1);
    assert_int_equal(trainer_best_epoch(trainer), 1);
    check_ok(trainer_save(trainer, fixture->path, &err), err);
    trainer_destroy(trainer);
}

static void a_baseline_is_a_network_of_one_epoch(void **state)
{
    static const char *const models[] = {"logistic", "sgd", "forest", "svm"};
    const struct fixture *fixture = *state;

    for (size_t i = 0; i < 4; i++) {
        struct settings settings = rows_settings(models[i]);
        struct trainer_epoch epoch;
        struct classifier *classifier;
        struct error err = {0};
        size_t hits = 0;

        assert_int_equal(settings.epochs, 1);
        train(fixture, &settings, &epoch);
        assert_int_equal(epoch.number, 1);
        assert_true(epoch.best);
        assert_true(epoch.train_accuracy > 0.7 && epoch.train_loss < 0.8);
        check_ok(classifier_open(&classifier, fixture->path, "auto", 1, &err),
                 err);
        assert_int_equal(classifier_class_count(classifier), 3);
        assert_string_equal(classifier_class(classifier, 1), "disco");
        assert_int_equal(classifier_features(classifier), settings.features);
        for (size_t j = 60; j < 90; j++) {
            size_t label = (size_t)fixture->rows.examples[j].label;
            float p[3];

            check_ok(classifier_run(classifier,
                                    fixture->rows.examples[j].inputs, p, &err),
                     err);
            hits += p[label] >= p[0] && p[label] >= p[1] && p[label] >= p[2];
        }
        check_near((double)hits / 30, epoch.valid_accuracy, 1e-9);
        classifier_close(classifier);
    }
}

static void a_trained_baseline_can_be_taken_up(void **state)
{
    const struct fixture *fixture = *state;
    struct settings settings = rows_settings("logistic");
    struct trainer_epoch epoch;
    struct trainer *trainer;
    struct error err = {0};
    bool stopped;

    train(fixture, &settings, &epoch);
    trainer = create(fixture, &settings);
    check_ok(trainer_load(trainer, fixture->path, &err), err);
    assert_int_equal(trainer_epochs_done(trainer), 1);
    assert_false(
        trainer_run_epoch(trainer, NULL, NULL, &epoch, &stopped, &err));
    assert_string_equal(err.text, "'logistic' is trained already");
    trainer_destroy(trainer);
    settings.c = 3;
    trainer = create(fixture, &settings);
    assert_false(trainer_load(trainer, fixture->path, &err));
    assert_non_null(strstr(err.text, "was trained with c 0.1, not 3"));
    assert_int_equal(trainer_epochs_done(trainer), 0);
    assert_false(trainer_save(trainer, fixture->path, &err));
    trainer_destroy(trainer);
}

static void classes_of_another_run_are_refused(void **state)
{
    static const char *const others[] = {"blues", "salsa", "jazz"};
    struct fixture *fixture = *state;
    struct settings settings = rows_settings("svm");
    struct trainer_epoch epoch;
    struct trainer *trainer;
    struct error err = {0};

    train(fixture, &settings, &epoch);
    fixture->data.classes = others;
    trainer = create(fixture, &settings);
    assert_false(trainer_load(trainer, fixture->path, &err));
    assert_non_null(
        strstr(err.text, "knows the genre 'disco' where 'salsa' is expected"));
    trainer_destroy(trainer);
}

static bool stop_at_once(void *context, const struct trainer_progress *progress)
{
    int *calls = context;

    assert_int_equal(progress->epoch, 1);
    ++*calls;
    return false;
}

static void a_long_training_can_be_stopped(void **state)
{
    const struct fixture *fixture = *state;
    struct settings settings = rows_settings("forest");
    struct trainer *trainer;
    struct trainer_epoch epoch;
    struct error err = {0};
    bool stopped = false;
    int calls = 0;

    /* Far more trees than grow in a tenth of a second. */
    settings.trees = 10000000;
    trainer = create(fixture, &settings);
    check_ok(trainer_run_epoch(trainer, stop_at_once, &calls, &epoch, &stopped,
                               &err),
             err);
    assert_true(stopped);
    assert_int_equal(calls, 1);
    assert_int_equal(trainer_epochs_done(trainer), 0);
    trainer_destroy(trainer);
}

static void empty_parts_are_told(void **state)
{
    struct fixture *fixture = *state;
    struct settings settings = rows_settings("sgd");
    struct trainer *trainer;
    struct error err = {0};

    fixture->valid.count = 0;
    assert_false(
        trainer_create(&trainer, &settings, &fixture->data, "auto", 1, &err));
    assert_string_equal(err.text, "the validation part has no tracks");
}

#define with_rows(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_rows(a_baseline_is_a_network_of_one_epoch),
        with_rows(a_trained_baseline_can_be_taken_up),
        with_rows(classes_of_another_run_are_refused),
        with_rows(a_long_training_can_be_stopped),
        with_rows(empty_parts_are_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
