/* study.h - the data of one training: a split's tracks, labelled and mapped.
 *
 * Owns the mapped features that its data sets borrow.
 */
#ifndef SESSION_STUDY_H
#define SESSION_STUDY_H

#include "feature/feature_cache.h"
#include "learn/dataset.h"
#include "session/reporter.h"

struct study_track {
    int64_t track_id;
    char *name;
    enum split_part part;
    int label; /* index into classes */
};

struct study {
    struct split split;
    char **classes; /* by name */
    size_t class_count;
    struct study_track *tracks;    /* count of them, by part */
    struct example *examples;      /* of the same order */
    struct cached_feature *mapped; /* count x FEATURE_COUNT */
    size_t count;
    struct dataset parts[SPLIT_PART_COUNT]; /* views into examples */
};

/* Loads the split; NULL means "stratified", which is drawn with this seed
 * where it is not there yet. */
bool study_choose_split(struct catalog *catalog, const char *name,
                        uint64_t seed, struct split *out, struct error *err);

/* Takes over the split.  Tracks of it that cannot be used any more are told
 * and left out, and so are tracks the split does not know. */
bool study_load(struct catalog *catalog, struct split *split, unsigned features,
                struct reporter *reporter, struct study *study,
                struct error *err);
void study_finish(struct study *study);

#endif
