/* lane.h - one thread of a session: its commands, its catalogue, its work.
 */
#ifndef SESSION_LANE_H
#define SESSION_LANE_H

#include "base/queue.h"
#include "session/reporter.h"

#include <pthread.h>
#include <stdatomic.h>

struct lane;

/* Carries out commands until the queue is closed. */
typedef void lane_work(struct lane *lane);

struct lane {
    lane_work *work;
    pthread_t thread;
    bool running;
    char *workspace;
    int jobs;
    const atomic_bool *quitting;
    struct queue *commands;
    atomic_int pending;    /* commands sent and not carried out yet */
    atomic_bool cancelled; /* ends the job at hand early */

    /* The lane's own thread only. */
    struct catalog *catalog; /* NULL: it could not be opened */
    struct reporter reporter;
};

/* Lane's side: does the lane's work, or, without a catalogue, refuses all. */
void lane_serve(struct lane *lane);

lane_work lane_train;  /* trains, one run at a time */
lane_work lane_import; /* imports and extracts, with a pool */
lane_work lane_read;   /* answers: lists, previews, results, verdicts */

#endif
