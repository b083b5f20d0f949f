/* facet.h - what a network is shown of a feature.
 *
 * Most features are matrices over time, and are shown as they are.  Those
 * with named columns are vectors: one row, no time.  The wavelet's many
 * coefficients are shown as the energy of each level over time: six rows
 * (approximation, then details from the coarsest to the finest), in dB of the
 * mean square, one column for every 512 samples, as the mel spectrogram has.
 *
 * Pure functions of mapped matrices: nothing is kept; any thread.
 */
#ifndef LEARN_FACET_H
#define LEARN_FACET_H

#include "learn/dataset.h"

#include <stdbool.h>

bool facet_is_vector(enum feature_kind kind);

size_t facet_rows(enum feature_kind kind);

/* Samples at 22050 Hz from one column to the next; 0 for vectors. */
int facet_hop(enum feature_kind kind);

/* How many columns there are to show. */
size_t facet_frames(enum feature_kind kind, const struct input *input);

/* Writes `count` values of a row from the column `start` on; there must be so
 * many. */
void facet_read(enum feature_kind kind, const struct input *input, size_t row,
                size_t start, size_t count, float *out);

#endif
