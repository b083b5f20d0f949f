/* stats.h - the 57 columns of GTZAN's features_30_sec.csv.
 *
 * Mean and population variance of librosa's per-frame features, and tempo.
 */
#ifndef FEATURE_STATS_H
#define FEATURE_STATS_H

#include "feature/profile.h"

enum { STATS_COLUMNS = 57 };

/* The names, in the order of that file. */
extern const char *const stats_names[STATS_COLUMNS];

/* harmonic: the clip's harmonic part, clip->count samples. */
void stats_fill(const struct profile *profile, const struct clip *clip,
                const float *harmonic, float out[STATS_COLUMNS]);

#endif
