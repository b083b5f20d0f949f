/* feature_survey.h - what the cache holds of a feature: shape and spread.
 *
 * A survey reads every matrix several times, one after the other; beside one
 * matrix it keeps 24 bytes for each cell of the longest.
 */
#ifndef SESSION_FEATURE_SURVEY_H
#define SESSION_FEATURE_SURVEY_H

#include "catalog/split.h"
#include "catalog/track.h"
#include "feature/feature.h"
#include "learn/spread.h"

#include <stdatomic.h>

/* What is surveyed; all is borrowed. */
struct feature_survey_room {
    const char *cache; /* its folder */
    const struct track_list *tracks;
    const struct split *split;       /* NULL: nothing is standardised */
    bool cut;                        /* as in learn/unify_length.h */
    const atomic_bool *cancelled;    /* ends the survey early */
    void (*progress)(void *context); /* after each matrix */
    void *context;
};

struct feature_survey {
    size_t tracks;        /* that have the feature */
    size_t missing;       /* ready ones that have it not */
    size_t bands, frames; /* of the longest */
    struct spread raw;
    /* Of the split's tracks, all brought to `unified` frames, each cell
     * standardised by the training part. */
    size_t unified; /* 0: no split, or no training track has the feature */
    size_t part_tracks[SPLIT_PART_COUNT];
    struct spread standardised[SPLIT_PART_COUNT];
};

/* How many matrices a survey reads at most, for the progress. */
size_t feature_survey_steps(const struct feature_survey_room *room);

/* False when there is no memory or it was cancelled. */
bool feature_survey_run(const struct feature_survey_room *room,
                        enum feature_kind kind, struct feature_survey *out,
                        struct error *err);

#endif
