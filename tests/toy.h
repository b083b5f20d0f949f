/* toy.h - tracks made so that a small network can learn them, and trainings
 * on them; shared by the tests of trainers, checkpoints and classifiers.
 */
#ifndef TESTS_TOY_H
#define TESTS_TOY_H

#include "tests/check.h"

#include "learn/trainer.h"

enum {
    TOY_TRACKS = 12, /* eight to train on, four to validate */
    TOY_BANDS = 128,
    TOY_FRAMES = 40,
    TOY_CLASSES = 2,
    TOY_EPOCHS = 6
};

struct toy {
    float *values; /* tracks x bands x frames */
    struct example examples[TOY_TRACKS];
    struct dataset train, valid;
    struct trainer_data data;
    struct settings settings;
    int threads;
    char *folder, *path, *other; /* a scratch folder and two files in it */
};

/* Setup and teardown; the state is a struct toy. */
int toy_open(void **state);
int toy_close(void **state);

#define with_toy(test)                                                         \
    cmocka_unit_test_setup_teardown(test, toy_open, toy_close)

/* These fail the test when anything goes wrong. */
struct trainer *toy_trainer(struct toy *f);
struct trainer_epoch toy_train(struct trainer *trainer, int count);
void toy_save(struct trainer *trainer, const char *path);

/* A file's bytes; free() them. */
char *toy_read(const char *path, size_t *size);
void toy_write(const char *path, const char *bytes, size_t size);
void toy_check_same_files(const char *path, const char *other);

#endif
