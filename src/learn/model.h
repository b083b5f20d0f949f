/* model.h - a network on a device, with all that is needed to use it.
 *
 * What a training and a classifier have in common, and what a checkpoint
 * keeps: settings, class names, standardisation and weights.
 */
#ifndef LEARN_MODEL_H
#define LEARN_MODEL_H

#include "learn/crop.h"
#include "learn/program.h"
#include "learn/settings.h"

struct model {
    struct settings settings;
    char **classes; /* names, class_count of them */
    size_t class_count;
    struct standard standard;
    struct network *network;
    const struct backend *backend;
    struct device *device;
};

/* What decides a model before it has weights. */
struct model_options {
    const struct settings *settings;
    const struct extent *extent; /* what it sees of a track */
    const char *const *classes;  /* copied */
    size_t class_count;
    const char *backend; /* "auto", "cpu" */
    int threads;
};

/* Builds the network on the device; its arenas are zero. */
bool model_init(struct model *model, const struct model_options *options,
                struct error *err);
void model_finish(struct model *model);

/* The mean over crops of the class probabilities of whole tracks. */
struct evaluator;

/* batch: how many crops are computed at once. */
bool evaluator_create(struct evaluator **out, const struct model *model,
                      int batch, struct error *err);
void evaluator_destroy(struct evaluator *evaluator); /* accepts NULL */

/* How many crops a track has. */
size_t evaluator_crops(const struct model *model,
                       const struct input inputs[FEATURE_COUNT]);

bool evaluator_run(struct evaluator *evaluator,
                   const struct input inputs[FEATURE_COUNT],
                   float *probabilities, struct error *err);

/* As program_blame(), of the last crops computed. */
const char *evaluator_blame(struct evaluator *evaluator);

#endif
