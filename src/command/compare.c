#include "session/comparison.h"

#include "base/alloc.h"
#include "command/summary.h"
#include "command/tell.h"
#include "command/verb.h"
#include "command/verbs.h"
#include "command/workspace.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- the two runs -------------------------------------------------------- */

static void add_run(struct output *output, const struct result *result,
                    const struct score *shared)
{
    const struct run *run = &result->run;
    char text[48];

    output_cell(output, output_integer(run->id));
    output_cell(output, output_text(run->model));
    output_cell(output, output_text(run->features));
    output_cell(output, output_text(run->split_name));
    output_cell(output, output_text(run->protocol));
    output_cell(output, output_integer((long long)run->seed));
    summary_format_accuracy(&result->test, text, sizeof(text));
    output_cell(output, output_text(text));
    output_cell(output, output_number(result->test.accuracy));
    output_cell(output, output_number(result->test.low));
    output_cell(output, output_number(result->test.high));
    output_cell(output, output_integer((long long)result->test.total));
    output_cell(output, output_number(shared->total ? shared->accuracy : NAN));
    output_cell(output, output_number(result->chances.top2));
    output_cell(output, output_number(result->chances.calibration));
}

static void add_runs(struct output *output, const struct comparison *comparison)
{
    static const struct output_column columns[] = {
        {"run", "run", NULL, 0, true},
        {"model", "model", NULL, 0, false},
        {"features", "features", NULL, 0, false},
        {"split", "split", NULL, 0, false},
        {"protocol", "protocol", NULL, 0, false},
        {"seed", "seed", NULL, 0, true},
        {NULL, "test accuracy", NULL, 0, false},
        {"accuracy", NULL, NULL, 0, true},
        {"accuracy_low", NULL, NULL, 0, true},
        {"accuracy_high", NULL, NULL, 0, true},
        {"test_tracks", "tracks", NULL, 0, true},
        {"shared_accuracy", "on shared", NULL, 3, true},
        {"top2_accuracy", "top 2", NULL, 3, true},
        {"calibration_error", "calibration", NULL, 3, true},
    };

    output_table(output, "runs", NULL, columns,
                 sizeof(columns) / sizeof(columns[0]));
    for (int side = 0; side < 2; side++)
        add_run(output, comparison->results[side], &comparison->scores[side]);
}

/* --- the test ------------------------------------------------------------ */

static void add_count(struct output *output, const char *name,
                      const char *title, size_t count)
{
    output_fact(output, (struct output_column){.name = name, .title = title},
                output_integer((long long)count));
}

static void add_test(struct output *output, const struct comparison *comparison)
{
    bool any = comparison->count > 0;

    add_count(output, "shared_tracks", "shared test tracks", comparison->count);
    if (comparison->relabelled)
        add_count(output, "relabelled_tracks", "relabelled since",
                  comparison->relabelled);
    add_count(output, "both_right", "both right", comparison->both_right);
    add_count(output, "only_first_right", "only the first right",
              comparison->only[0]);
    add_count(output, "only_second_right", "only the second right",
              comparison->only[1]);
    add_count(output, "both_wrong", "both wrong", comparison->both_wrong);
    output_fact(
        output,
        (struct output_column){"mcnemar_p", "McNemar's p", NULL, 4, true},
        output_number(any ? comparison->chance : NAN));
    if (any)
        output_fact(output, (struct output_column){.title = "that is"},
                    output_text(comparison->chance < 0.05
                                    ? "a difference at the 5 % level"
                                    : "no difference at the 5 % level"));
}

/* --- configurations ------------------------------------------------------ */

static const char *setting_of(const struct run *run, const char *name)
{
    for (size_t i = 0; i < run->setting_count; i++)
        if (strcmp(run->settings[i].name, name) == 0)
            return run->settings[i].value;
    return NULL;
}

static void add_difference(struct output *output, const char *name,
                           const char *first, const char *second)
{
    if (first && second && strcmp(first, second) == 0)
        return;
    output_cell(output, output_text(name));
    output_cell(output, output_text(first));
    output_cell(output, output_text(second));
}

static void add_settings(struct output *output, const struct run *first,
                         const struct run *second)
{
    for (size_t i = 0; i < first->setting_count; i++)
        add_difference(output, first->settings[i].name,
                       first->settings[i].value,
                       setting_of(second, first->settings[i].name));
    for (size_t i = 0; i < second->setting_count; i++)
        if (!setting_of(first, second->settings[i].name))
            add_difference(output, second->settings[i].name, NULL,
                           second->settings[i].value);
}

static void add_configuration(struct output *output,
                              const struct comparison *comparison)
{
    static const struct output_column columns[] = {
        {"setting", "setting", NULL, 0, false},
        {"first", "first", NULL, 0, false},
        {"second", "second", NULL, 0, false},
    };
    const struct run *first = &comparison->results[0]->run;
    const struct run *second = &comparison->results[1]->run;

    output_table(output, "settings", "settings that differ", columns, 3);
    add_difference(output, "split", first->split_name, second->split_name);
    add_difference(output, "protocol", first->protocol, second->protocol);
    add_difference(output, "backend", first->backend, second->backend);
    add_settings(output, first, second);
}

/* --- genres and tracks --------------------------------------------------- */

static void add_pair(struct output *output, double first, double second)
{
    output_cell(output, output_number(first));
    output_cell(output, output_number(second));
    output_cell(output, output_number(second - first));
}

static void add_genres(struct output *output,
                       const struct comparison *comparison)
{
    static const struct output_column columns[] = {
        {"genre", "genre", NULL, 0, false},
        {"support", "support", NULL, 0, true},
        {"recall_first", "recall", NULL, 3, true},
        {"recall_second", "second", NULL, 3, true},
        {"recall_change", "change", NULL, 3, true},
        {"f1_first", "F1", NULL, 3, true},
        {"f1_second", "second", NULL, 3, true},
        {"f1_change", "change", NULL, 3, true},
    };

    output_table(output, "genres", "genres, on the shared tracks", columns,
                 sizeof(columns) / sizeof(columns[0]));
    for (size_t i = 0; i < comparison->class_count; i++) {
        const struct class_score *first = &comparison->scores[0].by_class[i];
        const struct class_score *second = &comparison->scores[1].by_class[i];

        output_cell(output, output_text(comparison->classes[i]));
        output_cell(output, output_integer((long long)first->support));
        add_pair(output, first->recall, second->recall);
        add_pair(output, first->f1, second->f1);
    }
}

static void add_changes(struct output *output,
                        const struct comparison *comparison, bool better)
{
    int right = better ? 1 : 0;

    for (size_t i = 0; i < comparison->count; i++) {
        const struct comparison_track *track = &comparison->tracks[i];

        if (track->predicted[right] != track->label ||
            track->predicted[!right] == track->label)
            continue;
        output_cell(output, output_text(track->name));
        output_cell(output, output_text(comparison->classes[track->label]));
        for (int side = 0; side < 2; side++)
            output_cell(
                output,
                output_text(comparison->classes[track->predicted[side]]));
        output_cell(output,
                    output_text(better ? "wrong to right" : "right to wrong"));
    }
}

static void add_tracks(struct output *output,
                       const struct comparison *comparison)
{
    static const struct output_column columns[] = {
        {"track", "track", NULL, 0, false},
        {"genre", "genre", NULL, 0, false},
        {"first", "first", NULL, 0, false},
        {"second", "second", NULL, 0, false},
        {"change", "change", NULL, 0, false},
    };

    output_table(output, "tracks", "tracks that changed", columns,
                 sizeof(columns) / sizeof(columns[0]));
    add_changes(output, comparison, false);
    add_changes(output, comparison, true);
}

/* --- the verb ------------------------------------------------------------ */

static void print(const struct invocation *invocation,
                  const struct comparison *comparison)
{
    struct output *output = output_create(invocation->format, "compare");

    add_test(output, comparison);
    add_runs(output, comparison);
    add_configuration(output, comparison);
    add_genres(output, comparison);
    add_tracks(output, comparison);
    output_finish(output, stdout);
}

static int run(const struct invocation *invocation)
{
    struct comparison comparison;
    struct catalog *catalog = NULL;
    enum run_checkpoint checkpoint;
    struct error err = {0};
    int64_t run_ids[2];
    bool good;

    if (!summary_parse_checkpoint(invocation, &checkpoint))
        return VERB_USAGE;
    for (int side = 0; side < 2; side++)
        if (!workspace_parse_run(invocation, invocation->operands[side],
                                 &run_ids[side]))
            return VERB_USAGE;
    good = workspace_open(invocation, &catalog, &err) &&
           comparison_load(&comparison, catalog, run_ids, checkpoint, &err);
    catalog_close(catalog);
    if (!good)
        return tell_error(&err);
    if (comparison.count == 0 && !invocation->quiet)
        tell("the runs %" PRId64 " and %" PRId64 " share no test track",
             run_ids[0], run_ids[1]);
    print(invocation, &comparison);
    comparison_finish(&comparison);
    return VERB_DONE;
}

static const struct verb_option options[] = {
    {"checkpoint", 0, "best|last",
     "by the best epoch (the default) or the last one"},
    {0},
};

const struct verb compare_verb = {
    .name = "compare",
    .summary = "tell two runs apart: accuracy, settings, genres, tracks",
    .operands = "RUN RUN",
    .example = "genrelab compare 3 5",
    .options = options,
    .least = 2,
    .most = 2,
    .run = run,
};
