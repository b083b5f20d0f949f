#include "command/campaign.h"

#include "command/workspace.h"
#include "learn/score_resampled.h"
#include "session/comparison.h"

#include <math.h>
#include <stdlib.h>

struct spread campaign_accuracy(const struct campaign_row *row)
{
    struct spread spread;

    spread_init(&spread);
    for (size_t i = 0; i < row->count; i++)
        if (row->trials[i].scored)
            spread_add(&spread, row->trials[i].accuracy);
    return spread;
}

double campaign_mean(const struct campaign_row *row,
                     double (*score)(const struct trial *))
{
    struct spread spread;

    spread_init(&spread);
    for (size_t i = 0; i < row->count; i++)
        if (row->trials[i].scored)
            spread_add(&spread, score(&row->trials[i]));
    return spread_mean(&spread);
}

/* One training each: what their tracks say. */
static bool compare_runs(const struct trial *first, const struct trial *second,
                         const struct invocation *invocation, double *chance,
                         struct error *err)
{
    const int64_t ids[] = {first->run_id, second->run_id};
    struct catalog *catalog = NULL;
    struct comparison comparison;
    bool good = workspace_open(invocation, &catalog, err) &&
                comparison_load(&comparison, catalog, ids, RUN_BEST, err);

    if (good) {
        *chance = comparison.count ? comparison.chance : NAN;
        comparison_finish(&comparison);
    }
    catalog_close(catalog);
    return good;
}

bool campaign_compare(const struct campaign_row *row,
                      const struct campaign_row *other,
                      const struct invocation *invocation, double *difference,
                      double *chance, struct error *err)
{
    double *differences = calloc(row->count + 1, sizeof(double));
    const struct trial *pair[2] = {0};
    double sum = 0;
    size_t count = 0;

    *difference = *chance = NAN;
    if (!differences)
        return error_set(err, "not enough memory for %zu trainings",
                         row->count);
    for (size_t i = 0; i < row->count && i < other->count; i++) {
        if (!row->trials[i].scored || !other->trials[i].scored)
            continue;
        pair[0] = &row->trials[i];
        pair[1] = &other->trials[i];
        differences[count] = pair[0]->accuracy - pair[1]->accuracy;
        sum += differences[count++];
    }
    if (count)
        *difference = sum / (double)count;
    if (count > 1)
        *chance =
            score_resampled(differences, count, (double)pair[0]->test_tracks,
                            (double)pair[0]->train_tracks);
    free(differences);
    return count != 1 ||
           compare_runs(pair[0], pair[1], invocation, chance, err);
}

void campaign_add_trials(struct output *output, const struct campaign *campaign)
{
    static const struct output_column columns[] = {
        {"model", NULL, NULL, 0, false},
        {"features", NULL, NULL, 0, false},
        {"split", NULL, NULL, 0, false},
        {"seed", NULL, NULL, 0, true},
        {"run", NULL, NULL, 0, true},
        {"train_tracks", NULL, NULL, 0, true},
        {"test_tracks", NULL, NULL, 0, true},
        {"accuracy", NULL, NULL, 0, true},
        {"macro_f1", NULL, NULL, 0, true},
        {"top2_accuracy", NULL, NULL, 0, true},
        {"calibration_error", NULL, NULL, 0, true},
    };

    output_table(output, "trials", NULL, columns,
                 sizeof(columns) / sizeof(columns[0]));
    for (size_t i = 0; i < campaign->count; i++) {
        const struct trial *trial = &campaign->trials[i];
        char features[256];

        settings_format_features(trial->settings.features, features,
                                 sizeof(features));
        output_cell(output, output_text(trial->settings.model));
        output_cell(output, output_text(features));
        output_cell(output, output_text(trial->split_name));
        output_cell(output, output_integer((long long)trial->settings.seed));
        output_cell(output, trial->scored ? output_integer(trial->run_id)
                                          : output_absent());
        output_cell(output, output_integer((long long)trial->train_tracks));
        output_cell(output, output_integer((long long)trial->test_tracks));
        output_cell(output,
                    output_number(trial->scored ? trial->accuracy : NAN));
        output_cell(output,
                    output_number(trial->scored ? trial->macro_f1 : NAN));
        output_cell(output, output_number(trial->scored ? trial->top2 : NAN));
        output_cell(output,
                    output_number(trial->scored ? trial->calibration : NAN));
    }
}
