#include "session/result.h"

#include "base/alloc.h"
#include "base/text.h"
#include "command/heatmap.h"
#include "command/label_list.h"
#include "command/summary.h"
#include "command/tell.h"
#include "command/verb.h"
#include "command/verbs.h"
#include "command/workspace.h"
#include "session/caution.h"

#include <inttypes.h>
#include <math.h>

/* False with a usage error told when the command line is wrong. */
static bool parse(const struct invocation *invocation, int64_t *run_id,
                  enum run_checkpoint *checkpoint)
{
    *run_id = 0;
    return summary_parse_checkpoint(invocation, checkpoint) &&
           (!invocation->operand_count ||
            workspace_parse_run(invocation, invocation->operands[0], run_id));
}

/* The run of the operand, or the newest finished one; otherwise tells why not
 * and sets the exit status. */
static struct result *load(const struct invocation *invocation, int *status)
{
    enum run_checkpoint checkpoint;
    struct result *result = NULL;
    struct catalog *catalog;
    struct error err = {0};
    int64_t run_id;

    *status = VERB_USAGE;
    if (!parse(invocation, &run_id, &checkpoint))
        return NULL;
    *status = VERB_FAILED;
    if (!workspace_open(invocation, &catalog, &err)) {
        tell_error(&err);
        return NULL;
    }
    if (result_load(catalog, run_id, checkpoint, &result, &err) && !result)
        error_set(&err, "no training has been finished yet");
    catalog_close(catalog);
    if (result && result->test.total == 0) {
        error_set(&err, "run %" PRId64 " has no predictions of test tracks yet",
                  result->run.id);
        result_destroy(result);
        result = NULL;
    }
    if (!result)
        tell_error(&err);
    return result;
}

/* --- report -------------------------------------------------------------- */

static void add_row(struct output *output, const char *genre, const char *kind,
                    const struct class_score *rates)
{
    output_cell(output, output_text(genre));
    output_cell(output, output_text(kind));
    output_cell(output, output_number(rates->precision));
    output_cell(output, output_number(rates->recall));
    output_cell(output, output_number(rates->f1));
    output_cell(output, output_integer((long long)rates->support));
}

static void add_classes(struct output *output, const struct result *result)
{
    static const struct output_column columns[] = {
        {"genre", "genre", NULL, 0, false},
        {"kind", NULL, NULL, 0, false},
        {"precision", "precision", NULL, 3, true},
        {"recall", "recall", NULL, 3, true},
        {"f1", "F1", NULL, 3, true},
        {"support", "support", NULL, 0, true},
    };
    const struct score *test = &result->test;

    output_table(output, "rates", NULL, columns,
                 sizeof(columns) / sizeof(columns[0]));
    for (size_t i = 0; i < test->classes; i++)
        add_row(output, result->run.classes[i], "genre", &test->by_class[i]);
    add_row(output, "macro average", "average", &test->macro);
    add_row(output, "weighted average", "average", &test->weighted);
}

static void add_text(struct output *output, const char *title, const char *text)
{
    output_fact(output, (struct output_column){.title = title},
                output_text(text));
}

static void add_tracks(struct output *output, const char *name, size_t tracks)
{
    output_fact(output, (struct output_column){.name = name},
                output_integer((long long)tracks));
}

/* What the split lets through.  Not knowing it is no reason for no report. */
static void add_caution(const struct invocation *invocation,
                        struct output *output, const struct result *result)
{
    struct catalog *catalog = NULL;
    struct caution caution;
    struct error err = {0};
    bool known = workspace_open(invocation, &catalog, &err) &&
                 caution_find(&caution, catalog, result, &err);
    char text[128];

    catalog_close(catalog);
    if (!known) {
        tell_error(&err);
        return;
    }
    snprintf(text, sizeof(text),
             "%zu of %zu test tracks by artist, %zu by recording",
             caution.known_artist, caution.total, caution.repeated);
    add_text(output, "met in training", text);
    add_tracks(output, "artist_leaks", caution.known_artist);
    add_tracks(output, "artists_known", caution.credited);
    add_tracks(output, "recording_leaks", caution.repeated);
    if (caution.too_good)
        add_text(output, "caution",
                 "above 94.5 %, the most one can expect with GTZAN's wrong "
                 "labels");
    output_fact(output, (struct output_column){.name = "too_good"},
                output_flag(caution.too_good));
}

static int report(const struct invocation *invocation)
{
    bool labels = invocation_value(invocation, "labels") != NULL;
    int status;
    struct result *result = load(invocation, &status);
    struct output *output;

    if (!result)
        return status;
    output = output_create(invocation->format, "report");
    summary_add_run(output, &result->run, false);
    summary_add_score(output, result);
    add_caution(invocation, output, result);
    add_classes(output, result);
    if (labels)
        label_list_add(output, result);
    output_finish(output, stdout);
    if (labels && invocation->format == OUTPUT_TEXT)
        label_list_print(result, stdout);
    result_destroy(result);
    return VERB_DONE;
}

static const struct verb_option report_options[] = {
    {"checkpoint", 0, "best|last",
     "by the best epoch (the default) or the last one"},
    {"labels", 0, NULL, "list the true and the predicted genre of each track"},
    {0},
};

const struct verb report_verb = {
    .name = "report",
    .summary = "tell precision, recall and F1 of each genre",
    .operands = "[RUN]",
    .example = "genrelab report 3 --checkpoint last",
    .options = report_options,
    .most = 1,
    .run = report,
};

/* --- confusion ----------------------------------------------------------- */

static void add_cell(struct output *output, const struct result *result,
                     size_t label, size_t predicted)
{
    const struct score *test = &result->test;
    size_t support = test->by_class[label].support;
    size_t count = test->confusion[label * test->classes + predicted];

    output_cell(output, output_text(result->run.classes[label]));
    output_cell(output, output_text(result->run.classes[predicted]));
    output_cell(output, output_integer((long long)count));
    output_cell(output,
                output_number(support ? (double)count / (double)support : NAN));
}

static void add_matrix(struct output *output, const struct result *result)
{
    static const struct output_column columns[] = {
        {"genre", NULL, NULL, 0, false},
        {"predicted", NULL, NULL, 0, false},
        {"tracks", NULL, NULL, 0, true},
        {"share", NULL, NULL, 0, true},
    };

    output_table(output, "confusion", NULL, columns,
                 sizeof(columns) / sizeof(columns[0]));
    for (size_t i = 0; i < result->test.classes; i++)
        for (size_t j = 0; j < result->test.classes; j++)
            add_cell(output, result, i, j);
}

static int confusion(const struct invocation *invocation)
{
    int status;
    struct result *result = load(invocation, &status);
    struct output *output;

    if (!result)
        return status;
    output = output_create(invocation->format, "confusion");
    summary_add_run(output, &result->run, false);
    summary_add_score(output, result);
    if (invocation->format != OUTPUT_TEXT)
        add_matrix(output, result);
    output_finish(output, stdout);
    if (invocation->format == OUTPUT_TEXT)
        heatmap_print(&result->test, result->run.classes, stdout);
    result_destroy(result);
    return VERB_DONE;
}

static const struct verb_option confusion_options[] = {
    {"checkpoint", 0, "best|last",
     "by the best epoch (the default) or the last one"},
    {0},
};

const struct verb confusion_verb = {
    .name = "confusion",
    .summary = "show which genres are taken for which",
    .operands = "[RUN]",
    .example = "genrelab confusion",
    .options = confusion_options,
    .most = 1,
    .run = confusion,
};
