/* damage.h - what a fault does to the sound of a track. */
#ifndef DEMO_DAMAGE_H
#define DEMO_DAMAGE_H

#include "audio/clip.h"
#include "base/rng.h"
#include "demo/plan.h"

/* What was done, for the list of faults. */
struct damage {
    char detail[160];
    double start_s, end_s; /* the part of the track; both 0: all of it */
};

/* Changes the clip as the fault says and words it.  Values stay below full
 * scale, except where the fault is clipping. */
bool damage_clip(const struct planned_track *track, struct rng *rng,
                 struct clip *clip, struct damage *damage, struct error *err);

#endif
