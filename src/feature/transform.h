/* transform.h - FFTW's transform of real values, there and back.
 *
 * A transform owns its two buffers and plans.  Use one per thread.
 */
#ifndef FEATURE_TRANSFORM_H
#define FEATURE_TRANSFORM_H

#include "base/error.h"

#include <stddef.h>

struct transform {
    size_t size;
    float *values; /* size */
    float *bins;   /* size / 2 + 1 pairs of real and imaginary part */
    void *forward;
    void *backward;
};

/* size is even. */
bool transform_create(struct transform **out, size_t size, struct error *err);
void transform_destroy(struct transform *transform);

/* values to bins. */
void transform_forward(struct transform *transform);

/* bins to values, times size; the bins are lost. */
void transform_backward(struct transform *transform);

/* FFTW may run plans in parallel, but whoever makes or destroys one holds
 * this lock. */
void transform_lock(void);
void transform_unlock(void);

#endif
