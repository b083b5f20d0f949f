#include "feature/wavelet.h"

#include "feature/lane.h"

/* Samples that end in one approximation. */
enum { BLOCK = 1 << WAVELET_LEVELS };

static const float root_half = 0.70710678118654752440F;

size_t wavelet_count(size_t count)
{
    size_t total = 0;

    for (int i = 0; i < WAVELET_LEVELS; i++) {
        count = (count + 1) / 2;
        total += count;
    }
    return total + count;
}

/* Halves count samples into sums and differences of pairs; the sums may
 * overwrite the input. */
static inline void halve(const float *in, size_t count, float *sums,
                         float *differences)
{
    size_t pairs = count / 2, i = 0;

    for (; i + 4 <= pairs; i += 4) {
        four a, b;

        four_split(in + 2 * i, &a, &b);
        *(four_anywhere *)(sums + i) = (a + b) * root_half;
        *(four_anywhere *)(differences + i) = (a - b) * root_half;
    }
    for (; i < pairs; i++) {
        float a = in[2 * i], b = in[2 * i + 1];

        sums[i] = (a + b) * root_half;
        differences[i] = (a - b) * root_half;
    }
    if (count % 2) {
        float last = in[count - 1];

        sums[pairs] = (last + last) * root_half;
        differences[pairs] = 0;
    }
}

/* All levels of up to BLOCK samples, which meet no others' on the way down;
 * details: where each level's differences go. */
static inline void descend(const float *samples, size_t count,
                           float *const details[WAVELET_LEVELS],
                           float *approximation)
{
    float sums[BLOCK / 2] = {0};
    const float *in = samples;

    for (int i = 0; i < WAVELET_LEVELS; i++) {
        halve(in, count, sums, details[i]);
        in = sums;
        count = (count + 1) / 2;
    }
    *approximation = sums[0];
}

void wavelet_run(const struct clip *clip, float *out)
{
    float *details[WAVELET_LEVELS], *end = out + wavelet_count(clip->count);
    size_t half = clip->count;

    for (int i = 0; i < WAVELET_LEVELS; i++) {
        half = (half + 1) / 2;
        end -= half;
        details[i] = end;
    }
    for (size_t start = 0; start < clip->count; start += BLOCK) {
        size_t left = clip->count - start;

        if (left >= BLOCK)
            descend(clip->samples + start, BLOCK, details, out);
        else
            descend(clip->samples + start, left, details, out);
        out++;
        for (int i = 0; i < WAVELET_LEVELS; i++)
            details[i] += BLOCK >> (i + 1);
    }
}
