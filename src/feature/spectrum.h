/* spectrum.h - power spectra of centred frames, sixteen at a time.
 *
 * Frames of 2048 samples under a periodic Hann window; frame t is centred on
 * sample t * hop, and the sound is followed and led by zeros, as in
 * librosa.stft.  A spectrum owns its window, buffers and FFT plan.  Use one
 * per thread.
 */
#ifndef FEATURE_SPECTRUM_H
#define FEATURE_SPECTRUM_H

#include "audio/clip.h"
#include "base/error.h"
#include "feature/lane.h"

enum { SPECTRUM_SIZE = 2048, SPECTRUM_BINS = SPECTRUM_SIZE / 2 + 1 };

struct spectrum;

bool spectrum_create(struct spectrum **out, struct error *err);
void spectrum_destroy(struct spectrum *spectrum);

/* How many frames librosa counts: 1 + count / hop. */
size_t spectrum_frames(const struct clip *clip, size_t hop);

/* Writes the powers of frames first .. first + 15; frames past the end of the
 * sound are zero.  power: SPECTRUM_BINS lanes. */
void spectrum_block(struct spectrum *spectrum, const struct clip *clip,
                    size_t hop, size_t first, lane *power);

#endif
