#include "learn/crop.h"

#include "learn/facet.h"

#include <stdlib.h>
#include <string.h>

static bool by_cell(const struct standard *standard, enum feature_kind kind)
{
    return standard->extent.whole || facet_is_vector(kind);
}

size_t standard_shape(const struct standard *standard, enum feature_kind kind,
                      size_t shape[2])
{
    shape[0] = facet_rows(kind);
    shape[1] = standard->extent.frames[kind];
    return by_cell(standard, kind) ? 2 : 1;
}

bool standard_init(struct standard *standard, const struct extent *extent,
                   struct error *err)
{
    *standard = (struct standard){.extent = *extent};
    for (int i = 0; i < FEATURE_COUNT; i++) {
        enum feature_kind kind = (enum feature_kind)i;
        size_t shape[2], count;

        if (!extent->frames[i])
            continue;
        count = standard_shape(standard, kind, shape) == 2 ? shape[0] * shape[1]
                                                           : shape[0];
        standard->mean[i] = calloc(count, sizeof(float));
        standard->deviation[i] = calloc(count, sizeof(float));
        if (!standard->mean[i] || !standard->deviation[i])
            return error_set(err, "not enough memory to standardise '%s'",
                             feature_of(kind)->name);
    }
    return true;
}

void standard_finish(struct standard *standard)
{
    for (int kind = 0; kind < FEATURE_COUNT; kind++) {
        free(standard->mean[kind]);
        free(standard->deviation[kind]);
    }
    *standard = (struct standard){0};
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
        if (feature->columns && input->frames != (size_t)feature->columns)
            return error_set(err, "%s has %zu values of '%s', not %d", which,
                             input->frames, feature->name, feature->columns);
    }
    return true;
}

/* A row of a crop, repeated from the track's beginning where that ends. */
static void read_round(float *out, const struct input *input,
                       enum feature_kind kind, size_t row, size_t start,
                       size_t frames)
{
    size_t length = facet_frames(kind, input);

    for (size_t done = 0; done < frames; start = 0) {
        size_t left = length - start;
        size_t run = left < frames - done ? left : frames - done;

        facet_read(kind, input, row, start, run, out + done);
        done += run;
    }
}

/* A row of a track that is cut or filled up. */
static void read_whole(float *out, const struct input *input,
                       enum feature_kind kind, size_t row, size_t frames)
{
    size_t length = facet_frames(kind, input);
    size_t there = length < frames ? length : frames;

    facet_read(kind, input, row, 0, there, out);
    memset(out + there, 0, (frames - there) * sizeof(*out));
}

void crop_take(float *out, const struct input *input, enum feature_kind kind,
               size_t start, const struct standard *standard)
{
    size_t frames = standard->extent.frames[kind];

    for (size_t row = 0; row < facet_rows(kind); row++, out += frames) {
        if (by_cell(standard, kind)) {
            const float *mean = standard->mean[kind] + row * frames;
            const float *deviation = standard->deviation[kind] + row * frames;

            read_whole(out, input, kind, row, frames);
            for (size_t i = 0; i < frames; i++)
                out[i] = (out[i] - mean[i]) / deviation[i];
        } else {
            float mean = standard->mean[kind][row];
            float scale = 1.0F / standard->deviation[kind][row];

            read_round(out, input, kind, row, start, frames);
            for (size_t i = 0; i < frames; i++)
                out[i] = (out[i] - mean) * scale;
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
