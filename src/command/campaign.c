#include "command/campaign.h"

#include "base/alloc.h"
#include "command/conductor.h"
#include "command/tell.h"
#include "command/workspace.h"

#include <inttypes.h>
#include <stdlib.h>

bool campaign_init(struct campaign *campaign, size_t count, struct error *err)
{
    *campaign = (struct campaign){0};
    campaign->trials = calloc(count + 1, sizeof(*campaign->trials));
    if (!campaign->trials)
        return error_set(err, "not enough memory for %zu trainings", count);
    campaign->count = count;
    return true;
}

void campaign_finish(struct campaign *campaign)
{
    for (size_t i = 0; i < campaign->count; i++)
        trial_finish(&campaign->trials[i]);
    free(campaign->trials);
    *campaign = (struct campaign){0};
}

/* What one training came to. */
enum course { TRAINED, FAILED, INTERRUPTED };

static enum course follow(struct conductor *conductor, struct trial *trial,
                          struct error *err)
{
    enum course course = TRAINED;
    struct event event;
    bool ended = false;

    while (!ended) {
        if (!conductor_next(conductor, &event))
            return INTERRUPTED;
        if (event.kind == EVENT_RUN_STARTED)
            trial->run_id = event.run->id;
        ended = event.kind == EVENT_JOB_ENDED && event.job.job == JOB_TRAIN;
        if (event.kind == EVENT_FAILED) {
            course = FAILED;
            *err = event.error;
        }
        event_finish(&event);
    }
    if (course == TRAINED && trial->run_id == 0) {
        error_set(err, "the training was stopped");
        return FAILED;
    }
    return course;
}

static enum course train(struct conductor *conductor, struct trial *trial,
                         struct error *err)
{
    struct command command = {.kind = COMMAND_TRAIN};

    command.order = xcalloc(1, sizeof(*command.order));
    command.order->settings = trial->settings;
    command.order->split_name = xstrdup(trial->split_name);
    if (!conductor_send(conductor, command, err))
        return FAILED;
    return follow(conductor, trial, err);
}

static void announce(const struct invocation *invocation,
                     const struct campaign *campaign, size_t number)
{
    const struct trial *trial = &campaign->trials[number];
    char features[256];

    if (invocation->quiet)
        return;
    settings_format_features(trial->settings.features, features,
                             sizeof(features));
    tell("%zu of %zu: %s on %s, split %s, seed %" PRIu64, number + 1,
         campaign->count, trial->settings.model, features, trial->split_name,
         trial->settings.seed);
}

/* One that failed half-way counts as not trained. */
static bool train_all(struct campaign *campaign,
                      const struct invocation *invocation,
                      struct conductor *conductor, size_t *failed,
                      struct error *err)
{
    for (size_t i = 0; i < campaign->count; i++) {
        struct trial *trial = &campaign->trials[i];
        struct error reason = {0};

        if (trial->run_id)
            continue;
        announce(invocation, campaign, i);
        switch (train(conductor, trial, &reason)) {
        case TRAINED:
            break;
        case FAILED:
            tell_error(&reason);
            trial->run_id = 0;
            ++*failed;
            break;
        case INTERRUPTED:
            return error_set(err, "interrupted; the same command continues");
        }
    }
    return true;
}

/* How many are not trained yet. */
static bool find_all(struct campaign *campaign,
                     const struct invocation *invocation, size_t *missing,
                     struct error *err)
{
    struct catalog *catalog;
    bool good = workspace_open(invocation, &catalog, err);

    *missing = 0;
    for (size_t i = 0; good && i < campaign->count; i++) {
        good = trial_find(&campaign->trials[i], catalog, err);
        *missing += !campaign->trials[i].run_id;
    }
    catalog_close(catalog);
    return good;
}

static bool score_all(struct campaign *campaign,
                      const struct invocation *invocation, struct error *err)
{
    struct catalog *catalog;
    bool good = workspace_open(invocation, &catalog, err);

    for (size_t i = 0; good && i < campaign->count; i++)
        if (campaign->trials[i].run_id)
            good = trial_score(&campaign->trials[i], catalog, err);
    catalog_close(catalog);
    return good;
}

bool campaign_run(struct campaign *campaign,
                  const struct invocation *invocation, size_t *failed,
                  struct error *err)
{
    struct conductor *conductor;
    size_t missing;
    bool good;

    *failed = 0;
    if (!find_all(campaign, invocation, &missing, err))
        return false;
    if (missing < campaign->count && !invocation->quiet)
        tell("%zu of %zu trainings are there already",
             campaign->count - missing, campaign->count);
    if (missing) {
        if (!conductor_create(&conductor, invocation, err))
            return false;
        good = train_all(campaign, invocation, conductor, failed, err);
        if (!good)
            tell_error(err);
        conductor_destroy(conductor);
        if (!good)
            return false;
    }
    return score_all(campaign, invocation, err);
}
