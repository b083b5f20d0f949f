/* evaluation.h - what a run's checkpoints say of every track of its split. */
#ifndef SESSION_EVALUATION_H
#define SESSION_EVALUATION_H

#include "session/study.h"

struct evaluation {
    struct catalog *catalog;
    const struct study *study;
    int64_t run_id;
    int threads;
    struct reporter *reporter; /* of JOB_CLASSIFY's progress */
    const atomic_bool *quitting;
};

/* Predicts with the best and the last checkpoint and stores it.  *whole is
 * false when the program is ending: nothing is lost, it can be repeated. */
bool evaluation_run(const struct evaluation *evaluation, bool *whole,
                    struct error *err);

#endif
