#include "feature/cepstrum.h"

#include "base/alloc.h"
#include "feature/melbank.h"

#include <math.h>
#include <stdlib.h>

enum { HALF = MELBANK_BANDS / 2 };

struct cepstrum {
    int count;
    float *weights; /* count x HALF */
};

struct cepstrum *cepstrum_create(int count)
{
    struct cepstrum *cepstrum = xcalloc(1, sizeof(*cepstrum));

    cepstrum->count = count;
    cepstrum->weights = xcalloc((size_t)count * HALF, sizeof(float));
    for (int i = 0; i < count; i++) {
        double scale = sqrt((i ? 2.0 : 1.0) / MELBANK_BANDS);

        for (int j = 0; j < HALF; j++)
            cepstrum->weights[i * HALF + j] =
                (float)(scale *
                        cos(M_PI * i * (2 * j + 1) / (2.0 * MELBANK_BANDS)));
    }
    return cepstrum;
}

void cepstrum_destroy(struct cepstrum *cepstrum)
{
    if (!cepstrum)
        return;
    free(cepstrum->weights);
    free(cepstrum);
}

/* Cosines of even number are symmetric about the middle band and those of odd
 * number antisymmetric, so sums and differences of mirrored bands do with
 * half the products.  Even coefficients take row 0, odd ones row 1. */
static inline void fold(const lane *decibels, float floor, lane out[2][HALF])
{
    const lane least = floor + (lane){0};

    for (int i = 0; i < HALF; i++) {
        lane pair[2] = {decibels[i], decibels[MELBANK_BANDS - 1 - i]};

        lane_raise(&pair[0], &least);
        lane_raise(&pair[1], &least);
        out[0][i] = pair[0] + pair[1];
        out[1][i] = pair[0] - pair[1];
    }
}

/* Two coefficients a time, and two sums of each that need not wait for one
 * another. */
LANE_CLONES void cepstrum_run(const struct cepstrum *cepstrum,
                              const lane *decibels, float floor, lane *out)
{
    lane folded[2][HALF];

    fold(decibels, floor, folded);
    for (int i = 0; i < cepstrum->count; i += 2) {
        const float *even = cepstrum->weights + (size_t)i * HALF;
        const float *odd = even + HALF;
        lane sums[4] = {{0}, {0}, {0}, {0}};

        for (int j = 0; j < HALF; j += 2) {
            sums[0] += even[j] * folded[0][j];
            sums[1] += odd[j] * folded[1][j];
            sums[2] += even[j + 1] * folded[0][j + 1];
            sums[3] += odd[j + 1] * folded[1][j + 1];
        }
        out[i] = sums[0] + sums[2];
        out[i + 1] = sums[1] + sums[3];
    }
}
