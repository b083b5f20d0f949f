#include "learn/algebra.h"

#include "feature/lane.h"

#include <assert.h>
#include <math.h>

/* Vectors as long as a lane that may lie anywhere. */
typedef float loose_lane __attribute__((vector_size(64), aligned(4)));
typedef double wide __attribute__((vector_size(64), aligned(8)));

enum { WIDE = 8, TWICE = 2 * WIDE };

LANE_CLONES double algebra_dot(const double *a, const double *b, size_t count)
{
    wide sums[2] = {{0}, {0}};
    double sum = 0;
    size_t i = 0;

    for (; i + TWICE <= count; i += TWICE) {
        sums[0] += *(const wide *)(a + i) * *(const wide *)(b + i);
        sums[1] +=
            *(const wide *)(a + i + WIDE) * *(const wide *)(b + i + WIDE);
    }
    for (; i < count; i++)
        sum += a[i] * b[i];
    sums[0] += sums[1];
    for (int k = 0; k < WIDE; k++)
        sum += sums[0][k];
    return sum;
}

LANE_CLONES void algebra_add(double *y, double factor, const double *x,
                             size_t count)
{
    size_t i = 0;

    for (; i + WIDE <= count; i += WIDE)
        *(wide *)(y + i) += factor * *(const wide *)(x + i);
    for (; i < count; i++)
        y[i] += factor * x[i];
}

LANE_CLONES float algebra_dot_float(const float *a, const float *b,
                                    size_t count)
{
    loose_lane sums = {0};
    float sum = 0;
    size_t i = 0;

    for (; i + LANE <= count; i += LANE)
        sums += *(const loose_lane *)(a + i) * *(const loose_lane *)(b + i);
    for (; i < count; i++)
        sum += a[i] * b[i];
    for (int k = 0; k < LANE; k++)
        sum += sums[k];
    return sum;
}

LANE_CLONES void algebra_add_float(float *y, float factor, const float *x,
                                   size_t count)
{
    size_t i = 0;

    for (; i + LANE <= count; i += LANE)
        *(loose_lane *)(y + i) += factor * *(const loose_lane *)(x + i);
    for (; i < count; i++)
        y[i] += factor * x[i];
}

LANE_CLONES float algebra_distance_float(const float *a, const float *b,
                                         size_t count)
{
    loose_lane sums = {0};
    float sum = 0;
    size_t i = 0;

    for (; i + LANE <= count; i += LANE) {
        loose_lane apart =
            *(const loose_lane *)(a + i) - *(const loose_lane *)(b + i);

        sums += apart * apart;
    }
    for (; i < count; i++)
        sum += (a[i] - b[i]) * (a[i] - b[i]);
    for (int k = 0; k < LANE; k++)
        sum += sums[k];
    return sum;
}

double algebra_softmax(double *values, size_t count)
{
    double largest = values[0], sum;

    assert(count > 0);
    for (size_t i = 1; i < count; i++)
        largest = fmax(largest, values[i]);
    values[0] = exp(values[0] - largest);
    sum = values[0];
    for (size_t i = 1; i < count; i++)
        sum += values[i] = exp(values[i] - largest);
    for (size_t i = 0; i < count; i++)
        values[i] /= sum;
    return largest + log(sum);
}
