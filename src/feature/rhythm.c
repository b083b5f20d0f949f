#include "feature/rhythm.h"

#include "audio/clip.h"
#include "feature/melbank.h"
#include "feature/transform.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A difference belongs to the later frame, and half a window of 2048 samples
 * is two frames more. */
enum { DELAY = 3 };

/* The tempo is sought in windows of 8 s. */
enum { WINDOW = 344, PADDED = 1024 };

static const double expected_tempo = 120;
static const double highest_tempo = 320;

static float value_at(const lane *decibels, size_t frame, size_t band)
{
    return decibels[frame / LANE * MELBANK_BANDS + band][frame % LANE];
}

static int compare(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;

    return (x > y) - (x < y);
}

void rhythm_envelopes(const lane *decibels, size_t frames, float *mean,
                      float *median)
{
    enum { MIDDLE = MELBANK_BANDS / 2 };

    for (size_t i = 0; i < frames; i++) {
        float rises[MELBANK_BANDS], sum = 0;

        mean[i] = median[i] = 0;
        if (i < DELAY)
            continue;
        for (size_t band = 0; band < MELBANK_BANDS; band++) {
            float rise = value_at(decibels, i - DELAY + 1, band) -
                         value_at(decibels, i - DELAY, band);

            rises[band] = rise > 0 ? rise : 0;
            sum += rises[band];
        }
        qsort(rises, MELBANK_BANDS, sizeof(*rises), compare);
        mean[i] = sum / MELBANK_BANDS;
        median[i] = (rises[MIDDLE - 1] + rises[MIDDLE]) / 2;
    }
}

/* The envelope goes on for half a window at both ends, falling to zero. */
static float envelope_at(const float *envelope, size_t frames, long index)
{
    enum { RAMP = WINDOW / 2 };
    long beyond = index - (long)frames;

    if (index < -RAMP || beyond >= RAMP)
        return 0;
    if (index < 0)
        return envelope[0] * (float)(index + RAMP) / RAMP;
    if (beyond >= 0)
        return envelope[frames - 1] * (float)(RAMP - 1 - beyond) / RAMP;
    return envelope[index];
}

/* Sums over all frames the spectrum of each one's autocorrelation, divided by
 * its value at lag 0; the sum is left in transform->bins. */
static void sum_spectra(struct transform *transform, const float *envelope,
                        size_t frames, double sums[PADDED / 2 + 1])
{
    float window[WINDOW];

    for (int i = 0; i < WINDOW; i++)
        window[i] = (float)(0.5 - 0.5 * cos(2 * M_PI * i / WINDOW));
    for (size_t frame = 0; frame < frames; frame++) {
        double squares = 0;

        memset(transform->values, 0, PADDED * sizeof(float));
        for (int i = 0; i < WINDOW; i++) {
            long index = (long)frame + i - WINDOW / 2;
            float value = window[i] * envelope_at(envelope, frames, index);

            transform->values[i] = value;
            squares += (double)value * value;
        }
        if (squares < FLT_MIN)
            continue;
        transform_forward(transform);
        for (size_t i = 0; i <= PADDED / 2; i++) {
            double real = transform->bins[2 * i];
            double imaginary = transform->bins[2 * i + 1];

            sums[i] += (real * real + imaginary * imaginary) / squares;
        }
    }
}

/* The lag whose correlation, weighed by how usual its tempo is, is largest. */
static double best_tempo(const float *correlation, size_t frames)
{
    double best = 0, largest = -INFINITY;

    for (int lag = 1; lag < WINDOW; lag++) {
        double tempo = 60.0 * CLIP_WORKING_RATE_HZ / RHYTHM_HOP / lag;
        double octaves = log2(tempo / expected_tempo);
        double mean = (double)correlation[lag] / PADDED / (double)frames;
        double weight = log1p(1e6 * mean) - 0.5 * octaves * octaves;

        if (tempo < highest_tempo && weight > largest) {
            largest = weight;
            best = tempo;
        }
    }
    return best;
}

bool rhythm_tempo(const float *envelope, size_t frames, double *out,
                  struct error *err)
{
    double sums[PADDED / 2 + 1] = {0};
    struct transform *transform;
    bool silent = true;

    *out = 0;
    for (size_t i = 0; i < frames; i++)
        silent = silent && envelope[i] == 0;
    if (silent)
        return true;
    if (!transform_create(&transform, PADDED, err))
        return false;
    sum_spectra(transform, envelope, frames, sums);
    for (size_t i = 0; i <= PADDED / 2; i++) {
        transform->bins[2 * i] = (float)sums[i];
        transform->bins[2 * i + 1] = 0;
    }
    transform_backward(transform);
    *out = best_tempo(transform->values, frames);
    transform_destroy(transform);
    return true;
}

/* librosa's peak picking with its defaults at this hop: not below the frame
 * before, and above the mean of nine frames around it by 0.07 of the range of
 * the whole envelope. */
static bool is_onset(const float *envelope, size_t frames, size_t i,
                     float threshold)
{
    enum { AROUND = 4 };
    size_t low = i > AROUND ? i - AROUND : 0;
    size_t high = i + AROUND < frames ? i + AROUND : frames - 1;
    float sum = 0;

    if (i > 0 && envelope[i - 1] > envelope[i])
        return false;
    for (size_t j = low; j <= high; j++)
        sum += envelope[j];
    return envelope[i] >= sum / (float)(high - low + 1) + threshold;
}

size_t rhythm_onsets(const float *envelope, size_t frames)
{
    float least = envelope[0], largest = envelope[0];
    size_t onsets = 0;

    for (size_t i = 1; i < frames; i++) {
        least = fminf(least, envelope[i]);
        largest = fmaxf(largest, envelope[i]);
    }
    if (largest <= least)
        return 0;
    /* After an onset one frame is passed over. */
    for (size_t i = 0; i < frames; i++) {
        if (!is_onset(envelope, frames, i, 0.07F * (largest - least)))
            continue;
        onsets++;
        i++;
    }
    return onsets;
}
