#include "command/summary.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

const char *summary_status(const struct run *run, bool interrupted)
{
    return interrupted ? "interrupted" : run_status_name(run->status);
}

bool summary_parse_checkpoint(const struct invocation *invocation,
                              enum run_checkpoint *checkpoint)
{
    const char *name = invocation_value(invocation, "checkpoint");

    *checkpoint = name && strcmp(name, "last") == 0 ? RUN_LAST : RUN_BEST;
    if (!name || *checkpoint == RUN_LAST || strcmp(name, "best") == 0)
        return true;
    invocation_usage(invocation, "--checkpoint is best or last, not '%s'",
                     name);
    return false;
}

const char *summary_checkpoint(enum run_checkpoint checkpoint)
{
    return checkpoint == RUN_BEST ? "best" : "last";
}

void summary_format_time(int64_t seconds, bool people, char *out, size_t size)
{
    time_t time = (time_t)seconds;
    struct tm parts;

    if (people && localtime_r(&time, &parts))
        strftime(out, size, "%Y-%m-%d %H:%M", &parts);
    else if (gmtime_r(&time, &parts))
        strftime(out, size, "%Y-%m-%dT%H:%M:%SZ", &parts);
    else
        snprintf(out, size, "?");
}

void summary_format_accuracy(const struct score *score, char *out, size_t size)
{
    if (score->total)
        snprintf(out, size, "%.3f (%.3f to %.3f)", score->accuracy, score->low,
                 score->high);
    else
        snprintf(out, size, "-");
}

/* A fact that is named the same for people and programs. */
static void add_text(struct output *output, const char *name, const char *title,
                     const char *text)
{
    output_fact(output, (struct output_column){.name = name, .title = title},
                output_text(text));
}

static void add_integer(struct output *output, const char *name,
                        const char *title, long long integer)
{
    output_fact(output, (struct output_column){.name = name, .title = title},
                output_integer(integer));
}

static void add_number(struct output *output, const char *name, double number)
{
    output_fact(output, (struct output_column){.name = name},
                output_number(number));
}

void summary_add_run(struct output *output, const struct run *run,
                     bool interrupted)
{
    char text[64];

    add_integer(output, "run", "run", run->id);
    add_text(output, "model", "model", run->model);
    add_text(output, "features", "features", run->features);
    add_text(output, "split", "split", run->split_name);
    add_text(output, "protocol", "protocol", run->protocol);
    add_integer(output, "seed", "seed", (long long)run->seed);
    add_text(output, "backend", "backend", run->backend);
    add_text(output, "status", "status", summary_status(run, interrupted));
    if (run->reason)
        add_text(output, "reason", "because", run->reason);
    summary_format_time(run->created, true, text, sizeof(text));
    add_text(output, NULL, "begun", text);
    summary_format_time(run->created, false, text, sizeof(text));
    add_text(output, "created", NULL, text);
    snprintf(text, sizeof(text), "%d of %d", run->epochs_done,
             run->epochs_planned);
    add_text(output, NULL, "epochs", text);
    add_integer(output, "epochs_done", NULL, run->epochs_done);
    add_integer(output, "epochs_planned", NULL, run->epochs_planned);
    output_fact(
        output,
        (struct output_column){.name = "best_epoch", .title = "best epoch"},
        run->best_epoch ? output_integer(run->best_epoch) : output_absent());
}

static void add_chances(struct output *output,
                        const struct score_probability *chances)
{
    output_fact(output,
                (struct output_column){"top2_accuracy", "top-2 accuracy", NULL,
                                       3, true},
                output_number(chances->top2));
    output_fact(output,
                (struct output_column){"calibration_error", "calibration error",
                                       NULL, 3, true},
                output_number(chances->calibration));
    output_fact(output,
                (struct output_column){"log_loss", "log loss", NULL, 3, true},
                output_number(chances->log_loss));
}

void summary_add_score(struct output *output, const struct result *result)
{
    const struct score *test = &result->test;
    char text[128], accuracy[48];

    summary_format_accuracy(test, accuracy, sizeof(accuracy));
    snprintf(text, sizeof(text), "%s at 95 %%, %zu of %zu tracks", accuracy,
             test->correct, test->total);
    add_text(output, "checkpoint", "checkpoint",
             summary_checkpoint(result->checkpoint));
    add_text(output, NULL, "test accuracy",
             test->total ? text : "no tracks in the test part");
    add_integer(output, "test_tracks", NULL, (long long)test->total);
    add_integer(output, "test_correct", NULL, (long long)test->correct);
    add_number(output, "accuracy", test->total ? test->accuracy : NAN);
    add_number(output, "accuracy_low", test->low);
    add_number(output, "accuracy_high", test->high);
    add_chances(output, &result->chances);
}

void summary_begin_epochs(struct output *output)
{
    static const struct output_column columns[] = {
        {"epoch", "epoch", NULL, 0, true},
        {"train_loss", "train loss", NULL, 4, true},
        {"train_accuracy", "accuracy", NULL, 3, true},
        {"valid_loss", "valid loss", NULL, 4, true},
        {"valid_accuracy", "accuracy", NULL, 3, true},
        {"learning_rate", "rate", NULL, 6, true},
        {"seconds", "time", "s", 1, true},
        {"best", "best", NULL, 0, false},
    };

    output_table(output, "epochs", NULL, columns,
                 sizeof(columns) / sizeof(columns[0]));
}

void summary_add_epoch(struct output *output, const struct run_epoch *epoch,
                       bool best)
{
    output_cell(output, output_integer(epoch->number));
    output_cell(output, output_number(epoch->train_loss));
    output_cell(output, output_number(epoch->train_accuracy));
    output_cell(output, output_number(epoch->valid_loss));
    output_cell(output, output_number(epoch->valid_accuracy));
    output_cell(output, output_number(epoch->learning_rate));
    output_cell(output, output_number(epoch->seconds));
    output_cell(output, output_flag(best));
}
