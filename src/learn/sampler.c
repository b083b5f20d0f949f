#include "learn/sampler.h"

#include "base/alloc.h"
#include "base/rng.h"
#include "learn/facet.h"
#include "learn/stream.h"

#include <stdlib.h>

struct sampler {
    const struct settings *settings;
    const struct dataset *data;
    const struct standard *standard;
    size_t crops;  /* of a track */
    size_t count;  /* pieces in an epoch: tracks x crops */
    size_t *order; /* pieces; piece / crops is the track */
    int epoch;
};

bool sampler_create(struct sampler **out, const struct settings *settings,
                    const struct dataset *data, const struct standard *standard,
                    struct error *err)
{
    struct sampler *sampler = xcalloc(1, sizeof(*sampler));

    sampler->settings = settings;
    sampler->data = data;
    sampler->standard = standard;
    sampler->crops = standard->extent.whole ? 1 : (size_t)settings->crops;
    sampler->count = data->count * sampler->crops;
    sampler->order = calloc(sampler->count, sizeof(*sampler->order));
    if (!sampler->order) {
        error_set(err, "cannot order %zu crops: out of memory", sampler->count);
        sampler_destroy(sampler);
        return false;
    }
    *out = sampler;
    return true;
}

void sampler_destroy(struct sampler *sampler)
{
    if (!sampler)
        return;
    free(sampler->order);
    free(sampler);
}

int sampler_steps(const struct sampler *sampler)
{
    return (int)(sampler->count / (size_t)sampler->settings->batch);
}

int sampler_crops(const struct sampler *sampler)
{
    return (int)sampler->crops;
}

void sampler_begin(struct sampler *sampler, int epoch)
{
    struct rng rng;

    sampler->epoch = epoch;
    for (size_t i = 0; i < sampler->count; i++)
        sampler->order[i] = i;
    rng_init(&rng, sampler->settings->seed, STREAM_ORDER + (uint64_t)epoch);
    rng_shuffle(&rng, sampler->order, sampler->count);
}

static size_t piece_at(const struct sampler *sampler, int step, int i)
{
    return sampler
        ->order[(size_t)step * (size_t)sampler->settings->batch + (size_t)i];
}

static const struct example *example_of(const struct sampler *sampler,
                                        size_t piece)
{
    return &sampler->data->examples[piece / sampler->crops];
}

void sampler_labels(const struct sampler *sampler, int step, int *labels)
{
    for (int i = 0; i < sampler->settings->batch; i++)
        labels[i] = example_of(sampler, piece_at(sampler, step, i))->label;
}

void sampler_targets(const struct sampler *sampler, int step, float *targets)
{
    int classes = sampler->data->classes;
    float smoothing = (float)sampler->settings->label_smoothing;

    for (int i = 0; i < sampler->settings->batch; i++) {
        int label = example_of(sampler, piece_at(sampler, step, i))->label;
        float *row = targets + (size_t)i * (size_t)classes;

        for (int c = 0; c < classes; c++)
            row[c] = smoothing / (float)classes;
        row[label] += 1.0F - smoothing;
    }
}

/* Where in its track a piece begins, as a fraction of the possible places:
 * the same for all features, and independent of the order. */
static double place(const struct sampler *sampler, size_t piece)
{
    uint32_t words[4];

    rng_at(sampler->settings->seed, STREAM_CROPS + (uint64_t)sampler->epoch,
           piece, words);
    return words[0] * 0x1p-32;
}

void sampler_input(const struct sampler *sampler, int step,
                   enum feature_kind kind, float *out)
{
    const struct extent *extent = &sampler->standard->extent;
    size_t frames = extent->frames[kind];

    for (int i = 0; i < sampler->settings->batch; i++) {
        size_t piece = piece_at(sampler, step, i), start = 0;
        const struct input *input = &example_of(sampler, piece)->inputs[kind];

        size_t length = facet_frames(kind, input);

        if (length > frames)
            start =
                (size_t)(place(sampler, piece) * (double)(length - frames + 1));
        crop_take(out + (size_t)i * extent_values(extent, kind), input, kind,
                  start, sampler->standard);
    }
}
