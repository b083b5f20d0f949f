#include "feature/melbank.h"

#include "audio/clip.h"
#include "base/alloc.h"
#include "feature/spectrum.h"

#include <math.h>
#include <stdlib.h>

/* A band is a run of bins; the weights of all bands follow each other. */
struct band {
    int first;
    int count;
    int weight; /* index of its first weight */
};

struct melbank {
    struct band bands[MELBANK_BANDS];
    float weights[4 * SPECTRUM_BINS]; /* a bin is in two bands at most */
};

/* Slaney's scale (Auditory Toolbox): linear to 1000 Hz, then 27 steps to each
 * factor of 6.4. */
static const double linear_step_hz = 200.0 / 3;
static const double linear_end_hz = 1000;

static double mel_of(double hz)
{
    double end = linear_end_hz / linear_step_hz;

    if (hz < linear_end_hz)
        return hz / linear_step_hz;
    return end + log(hz / linear_end_hz) / (log(6.4) / 27);
}

static double hz_of(double mel)
{
    double end = linear_end_hz / linear_step_hz;

    if (mel < end)
        return mel * linear_step_hz;
    return linear_end_hz * exp((mel - end) * (log(6.4) / 27));
}

static double corner_hz(int index)
{
    double top = mel_of(CLIP_WORKING_RATE_HZ / 2.0);

    return hz_of(top * index / (MELBANK_BANDS + 1));
}

/* Returns how many weights the band took. */
static int make_band(struct melbank *bank, int index, int weight)
{
    double low = corner_hz(index), middle = corner_hz(index + 1);
    double high = corner_hz(index + 2), scale = 2 / (high - low);
    struct band *band = &bank->bands[index];

    band->weight = weight;
    for (int bin = 0; bin < SPECTRUM_BINS; bin++) {
        double hz = (double)bin * CLIP_WORKING_RATE_HZ / SPECTRUM_SIZE;
        double rise = (hz - low) / (middle - low);
        double fall = (high - hz) / (high - middle);
        double height = fmin(rise, fall);

        if (height <= 0)
            continue;
        if (band->count == 0)
            band->first = bin;
        bank->weights[weight + band->count++] = (float)height * (float)scale;
    }
    return band->count;
}

struct melbank *melbank_create(void)
{
    struct melbank *bank = xcalloc(1, sizeof(*bank));
    int weight = 0;

    for (int i = 0; i < MELBANK_BANDS; i++)
        weight += make_band(bank, i, weight);
    return bank;
}

void melbank_destroy(struct melbank *bank)
{
    free(bank);
}

LANE_CLONES void melbank_run(const struct melbank *bank, const lane *power,
                             lane *mel)
{
    for (int i = 0; i < MELBANK_BANDS; i++) {
        const struct band *band = &bank->bands[i];
        const float *weight = bank->weights + band->weight;
        const lane *bin = power + band->first;
        lane sum = {0};

        for (int j = 0; j < band->count; j++)
            sum += weight[j] * bin[j];
        mel[i] = sum;
    }
}
