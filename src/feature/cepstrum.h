/* cepstrum.h - mel-frequency cepstral coefficients, as librosa's mfcc.
 *
 * The orthonormal cosine transform (DCT-II) of 128 mel bands in decibels.
 * Read-only after creation: threads may share it.
 */
#ifndef FEATURE_CEPSTRUM_H
#define FEATURE_CEPSTRUM_H

#include "feature/lane.h"

struct cepstrum;

/* count is even, 128 at most. */
struct cepstrum *cepstrum_create(int count);
void cepstrum_destroy(struct cepstrum *cepstrum);

/* Values below floor are raised to it.  decibels: MELBANK_BANDS lanes; out:
 * count lanes. */
void cepstrum_run(const struct cepstrum *cepstrum, const lane *decibels,
                  float floor, lane *out);

#endif
