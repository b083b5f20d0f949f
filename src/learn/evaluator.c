#include "learn/model.h"

#include "base/alloc.h"
#include "learn/facet.h"

#include <stdlib.h>
#include <string.h>

struct evaluator {
    const struct model *model;
    struct program *program;
    float *inputs[FEATURE_COUNT]; /* batch x rows x frames */
    float *probabilities;         /* batch x classes */
};

static size_t input_size(const struct model *model, int kind)
{
    return extent_values(&model->standard.extent, (enum feature_kind)kind);
}

bool evaluator_create(struct evaluator **out, const struct model *model,
                      int batch, struct error *err)
{
    const struct program_plan plan = {.network = model->network,
                                      .backend = model->backend,
                                      .device = model->device,
                                      .batch = batch};
    struct evaluator *evaluator = xcalloc(1, sizeof(*evaluator));

    evaluator->model = model;
    evaluator->probabilities =
        xcalloc((size_t)batch * model->class_count, sizeof(float));
    for (int kind = 0; kind < FEATURE_COUNT; kind++) {
        if (!(model->settings.features & 1U << kind))
            continue;
        evaluator->inputs[kind] =
            calloc((size_t)batch * input_size(model, kind), sizeof(float));
        if (!evaluator->inputs[kind]) {
            error_set(err, "cannot take memory for %d crops", batch);
            goto fail;
        }
    }
    if (!program_create(&evaluator->program, &plan, err))
        goto fail;
    *out = evaluator;
    return true;

fail:
    evaluator_destroy(evaluator);
    return false;
}

void evaluator_destroy(struct evaluator *evaluator)
{
    if (!evaluator)
        return;
    program_destroy(evaluator->program);
    for (int kind = 0; kind < FEATURE_COUNT; kind++)
        free(evaluator->inputs[kind]);
    free(evaluator->probabilities);
    free(evaluator);
}

/* Features differ in hop; the one with the most crops decides. */
size_t evaluator_crops(const struct model *model,
                       const struct input inputs[FEATURE_COUNT])
{
    const struct extent *extent = &model->standard.extent;
    size_t most = 0;

    if (extent->whole)
        return 1;
    for (int kind = 0; kind < FEATURE_COUNT; kind++) {
        size_t frames, count;

        if (!extent->frames[kind])
            continue;
        frames = facet_frames((enum feature_kind)kind, &inputs[kind]);
        count = crop_count(frames, extent->frames[kind]);
        most = count > most ? count : most;
    }
    return most;
}

static bool fill(struct evaluator *evaluator, int kind,
                 const struct input *input, size_t first, size_t count,
                 struct error *err)
{
    const struct model *model = evaluator->model;
    size_t frames = model->standard.extent.frames[kind];
    size_t length = facet_frames((enum feature_kind)kind, input);
    size_t batch = (size_t)program_batch(evaluator->program);
    float *values = evaluator->inputs[kind];

    for (size_t i = 0; i < batch && first + i < count; i++)
        crop_take(values + i * input_size(model, kind), input,
                  (enum feature_kind)kind,
                  crop_start(length, frames, first + i, count),
                  &model->standard);
    return program_set_input(evaluator->program, (enum feature_kind)kind,
                             values, err);
}

static bool run_from(struct evaluator *evaluator,
                     const struct input inputs[FEATURE_COUNT], size_t first,
                     size_t count, struct error *err)
{
    for (int kind = 0; kind < FEATURE_COUNT; kind++)
        if (evaluator->inputs[kind] &&
            !fill(evaluator, kind, &inputs[kind], first, count, err))
            return false;
    return program_forward(evaluator->program, false, 0, err) &&
           program_probabilities(evaluator->program, evaluator->probabilities,
                                 err);
}

bool evaluator_run(struct evaluator *evaluator,
                   const struct input inputs[FEATURE_COUNT],
                   float *probabilities, struct error *err)
{
    size_t classes = evaluator->model->class_count;
    size_t batch = (size_t)program_batch(evaluator->program);
    size_t count = evaluator_crops(evaluator->model, inputs);

    memset(probabilities, 0, classes * sizeof(*probabilities));
    for (size_t first = 0; first < count; first += batch) {
        if (!run_from(evaluator, inputs, first, count, err))
            return false;
        for (size_t i = 0; i < batch && first + i < count; i++)
            for (size_t c = 0; c < classes; c++)
                probabilities[c] +=
                    evaluator->probabilities[i * classes + c] / (float)count;
    }
    return true;
}

const char *evaluator_blame(struct evaluator *evaluator)
{
    return program_blame(evaluator->program);
}
