/* algebra.h - the inner loops of the baselines: sums over long arrays.
 *
 * Pure functions of their arguments; any thread.  The order of summation
 * depends on the count alone, so that results do not depend on threads.
 */
#ifndef LEARN_ALGEBRA_H
#define LEARN_ALGEBRA_H

#include <stddef.h>

/* The sum of a[i] b[i]. */
double algebra_dot(const double *a, const double *b, size_t count);

/* Adds factor x[i] to y[i]. */
void algebra_add(double *y, double factor, const double *x, size_t count);

/* The same in single precision; sums over more than a few thousand values
 * are better added up by the caller. */
float algebra_dot_float(const float *a, const float *b, size_t count);
void algebra_add_float(float *y, float factor, const float *x, size_t count);

/* The sum of (a[i] - b[i])^2. */
float algebra_distance_float(const float *a, const float *b, size_t count);

/* Makes of each value exp(value) over the sum of these; returns the logarithm
 * of the sum. */
double algebra_softmax(double *values, size_t count);

#endif
