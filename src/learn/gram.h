/* gram.h - the products of all pairs of scaled training rows.
 *
 * Works through the columns in panels, so that the rows are never stored.
 */
#ifndef LEARN_GRAM_H
#define LEARN_GRAM_H

#include "learn/lesson.h"

/* Writes rows x rows products; the same bits for any number of threads. */
bool gram_compute(const struct lesson *lesson, double *products,
                  struct error *err);

#endif
