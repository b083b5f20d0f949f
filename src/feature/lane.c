#include "feature/lane.h"

#include <stdlib.h>
#include <string.h>

lane *lane_alloc(size_t count)
{
    lane *lanes;

    if (count == 0)
        count = 1;
    if (count > SIZE_MAX / sizeof(lane) ||
        posix_memalign((void **)&lanes, sizeof(lane), count * sizeof(lane)))
        return NULL;
    memset(lanes, 0, count * sizeof(lane));
    return lanes;
}

/* log2 of positive normal floats: the exponent from the bits, the mantissa m
 * in [sqrt(1/2), sqrt(2)) by the series of artanh((m - 1) / (m + 1)), whose
 * first dropped term is below 2e-9. */
LANE_CLONES void lane_decibels(lane *values, size_t count)
{
    const float decibels_per_octave = 3.01029995664F;
    const float two_over_ln_2 = 2.88539008178F;
    const int32_t root_half = 0x3f3504f3; /* the bits of sqrt(1/2) */
    const lane least = 1e-10F + (lane){0};

    for (size_t i = 0; i < count; i++) {
        lane power = values[i];
        lane_mask bits;
        lane mantissa, s, t;

        lane_raise(&power, &least);
        bits = (lane_mask)power - root_half;
        mantissa = (lane)((bits & 0x7fffff) + root_half);
        s = (mantissa - 1) / (mantissa + 1);
        t = s * s;
        t = 1 +
            t * (1.0F / 3 + t * (1.0F / 5 + t * (1.0F / 7 + t * (1.0F / 9))));
        values[i] =
            decibels_per_octave *
            (__builtin_convertvector(bits >> 23, lane) + two_over_ln_2 * s * t);
    }
}
