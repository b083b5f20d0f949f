/* crop.h - pieces of tracks, standardised, as networks see them.
 *
 * Standardising is per band: less the mean, over the standard deviation, both
 * over all frames of the training tracks.
 */
#ifndef LEARN_CROP_H
#define LEARN_CROP_H

#include "learn/dataset.h"

/* For each feature in use, one value a band. */
struct standard {
    float *mean[FEATURE_COUNT];
    float *deviation[FEATURE_COUNT]; /* never 0 */
};

/* Room for the bands of the features; standard_finish() it. */
void standard_init(struct standard *standard, unsigned features);
void standard_finish(struct standard *standard);

/* Measures the training tracks. */
void standard_fit(struct standard *standard, unsigned features,
                  const struct dataset *train);

/* Whether the example has all features in the shape they ought to have;
 * `which` names it in the sentence. */
bool crop_check(const struct input inputs[FEATURE_COUNT], unsigned features,
                const char *which, struct error *err);

/* Writes bands x frames values from the frame `start` on.  A track shorter
 * than that is repeated from its beginning: it then has the spectrum and the
 * loudness it really has, where silence or the mean would be seen as music
 * of another kind. */
void crop_take(float *out, const struct input *input, enum feature_kind kind,
               size_t start, size_t frames, const struct standard *standard);

/* How many crops cover a track, each overlapping the next by half or a
 * little more; and where the i-th of `count` evenly spaced ones begins. */
size_t crop_count(size_t track_frames, size_t frames);
size_t crop_start(size_t track_frames, size_t frames, size_t i, size_t count);

#endif
