#include "session/library.h"

#include "base/alloc.h"
#include "catalog/filter.h"
#include "command/summary.h"
#include "command/tell.h"
#include "command/verb.h"
#include "command/verbs.h"
#include "command/workspace.h"

#include <math.h>
#include <stdlib.h>

/* --- list ---------------------------------------------------------------- */

static bool matches(const struct filter *filter, const struct library *library,
                    const struct library_row *row)
{
    bool predicted = row->predicted >= 0;
    struct filter_row what = {
        .track = &row->track,
        .predicted = predicted ? library->classes[row->predicted] : NULL,
        .confidence = predicted ? row->confidence : NAN,
        .part = row->part,
    };

    return filter_match(filter, &what);
}

static void add_track(struct output *output, const struct library *library,
                      const struct library_row *row)
{
    const struct track *track = &row->track;
    bool predicted = row->predicted >= 0;

    output_cell(output, output_text(track->name));
    output_cell(output, output_text(track->genre));
    output_cell(output, predicted
                            ? output_text(library->classes[row->predicted])
                            : output_absent());
    output_cell(output,
                predicted ? output_number(row->confidence) : output_absent());
    output_cell(output,
                row->part >= 0
                    ? output_text(split_part_name((enum split_part)row->part))
                    : output_absent());
    output_cell(output, output_text(track_status_name(track->status)));
    output_cell(output, track->duration_s > 0 ? output_number(track->duration_s)
                                              : output_absent());
    output_cell(output, output_text(track->artist));
    output_cell(output, output_text(track->title));
    output_cell(output, output_text(track->reason));
    output_cell(output, output_text(track->path));
}

static void print_library(const struct invocation *invocation,
                          const struct library *library,
                          const struct filter *filter)
{
    static const struct output_column columns[] = {
        {"track", "track", NULL, 0, false},
        {"genre", "genre", NULL, 0, false},
        {"predicted", "predicted", NULL, 0, false},
        {"confidence", "conf", NULL, 2, true},
        {"part", "part", NULL, 0, false},
        {"status", "status", NULL, 0, false},
        {"duration_s", "length", "s", 1, true},
        {"artist", "artist", NULL, 0, false},
        {"title", "title", NULL, 0, false},
        {"reason", NULL, NULL, 0, false},
        {"path", NULL, NULL, 0, false},
    };
    struct output *output = output_create(invocation->format, "list");

    output_table(output, "tracks", NULL, columns,
                 sizeof(columns) / sizeof(columns[0]));
    for (size_t i = 0; i < library->count; i++)
        if (matches(filter, library, &library->rows[i]))
            add_track(output, library, &library->rows[i]);
    output_finish(output, stdout);
}

/* All operands as one text; the caller frees it. */
static char *join_operands(const struct invocation *invocation)
{
    char *text = xstrdup("");

    for (int i = 0; i < invocation->operand_count; i++) {
        char *longer =
            xformat("%s%s%s", text, i ? " " : "", invocation->operands[i]);

        free(text);
        text = longer;
    }
    return text;
}

static int list(const struct invocation *invocation)
{
    char *text = join_operands(invocation);
    struct library *library = NULL;
    struct catalog *catalog = NULL;
    struct filter *filter = NULL;
    struct error err = {0};
    bool good = filter_compile(&filter, text, NULL, &err);

    free(text);
    if (!good)
        return invocation_usage(invocation, "FILTER: %s", err.text);
    good = workspace_open(invocation, &catalog, &err) &&
           library_load(catalog, &library, &err);
    catalog_close(catalog);
    if (good && library->count == 0 && !invocation->quiet)
        tell("nothing has been imported yet; 'genrelab import DIR' does it");
    if (good)
        print_library(invocation, library, filter);
    library_destroy(library);
    filter_destroy(filter);
    return good ? VERB_DONE : tell_error(&err);
}

static void print_filter_help(void)
{
    size_t count;
    const struct filter_field *fields = filter_fields(&count);

    puts("\nA filter is words, FIELD:TEXT, FIELD=TEXT and FIELD<NUMBER (<= > "
         ">= =),\njoined by 'and' (or nothing), 'or', 'not' and parentheses."
         "\n\nFields:");
    for (size_t i = 0; i < count; i++)
        printf("  %-10s %s\n", fields[i].name, fields[i].help);
}

const struct verb list_verb = {
    .name = "list",
    .summary = "list the tracks, or those that a filter lets through",
    .operands = "[FILTER]...",
    .example = "genrelab list 'genre:jazz and (wrong or conf<.5)'",
    .most = -1,
    .print_more = print_filter_help,
    .run = list,
};

/* --- show ---------------------------------------------------------------- */

static void add_text(struct output *output, const char *name, const char *title,
                     const char *text)
{
    output_fact(output, (struct output_column){.name = name, .title = title},
                output_text(text));
}

static void add_measures(struct output *output, const struct track *track)
{
    const struct {
        struct output_column column;
        double value;
    } measures[] = {
        {{"duration_s", "length", "s", 3, false}, track->duration_s},
        {{"rate_hz", "rate", "Hz", 0, false}, track->rate_hz},
        {{"channels", "channels", NULL, 0, false}, track->channels},
        {{"mean", "mean", NULL, 6, false}, track->mean},
        {{"rms", "RMS", NULL, 6, false}, track->rms},
        {{"peak", "peak", NULL, 6, false}, track->peak},
        {{"clipped", "clipped share", NULL, 6, false}, track->clipped},
        {{"silent", "silent share", NULL, 6, false}, track->silent},
        {{"constant", "constant share", NULL, 6, false}, track->constant},
    };

    for (size_t i = 0; i < sizeof(measures) / sizeof(measures[0]); i++)
        output_fact(output, measures[i].column,
                    track->duration_s > 0 ? output_number(measures[i].value)
                                          : output_absent());
}

static void add_facts(struct output *output, const struct track *track)
{
    char hash[HASH_HEX_SIZE];

    hash_hex(track->samples, hash);
    add_text(output, "track", "track", track->name);
    add_text(output, "path", "path", track->path);
    add_text(output, "genre", "genre", track->genre);
    add_text(output, "original_genre", "genre at import",
             track->original_genre);
    add_text(output, "artist", "artist", track->artist);
    add_text(output, "title", "title", track->title);
    add_text(output, "status", "status", track_status_name(track->status));
    if (track->reason)
        add_text(output, "reason", "because", track->reason);
    add_text(output, "format", "format", track->format);
    add_measures(output, track);
    output_fact(output, (struct output_column){"bytes", "size", "bytes", 0, 0},
                output_integer(track->file_size));
    add_text(output, "samples", "hash of samples",
             track->duration_s > 0 ? hash : NULL);
}

static void add_prediction(struct output *output, const struct run *run,
                           const struct run_prediction *prediction)
{
    output_cell(output, output_integer(run->id));
    output_cell(output, output_text(run->model));
    output_cell(output, output_text(split_part_name(prediction->part)));
    output_cell(output, output_text(run->classes[prediction->label]));
    output_cell(output, output_text(run->classes[prediction->predicted]));
    output_cell(output, output_number(
                            prediction->probabilities[prediction->predicted]));
}

static bool add_run(struct output *output, struct catalog *catalog,
                    const struct run *run, int64_t track_id, struct error *err)
{
    struct run_prediction_list list = {0};

    if (!run_load_predictions(catalog, run->id, RUN_BEST, &list, err))
        return false;
    for (size_t i = 0; i < list.count; i++)
        if (list.items[i].track_id == track_id)
            add_prediction(output, run, &list.items[i]);
    run_prediction_list_finish(&list);
    return true;
}

static bool add_predictions(struct output *output, struct catalog *catalog,
                            int64_t track_id, struct error *err)
{
    static const struct output_column columns[] = {
        {"run", "run", NULL, 0, true},
        {"model", "model", NULL, 0, false},
        {"part", "part", NULL, 0, false},
        {"label", "label", NULL, 0, false},
        {"predicted", "predicted", NULL, 0, false},
        {"probability", "probability", NULL, 3, true},
    };
    struct run_list runs = {0};
    bool good = run_list_load(catalog, &runs, err);

    output_table(output, "predictions", NULL, columns,
                 sizeof(columns) / sizeof(columns[0]));
    for (size_t i = 0; good && i < runs.count; i++)
        good = add_run(output, catalog, &runs.items[i], track_id, err);
    run_list_finish(&runs);
    return good;
}

static int show(const struct invocation *invocation)
{
    struct output *output = output_create(invocation->format, "show");
    struct catalog *catalog = NULL;
    struct track track = {0};
    struct error err = {0};
    bool good;

    good = workspace_open(invocation, &catalog, &err) &&
           track_find(catalog, invocation->operands[0], &track, &err);
    if (good) {
        add_facts(output, &track);
        good = add_predictions(output, catalog, track.id, &err);
    }
    track_finish(&track);
    catalog_close(catalog);
    if (!good) {
        output_discard(output);
        return tell_error(&err);
    }
    output_finish(output, stdout);
    return VERB_DONE;
}

const struct verb show_verb = {
    .name = "show",
    .summary = "tell all about one track",
    .operands = "TRACK",
    .example = "genrelab show jazz.00033",
    .least = 1,
    .most = 1,
    .run = show,
};
