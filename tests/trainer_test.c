/* Whole trainings. */
#include "tests/toy.h"

#include <string.h>

static void a_training_learns_what_can_be_learned(void **state)
{
    struct toy *f = *state;
    struct trainer *trainer = toy_trainer(f);
    struct trainer_epoch first = toy_train(trainer, 1);
    struct trainer_epoch last = toy_train(trainer, 5);

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
    struct toy *f = *state;
    const char *paths[] = {f->path, f->other};

    f->threads = 2;
    for (int i = 0; i < 2; i++) {
        struct trainer *trainer = toy_trainer(f);

        toy_train(trainer, 2);
        toy_save(trainer, paths[i]);
        trainer_destroy(trainer);
    }
    toy_check_same_files(f->path, f->other);
}

static void another_seed_gives_another_training(void **state)
{
    struct toy *f = *state;
    struct trainer_epoch epochs[2];

    for (int i = 0; i < 2; i++) {
        struct trainer *trainer;

        f->settings.seed = (uint64_t)i + 1;
        trainer = toy_trainer(f);
        epochs[i] = toy_train(trainer, 1);
        trainer_destroy(trainer);
    }
    assert_true(epochs[0].train_loss != epochs[1].train_loss);
}

static void an_interrupted_training_continues_bit_for_bit(void **state)
{
    struct toy *f = *state;
    struct trainer *whole = toy_trainer(f), *parts = toy_trainer(f);
    struct error err = {0};

    toy_train(whole, 1);
    trainer_scale_learning_rate(whole, 0.3);
    toy_train(whole, 5);
    toy_save(whole, f->path);
    toy_train(parts, 1);
    trainer_scale_learning_rate(parts, 0.3);
    toy_train(parts, 1);
    toy_save(parts, f->other);
    trainer_destroy(parts);
    parts = toy_trainer(f);
    check_ok(trainer_load(parts, f->other, &err), err);
    assert_int_equal(trainer_epochs_done(parts), 2);
    toy_train(parts, 4);
    toy_save(parts, f->other);
    toy_check_same_files(f->path, f->other);
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
    struct toy *f = *state;
    struct trainer *trainer = toy_trainer(f);
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
    struct toy *f = *state;
    struct trainer *trainer = toy_trainer(f);
    struct trainer_epoch plain = toy_train(trainer, 1), scaled;

    trainer_destroy(trainer);
    trainer = toy_trainer(f);
    trainer_scale_learning_rate(trainer, 0.5);
    scaled = toy_train(trainer, 1);
    check_near(scaled.learning_rate, plain.learning_rate / 2, 1e-12);
    trainer_destroy(trainer);
}

static void check_refused(struct toy *f, const char *sentence)
{
    struct trainer *trainer = NULL;
    struct error err = {0};

    assert_false(
        trainer_create(&trainer, &f->settings, &f->data, "cpu", 1, &err));
    assert_string_equal(err.text, sentence);
    assert_null(trainer);
}

static void what_cannot_be_trained_is_told(void **state)
{
    struct toy *f = *state;

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
    f->examples[2].inputs[FEATURE_MEL].frames = TOY_FRAMES;
    f->examples[9].label = -1;
    check_refused(f, "track 2 of the validation part has no genre");
    for (int i = 0; i < TOY_TRACKS; i++)
        f->examples[i].label = 1;
    check_refused(f, "all tracks of the training part are 'high': there is "
                     "nothing to tell apart");
    f->train.classes = f->valid.classes = 1;
    for (int i = 0; i < TOY_TRACKS; i++)
        f->examples[i].label = 0;
    check_refused(f, "a network tells genres apart: one alone cannot be "
                     "trained");
}

static void an_epoch_too_many_is_refused(void **state)
{
    struct toy *f = *state;
    struct trainer *trainer = toy_trainer(f);
    struct trainer_epoch epoch;
    struct error err = {0};
    bool stopped;

    toy_train(trainer, 6);
    assert_false(
        trainer_run_epoch(trainer, NULL, NULL, &epoch, &stopped, &err));
    assert_string_equal(err.text, "all 6 epochs have been trained");
    trainer_destroy(trainer);
}

static void a_loss_that_is_no_number_names_layer_and_step(void **state)
{
    struct toy *f = *state;
    struct trainer *trainer = toy_trainer(f);
    struct trainer_epoch epoch;
    struct error err = {0};
    bool stopped;

    /* All tracks, so that the first step meets one. */
    for (int t = 0; t < 8; t++)
        for (int i = 0; i < TOY_BANDS * TOY_FRAMES; i++)
            f->values[(size_t)t * TOY_BANDS * TOY_FRAMES + i] = NAN;
    assert_false(
        trainer_run_epoch(trainer, NULL, NULL, &epoch, &stopped, &err));
    assert_non_null(strstr(err.text, "diverged in step 1 of epoch 1 at the "
                                     "layer 'mel' "));
    trainer_destroy(trainer);
}

static void a_rate_far_too_large_is_told_as_such(void **state)
{
    struct toy *f = *state;
    struct trainer *trainer;
    struct trainer_epoch epoch;
    struct error err = {0};
    bool stopped, good = true;

    f->settings.learning_rate = 10;
    f->settings.epochs = 50;
    f->settings.dropout = 0.9;
    f->settings.weight_decay = 1;
    trainer = toy_trainer(f);
    trainer_scale_learning_rate(trainer, 1e6);
    for (int i = 0; i < 50 && good; i++)
        good = trainer_run_epoch(trainer, NULL, NULL, &epoch, &stopped, &err);
    assert_false(good);
    assert_non_null(strstr(err.text, "the training diverged in"));
    trainer_destroy(trainer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_toy(a_training_learns_what_can_be_learned),
        with_toy(two_trainings_give_the_same_bits),
        with_toy(another_seed_gives_another_training),
        with_toy(an_interrupted_training_continues_bit_for_bit),
        with_toy(a_hook_ends_an_epoch_that_does_not_count),
        with_toy(the_learning_rate_can_be_scaled),
        with_toy(what_cannot_be_trained_is_told),
        with_toy(an_epoch_too_many_is_refused),
        with_toy(a_loss_that_is_no_number_names_layer_and_step),
        with_toy(a_rate_far_too_large_is_told_as_such),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
