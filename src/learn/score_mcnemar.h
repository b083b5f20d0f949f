/* score_mcnemar.h - whether one model is better than another on the same
 * examples.
 */
#ifndef LEARN_SCORE_MCNEMAR_H
#define LEARN_SCORE_MCNEMAR_H

#include <stddef.h>

/* Up to so many examples that only one of the two has right, the test is the
 * exact binomial one; above, the chi-squared one with Edwards' correction. */
enum { MCNEMAR_EXACT = 1000 };

/* The probability that two equally good models differ at least as much:
 * McNemar's test (1947), two-sided, from the numbers of examples that only
 * the first and only the second has right.  1 when they never differ. */
double score_mcnemar(size_t only_first, size_t only_second);

#endif
