/* mood.h - what a listener would say of a piece besides its genre.
 *
 * tempo             beats a minute, 0 without a beat
 * onset_rate        onsets a second
 * danceability      how little the loudness drifts on scales of a beat to a
 *                   phrase: the inverse of the exponent of detrended
 *                   fluctuation analysis (Streich and Herrera, AES 2005), 0
 *                   where the clip is too short or constant
 * energy            dB of the mean square, -100 at least
 * key               0 to 11 from C, of the best fitting profile of Krumhansl
 *                   and Kessler (1982)
 * mode              1 major, 0 minor
 * key_clarity       the correlation with that profile
 * mode_clarity      by how much the best major profile fits better than the
 *                   best minor one
 */
#ifndef FEATURE_MOOD_H
#define FEATURE_MOOD_H

#include "feature/profile.h"

enum { MOOD_COLUMNS = 8 };

extern const char *const mood_names[MOOD_COLUMNS];

bool mood_fill(const struct profile *profile, const struct clip *clip,
               float out[MOOD_COLUMNS], struct error *err);

#endif
