#include "base/alloc.h"
#include "catalog/split_leaks.h"
#include "command/campaign.h"
#include "command/tell.h"
#include "command/verb.h"
#include "command/verbs.h"
#include "command/workspace.h"

#include <math.h>
#include <stdlib.h>

/* What the splits of one protocol let through, on average: test tracks. */
struct leaks {
    double artist, recording;
};

/* Models x protocols, each row of `seeds` trainings. */
struct protocols {
    const struct invocation *invocation;
    struct settings *models;
    size_t model_count;
    long long seeds;
    enum split_protocol used[SPLIT_PROTOCOL_COUNT]; /* those one can draw */
    size_t used_count;
    char **splits; /* used_count x seeds */
    struct leaks leaks[SPLIT_PROTOCOL_COUNT];
    struct campaign campaign;
};

static bool parse(struct protocols *protocols)
{
    const struct invocation *invocation = protocols->invocation;
    const char *features = invocation_value(invocation, "features");
    struct error err = {0};
    unsigned set;

    protocols->models =
        campaign_parse_models(invocation, &protocols->model_count);
    if (!protocols->models ||
        !campaign_parse_seeds(invocation, 10, &protocols->seeds))
        return false;
    if (!features)
        return true;
    if (!settings_parse_features(features, &set, &err)) {
        invocation_usage(invocation, "--features: %s", err.text);
        return false;
    }
    for (size_t i = 0; i < protocols->model_count; i++)
        protocols->models[i].features = set;
    return true;
}

static bool add_leaks(struct catalog *catalog, const char *name, double weight,
                      struct leaks *sum, struct error *err)
{
    struct split split = {0};
    struct split_leaks leaks = {0};
    const struct split_overlap *overlaps;
    bool good = split_load(catalog, name, &split, err) &&
                split_leaks_find(catalog, &split, &leaks, err);

    split_finish(&split);
    if (!good)
        return false;
    overlaps = leaks.overlaps[SPLIT_TRAIN_TEST];
    sum->artist += weight * (double)overlaps[SPLIT_LEAK_ARTIST].tracks;
    sum->recording += weight * (double)overlaps[SPLIT_LEAK_RECORDING].tracks;
    split_leaks_finish(&leaks);
    return true;
}

/* A protocol that cannot be drawn here is told and left out. */
static bool draw(struct protocols *protocols, struct catalog *catalog,
                 enum split_protocol protocol, struct error *err)
{
    size_t seeds = (size_t)protocols->seeds;
    char **names = protocols->splits + protocols->used_count * seeds;
    struct leaks leaks = {0};

    for (size_t i = 0; i < seeds; i++) {
        uint64_t seed = protocols->models[0].seed + i;

        if (!trial_draw_split(catalog, protocol, seed, &names[i], err)) {
            tell("without %s: %s", split_protocol_name(protocol), err->text);
            while (i-- > 0) {
                free(names[i]);
                names[i] = NULL;
            }
            return true;
        }
        if (!add_leaks(catalog, names[i], 1 / (double)seeds, &leaks, err))
            return false;
    }
    protocols->leaks[protocols->used_count] = leaks;
    protocols->used[protocols->used_count++] = protocol;
    return true;
}

static bool draw_all(struct protocols *protocols, struct error *err)
{
    struct catalog *catalog = NULL;
    bool good = workspace_open(protocols->invocation, &catalog, err);

    protocols->splits = xcalloc(SPLIT_PROTOCOL_COUNT * (size_t)protocols->seeds,
                                sizeof(char *));
    for (int i = 0; good && i < SPLIT_PROTOCOL_COUNT; i++)
        good = draw(protocols, catalog, (enum split_protocol)i, err);
    catalog_close(catalog);
    if (good && protocols->used_count == 0)
        return error_set(err, "no protocol gives a split here");
    return good;
}

static bool fill(struct protocols *protocols, struct error *err)
{
    size_t seeds = (size_t)protocols->seeds;
    struct trial *trial;

    if (!campaign_init(&protocols->campaign,
                       protocols->model_count * protocols->used_count * seeds,
                       err))
        return false;
    trial = protocols->campaign.trials;
    for (size_t model = 0; model < protocols->model_count; model++)
        for (size_t i = 0; i < protocols->used_count * seeds; i++, trial++) {
            trial->settings = protocols->models[model];
            trial->settings.seed += i % seeds;
            trial->split_name = xstrdup(protocols->splits[i]);
        }
    return true;
}

static double macro_f1(const struct trial *trial)
{
    return trial->macro_f1;
}

static double top2(const struct trial *trial)
{
    return trial->top2;
}

static double calibration(const struct trial *trial)
{
    return trial->calibration;
}

static double train_tracks(const struct trial *trial)
{
    return (double)trial->train_tracks;
}

static double test_tracks(const struct trial *trial)
{
    return (double)trial->test_tracks;
}

static void add_row(struct output *output, const struct protocols *protocols,
                    size_t model, size_t protocol)
{
    size_t seeds = (size_t)protocols->seeds;
    const struct campaign_row row = {
        protocols->campaign.trials +
            (model * protocols->used_count + protocol) * seeds,
        seeds};
    struct spread spread = campaign_accuracy(&row);
    const struct leaks *leaks = &protocols->leaks[protocol];

    output_cell(output, output_text(protocols->models[model].model));
    output_cell(output,
                output_text(split_protocol_name(protocols->used[protocol])));
    output_cell(output, output_integer((long long)spread.count));
    output_cell(output, output_number(campaign_mean(&row, train_tracks)));
    output_cell(output, output_number(campaign_mean(&row, test_tracks)));
    output_cell(output, output_number(leaks->artist));
    output_cell(output, output_number(leaks->recording));
    output_cell(output, output_number(spread_mean(&spread)));
    output_cell(output, output_number(spread_deviation(&spread)));
    output_cell(output, output_number(spread.low));
    output_cell(output, output_number(spread.high));
    output_cell(output, output_number(campaign_mean(&row, macro_f1)));
    output_cell(output, output_number(campaign_mean(&row, top2)));
    output_cell(output, output_number(campaign_mean(&row, calibration)));
}

static void print(const struct protocols *protocols)
{
    static const struct output_column columns[] = {
        {"model", "model", NULL, 0, false},
        {"protocol", "protocol", NULL, 0, false},
        {"runs", "runs", NULL, 0, true},
        {"train_tracks", "train", NULL, 0, true},
        {"test_tracks", "test", NULL, 0, true},
        {"artist_leaks", "known artist", NULL, 1, true},
        {"recording_leaks", "repeated", NULL, 1, true},
        {"accuracy", "accuracy", NULL, 3, true},
        {"std", "std", NULL, 3, true},
        {"min", "min", NULL, 3, true},
        {"max", "max", NULL, 3, true},
        {"macro_f1", "macro F1", NULL, 3, true},
        {"top2_accuracy", "top 2", NULL, 3, true},
        {"calibration_error", "calibration", NULL, 3, true},
    };
    enum output_format format = protocols->invocation->format;
    struct output *output = output_create(format, "protocols");
    char features[256];

    settings_format_features(protocols->models[0].features, features,
                             sizeof(features));
    output_fact(output,
                (struct output_column){"features", "features", NULL, 0, false},
                output_text(features));
    output_table(output, "protocols", NULL, columns,
                 sizeof(columns) / sizeof(columns[0]));
    for (size_t model = 0; model < protocols->model_count; model++)
        for (size_t i = 0; i < protocols->used_count; i++)
            add_row(output, protocols, model, i);
    if (format != OUTPUT_TEXT)
        campaign_add_trials(output, &protocols->campaign);
    output_finish(output, stdout);
}

static void finish(struct protocols *protocols)
{
    size_t splits = SPLIT_PROTOCOL_COUNT * (size_t)protocols->seeds;

    for (size_t i = 0; protocols->splits && i < splits; i++)
        free(protocols->splits[i]);
    free(protocols->splits);
    free(protocols->models);
    campaign_finish(&protocols->campaign);
}

static int run(const struct invocation *invocation)
{
    struct protocols protocols = {.invocation = invocation};
    struct error err = {0};
    size_t failed = 0;
    int status = VERB_USAGE;

    if (parse(&protocols)) {
        bool good =
            draw_all(&protocols, &err) && fill(&protocols, &err) &&
            campaign_run(&protocols.campaign, invocation, &failed, &err);

        if (good)
            print(&protocols);
        status = good ? VERB_DONE : tell_error(&err);
    }
    finish(&protocols);
    return failed ? VERB_FAILED : status;
}

static const struct verb_option options[] = {
    {"model", 0, "LIST", "the models, with commas between"},
    {"features", 0, "LIST", "what they are given, with commas between"},
    {"seed", 0, "N", "the first seed; 1 without it"},
    {"seeds", 0, "N",
     "splits of each protocol, with a training each; 10 without it"},
    {0},
};

const struct verb protocols_verb = {
    .name = "protocols",
    .summary = "train the same model under every protocol",
    .operands = "",
    .example = "genrelab protocols --model logistic,forest --features stats",
    .options = options,
    .settings = true,
    .settings_unlisted = true,
    .run = run,
};
