/* spectrogram.h - the power spectra of a whole clip, by blocks.
 *
 * Some features need the recording twice: to find its tuning, then to filter
 * it.  Blocks are kept for that, up to a limit of 45 s at hop 256 or 17 MB;
 * what lies beyond is computed again, so that memory does not grow with the
 * recording.  Use one per thread.
 */
#ifndef FEATURE_SPECTROGRAM_H
#define FEATURE_SPECTROGRAM_H

#include "audio/clip.h"
#include "base/error.h"
#include "feature/lane.h"

struct spectrogram;

bool spectrogram_create(struct spectrogram **out, struct error *err);
void spectrogram_destroy(struct spectrogram *spectrogram);

/* Turns to a clip, lent until the next one; keep: blocks are asked for more
 * than once. */
bool spectrogram_begin(struct spectrogram *spectrogram, const struct clip *clip,
                       size_t hop, bool keep, struct error *err);

/* Of the clip begun with; a block is sixteen frames, the last may be less. */
size_t spectrogram_frames(const struct spectrogram *spectrogram);
size_t spectrogram_blocks(const struct spectrogram *spectrogram);

/* SPECTRUM_BINS lanes, valid until the next call. */
const lane *spectrogram_block(struct spectrogram *spectrogram, size_t block);

#endif
