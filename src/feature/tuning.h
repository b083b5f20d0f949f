/* tuning.h - how far a recording is from concert pitch.
 *
 * Collects the spectral peaks of a whole recording and finds the deviation
 * most of the strong ones share, as librosa.estimate_tuning does on powers.
 * Use one per thread.
 */
#ifndef FEATURE_TUNING_H
#define FEATURE_TUNING_H

#include "base/error.h"
#include "feature/lane.h"

struct tuning;

struct tuning *tuning_create(void);
void tuning_destroy(struct tuning *tuning);

/* Forgets the recording before. */
void tuning_clear(struct tuning *tuning);

/* Takes the peaks of sixteen frames.  power: SPECTRUM_BINS lanes. */
bool tuning_add(struct tuning *tuning, const lane *power, struct error *err);

/* The deviation in bins of an octave's bins_per_octave, -0.50 to 0.49 in
 * steps of 0.01; 0 where there was no peak. */
bool tuning_estimate(struct tuning *tuning, int bins_per_octave, double *out,
                     struct error *err);

#endif
