/* melbank.h - 128 triangular bands on the mel scale, as librosa makes them.
 *
 * Slaney's scale from 0 Hz to half the rate, triangles linear in Hz, each
 * scaled to the same area.  Read-only after creation: threads may share it.
 */
#ifndef FEATURE_MELBANK_H
#define FEATURE_MELBANK_H

#include "feature/lane.h"

enum { MELBANK_BANDS = 128 };

struct melbank;

struct melbank *melbank_create(void);
void melbank_destroy(struct melbank *bank);

/* power: SPECTRUM_BINS lanes; mel: MELBANK_BANDS lanes. */
void melbank_run(const struct melbank *bank, const lane *power, lane *mel);

#endif
