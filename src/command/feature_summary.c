#include "command/feature_summary.h"

#include "base/clock.h"
#include "command/interrupt.h"
#include "command/progress.h"
#include "command/tell.h"
#include "command/verb.h"
#include "command/workspace.h"
#include "session/feature_survey.h"
#include "session/study.h"

#include <stdio.h>

struct feature_summary {
    const struct invocation *invocation;
    struct catalog *catalog;
    struct track_list tracks;
    struct split split; /* without a name: there is none */
    struct progress progress;
    size_t done, total; /* matrices */
    double began;       /* seconds of the monotonic clock */
    struct output *output;
};

static void show_progress(void *context)
{
    struct feature_summary *summary = context;
    double seconds = clock_seconds() - summary->began;
    double rate = ++summary->done / (seconds > 0 ? seconds : 1e-9);
    struct progress_step step = {
        .what = "summary",
        .done = summary->done,
        .total = summary->total,
        .per_second = rate,
        .unit = "matrices",
        .left_s = (double)(summary->total - summary->done) / rate,
    };

    progress_show(&summary->progress, &step);
}

static void add_tracks(struct feature_summary *summary)
{
    static const struct output_column columns[] = {
        {"genre", "genre", NULL, 0, false},
        {"track", "track", NULL, 0, false},
        {"file", NULL, NULL, 0, false},
        {"status", NULL, NULL, 0, false},
        {"duration_s", "length", "s", 2, true},
        {"rate_hz", "rate", "Hz", 0, true},
        {"mean", "mean", NULL, 6, true},
        {"rms", "RMS", NULL, 4, true},
        {"peak", "maximum", NULL, 4, true},
    };

    output_table(summary->output, "tracks", NULL, columns,
                 sizeof(columns) / sizeof(columns[0]));
    for (size_t i = 0; i < summary->tracks.count; i++) {
        const struct track *track = &summary->tracks.items[i];
        bool heard = track->rate_hz > 0;

        output_cell(summary->output, output_text(track->genre));
        output_cell(summary->output, output_text(track->name));
        output_cell(summary->output, output_text(track->path));
        output_cell(summary->output,
                    output_text(track_status_name(track->status)));
        output_cell(summary->output,
                    heard ? output_number(track->duration_s) : output_absent());
        output_cell(summary->output,
                    heard ? output_integer(track->rate_hz) : output_absent());
        output_cell(summary->output,
                    heard ? output_number(track->mean) : output_absent());
        output_cell(summary->output,
                    heard ? output_number(track->rms) : output_absent());
        output_cell(summary->output,
                    heard ? output_number(track->peak) : output_absent());
    }
}

static void add_shape(struct output *output, size_t bands, size_t frames)
{
    char text[48];

    snprintf(text, sizeof(text), "%zu x %zu", bands, frames);
    output_cell(output, output_text(bands ? text : NULL));
    output_cell(output, output_integer((long long)bands));
    output_cell(output, output_integer((long long)frames));
}

static void add_spread(struct output *output, const struct spread *spread)
{
    char mean[32];

    /* A mean that should be zero is told by its size. */
    snprintf(mean, sizeof(mean), "%.4g", spread_mean(spread));
    output_cell(output, output_text(spread->count > 0 ? mean : NULL));
    output_cell(output, output_number(spread_mean(spread)));
    output_cell(output, output_number(spread_deviation(spread)));
    output_cell(output, output_number(spread->low));
    output_cell(output, output_number(spread->high));
}

#define SPREAD_COLUMNS                                                         \
    {NULL, "mean", NULL, 0, true}, {"mean", NULL, NULL, 0, true},              \
        {"std", "std", NULL, 4, true}, {"min", "min", NULL, 4, true},          \
    {                                                                          \
        "max", "max", NULL, 4, true                                            \
    }

static void add_features(struct output *output, unsigned set,
                         const struct feature_survey surveys[FEATURE_COUNT])
{
    static const struct output_column columns[] = {
        {"feature", "feature", NULL, 0, false},
        {"tracks", "tracks", NULL, 0, true},
        {"missing", "missing", NULL, 0, true},
        {NULL, "shape", NULL, 0, true},
        {"bands", NULL, NULL, 0, true},
        {"frames", NULL, NULL, 0, true},
        SPREAD_COLUMNS,
    };

    output_table(output, "features", "as computed", columns,
                 sizeof(columns) / sizeof(columns[0]));
    for (int kind = 0; kind < FEATURE_COUNT; kind++) {
        const struct feature_survey *survey = &surveys[kind];

        if (!(set & 1u << kind))
            continue;
        output_cell(output, output_text(feature_of(kind)->name));
        output_cell(output, output_integer((long long)survey->tracks));
        output_cell(output, output_integer((long long)survey->missing));
        add_shape(output, survey->bands, survey->frames);
        add_spread(output, &survey->raw);
    }
}

static void add_part(struct output *output, enum feature_kind kind,
                     const char *part, const struct feature_survey *survey,
                     const struct spread *spread, size_t tracks)
{
    output_cell(output, output_text(feature_of(kind)->name));
    output_cell(output, output_text(part));
    output_cell(output, output_integer((long long)tracks));
    add_shape(output, survey->unified ? survey->bands : 0, survey->unified);
    add_spread(output, spread);
}

static void add_parts(struct output *output, enum feature_kind kind,
                      const struct feature_survey *survey)
{
    struct spread whole;
    size_t tracks = 0;

    spread_init(&whole);
    for (int part = 0; part < SPLIT_PART_COUNT; part++) {
        const struct spread *spread = &survey->standardised[part];

        add_part(output, kind, split_part_name(part), survey, spread,
                 survey->part_tracks[part]);
        spread_merge(&whole, spread);
        tracks += survey->part_tracks[part];
    }
    add_part(output, kind, "whole", survey, &whole, tracks);
}

static void add_standardised(struct output *output, unsigned set,
                             const struct feature_survey surveys[FEATURE_COUNT])
{
    static const struct output_column columns[] = {
        {"feature", "feature", NULL, 0, false},
        {"part", "part", NULL, 0, false},
        {"tracks", "tracks", NULL, 0, true},
        {NULL, "shape", NULL, 0, true},
        {"bands", NULL, NULL, 0, true},
        {"frames", NULL, NULL, 0, true},
        SPREAD_COLUMNS,
    };

    output_table(output, "standardised",
                 "each cell standardised by the training part", columns,
                 sizeof(columns) / sizeof(columns[0]));
    for (int kind = 0; kind < FEATURE_COUNT; kind++)
        if (set & 1u << kind)
            add_parts(output, kind, &surveys[kind]);
}

static bool survey_all(struct feature_summary *summary, unsigned set,
                       struct feature_survey surveys[FEATURE_COUNT],
                       struct error *err)
{
    struct feature_survey_room room = {
        .cache = catalog_cache_folder(summary->catalog),
        .tracks = &summary->tracks,
        .split = summary->split.name ? &summary->split : NULL,
        .cut = invocation_value(summary->invocation, "cut") != NULL,
        .cancelled = interrupt_flag(),
        .progress = show_progress,
        .context = summary,
    };
    bool good = true;

    summary->began = clock_seconds();
    summary->total =
        feature_survey_steps(&room) * (size_t)__builtin_popcount(set);
    progress_init(&summary->progress, summary->invocation->quiet);
    for (int kind = 0; good && kind < FEATURE_COUNT; kind++)
        if (set & 1u << kind)
            good = feature_survey_run(&room, kind, &surveys[kind], err);
    progress_clear(&summary->progress);
    return good;
}

/* Without a name the split may be missing: then nothing is standardised. */
static bool load_split(struct feature_summary *summary, struct error *err)
{
    const char *name = invocation_value(summary->invocation, "split");

    if (study_choose_split(summary->catalog, name, 1, &summary->split, err))
        return true;
    if (name)
        return false;
    if (!summary->invocation->quiet)
        tell("nothing is standardised: %s", err->text);
    return true;
}

static bool print(struct feature_summary *summary, unsigned set,
                  struct error *err)
{
    struct feature_survey surveys[FEATURE_COUNT];
    struct output *output;

    if (!track_list_load(summary->catalog, &summary->tracks, err) ||
        !load_split(summary, err) || !survey_all(summary, set, surveys, err))
        return false;
    output = output_create(summary->invocation->format, "features");
    summary->output = output;
    output_fact(output,
                (struct output_column){"split", "split", NULL, 0, false},
                output_text(summary->split.name));
    output_fact(output,
                (struct output_column){"protocol", "protocol", NULL, 0, false},
                output_text(summary->split.protocol));
    add_tracks(summary);
    add_features(output, set, surveys);
    if (summary->split.name)
        add_standardised(output, set, surveys);
    output_finish(output, stdout);
    return true;
}

int feature_summary_print(const struct invocation *invocation, unsigned set)
{
    struct feature_summary summary = {.invocation = invocation};
    struct error err = {0};
    bool good;

    if (!interrupt_catch(&err))
        return tell_error(&err);
    good = workspace_open(invocation, &summary.catalog, &err) &&
           print(&summary, set, &err);
    if (!good)
        tell_error(&err);
    split_finish(&summary.split);
    track_list_finish(&summary.tracks);
    catalog_close(summary.catalog);
    interrupt_release();
    return good ? VERB_DONE : VERB_FAILED;
}
