#include "session/feature_picture.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Standard deviations, beyond which coefficients are not told apart. */
static const double farthest = 3;

/* What is added to a power, so that silence has a level: -100 dB. */
static const double least_power = 1e-10;

static bool reserve(struct feature_matrix *matrix, size_t bands, size_t frames,
                    struct error *err)
{
    size_t columns =
        frames < PICTURE_COLUMNS_MOST ? frames : PICTURE_COLUMNS_MOST;

    *matrix = (struct feature_matrix){.bands = bands, .frames = columns};
    if (bands == 0 || columns == 0)
        return true;
    matrix->values = calloc(bands * columns, sizeof(float));
    if (!matrix->values)
        return error_set(err, "not enough memory for %zu values",
                         bands * columns);
    return true;
}

/* The mean of each column's share of a row; squared: of the squares. */
static void shrink(const float *row, size_t count, bool squared, float *out,
                   size_t columns)
{
    for (size_t i = 0; i < columns; i++) {
        size_t from = i * count / columns, to = (i + 1) * count / columns;
        double sum = 0;

        for (size_t j = from; j < to; j++)
            sum += squared ? (double)row[j] * (double)row[j] : (double)row[j];
        out[i] = (float)(sum / (double)(to - from));
    }
}

static void standardise(float *row, size_t count)
{
    double sum = 0, squares = 0, mean, deviation;

    for (size_t i = 0; i < count; i++)
        sum += (double)row[i];
    mean = sum / (double)count;
    for (size_t i = 0; i < count; i++)
        squares += ((double)row[i] - mean) * ((double)row[i] - mean);
    deviation = sqrt(squares / (double)count);
    for (size_t i = 0; i < count; i++) {
        double distance =
            deviation > 0 ? ((double)row[i] - mean) / deviation : 0;

        row[i] = (float)fmax(-farthest, fmin(farthest, distance));
    }
}

static bool make_rows(const struct cached_feature *feature, bool standardised,
                      struct feature_matrix *out, struct error *err)
{
    if (!reserve(out, feature->bands, feature->frames, err))
        return false;
    for (size_t i = 0; i < out->bands && out->frames; i++) {
        float *row = out->values + i * out->frames;

        shrink(feature->values + i * feature->frames, feature->frames, false,
               row, out->frames);
        if (standardised)
            standardise(row, out->frames);
    }
    return true;
}

/* How many samples give so many coefficients, or one more than that: both
 * have the same levels. */
static size_t samples_of(size_t coefficients)
{
    size_t samples = coefficients;

    while (samples > 0 && wavelet_count(samples) > coefficients)
        samples--;
    return samples;
}

/* The transform keeps energy, and a coefficient of level i stands for 2^i
 * samples. */
static void make_level(const float *coefficients, size_t count, int level,
                       float *row, size_t columns)
{
    shrink(coefficients, count, true, row, columns);
    for (size_t i = 0; i < columns; i++)
        row[i] =
            (float)(10 * log10(ldexp((double)row[i], -level) + least_power));
}

static bool make_wavelet(const struct cached_feature *feature,
                         struct feature_matrix *out, struct error *err)
{
    size_t counts[WAVELET_LEVELS + 1] = {samples_of(feature->frames)};
    const float *at = feature->values;

    if (wavelet_count(counts[0]) != feature->frames)
        return error_set(err, "%zu wavelet coefficients belong to no sound",
                         feature->frames);
    for (int i = 1; i <= WAVELET_LEVELS; i++)
        counts[i] = (counts[i - 1] + 1) / 2;
    if (!reserve(out, WAVELET_BANDS, counts[WAVELET_LEVELS], err))
        return false;
    for (int band = 0; band < WAVELET_BANDS && out->frames; band++) {
        int level = band ? WAVELET_LEVELS + 1 - band : WAVELET_LEVELS;

        make_level(at, counts[level], level,
                   out->values + (size_t)band * out->frames, out->frames);
        at += counts[level];
    }
    return true;
}

bool feature_picture_make(enum feature_kind kind,
                          const struct cached_feature *feature,
                          struct feature_matrix *out, struct error *err)
{
    if (kind == FEATURE_WAVELET)
        return make_wavelet(feature, out, err);
    return make_rows(feature, kind == FEATURE_MFCC, out, err);
}

void feature_picture_wavelet_hz(size_t band, double out[2])
{
    double highest = (double)CLIP_WORKING_RATE_HZ / 2;

    out[0] = band ? ldexp(highest, (int)band - WAVELET_BANDS) : 0;
    out[1] = ldexp(highest, (int)band + 1 - WAVELET_BANDS);
}
