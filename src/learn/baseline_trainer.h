/* baseline_trainer.h - a baseline trained the way networks are.
 *
 * To whoever trains, a baseline is a network of one epoch: this is the part
 * of trainer.c for such models, with the same meaning of every function.
 */
#ifndef LEARN_BASELINE_TRAINER_H
#define LEARN_BASELINE_TRAINER_H

#include "learn/trainer.h"

struct baseline_trainer;

bool baseline_trainer_create(struct baseline_trainer **out,
                             const struct settings *settings,
                             const struct trainer_data *data, int threads,
                             struct error *err);
void baseline_trainer_destroy(struct baseline_trainer *trainer);

/* 1 once it is trained or loaded. */
int baseline_trainer_epochs_done(const struct baseline_trainer *trainer);

/* The hook is called ten times a second while another thread trains. */
bool baseline_trainer_run(struct baseline_trainer *trainer, trainer_hook *hook,
                          void *context, struct trainer_epoch *out,
                          bool *stopped, struct error *err);

bool baseline_trainer_save(struct baseline_trainer *trainer, const char *path,
                           struct error *err);
bool baseline_trainer_load(struct baseline_trainer *trainer, const char *path,
                           struct error *err);

#endif
