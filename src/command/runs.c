#include "catalog/run.h"

#include "base/alloc.h"
#include "command/plot.h"
#include "command/summary.h"
#include "command/tell.h"
#include "command/verb.h"
#include "command/verbs.h"
#include "command/workspace.h"
#include "session/result.h"

#include <math.h>
#include <stdlib.h>

/* --- the list ------------------------------------------------------------ */

static const struct output_column list_columns[] = {
    {"run", "run", NULL, 0, true},
    {NULL, "begun", NULL, 0, false},
    {"created", NULL, NULL, 0, false},
    {"model", "model", NULL, 0, false},
    {"features", "features", NULL, 0, false},
    {"split", "split", NULL, 0, false},
    {"protocol", "protocol", NULL, 0, false},
    {"seed", "seed", NULL, 0, true},
    {"status", "status", NULL, 0, false},
    {"epochs_done", "epochs", NULL, 0, true},
    {"epochs_planned", "of", NULL, 0, true},
    {"best_epoch", "best", NULL, 0, true},
    {NULL, "test accuracy", NULL, 0, false},
    {"accuracy", NULL, NULL, 0, false},
    {"accuracy_low", NULL, NULL, 0, false},
    {"accuracy_high", NULL, NULL, 0, false},
    {"test_tracks", NULL, NULL, 0, false},
    {"top2_accuracy", "top 2", NULL, 3, true},
    {"calibration_error", "calibration", NULL, 3, true},
    {"log_loss", NULL, NULL, 0, true},
};

static void add_accuracy(struct output *output, const struct score *test)
{
    char text[48];

    summary_format_accuracy(test, text, sizeof(text));
    output_cell(output, output_text(text));
    output_cell(output, output_number(test->total ? test->accuracy : NAN));
    output_cell(output, output_number(test->total ? test->low : NAN));
    output_cell(output, output_number(test->total ? test->high : NAN));
    output_cell(output, output_integer((long long)test->total));
}

static void add_listed(struct output *output, const struct result *result,
                       bool interrupted)
{
    const struct run *run = &result->run;
    char text[32];

    output_cell(output, output_integer(run->id));
    summary_format_time(run->created, true, text, sizeof(text));
    output_cell(output, output_text(text));
    summary_format_time(run->created, false, text, sizeof(text));
    output_cell(output, output_text(text));
    output_cell(output, output_text(run->model));
    output_cell(output, output_text(run->features));
    output_cell(output, output_text(run->split_name));
    output_cell(output, output_text(run->protocol));
    output_cell(output, output_integer((long long)run->seed));
    output_cell(output, output_text(summary_status(run, interrupted)));
    output_cell(output, output_integer(run->epochs_done));
    output_cell(output, output_integer(run->epochs_planned));
    output_cell(output, run->best_epoch ? output_integer(run->best_epoch)
                                        : output_absent());
    add_accuracy(output, &result->test);
    output_cell(output, output_number(result->chances.top2));
    output_cell(output, output_number(result->chances.calibration));
    output_cell(output, output_number(result->chances.log_loss));
}

static bool add_list(const struct invocation *invocation,
                     struct catalog *catalog, struct output *output,
                     struct error *err)
{
    struct run_list runs = {0};
    bool good = run_list_load(catalog, &runs, err);

    output_table(output, "runs", NULL, list_columns,
                 sizeof(list_columns) / sizeof(list_columns[0]));
    for (size_t i = 0; good && i < runs.count; i++) {
        struct result *result = NULL;

        good = result_load(catalog, runs.items[i].id, RUN_BEST, &result, err);
        if (good)
            add_listed(output, result,
                       result_is_interrupted(catalog, &runs.items[i]));
        result_destroy(result);
    }
    if (good && runs.count == 0 && !invocation->quiet)
        tell("nothing has been trained yet; 'genrelab train' does it");
    run_list_finish(&runs);
    return good;
}

/* --- one run ------------------------------------------------------------- */

static void add_settings(struct output *output, const struct run *run)
{
    static const struct output_column columns[] = {
        {"setting", "setting", NULL, 0, false},
        {"value", "value", NULL, 0, false},
    };

    output_table(output, "settings", NULL, columns, 2);
    for (size_t i = 0; i < run->setting_count; i++) {
        output_cell(output, output_text(run->settings[i].name));
        output_cell(output, output_text(run->settings[i].value));
    }
}

static void plot_pair(const char *title, const double *train,
                      const double *valid, size_t count, double high)
{
    const struct plot_series series[] = {
        {"train", train, count},
        {"valid", valid, count},
    };
    struct plot plot = {.title = title,
                        .series = series,
                        .series_count = 2,
                        .high = high,
                        .columns = 50,
                        .rows = 10,
                        .braille = plot_can_braille()};

    putchar('\n');
    plot_print(&plot, stdout);
}

static void plot_curves(const struct run_epoch_list *epochs)
{
    size_t count = epochs->count;
    double *values = xcalloc(4 * count + 1, sizeof(*values));

    for (size_t i = 0; i < count; i++) {
        const struct run_epoch *epoch = &epochs->items[i];

        values[i] = epoch->train_loss;
        values[count + i] = epoch->valid_loss;
        values[2 * count + i] = epoch->train_accuracy;
        values[3 * count + i] = epoch->valid_accuracy;
    }
    if (count) {
        plot_pair("loss", values, values + count, count, 0);
        plot_pair("accuracy", values + 2 * count, values + 3 * count, count, 1);
    }
    free(values);
}

static bool add_one(const struct invocation *invocation,
                    struct catalog *catalog, int64_t run_id,
                    struct output *output, struct result **result,
                    struct error *err)
{
    const struct run_epoch_list *epochs;

    if (!result_load(catalog, run_id, RUN_BEST, result, err))
        return false;
    epochs = &(*result)->epochs;
    summary_add_run(output, &(*result)->run,
                    result_is_interrupted(catalog, &(*result)->run));
    summary_add_score(output, *result);
    add_settings(output, &(*result)->run);
    if (invocation->format == OUTPUT_TEXT)
        return true;
    summary_begin_epochs(output);
    for (size_t i = 0; i < epochs->count; i++)
        summary_add_epoch(output, &epochs->items[i],
                          epochs->items[i].number == (*result)->run.best_epoch);
    return true;
}

static int run(const struct invocation *invocation)
{
    struct result *result = NULL;
    struct catalog *catalog = NULL;
    struct output *output;
    struct error err = {0};
    int64_t run_id = 0;
    bool good;

    if (invocation->operand_count &&
        !workspace_parse_run(invocation, invocation->operands[0], &run_id))
        return VERB_USAGE;
    output = output_create(invocation->format, "runs");
    good = workspace_open(invocation, &catalog, &err);
    if (good && run_id)
        good = add_one(invocation, catalog, run_id, output, &result, &err);
    else if (good)
        good = add_list(invocation, catalog, output, &err);
    catalog_close(catalog);
    if (good)
        output_finish(output, stdout);
    else
        output_discard(output);
    if (good && result && invocation->format == OUTPUT_TEXT)
        plot_curves(&result->epochs);
    result_destroy(result);
    return good ? VERB_DONE : tell_error(&err);
}

const struct verb runs_verb = {
    .name = "runs",
    .summary = "list the trainings, or show one with its curves",
    .operands = "[RUN]",
    .example = "genrelab runs 3",
    .most = 1,
    .run = run,
};
