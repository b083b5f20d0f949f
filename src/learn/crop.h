/* crop.h - pieces of tracks, standardised, as networks see them.
 *
 * Crops are standardised per row: less the mean, over the standard deviation,
 * both over all frames of the training tracks.  Whole tracks and vectors are
 * standardised per cell (cell_scaler.h).
 */
#ifndef LEARN_CROP_H
#define LEARN_CROP_H

#include "learn/dataset.h"
#include "learn/extent.h"

/* For each feature in use, one value a row or a cell. */
struct standard {
    struct extent extent;
    float *mean[FEATURE_COUNT];
    float *deviation[FEATURE_COUNT]; /* never 0 */
};

/* Room for the features of the extent; standard_finish() it, also when this
 * failed. */
bool standard_init(struct standard *standard, const struct extent *extent,
                   struct error *err);
void standard_finish(struct standard *standard);

/* The shape of a feature's means and deviations; its rank. */
size_t standard_shape(const struct standard *standard, enum feature_kind kind,
                      size_t shape[2]);

/* Measures the training tracks. */
bool standard_fit(struct standard *standard, const struct dataset *train,
                  struct error *err);

/* Whether the example has all features in the shape they ought to have;
 * `which` names it in the sentence. */
bool crop_check(const struct input inputs[FEATURE_COUNT], unsigned features,
                const char *which, struct error *err);

/* Writes rows x frames values, as many frames as the extent has, from the
 * frame `start` on.
 *
 * Where tracks are cropped, one shorter than a crop is repeated from its
 * beginning: it then has the spectrum and the loudness it really has, where
 * silence or the mean would be seen as music of another kind.  Where they are
 * seen whole, what is missing is filled with zeros before standardising, as
 * scikit-learn would be given it: a cell beyond the end of most training
 * tracks then has a large value in the few that are longer.  Crops have no
 * such cells. */
void crop_take(float *out, const struct input *input, enum feature_kind kind,
               size_t start, const struct standard *standard);

/* How many crops cover a track, each overlapping the next by half or a
 * little more; and where the i-th of `count` evenly spaced ones begins. */
size_t crop_count(size_t track_frames, size_t frames);
size_t crop_start(size_t track_frames, size_t frames, size_t i, size_t count);

#endif
