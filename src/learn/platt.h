/* platt.h - probabilities from the decisions of a support vector machine.
 *
 * A pair's decision becomes a probability by a logistic curve (Platt 1999;
 * fitted as by Lin, Lin and Weng, "A note on Platt's probabilistic outputs",
 * Machine Learning 68, 2007); the pairs' probabilities become one for each
 * class by the second method of Wu, Lin and Weng, "Probability estimates for
 * multi-class classification by pairwise coupling", JMLR 5, 2004.  Pure
 * functions of their arguments.
 */
#ifndef LEARN_PLATT_H
#define LEARN_PLATT_H

#include <stdbool.h>
#include <stddef.h>

/* The probability of the first class is 1 / (1 + exp(slope x + offset)). */
struct platt {
    double slope, offset;
};

/* Fits the curve to decisions and whether the first class was right.  With
 * none of one kind, the decisions are taken as the logarithms of odds. */
struct platt platt_fit(const double *decisions, const bool *first,
                       size_t count);

double platt_probability(struct platt platt, double decision);

/* pairs: count x count, [i * count + j] the probability of i where it is i
 * or j, neither 0 nor 1.  Writes count probabilities that sum to 1. */
void platt_couple(const double *pairs, size_t count, double *probabilities);

#endif
