#include "learn/score_mcnemar.h"

#include <math.h>

/* Twice the probability of at most `few` heads among `count` fair throws. */
static double exact(size_t few, size_t count)
{
    double n = (double)count;
    double base = lgamma(n + 1) - n * M_LN2;
    double sum = 0;

    for (size_t i = 0; i <= few; i++) {
        double k = (double)i;

        sum += exp(base - lgamma(k + 1) - lgamma(n - k + 1));
    }
    return fmin(2 * sum, 1);
}

double score_mcnemar(size_t only_first, size_t only_second)
{
    size_t few = only_first < only_second ? only_first : only_second;
    size_t count = only_first + only_second;
    double distance;

    if (count <= MCNEMAR_EXACT)
        return exact(few, count);
    distance = fmax((double)(count - 2 * few) - 1, 0);
    return erfc(distance / sqrt(2 * (double)count));
}
