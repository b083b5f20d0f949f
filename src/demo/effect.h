/* effect.h - what happens to a whole mix after its notes are in it. */
#ifndef DEMO_EFFECT_H
#define DEMO_EFFECT_H

#include "demo/voice.h"

/* Scales to an RMS of .12, then bends loud samples; drive 0 does not bend. */
void effect_drive(struct mix *mix, float drive);

/* Shelves below and above 700 Hz. */
void effect_tilt(struct mix *mix, float low_db, float high_db, int rate_hz);

/* A small room, Schroeder's four combs and two all-passes. */
void effect_reverb(struct mix *mix, float amount, float damping);

/* Noise at level_db relative to an RMS of .12. */
void effect_hiss(struct mix *mix, float level_db, uint64_t seed);

/* Removes the mean and scales the largest value to peak. */
void effect_normalize(struct mix *mix, float peak);

double mix_rms(const struct mix *mix);
float mix_peak(const struct mix *mix);

#endif
