#include "learn/crop.h"

#include "base/alloc.h"

#include <math.h>
#include <stdlib.h>

void standard_init(struct standard *standard, unsigned features)
{
    *standard = (struct standard){0};
    for (int kind = 0; kind < FEATURE_COUNT; kind++) {
        size_t bands = (size_t)feature_of((enum feature_kind)kind)->bands;

        if (!(features & 1U << kind))
            continue;
        standard->mean[kind] = xcalloc(bands, sizeof(float));
        standard->deviation[kind] = xcalloc(bands, sizeof(float));
    }
}

void standard_finish(struct standard *standard)
{
    for (int kind = 0; kind < FEATURE_COUNT; kind++) {
        free(standard->mean[kind]);
        free(standard->deviation[kind]);
    }
    *standard = (struct standard){0};
}

static double band_mean(const struct dataset *train, int kind, size_t band)
{
    double sum = 0, count = 0;

    for (size_t i = 0; i < train->count; i++) {
        const struct input *input = &train->examples[i].inputs[kind];
        const float *row = input->values + band * input->frames;

        for (size_t j = 0; j < input->frames; j++)
            sum += row[j];
        count += (double)input->frames;
    }
    return sum / count;
}

static double band_deviation(const struct dataset *train, int kind, size_t band,
                             double mean)
{
    double sum = 0, count = 0;

    for (size_t i = 0; i < train->count; i++) {
        const struct input *input = &train->examples[i].inputs[kind];
        const float *row = input->values + band * input->frames;

        for (size_t j = 0; j < input->frames; j++)
            sum += (row[j] - mean) * (row[j] - mean);
        count += (double)input->frames;
    }
    return sqrt(sum / count);
}

void standard_fit(struct standard *standard, unsigned features,
                  const struct dataset *train)
{
    for (int kind = 0; kind < FEATURE_COUNT; kind++) {
        size_t bands = (size_t)feature_of((enum feature_kind)kind)->bands;

        if (!(features & 1U << kind))
            continue;
        for (size_t band = 0; band < bands; band++) {
            double mean = band_mean(train, kind, band);
            double deviation = band_deviation(train, kind, band, mean);

            standard->mean[kind][band] = (float)mean;
            /* A band that never changes stays near 0 instead of exploding. */
            standard->deviation[kind][band] =
                deviation > 1e-6 ? (float)deviation : 1.0F;
        }
    }
}

bool crop_check(const struct input inputs[FEATURE_COUNT], unsigned features,
                const char *which, struct error *err)
{
    for (int kind = 0; kind < FEATURE_COUNT; kind++) {
        const struct feature *feature = feature_of((enum feature_kind)kind);
        const struct input *input = &inputs[kind];

        if (!(features & 1U << kind))
            continue;
        if (!input->values || input->frames == 0)
            return error_set(err, "%s has no feature '%s'", which,
                             feature->name);
        if (input->bands != (size_t)feature->bands)
            return error_set(err, "%s has %zu bands of '%s', not %d", which,
                             input->bands, feature->name, feature->bands);
    }
    return true;
}

void crop_take(float *out, const struct input *input, enum feature_kind kind,
               size_t start, size_t frames, const struct standard *standard)
{
    for (size_t band = 0; band < input->bands; band++) {
        const float *row = input->values + band * input->frames;
        float mean = standard->mean[kind][band];
        float scale = 1.0F / standard->deviation[kind][band];
        float *to = out + band * frames;
        size_t done = 0, from = start;

        while (done < frames) {
            size_t left = input->frames - from;
            size_t run = left < frames - done ? left : frames - done;

            for (size_t i = 0; i < run; i++)
                to[done + i] = (row[from + i] - mean) * scale;
            done += run;
            from = 0;
        }
    }
}

size_t crop_count(size_t track_frames, size_t frames)
{
    size_t step = frames / 2 ? frames / 2 : 1;

    if (track_frames <= frames)
        return 1;
    return (track_frames - frames + step - 1) / step + 1;
}

size_t crop_start(size_t track_frames, size_t frames, size_t i, size_t count)
{
    if (count < 2 || track_frames <= frames)
        return 0;
    return (track_frames - frames) * i / (count - 1);
}
