#include "feature/wavelet.h"

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
static void halve(const float *in, size_t count, float *sums,
                  float *differences)
{
    size_t pairs = count / 2;

    for (size_t i = 0; i < pairs; i++) {
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

void wavelet_run(const struct clip *clip, float *out)
{
    float *end = out + wavelet_count(clip->count);
    const float *in = clip->samples;
    size_t count = clip->count;

    for (int i = 0; i < WAVELET_LEVELS; i++) {
        size_t half = (count + 1) / 2;

        end -= half;
        halve(in, count, out, end);
        in = out;
        count = half;
    }
}
