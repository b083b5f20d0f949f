/* chroma.h - the strength of each pitch class, as librosa.chroma_stft.
 *
 * 12 or 24 classes to the octave, the first one C, from powers; every frame
 * is divided by its largest value.  Use one per thread.
 */
#ifndef FEATURE_CHROMA_H
#define FEATURE_CHROMA_H

#include "feature/lane.h"

enum { CHROMA_MOST = 24 };

struct chroma;

/* bands is 12 or 24. */
struct chroma *chroma_create(int bands);
void chroma_destroy(struct chroma *chroma);

/* Makes the filters for a deviation in bins (tuning.h). */
void chroma_tune(struct chroma *chroma, double tuning);

/* power: SPECTRUM_BINS lanes; out: as many lanes as bands. */
void chroma_run(const struct chroma *chroma, const lane *power, lane *out);

#endif
