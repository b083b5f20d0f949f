#include "audio/resampler.h"

#include <math.h>
#include <soxr.h>
#include <stdlib.h>
#include <string.h>

/* Far beyond any clip; keeps count * ratio within what a size_t holds. */
static const double most_samples = 1e12;

/* librosa's own expression: its rounding decides the length where the exact
 * quotient is a whole number. */
static double length_at(size_t count, int from_hz, int to_hz)
{
    return ceil((double)count * ((double)to_hz / (double)from_hz));
}

bool resampler_run(struct clip *clip, int rate_hz, struct error *err)
{
    soxr_quality_spec_t quality = soxr_quality_spec(SOXR_HQ, 0);
    struct clip out;
    soxr_error_t failure;
    size_t made = 0;
    double length;

    if (clip->rate_hz == rate_hz)
        return true;
    if (clip->rate_hz <= 0 || rate_hz <= 0)
        return error_set(err, "cannot resample from %d to %d Hz", clip->rate_hz,
                         rate_hz);
    length = length_at(clip->count, clip->rate_hz, rate_hz);
    if (length > most_samples)
        return error_set(err, "not enough memory for %.0f samples", length);
    if (!clip_init(&out, (size_t)length, rate_hz, err))
        return false;
    failure =
        soxr_oneshot(clip->rate_hz, rate_hz, 1, clip->samples, clip->count,
                     NULL, out.samples, out.count, &made, NULL, &quality, NULL);
    if (failure) {
        clip_finish(&out);
        return error_set(err, "cannot resample from %d to %d Hz: %s",
                         clip->rate_hz, rate_hz, soxr_strerror(failure));
    }
    /* What the filter did not reach stays zero. */
    clip_finish(clip);
    *clip = out;
    return true;
}
