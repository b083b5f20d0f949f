/* extent.h - how much of a track a network sees at once.
 *
 * Either crops of some seconds, or whole tracks brought to one length.
 */
#ifndef LEARN_EXTENT_H
#define LEARN_EXTENT_H

#include "learn/dataset.h"
#include "learn/settings.h"

struct extent {
    bool whole;                   /* tracks are seen whole, in one piece */
    size_t frames[FEATURE_COUNT]; /* 0 for features that are not in use */
};

/* That of the settings, in which tracks are cropped.  (Vectors always are
 * seen whole.) */
struct extent extent_of_crops(const struct settings *settings);

/* That of the settings and of `count` sets of tracks: with UNIFY_PAD the
 * length of the longest, or, with a cut, of most of them (unify_length.h). */
bool extent_measure(struct extent *out, const struct settings *settings,
                    const struct dataset *const *sets, size_t count,
                    struct error *err);

/* How many values of a feature an example has. */
size_t extent_values(const struct extent *extent, enum feature_kind kind);

#endif
