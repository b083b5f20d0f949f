#include "learn/classifier.h"

#include "base/alloc.h"
#include "learn/baseline.h"
#include "learn/checkpoint.h"

#include <stdlib.h>

/* A network, or a baseline. */
struct classifier {
    struct baseline *baseline; /* NULL: a network */
    struct model model;
    struct evaluator *evaluator;
};

/* Most tracks are excerpts of half a minute: the network is compiled for as
 * many crops as one of them has.  Longer ones take several rounds. */
static int batch_size(const struct model *model)
{
    const struct extent *extent = &model->standard.extent;
    struct settings half_minute = model->settings;
    struct extent track;
    size_t most = 1;

    half_minute.crop_seconds = 30;
    track = extent_of_crops(&half_minute);
    for (int kind = 0; kind < FEATURE_COUNT; kind++) {
        size_t count;

        if (extent->whole || !extent->frames[kind])
            continue;
        count = crop_count(track.frames[kind], extent->frames[kind]);
        most = count > most ? count : most;
    }
    return (int)most;
}

static bool load(struct classifier *classifier,
                 const struct checkpoint *checkpoint, const char *backend,
                 int threads, struct error *err)
{
    const struct model_options options = {
        .settings = &checkpoint->settings,
        .extent = &checkpoint->extent,
        .classes = (const char *const *)checkpoint->classes,
        .class_count = checkpoint->class_count,
        .backend = backend,
        .threads = threads,
    };
    struct model *model = &classifier->model;

    return model_init(model, &options, err) &&
           checkpoint_apply(checkpoint, model, false, err) &&
           evaluator_create(&classifier->evaluator, model, batch_size(model),
                            err);
}

bool classifier_open(struct classifier **out, const char *checkpoint,
                     const char *backend, int threads, struct error *err)
{
    struct classifier *classifier;
    struct baseline *baseline;
    struct checkpoint *file;
    bool loaded;

    if (!baseline_find(&baseline, checkpoint, err))
        return false;
    if (baseline) {
        *out = xcalloc(1, sizeof(**out));
        (*out)->baseline = baseline;
        return true;
    }
    if (!checkpoint_open(&file, checkpoint, err))
        return false;
    classifier = xcalloc(1, sizeof(*classifier));
    loaded = load(classifier, file, backend, threads, err);
    checkpoint_close(file);
    if (!loaded) {
        classifier_close(classifier);
        return false;
    }
    *out = classifier;
    return true;
}

void classifier_close(struct classifier *classifier)
{
    if (!classifier)
        return;
    baseline_close(classifier->baseline);
    evaluator_destroy(classifier->evaluator);
    model_finish(&classifier->model);
    free(classifier);
}

size_t classifier_class_count(const struct classifier *classifier)
{
    if (classifier->baseline)
        return baseline_class_count(classifier->baseline);
    return classifier->model.class_count;
}

const char *classifier_class(const struct classifier *classifier, size_t i)
{
    if (classifier->baseline)
        return baseline_class(classifier->baseline, i);
    return classifier->model.classes[i];
}

unsigned classifier_features(const struct classifier *classifier)
{
    if (classifier->baseline)
        return baseline_features(classifier->baseline);
    return classifier->model.settings.features;
}

bool classifier_run(struct classifier *classifier,
                    const struct input inputs[FEATURE_COUNT],
                    float *probabilities, struct error *err)
{
    if (classifier->baseline)
        return baseline_run(classifier->baseline, inputs, probabilities, err);
    return crop_check(inputs, classifier->model.settings.features, "the track",
                      err) &&
           evaluator_run(classifier->evaluator, inputs, probabilities, err);
}
