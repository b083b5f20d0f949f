/* baseline.h - classical models: logistic, sgd, forest and svm.
 *
 * What networks are compared with.  A baseline learns from one row of numbers
 * a track (vector.h) in one go, without epochs.  For the same settings and
 * data it is the same, bit for bit, with any number of threads.
 *
 * A baseline is read only once it is trained or opened: several threads may
 * ask it at once.
 */
#ifndef LEARN_BASELINE_H
#define LEARN_BASELINE_H

#include "learn/dataset.h"
#include "learn/settings.h"

#include <stdatomic.h>

struct baseline;

/* What a baseline is trained from; borrowed for the call. */
struct baseline_data {
    const struct dataset *train;
    const char *const *classes;   /* names, train->classes of them */
    const atomic_bool *cancelled; /* ends the training early; may be NULL */
};

/* Whether a model of that name is a baseline. */
bool baseline_exists(const char *model);

/* Trains the model that settings->model names.  A class without tracks is
 * kept and never predicted; fewer than two with tracks are an error, as are
 * missing features and a training that was cancelled. */
bool baseline_train(struct baseline **out, const struct settings *settings,
                    const struct baseline_data *data, int threads,
                    struct error *err);

/* One safetensors file with all there is, whole or not at all. */
bool baseline_save(const struct baseline *baseline, const char *path,
                   struct error *err);

/* Refuses files that are damaged, edited or of another kind. */
bool baseline_open(struct baseline **out, const char *path, struct error *err);

/* The same, but a good file of another kind gives NULL. */
bool baseline_find(struct baseline **out, const char *path, struct error *err);

void baseline_close(struct baseline *baseline); /* accepts NULL */

const struct settings *baseline_settings(const struct baseline *baseline);
size_t baseline_class_count(const struct baseline *baseline);
const char *baseline_class(const struct baseline *baseline, size_t i);

/* The features it wants, as bits 1u << kind. */
unsigned baseline_features(const struct baseline *baseline);

/* The numbers a track is described by. */
size_t baseline_columns(const struct baseline *baseline);

/* The class probabilities of one track: class_count values that sum to 1. */
bool baseline_run(const struct baseline *baseline,
                  const struct input inputs[FEATURE_COUNT],
                  float *probabilities, struct error *err);

#endif
