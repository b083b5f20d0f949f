/* compact.h - the training rows, scaled, in as few coordinates as they need.
 *
 * Rows of many columns span no more directions than there are rows.  Where
 * columns outnumber rows, the rows are turned into such coordinates: their
 * products and distances stay as they are, so that whatever depends on these
 * alone (linear models with an L2 penalty, kernels) comes out the same, at
 * the cost of rows x rows instead of rows x columns.  The rows are read
 * twice and never stored.  Otherwise the coordinates are the columns.
 *
 * With a pivoted Cholesky factorisation of the products, K = L L' (Higham,
 * "Accuracy and Stability of Numerical Algorithms", section 10.3), row i has
 * the coordinates L[i]; directions with less than a millionth of the largest
 * row's energy are left out.
 */
#ifndef LEARN_COMPACT_H
#define LEARN_COMPACT_H

#include "learn/lesson.h"

struct compact {
    size_t rows, rank;
    double *values; /* rows x rank */
    size_t *pivots; /* rank rows that span the others; NULL: columns */
};

bool compact_init(struct compact *compact, const struct lesson *lesson,
                  struct error *err);
void compact_finish(struct compact *compact);

/* Turns `count` directions in coordinates (count x rank, which is
 * overwritten) into weights of the scaled columns (count x columns). */
bool compact_expand(const struct compact *compact, const struct lesson *lesson,
                    double *directions, size_t count, float *weights,
                    struct error *err);

#endif
