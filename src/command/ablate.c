#include "base/alloc.h"
#include "command/campaign.h"
#include "command/tell.h"
#include "command/verb.h"
#include "command/verbs.h"
#include "command/workspace.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SETS_MAX = 64 };

/* The grid: models x feature sets, each row of `seeds` trainings. */
struct ablation {
    const struct invocation *invocation;
    struct settings *models;
    size_t model_count;
    unsigned sets[SETS_MAX]; /* bits 1u << kind */
    size_t set_count;
    size_t full; /* which set the others are measured by */
    long long seeds;
    enum split_protocol protocol;
    struct campaign campaign;
};

static bool add_set(struct ablation *ablation, unsigned set)
{
    for (size_t i = 0; i < ablation->set_count; i++)
        if (ablation->sets[i] == set)
            return true;
    if (ablation->set_count == SETS_MAX) {
        invocation_usage(ablation->invocation, "--features: more than %d lists",
                         SETS_MAX);
        return false;
    }
    ablation->sets[ablation->set_count++] = set;
    return true;
}

/* One list stands for itself, itself without each feature, and each alone. */
static bool take_apart(struct ablation *ablation)
{
    unsigned whole = ablation->sets[0];

    for (int kind = 0; kind < FEATURE_COUNT; kind++)
        if (whole & 1U << kind && whole != 1U << kind &&
            !add_set(ablation, whole & ~(1U << kind)))
            return false;
    for (int kind = 0; kind < FEATURE_COUNT; kind++)
        if (whole & 1U << kind && !add_set(ablation, 1U << kind))
            return false;
    return true;
}

/* The set that has all features of all, or the first. */
static void find_full(struct ablation *ablation)
{
    unsigned all = 0;

    for (size_t i = 0; i < ablation->set_count; i++)
        all |= ablation->sets[i];
    ablation->full = 0;
    for (size_t i = 0; i < ablation->set_count; i++)
        if (ablation->sets[i] == all)
            ablation->full = i;
}

static bool parse_sets(struct ablation *ablation)
{
    const char *given = invocation_value(ablation->invocation, "features");
    struct error err = {0};
    char *list, *rest;
    bool good = true;

    if (!given)
        return add_set(ablation, ablation->models[0].features) &&
               take_apart(ablation);
    rest = list = xstrdup(given);
    while (good && rest) {
        unsigned set;

        good = settings_parse_features(strsep(&rest, ";"), &set, &err);
        if (!good)
            invocation_usage(ablation->invocation, "--features: %s", err.text);
        good = good && add_set(ablation, set);
    }
    free(list);
    return good && (ablation->set_count > 1 || take_apart(ablation));
}

static bool parse(struct ablation *ablation)
{
    const struct invocation *invocation = ablation->invocation;
    const char *protocol = invocation_value(invocation, "protocol");

    if (protocol && !split_protocol_find(protocol, &ablation->protocol)) {
        invocation_usage(invocation, "--protocol: there is no '%s'", protocol);
        return false;
    }
    if (protocol && invocation_value(invocation, "split")) {
        invocation_usage(invocation, "--split names a split that is there: "
                                     "leave out --protocol");
        return false;
    }
    ablation->models =
        campaign_parse_models(invocation, &ablation->model_count);
    if (!ablation->models ||
        !campaign_parse_seeds(invocation, 3, &ablation->seeds) ||
        !parse_sets(ablation))
        return false;
    find_full(ablation);
    return true;
}

static struct campaign_row row_of(const struct ablation *ablation, size_t model,
                                  size_t set)
{
    size_t seeds = (size_t)ablation->seeds;

    return (struct campaign_row){
        .trials = ablation->campaign.trials +
                  (model * ablation->set_count + set) * seeds,
        .count = seeds,
    };
}

/* The split of each seed: the one that was named, or drawn with the seed. */
static bool draw_splits(const struct ablation *ablation, char **names,
                        struct error *err)
{
    const char *name = invocation_value(ablation->invocation, "split");
    struct split split = {0};
    struct catalog *catalog = NULL;
    bool good = workspace_open(ablation->invocation, &catalog, err);

    if (good && name) {
        good = split_load(catalog, name, &split, err);
        split_finish(&split);
    }
    for (long long i = 0; good && i < ablation->seeds; i++) {
        uint64_t seed = ablation->models[0].seed + (uint64_t)i;

        if (name)
            names[i] = xstrdup(name);
        else
            good = trial_draw_split(catalog, ablation->protocol, seed,
                                    &names[i], err);
    }
    catalog_close(catalog);
    return good;
}

static void fill_trials(struct ablation *ablation, char *const *names)
{
    struct trial *trial = ablation->campaign.trials;

    for (size_t model = 0; model < ablation->model_count; model++)
        for (size_t set = 0; set < ablation->set_count; set++)
            for (long long seed = 0; seed < ablation->seeds; seed++, trial++) {
                trial->settings = ablation->models[model];
                trial->settings.features = ablation->sets[set];
                trial->settings.seed += (uint64_t)seed;
                trial->split_name = xstrdup(names[seed]);
            }
}

static bool prepare(struct ablation *ablation, struct error *err)
{
    size_t seeds = (size_t)ablation->seeds;
    char **names = xcalloc(seeds, sizeof(char *));
    bool good =
        draw_splits(ablation, names, err) &&
        campaign_init(&ablation->campaign,
                      ablation->model_count * ablation->set_count * seeds, err);

    if (good)
        fill_trials(ablation, names);
    for (size_t i = 0; i < seeds; i++)
        free(names[i]);
    free(names);
    return good;
}

static double macro_f1(const struct trial *trial)
{
    return trial->macro_f1;
}

static bool add_row(struct output *output, const struct ablation *ablation,
                    size_t model, size_t set, struct error *err)
{
    struct campaign_row row = row_of(ablation, model, set);
    struct campaign_row full = row_of(ablation, model, ablation->full);
    struct spread spread = campaign_accuracy(&row);
    double difference = NAN, chance = NAN;
    char features[256];

    if (set != ablation->full &&
        !campaign_compare(&row, &full, ablation->invocation, &difference,
                          &chance, err))
        return false;
    settings_format_features(ablation->sets[set], features, sizeof(features));
    output_cell(output, output_text(ablation->models[model].model));
    output_cell(output, output_text(features));
    output_cell(output, output_integer((long long)spread.count));
    output_cell(output, output_number(spread_mean(&spread)));
    output_cell(output, output_number(spread_deviation(&spread)));
    output_cell(output, output_number(spread.low));
    output_cell(output, output_number(spread.high));
    output_cell(output, output_number(campaign_mean(&row, macro_f1)));
    output_cell(output, output_number(difference));
    output_cell(output, output_number(chance));
    output_cell(output, output_flag(chance < 0.05));
    return true;
}

static bool print(const struct ablation *ablation, struct error *err)
{
    static const struct output_column columns[] = {
        {"model", "model", NULL, 0, false},
        {"features", "features", NULL, 0, false},
        {"runs", "runs", NULL, 0, true},
        {"accuracy", "accuracy", NULL, 3, true},
        {"std", "std", NULL, 3, true},
        {"min", "min", NULL, 3, true},
        {"max", "max", NULL, 3, true},
        {"macro_f1", "macro F1", NULL, 3, true},
        {"difference", "to the full set", NULL, 3, true},
        {"p", "p", NULL, 3, true},
        {"significant", "at 5 %", NULL, 0, false},
    };
    const char *split = invocation_value(ablation->invocation, "split");
    struct output *output =
        output_create(ablation->invocation->format, "ablate");
    bool good = true;

    output_fact(output,
                (struct output_column){"split", "split", NULL, 0, false},
                output_text(split ? split : "one for each seed"));
    output_fact(
        output,
        (struct output_column){"protocol", split ? NULL : "protocol", NULL, 0,
                               false},
        output_text(split ? NULL : split_protocol_name(ablation->protocol)));
    output_table(output, "ablation", NULL, columns,
                 sizeof(columns) / sizeof(columns[0]));
    for (size_t model = 0; good && model < ablation->model_count; model++)
        for (size_t set = 0; good && set < ablation->set_count; set++)
            good = add_row(output, ablation, model, set, err);
    if (ablation->invocation->format != OUTPUT_TEXT)
        campaign_add_trials(output, &ablation->campaign);
    if (good)
        output_finish(output, stdout);
    else
        output_discard(output);
    return good;
}

static int run(const struct invocation *invocation)
{
    struct ablation ablation = {.invocation = invocation};
    struct error err = {0};
    size_t failed = 0;
    int status = VERB_USAGE;

    if (parse(&ablation)) {
        bool good =
            prepare(&ablation, &err) &&
            campaign_run(&ablation.campaign, invocation, &failed, &err) &&
            print(&ablation, &err);

        status = good ? VERB_DONE : tell_error(&err);
    }
    campaign_finish(&ablation.campaign);
    free(ablation.models);
    return failed ? VERB_FAILED : status;
}

static const struct verb_option options[] = {
    {"model", 0, "LIST", "the models, with commas between"},
    {"features", 0, "LISTS", "lists with semicolons between, or one to vary"},
    {"seed", 0, "N", "the first seed; 1 without it"},
    {"seeds", 0, "N", "trainings of each kind, each with a seed; 3 without it"},
    {"protocol", 0, "NAME",
     "draw a split for each seed by this protocol; stratified without it"},
    {"split", 0, "NAME", "one split for all instead"},
    {0},
};

const struct verb ablate_verb = {
    .name = "ablate",
    .summary = "train models on feature sets and tell what each is worth",
    .operands = "",
    .example = "genrelab ablate --model logistic --features mel,mfcc,chroma",
    .options = options,
    .settings = true,
    .settings_unlisted = true,
    .run = run,
};
