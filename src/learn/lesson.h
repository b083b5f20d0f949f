/* lesson.h - what a baseline is trained from, and asked.
 *
 * Everything in it is borrowed, for the length of the training.  Labels are
 * 0 .. classes - 1 and each class has at least one row.
 */
#ifndef LEARN_LESSON_H
#define LEARN_LESSON_H

#include "learn/scaling.h"
#include "learn/settings.h"
#include "learn/vector.h"

#include <stdatomic.h>

/* Streams of the seed, beside those of the networks (below 16 << 56). */
#define STREAM_FOREST ((uint64_t)16 << 56)
#define STREAM_SGD ((uint64_t)17 << 56)
#define STREAM_FOLDS ((uint64_t)18 << 56)

struct lesson {
    const struct settings *settings;
    const struct vector_table *table;
    const struct scaling *scaling;
    const int *labels; /* of table->rows rows */
    size_t classes;
    int threads;
    const atomic_bool *cancelled; /* may be NULL */
};

/* Whether somebody asked to stop; if so, the error says it. */
bool lesson_stopped(const struct lesson *lesson, struct error *err);

/* Deals the rows out into folds so that each has its share of each class:
 * folds[row] is 0 .. count - 1.  Depends on the seed alone. */
void lesson_deal_folds(const struct lesson *lesson, size_t count,
                       size_t *folds);

/* A track to name the class of: a table of one row, and the scaling of the
 * training rows. */
struct question {
    const struct vector_table *table;
    const struct scaling *scaling;
};

/* Reads scaled columns of the question's row. */
void question_read(const struct question *question, size_t first, size_t count,
                   float *out);

#endif
