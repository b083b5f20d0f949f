/* baseline_rows.h - made-up tracks for the tests of the baselines.
 *
 * The values are those that golden/make_baselines.py draws.
 */
#ifndef TESTS_BASELINE_ROWS_H
#define TESTS_BASELINE_ROWS_H

#include "learn/baseline.h"

/* Rows of `columns` numbers: the one frame of a feature "mel" with as many
 * bands; owned. */
struct rows {
    float *values; /* count x columns */
    struct example *examples;
    struct dataset data;
    size_t columns;
};

/* Labels 0, 1, .., classes - 1, 0, .. and noise around a centre a class. */
void rows_init(struct rows *rows, uint32_t seed, size_t count, size_t columns,
               int classes);
void rows_finish(struct rows *rows);

/* Names for up to six classes. */
extern const char *const rows_classes[];

/* The settings of a model that learns from such rows. */
struct settings rows_settings(const char *model);

/* Trains with `threads`, or fails the test. */
struct baseline *rows_train(const struct rows *rows,
                            const struct settings *settings, int threads);

/* The share of rows whose likeliest class is theirs. */
double rows_accuracy(const struct baseline *baseline,
                     const struct example *examples, size_t count);

#endif
