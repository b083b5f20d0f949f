/* trainer.h - one training, epoch by epoch.
 *
 * A trainer belongs to the thread that created it, and borrows its data sets
 * for its lifetime.  With the same settings, data, number of threads and
 * machine, training on the CPU gives the same bits, interrupted or not.
 */
#ifndef LEARN_TRAINER_H
#define LEARN_TRAINER_H

#include "learn/dataset.h"
#include "learn/settings.h"

struct trainer;

struct trainer_data {
    const struct dataset *train;
    const struct dataset *valid;
    const struct dataset *test; /* counts for the length to which tracks are
                                 * brought, for nothing else; NULL: none */
    const char *const *classes; /* names, train->classes of them */
};

/* Where a training is, after each step. */
struct trainer_progress {
    int epoch;       /* from 1 */
    int step, steps; /* in this epoch */
    double loss;     /* of this step's batch */
    double learning_rate;
    double step_ms;
    double tracks_per_second;
};

/* Called between steps, in the trainer's thread.  It may take its time (that
 * is how a training pauses).  Returning false ends the epoch early. */
typedef bool trainer_hook(void *context,
                          const struct trainer_progress *progress);

struct trainer_epoch {
    int number;                        /* from 1 */
    double train_loss, train_accuracy; /* over the epoch's own crops */
    double valid_loss, valid_accuracy; /* over whole tracks */
    double learning_rate;              /* at the end */
    double seconds;
    bool best; /* the best validation result so far */
};

/* backend: "auto", "cpu"; `threads` at least 1. */
bool trainer_create(struct trainer **out, const struct settings *settings,
                    const struct trainer_data *data, const char *backend,
                    int threads, struct error *err);
void trainer_destroy(struct trainer *trainer);

/* "cpu": what auto came to. */
const char *trainer_backend(const struct trainer *trainer);

/* Epochs finished so far. */
int trainer_epochs_done(const struct trainer *trainer);
int trainer_best_epoch(const struct trainer *trainer);

/* Trains one epoch and validates.  When the hook ends it early, *stopped is
 * set and nothing of that epoch counts (but the weights have moved; load a
 * checkpoint to go back).  A loss that is not finite fails with a sentence
 * that names layer and step. */
bool trainer_run_epoch(struct trainer *trainer, trainer_hook *hook,
                       void *context, struct trainer_epoch *out, bool *stopped,
                       struct error *err);

/* Multiplies the schedule's learning rate from the next step on. */
void trainer_scale_learning_rate(struct trainer *trainer, double factor);

/* The state between two epochs: weights, running statistics, optimizer,
 * position.  One safetensors file, whole or not at all. */
bool trainer_save(struct trainer *trainer, const char *path, struct error *err);

/* Continues from such a file, which must be of the same settings and
 * classes; anything else is refused and changes nothing. */
bool trainer_load(struct trainer *trainer, const char *path, struct error *err);

#endif
