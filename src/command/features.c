#include "command/conductor.h"
#include "command/tell.h"
#include "command/verb.h"
#include "command/verbs.h"
#include "command/workspace.h"
#include "feature/feature_cache.h"

#include <math.h>

/* What is in the cache of one feature. */
struct feature_summary {
    size_t tracks, missing; /* ready tracks with and without it */
    size_t bands, frames;   /* of the longest */
    double count, sum, squares;
    float low, high;
};

static void add_values(struct feature_summary *summary,
                       const struct cached_feature *cached)
{
    size_t count = cached->bands * cached->frames;
    double sum = 0, squares = 0;

    if (cached->frames > summary->frames)
        summary->frames = cached->frames;
    summary->bands = cached->bands;
    for (size_t i = 0; i < count; i++) {
        float value = cached->values[i];

        sum += value;
        squares += (double)value * value;
        summary->low = fminf(summary->low, value);
        summary->high = fmaxf(summary->high, value);
    }
    summary->count += (double)count;
    summary->sum += sum;
    summary->squares += squares;
    summary->tracks++;
}

static struct feature_summary summarise(struct catalog *catalog,
                                        const struct track_list *tracks,
                                        enum feature_kind kind)
{
    struct feature_summary summary = {.low = INFINITY, .high = -INFINITY};

    for (size_t i = 0; i < tracks->count; i++) {
        const struct track *track = &tracks->items[i];
        struct cached_feature cached;

        if (track->status != TRACK_READY)
            continue;
        if (!feature_cache_load(catalog_cache_folder(catalog), track->samples,
                                kind, &cached)) {
            summary.missing++;
            continue;
        }
        add_values(&summary, &cached);
        feature_cache_release(&cached);
    }
    return summary;
}

static void add_row(struct output *output, enum feature_kind kind,
                    const struct feature_summary *summary)
{
    double mean = summary->sum / summary->count;
    double variance = summary->squares / summary->count - mean * mean;

    output_cell(output, output_text(feature_of(kind)->name));
    output_cell(output, output_integer((long long)summary->tracks));
    output_cell(output, output_integer((long long)summary->missing));
    output_cell(output, output_integer((long long)summary->bands));
    output_cell(output, output_integer((long long)summary->frames));
    output_cell(output, output_number(mean));
    output_cell(output, output_number(variance < 0 ? 0 : sqrt(variance)));
    output_cell(output, output_number(summary->low));
    output_cell(output, output_number(summary->high));
}

static int print_summary(const struct invocation *invocation, unsigned set)
{
    static const struct output_column columns[] = {
        {"feature", "feature", NULL, 0, false},
        {"tracks", "tracks", NULL, 0, true},
        {"missing", "missing", NULL, 0, true},
        {"bands", "bands", NULL, 0, true},
        {"frames", "frames", NULL, 0, true},
        {"mean", "mean", NULL, 3, true},
        {"std", "std", NULL, 3, true},
        {"min", "min", NULL, 3, true},
        {"max", "max", NULL, 3, true},
    };
    struct track_list tracks = {0};
    struct catalog *catalog;
    struct output *output;
    struct error err = {0};

    if (!workspace_open(invocation, &catalog, &err))
        return tell_error(&err);
    if (!track_list_load(catalog, &tracks, &err)) {
        catalog_close(catalog);
        return tell_error(&err);
    }
    output = output_create(invocation->format, "features");
    output_table(output, "features", NULL, columns,
                 sizeof(columns) / sizeof(columns[0]));
    for (int kind = 0; kind < FEATURE_COUNT; kind++) {
        struct feature_summary summary;

        if (!(set & 1u << kind))
            continue;
        summary = summarise(catalog, &tracks, (enum feature_kind)kind);
        add_row(output, (enum feature_kind)kind, &summary);
    }
    track_list_finish(&tracks);
    catalog_close(catalog);
    output_finish(output, stdout);
    return VERB_DONE;
}

static int extract_and_tell(const struct invocation *invocation, unsigned set)
{
    struct command command = {.kind = COMMAND_EXTRACT};
    struct event event = {.kind = EVENT_LOG};
    const struct extract_summary *summary = &event.extracted;
    struct conductor *conductor;
    struct output *output;
    struct error err = {0};
    bool good;

    command.features = set;
    if (!workspace_check(invocation, &err) ||
        !conductor_create(&conductor, invocation, &err))
        return tell_error(&err);
    good = conductor_run_job(conductor, command, &event, &err);
    if (!good)
        tell_error(&err);
    conductor_destroy(conductor);
    if (!good)
        return VERB_FAILED;
    output = output_create(invocation->format, "features");
    output_fact(output,
                (struct output_column){"computed", "computed", NULL, 0, false},
                output_integer((long long)summary->computed));
    output_fact(
        output,
        (struct output_column){"cached", "there already", NULL, 0, false},
        output_integer((long long)summary->cached));
    output_fact(output,
                (struct output_column){"failed", "failed", NULL, 0, false},
                output_integer((long long)summary->failed));
    output_finish(output, stdout);
    return summary->failed ? VERB_FAILED : VERB_DONE;
}

static int run(const struct invocation *invocation)
{
    const char *list = invocation_value(invocation, "set");
    unsigned set = (1u << FEATURE_COUNT) - 1;
    struct error err = {0};

    if (list && !settings_parse_features(list, &set, &err))
        return invocation_usage(invocation, "--set: %s", err.text);
    if (invocation_value(invocation, "summary"))
        return print_summary(invocation, set);
    return extract_and_tell(invocation, set);
}

static const struct verb_option options[] = {
    {"set", 0, "LIST", "which features, with commas between; all without it"},
    {"summary", 0, NULL, "what is in the cache: shape, mean, spread, range"},
    {0},
};

const struct verb features_verb = {
    .name = "features",
    .summary = "compute the features of every track that is ready",
    .operands = "",
    .example = "genrelab features --set mel",
    .options = options,
    .run = run,
};
