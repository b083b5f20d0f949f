/* checkpoint.h - a model and the state of its training in one file.
 *
 * The file is safetensors: texts for settings, class names and position,
 * arrays for standardisation, weights, running statistics and the optimizer.
 */
#ifndef LEARN_CHECKPOINT_H
#define LEARN_CHECKPOINT_H

#include "learn/model.h"

/* Where a training is between two epochs. */
struct position {
    int epochs_done;
    int best_epoch; /* 0: none yet */
    double best_accuracy, best_loss;
    double rate_factor; /* on the schedule's learning rate */
};

/* A checked file; what it holds is read only. */
struct checkpoint {
    struct safetensors *file;
    char *path;
    struct settings settings;
    struct extent extent;
    char **classes;
    size_t class_count;
    struct position position;
};

bool checkpoint_save(const struct model *model, const struct position *position,
                     const char *path, struct error *err);

/* Refuses files that are damaged, edited or of another kind. */
bool checkpoint_open(struct checkpoint **out, const char *path,
                     struct error *err);
void checkpoint_close(struct checkpoint *checkpoint); /* accepts NULL */

/* Whether it is of these settings and classes; if not, err names the first
 * that differs. */
bool checkpoint_matches(const struct checkpoint *checkpoint,
                        const struct model *model, struct error *err);

/* Copies everything into the model, with the optimizer's state if asked for.
 * When anything is missing or of another shape, nothing is changed. */
bool checkpoint_apply(const struct checkpoint *checkpoint, struct model *model,
                      bool optimizer, struct error *err);

#endif
