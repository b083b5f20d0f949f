/* live.h - the run that is being trained now, or was trained last. */
#ifndef UI_LIVE_H
#define UI_LIVE_H

#include "session/message.h"

enum live_state {
    LIVE_NONE,
    LIVE_STARTING, /* ordered; the run has not begun */
    LIVE_RUNNING,
    LIVE_PAUSED,
    LIVE_STOPPING, /* told to end */
    LIVE_ENDED
};

struct live {
    enum live_state state;
    struct run *run;          /* NULL until it has begun */
    struct run_epoch *epochs; /* count of them, by number */
    size_t count, capacity;
    int best_epoch; /* 0: none yet */
    bool stepping;  /* whether progress holds anything */
    struct trainer_progress progress;
    double left_s; /* negative: not known */
};

/* Whether a training is under way, paused or not. */
bool live_is_on(const struct live *live);

void live_order(struct live *live);

/* Takes over what the run owns and leaves it empty. */
void live_begin(struct live *live, struct run *run);
void live_add_epoch(struct live *live, const struct run_epoch *epoch,
                    bool best);
void live_finish(struct live *live);

/* The epoch of that number, or NULL. */
const struct run_epoch *live_epoch(const struct live *live, int number);

#endif
