#include "learn/facet.h"

#include "feature/wavelet.h"

#include <math.h>
#include <string.h>

enum {
    WAVELET_ROWS = WAVELET_LEVELS + 1,
    WAVELET_HOP = 512,
    COARSEST = WAVELET_HOP >> WAVELET_LEVELS /* coefficients a column */
};

bool facet_is_vector(enum feature_kind kind)
{
    return feature_of(kind)->columns > 0;
}

size_t facet_rows(enum feature_kind kind)
{
    return kind == FEATURE_WAVELET ? WAVELET_ROWS
                                   : (size_t)feature_of(kind)->bands;
}

int facet_hop(enum feature_kind kind)
{
    return kind == FEATURE_WAVELET ? WAVELET_HOP : feature_of(kind)->hop;
}

/* One level's coefficients in the row of all. */
struct level {
    size_t begin, length;
    size_t column; /* coefficients a column */
};

/* An odd count and the even one above it have the same levels, so that the
 * number of coefficients tells them all. */
static size_t samples_of(size_t coefficients)
{
    size_t samples = coefficients;

    while (samples > 0 && wavelet_count(samples) > coefficients)
        samples--;
    return samples;
}

static struct level find_level(size_t coefficients, size_t row)
{
    size_t lengths[WAVELET_LEVELS + 1] = {samples_of(coefficients)};
    struct level level = {.column = COARSEST};

    for (int i = 1; i <= WAVELET_LEVELS; i++)
        lengths[i] = (lengths[i - 1] + 1) / 2;
    level.length = lengths[WAVELET_LEVELS];
    for (size_t i = 1; i <= row; i++) {
        level.begin += level.length;
        level.length = lengths[WAVELET_LEVELS + 1 - i];
        level.column = (size_t)COARSEST << (i - 1);
    }
    return level;
}

size_t facet_frames(enum feature_kind kind, const struct input *input)
{
    if (kind != FEATURE_WAVELET)
        return input->frames;
    return (find_level(input->frames, 0).length + COARSEST - 1) / COARSEST;
}

/* Silence is -100 dB, as it is in the mel spectrogram. */
static float energy(const float *values, size_t count)
{
    double sum = 0;

    for (size_t i = 0; i < count; i++)
        sum += (double)values[i] * (double)values[i];
    return (float)(10 * log10(fmax(sum / (double)count, 1e-10)));
}

void facet_read(enum feature_kind kind, const struct input *input, size_t row,
                size_t start, size_t count, float *out)
{
    struct level level;

    if (kind != FEATURE_WAVELET) {
        memcpy(out, input->values + row * input->frames + start,
               count * sizeof(*out));
        return;
    }
    level = find_level(input->frames, row);
    for (size_t i = 0; i < count; i++) {
        size_t first = (start + i) * level.column;
        size_t left = level.length - first;

        out[i] = energy(input->values + level.begin + first,
                        left < level.column ? left : level.column);
    }
}
