/* clip.h - a stretch of mono sound in memory. */
#ifndef AUDIO_CLIP_H
#define AUDIO_CLIP_H

#include "base/error.h"
#include "base/hash.h"

#include <stddef.h>

/* The rate every feature is computed at. */
enum { CLIP_WORKING_RATE_HZ = 22050 };

struct clip {
    float *samples; /* count values in [-1, 1); owned by the clip */
    size_t count;
    int rate_hz;
};

/* What a listener would notice, as fractions of full scale or of the clip. */
struct clip_statistics {
    double mean; /* the DC offset */
    double rms;
    double peak;     /* largest absolute value */
    double clipped;  /* share of samples at or beyond full scale */
    double silent;   /* share of 50 ms blocks whose RMS is below -60 dBFS */
    double constant; /* share of samples in runs of equal values >= 5 ms */
};

/* Allocates count zeroed samples; the size is the user's, so it can fail. */
bool clip_init(struct clip *clip, size_t count, int rate_hz, struct error *err);
void clip_finish(struct clip *clip);

/* All fields are 0 for an empty clip. */
void clip_measure(const struct clip *clip, struct clip_statistics *out);

/* The hash of the samples as little-endian float32, preceded by their rate:
 * equal for the same sound in another lossless container. */
struct hash clip_hash(const struct clip *clip);

#endif
