/* scaling.h - mean 0 and deviation 1 for every column of the training rows.
 *
 * As scikit-learn's StandardScaler: the deviation is the population's, and a
 * column that hardly varies is only moved.  A scaling owns its arrays; to
 * apply it is safe from several threads.
 */
#ifndef LEARN_SCALING_H
#define LEARN_SCALING_H

#include "learn/vector.h"

struct scaling {
    size_t columns;
    float *mean;
    float *factor; /* one over the deviation */
};

/* Zeroed arrays; false when there is no memory. */
bool scaling_init(struct scaling *scaling, size_t columns, struct error *err);
void scaling_finish(struct scaling *scaling);

/* Fits it to the rows; values that are no numbers are told. */
bool scaling_fit(struct scaling *scaling, const struct vector_table *table,
                 int threads, struct error *err);

/* Scales the columns first .. first + count - 1 of a row in place. */
void scaling_apply(const struct scaling *scaling, size_t first, size_t count,
                   float *values);

#endif
