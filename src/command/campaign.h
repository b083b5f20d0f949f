/* campaign.h - many trainings, one after the other, as rows of a table.
 *
 * A campaign is resumable: what was trained before with the same settings is
 * taken from the runs.  It owns its trials.
 */
#ifndef COMMAND_CAMPAIGN_H
#define COMMAND_CAMPAIGN_H

#include "command/invocation.h"
#include "learn/spread.h"
#include "session/trial.h"

/* The trials of one row; they differ in their seeds. */
struct campaign_row {
    const struct trial *trials;
    size_t count;
};

struct campaign {
    struct trial *trials; /* row after row */
    size_t count;
};

/* Room for so many trials, to be filled. */
bool campaign_init(struct campaign *campaign, size_t count, struct error *err);
void campaign_finish(struct campaign *campaign);

/* Trains what was not trained yet, then scores all.  A training that fails is
 * told and counted; the others go on.  False when nothing can be trained, or
 * a signal came. */
bool campaign_run(struct campaign *campaign,
                  const struct invocation *invocation, size_t *failed,
                  struct error *err);

/* --- options ------------------------------------------------------------- */

/* How many seeds --seeds asks for; false with a usage error told. */
bool campaign_parse_seeds(const struct invocation *invocation,
                          long long fallback, long long *count);

/* The models that --model names, with commas between, and the other settings
 * of the command line in each that uses them.  The list is the caller's; NULL
 * with a usage error told. */
struct settings *campaign_parse_models(const struct invocation *invocation,
                                       size_t *count);

/* --- tables -------------------------------------------------------------- */

/* The accuracies that are there. */
struct spread campaign_accuracy(const struct campaign_row *row);

/* The mean over the row of one score, NAN when there is none. */
double campaign_mean(const struct campaign_row *row,
                     double (*score)(const struct trial *));

/* score_resampled() of the row's accuracies against another's, seed by seed;
 * *difference receives their mean.  With one seed it is McNemar's test on the
 * tracks of the two runs. */
bool campaign_compare(const struct campaign_row *row,
                      const struct campaign_row *other,
                      const struct invocation *invocation, double *difference,
                      double *chance, struct error *err);

/* A table of every trial with its run, for programs. */
void campaign_add_trials(struct output *output,
                         const struct campaign *campaign);

#endif
