/* dataset.h - labelled examples in memory, borrowed from whoever loaded them.
 *
 * An example has one input a feature, in the order of enum feature_kind.
 * The values are the cache's own pages: nothing is copied.
 */
#ifndef LEARN_DATASET_H
#define LEARN_DATASET_H

#include "feature/feature.h"

#include <stddef.h>

/* One feature of one track: bands x frames. */
struct input {
    const float *values;
    size_t bands;
    size_t frames;
};

struct example {
    struct input inputs[FEATURE_COUNT]; /* by kind; unused ones are zero */
    int label;                          /* 0 .. classes - 1; -1 when unknown */
};

struct dataset {
    struct example *examples;
    size_t count;
    int classes;
};

#endif
