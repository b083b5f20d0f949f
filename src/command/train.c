#include "base/alloc.h"
#include "command/conductor.h"
#include "command/describe.h"
#include "command/summary.h"
#include "command/tell.h"
#include "command/verb.h"
#include "command/verbs.h"
#include "command/workspace.h"
#include "learn/backend.h"
#include "learn/settings.h"
#include "session/result.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* What is known of the training while it goes on. */
struct training_watch {
    const struct invocation *invocation;
    int64_t run_id; /* 0: not begun */
    bool heading;   /* of the epochs, for people, stands there */
    bool kept;
};

/* Fills the settings from the options; false when one is wrong. */
static bool parse_settings(const struct invocation *invocation,
                           struct settings *settings)
{
    const char *model = invocation_value(invocation, "model");
    struct error err = {0};
    size_t count;
    const struct setting *table = settings_table(&count);

    if (!settings_init(settings, model ? model : settings_models()[0], &err)) {
        invocation_usage(invocation, "--model: %s", err.text);
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        const char *text = invocation_value(invocation, table[i].name);

        if (!text)
            continue;
        if (!settings_applies(table[i].name, settings->model)) {
            invocation_usage(invocation, "--%s: '%s' has no such setting",
                             table[i].name, settings->model);
            return false;
        }
        if (settings_set(settings, table[i].name, text, &err))
            continue;
        /* A sentence about a number begins with its name. */
        if (table[i].minimum < table[i].maximum)
            invocation_usage(invocation, "--%s", err.text);
        else
            invocation_usage(invocation, "--%s: %s", table[i].name, err.text);
        return false;
    }
    return true;
}

/* A continued run has its settings and its split: none can be given. */
static bool check_resume(const struct invocation *invocation)
{
    size_t count;
    const struct setting *table = settings_table(&count);
    static const char *const others[] = {"split", "new", "describe"};

    for (size_t i = 0; i < count + 3; i++) {
        const char *name = i < count ? table[i].name : others[i - count];

        if (!invocation_value(invocation, name))
            continue;
        invocation_usage(invocation,
                         "--resume continues a run as it is: leave out --%s",
                         name);
        return false;
    }
    return true;
}

static bool check_backend(const struct invocation *invocation)
{
    const char *name = invocation_value(invocation, "backend");
    const struct backend *const *known = backend_list();

    if (!name || strcmp(name, "auto") == 0)
        return true;
    for (size_t i = 0; known[i]; i++)
        if (strcmp(known[i]->name, name) == 0)
            return true;
    invocation_usage(invocation, "--backend: no backend is called '%s'", name);
    return false;
}

/* NULL when the command line is wrong. */
static struct train_order *parse_order(const struct invocation *invocation)
{
    const char *resume = invocation_value(invocation, "resume");
    struct train_order *order = xcalloc(1, sizeof(*order));

    if (!parse_settings(invocation, &order->settings) ||
        !check_backend(invocation) ||
        (resume &&
         (!check_resume(invocation) ||
          !workspace_parse_run(invocation, resume, &order->resume)))) {
        train_order_destroy(order);
        return NULL;
    }
    order->split_name = xstrdup(invocation_value(invocation, "split"));
    order->backend = xstrdup(invocation_value(invocation, "backend"));
    order->fresh = invocation_value(invocation, "new") != NULL;
    return order;
}

static void show_started(struct training_watch *watch, const struct run *run)
{
    const struct invocation *invocation = watch->invocation;

    watch->run_id = run->id;
    if (run->epochs_done > 0 && !invocation->quiet)
        tell("run %" PRId64 " is continued after epoch %d of %d", run->id,
             run->epochs_done, run->epochs_planned);
    if (invocation->format != OUTPUT_TEXT)
        return;
    printf("run %" PRId64 ": %s on %s, split %s (%s), seed %" PRIu64
           ", %d epochs, %s\n",
           run->id, run->model, run->features, run->split_name, run->protocol,
           run->seed, run->epochs_planned, run->backend);
    fflush(stdout);
}

static void show_epoch(struct training_watch *watch,
                       const struct run_epoch *epoch, bool best)
{
    if (watch->invocation->format != OUTPUT_TEXT)
        return;
    if (!watch->heading)
        printf("epoch  train loss  accuracy  valid loss  accuracy  "
               "learning rate  time, s\n");
    watch->heading = true;
    printf("%5d  %10.4f  %8.3f  %10.4f  %8.3f  %13.3e  %7.1f%s\n",
           epoch->number, epoch->train_loss, epoch->train_accuracy,
           epoch->valid_loss, epoch->valid_accuracy, epoch->learning_rate,
           epoch->seconds, best ? "  best" : "");
    fflush(stdout);
}

/* Follows the training to its end; false when it failed or a signal came. */
static bool follow(struct conductor *conductor, struct training_watch *watch,
                   struct error *err)
{
    struct event event;

    while (conductor_next(conductor, &event)) {
        bool failed = event.kind == EVENT_FAILED;
        bool ended =
            event.kind == EVENT_JOB_ENDED && event.job.job == JOB_TRAIN;

        if (event.kind == EVENT_RUN_STARTED)
            show_started(watch, event.run);
        else if (event.kind == EVENT_EPOCH)
            show_epoch(watch, &event.epoch.epoch, event.epoch.best);
        else if (event.kind == EVENT_RUN_ENDED)
            watch->kept = event.ended.kept;
        if (failed)
            *err = event.error;
        event_finish(&event);
        if (failed || ended)
            return !failed;
    }
    if (watch->run_id)
        return error_set(err,
                         "interrupted; 'genrelab train --resume %" PRId64
                         "' continues run %" PRId64,
                         watch->run_id, watch->run_id);
    return error_set(err, "interrupted; the same command continues");
}

/* The result of the finished run; epochs for programs, who have seen none. */
static bool print_result(const struct invocation *invocation, int64_t run_id,
                         struct error *err)
{
    struct result *result = NULL;
    struct catalog *catalog;
    struct output *output;
    bool good;

    if (!workspace_open(invocation, &catalog, err))
        return false;
    good = result_load(catalog, run_id, RUN_BEST, &result, err);
    catalog_close(catalog);
    if (!good)
        return false;
    output = output_create(invocation->format, "train");
    summary_add_run(output, &result->run, false);
    summary_add_score(output, result);
    if (invocation->format != OUTPUT_TEXT)
        summary_begin_epochs(output);
    for (size_t i = 0;
         invocation->format != OUTPUT_TEXT && i < result->epochs.count; i++)
        summary_add_epoch(output, &result->epochs.items[i],
                          result->epochs.items[i].number ==
                              result->run.best_epoch);
    if (invocation->format == OUTPUT_TEXT)
        putchar('\n');
    output_finish(output, stdout);
    result_destroy(result);
    return true;
}

static int run(const struct invocation *invocation)
{
    struct training_watch watch = {.invocation = invocation};
    struct command command = {.kind = COMMAND_TRAIN};
    struct conductor *conductor;
    struct error err = {0};
    bool good;

    command.order = parse_order(invocation);
    if (!command.order)
        return VERB_USAGE;
    if (invocation_value(invocation, "describe")) {
        int status = describe_print(invocation, &command.order->settings);

        command_finish(&command);
        return status;
    }
    if (!workspace_check(invocation, &err) ||
        !conductor_create(&conductor, invocation, &err)) {
        command_finish(&command);
        return tell_error(&err);
    }
    good = conductor_send(conductor, command, &err) &&
           follow(conductor, &watch, &err);
    if (!good)
        tell_error(&err);
    conductor_destroy(conductor);
    if (!good || !watch.kept)
        return VERB_FAILED;
    return print_result(invocation, watch.run_id, &err) ? VERB_DONE
                                                        : tell_error(&err);
}

static const struct verb_option options[] = {
    {"split", 0, "NAME", "the split to train on; 'stratified' without it"},
    {"backend", 0, "NAME", "where it computes: auto or cpu"},
    {"resume", 0, "RUN", "continue this run"},
    {"new", 0, NULL, "begin anew even where such a run is unfinished"},
    {"describe", 0, NULL,
     "train nothing; list the layers with shapes, parameters and FLOPs"},
    {0},
};

const struct verb train_verb = {
    .name = "train",
    .summary = "train a network, or continue a training",
    .operands = "",
    .example = "genrelab train --model cnn --epochs 60 --seed 2",
    .options = options,
    .settings = true,
    .run = run,
};
