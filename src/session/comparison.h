/* comparison.h - two runs side by side, on the test tracks they share.
 *
 * A comparison owns its results; its tracks borrow their names from them.
 */
#ifndef SESSION_COMPARISON_H
#define SESSION_COMPARISON_H

#include "session/message.h"

/* A test track of both runs that was of one genre for both; numbers are
 * indices into the comparison's classes. */
struct comparison_track {
    const char *name;
    int label;
    int predicted[2];
};

struct comparison {
    struct result *results[2];
    char **classes; /* of either run, by name */
    size_t class_count;
    struct comparison_track *tracks; /* by name */
    size_t count;
    size_t relabelled; /* shared test tracks whose genre was changed between */
    struct score scores[2]; /* on the shared tracks */
    size_t both_right, both_wrong;
    size_t only[2]; /* tracks that only this run has right */
    double chance;  /* score_mcnemar() of those */
};

bool comparison_load(struct comparison *comparison, struct catalog *catalog,
                     const int64_t run_ids[2], enum run_checkpoint checkpoint,
                     struct error *err);
void comparison_finish(struct comparison *comparison);

#endif
