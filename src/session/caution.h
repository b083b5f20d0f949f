/* caution.h - what makes a result look better than the model is. */
#ifndef SESSION_CAUTION_H
#define SESSION_CAUTION_H

#include "session/message.h"

/* No system that is right about the music is thought to do better on GTZAN,
 * whose labels are partly wrong (Sturm 2013, arXiv:1306.1461). */
#define CAUTION_GTZAN_BOUND 0.945

/* Numbers of test tracks. */
struct caution {
    size_t total;
    size_t known_artist; /* whose artist was met in training */
    size_t credited;     /* whose artist is known at all */
    size_t repeated;     /* whose recording was met in training */
    bool too_good;       /* above the bound, on GTZAN */
};

bool caution_find(struct caution *caution, struct catalog *catalog,
                  const struct result *result, struct error *err);

#endif
