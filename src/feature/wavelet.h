/* wavelet.h - the Haar decomposition, as PyWavelets' wavedec with "db1". */
#ifndef FEATURE_WAVELET_H
#define FEATURE_WAVELET_H

#include "audio/clip.h"

enum { WAVELET_LEVELS = 5 };

/* How many coefficients a clip of count samples gives: about as many. */
size_t wavelet_count(size_t count);

/* Writes wavelet_count() coefficients, the coarsest first: approximation,
 * then the details of level 5, 4, 3, 2 and 1.  An odd last sample is
 * repeated. */
void wavelet_run(const struct clip *clip, float *out);

#endif
