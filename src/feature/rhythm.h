/* rhythm.h - onsets and tempo, as librosa's defaults define them.
 *
 * All envelopes have one value each 512 samples at 22050 Hz.
 */
#ifndef FEATURE_RHYTHM_H
#define FEATURE_RHYTHM_H

#include "base/error.h"
#include "feature/lane.h"

enum { RHYTHM_HOP = 512 };

/* How much louder the mel bands became in each frame: the mean over bands
 * (onset detection) and the median (beat tracking).  decibels: blocks x
 * MELBANK_BANDS lanes, already above their floor; mean, median: frames. */
void rhythm_envelopes(const lane *decibels, size_t frames, float *mean,
                      float *median);

/* Beats a minute, or 0 of an envelope without any onset. */
bool rhythm_tempo(const float *envelope, size_t frames, double *out,
                  struct error *err);

/* How many onsets an envelope has. */
size_t rhythm_onsets(const float *envelope, size_t frames);

#endif
