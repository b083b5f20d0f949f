/* hpss.h - what of a sound is steady tone and what is stroke.
 *
 * Fitzgerald's median filtering of the spectrogram (DAFx 2010) with soft
 * masks, as librosa.effects.hpss: 31 frames along time for the harmonic part,
 * 31 bins along frequency for the percussive one.  What is not harmonic is
 * percussive: both parts add up to the clip.  Use one per thread.
 */
#ifndef FEATURE_HPSS_H
#define FEATURE_HPSS_H

#include "audio/clip.h"
#include "base/error.h"

struct hpss;

bool hpss_create(struct hpss **out, struct error *err);
void hpss_destroy(struct hpss *hpss);

/* Writes the harmonic part, clip->count samples. */
void hpss_run(struct hpss *hpss, const struct clip *clip, float *harmonic);

#endif
