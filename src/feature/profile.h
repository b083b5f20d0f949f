/* profile.h - what stats and mood are made of: a recording frame by frame.
 *
 * Everything at hop 512, as librosa computes it by default.  A profile owns
 * its arrays; a profiler owns what computes them.  Use one per thread.
 */
#ifndef FEATURE_PROFILE_H
#define FEATURE_PROFILE_H

#include "audio/clip.h"
#include "base/error.h"
#include "feature/spectrogram.h"

enum { PROFILE_CLASSES = 12, PROFILE_COEFFICIENTS = 20 };

/* Each of these is an array of frames values. */
enum profile_row {
    PROFILE_RMS,
    PROFILE_CENTROID,  /* Hz */
    PROFILE_BANDWIDTH, /* Hz */
    PROFILE_ROLLOFF,   /* Hz */
    PROFILE_CROSSINGS, /* of zero, a share of the frame's samples */
    PROFILE_ONSET_MEAN,
    PROFILE_ONSET_MEDIAN,
    PROFILE_CHROMA,
    PROFILE_MFCC = PROFILE_CHROMA + PROFILE_CLASSES,
    PROFILE_ROWS = PROFILE_MFCC + PROFILE_COEFFICIENTS
};

struct profile {
    size_t frames;
    float *values; /* PROFILE_ROWS x frames */
    double tempo;  /* beats a minute; 0: there is no beat */
};

struct profiler;

struct profiler *profiler_create(void);
void profiler_destroy(struct profiler *profiler);

/* The caller finishes the profile.  The spectrogram is begun anew. */
bool profiler_run(struct profiler *profiler, struct spectrogram *spectrogram,
                  const struct clip *clip, struct profile *out,
                  struct error *err);
void profile_finish(struct profile *profile);

/* frames values. */
const float *profile_row(const struct profile *profile, enum profile_row row);

#endif
