#include "ui/live.h"

#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

bool live_is_on(const struct live *live)
{
    switch (live->state) {
    case LIVE_STARTING:
    case LIVE_RUNNING:
    case LIVE_PAUSED:
    case LIVE_STOPPING:
        return true;
    case LIVE_NONE:
    case LIVE_ENDED:
        return false;
    }
    return false;
}

void live_finish(struct live *live)
{
    if (live->run)
        run_finish(live->run);
    free(live->run);
    free(live->epochs);
    *live = (struct live){.left_s = -1};
}

void live_order(struct live *live)
{
    live_finish(live);
    live->state = LIVE_STARTING;
}

void live_begin(struct live *live, struct run *run)
{
    live_finish(live);
    live->state = LIVE_RUNNING;
    live->run = xcalloc(1, sizeof(*live->run));
    *live->run = *run;
    *run = (struct run){0};
}

void live_add_epoch(struct live *live, const struct run_epoch *epoch, bool best)
{
    /* A continued run repeats what it had: later numbers are replaced. */
    while (live->count > 0 &&
           live->epochs[live->count - 1].number >= epoch->number)
        live->count--;
    if (live->count == live->capacity) {
        size_t capacity = live->capacity ? live->capacity * 2 : 64;
        struct run_epoch *grown = xcalloc(capacity, sizeof(*grown));

        if (live->count)
            memcpy(grown, live->epochs, live->count * sizeof(*grown));
        free(live->epochs);
        live->epochs = grown;
        live->capacity = capacity;
    }
    live->epochs[live->count++] = *epoch;
    if (best)
        live->best_epoch = epoch->number;
}

const struct run_epoch *live_epoch(const struct live *live, int number)
{
    for (size_t i = 0; i < live->count; i++)
        if (live->epochs[i].number == number)
            return &live->epochs[i];
    return NULL;
}
