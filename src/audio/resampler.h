/* resampler.h - another sampling rate, by libsoxr's HQ recipe. */
#ifndef AUDIO_RESAMPLER_H
#define AUDIO_RESAMPLER_H

#include "audio/clip.h"

/* Replaces the clip's samples by ceil(count * rate_hz / clip->rate_hz) new
 * ones, as librosa does; a clip of that rate is left as it is.  On failure
 * the clip is unchanged. */
bool resampler_run(struct clip *clip, int rate_hz, struct error *err);

#endif
