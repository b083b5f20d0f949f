#include "learn/score_resampled.h"

#include <math.h>

/* The continued fraction of the incomplete beta function, by Lentz's method
 * (Thompson and Barnett 1986); it converges for x < (a + 1) / (a + b + 2). */
static double beta_fraction(double a, double b, double x)
{
    const double tiny = 1e-300;
    double c = 1, d = 1 - (a + b) * x / (a + 1);
    double product;

    d = 1 / (fabs(d) < tiny ? tiny : d);
    product = d;
    for (int m = 1; m <= 300; m++) {
        double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        double odd =
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        double step;

        d = 1 + even * d;
        c = 1 + even / c;
        d = 1 / (fabs(d) < tiny ? tiny : d);
        c = fabs(c) < tiny ? tiny : c;
        product *= c * d;
        d = 1 + odd * d;
        c = 1 + odd / c;
        d = 1 / (fabs(d) < tiny ? tiny : d);
        c = fabs(c) < tiny ? tiny : c;
        step = c * d;
        product *= step;
        if (fabs(step - 1) < 1e-15)
            break;
    }
    return product;
}

/* The regularised incomplete beta function. */
static double beta_share(double a, double b, double x)
{
    double factor;

    if (x <= 0)
        return 0;
    if (x >= 1)
        return 1;
    factor =
        exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x));
    if (x < (a + 1) / (a + b + 2))
        return factor * beta_fraction(a, b, x) / a;
    return 1 - factor * beta_fraction(b, a, 1 - x) / b;
}

double score_student(double t, double freedom)
{
    return beta_share(freedom / 2, 0.5, freedom / (freedom + t * t));
}

double score_resampled(const double *differences, size_t count, double test,
                       double train)
{
    double n = (double)count, mean = 0, squares = 0, variance;

    if (count < 2)
        return NAN;
    for (size_t i = 0; i < count; i++)
        mean += differences[i] / n;
    for (size_t i = 0; i < count; i++)
        squares += (differences[i] - mean) * (differences[i] - mean);
    variance = squares / (n - 1) * (1 / n + test / train);
    /* Differences that are all the same differ by their rounding only. */
    if (variance <= 1e-30)
        return fabs(mean) <= 1e-15 ? 1 : 0;
    return score_student(mean / sqrt(variance), n - 1);
}
