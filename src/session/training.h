/* training.h - one run from order to predictions.
 *
 * Everything a run reaches is in the catalogue and in its folder before it is
 * told: the epoch's row first, then the checkpoint it continues from.  A
 * program that ends in the middle leaves the run to be continued.
 */
#ifndef SESSION_TRAINING_H
#define SESSION_TRAINING_H

#include "session/reporter.h"

struct training_room {
    struct catalog *catalog;
    struct queue *commands; /* pause, resume, stop, rate: read between steps */
    struct reporter *reporter;
    const atomic_bool *cancelled; /* also stops the extraction before it */
    const atomic_bool *quitting;  /* the program ends: leave the run as it is */
    int threads;
};

/* Carries out the order, which stays the caller's.  Reports everything,
 * failures included, and ends with JOB_TRAIN's EVENT_JOB_ENDED. */
void training_run(const struct training_room *room,
                  const struct train_order *order);

#endif
