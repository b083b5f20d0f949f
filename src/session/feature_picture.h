/* feature_picture.h - a feature of a track, small enough to be drawn.
 */
#ifndef SESSION_FEATURE_PICTURE_H
#define SESSION_FEATURE_PICTURE_H

#include "feature/feature_cache.h"
#include "feature/wavelet.h"

/* The approximation and the details of each level. */
enum { WAVELET_BANDS = WAVELET_LEVELS + 1, PICTURE_COLUMNS_MOST = 2048 };

/* Makes a matrix of at most PICTURE_COLUMNS_MOST columns, each the mean of
 * those it stands for; the caller finishes it.
 *
 * mel, chroma   as they are
 * mfcc          each coefficient's distance from its mean over the track, in
 *               its standard deviations, -3 to 3: the 0th, which is the
 *               loudness, would else leave nothing of the others
 * wavelet       WAVELET_BANDS rows, the lowest first: the power in dB that
 *               the band has of the sound; the bands' powers add up to its
 *               mean square
 * stats, mood   the row of named values, as it is */
bool feature_picture_make(enum feature_kind kind,
                          const struct cached_feature *feature,
                          struct feature_matrix *out, struct error *err);

/* The range in Hz of a row of the wavelet's picture. */
void feature_picture_wavelet_hz(size_t band, double out[2]);

#endif
