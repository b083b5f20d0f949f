/* trial.h - one training of many: found among the runs, or still to do.
 *
 * A trial owns its split's name.  Its scores are those of the best epoch on
 * the test part.
 */
#ifndef SESSION_TRIAL_H
#define SESSION_TRIAL_H

#include "catalog/split.h"
#include "learn/settings.h"

struct trial {
    struct settings settings;
    char *split_name;
    int64_t run_id; /* 0: not trained yet */
    bool scored;    /* all below is known */
    size_t train_tracks, test_tracks;
    double accuracy, macro_f1, top2, calibration;
};

void trial_finish(struct trial *trial);

/* Sets run_id to the newest run that was trained to its end with just these
 * settings on this split; 0 when there is none. */
bool trial_find(struct trial *trial, struct catalog *catalog,
                struct error *err);

/* Fills the scores in from the run. */
bool trial_score(struct trial *trial, struct catalog *catalog,
                 struct error *err);

/* The name of the split that this protocol and seed give, "artist-3", or
 * "filtered", which no seed changes; it is drawn where it is not there.  The
 * caller frees it.  Another split of that name is an error. */
bool trial_draw_split(struct catalog *catalog, enum split_protocol protocol,
                      uint64_t seed, char **name, struct error *err);

#endif
