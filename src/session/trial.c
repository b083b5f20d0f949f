#include "session/trial.h"

#include "base/alloc.h"
#include "session/result.h"
#include "session/run_record.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

void trial_finish(struct trial *trial)
{
    free(trial->split_name);
    *trial = (struct trial){0};
}

bool trial_find(struct trial *trial, struct catalog *catalog, struct error *err)
{
    struct split split = {0};
    struct run like;
    bool good;

    trial->run_id = 0;
    if (!split_load(catalog, trial->split_name, &split, err))
        return false;
    run_record_fill_order(&like, &trial->settings, &split);
    good = run_find_finished(catalog, &like, &trial->run_id, err);
    run_finish(&like);
    split_finish(&split);
    return good;
}

static size_t count_part(const struct run_prediction_list *list,
                         enum split_part part)
{
    size_t count = 0;

    for (size_t i = 0; i < list->count; i++)
        count += list->items[i].part == part;
    return count;
}

bool trial_score(struct trial *trial, struct catalog *catalog,
                 struct error *err)
{
    struct result *result = NULL;

    if (!result_load(catalog, trial->run_id, RUN_BEST, &result, err))
        return false;
    trial->train_tracks = count_part(&result->predictions, SPLIT_TRAIN);
    trial->test_tracks = result->test.total;
    trial->accuracy = result->test.accuracy;
    trial->macro_f1 = result->test.macro.f1;
    trial->top2 = result->chances.top2;
    trial->calibration = result->chances.calibration;
    trial->scored = trial->test_tracks > 0;
    result_destroy(result);
    return true;
}

/* Whether a split of that name is there, and is the one that is meant. */
static bool check_split(struct catalog *catalog,
                        const struct split_order *order, bool *there,
                        struct error *err)
{
    const char *protocol = split_protocol_name(order->protocol);
    struct split_list list = {0};
    bool good = split_list_load(catalog, &list, err);

    *there = false;
    for (size_t i = 0; good && i < list.count; i++) {
        const struct split *split = &list.items[i];

        if (strcmp(split->name, order->name) != 0)
            continue;
        *there = true;
        if (strcmp(split->protocol, protocol) != 0 ||
            (split->seed != order->seed && order->protocol != SPLIT_FILTERED))
            good = error_set(err,
                             "the split '%s' was not drawn as %s with seed "
                             "%" PRIu64,
                             split->name, protocol, order->seed);
    }
    split_list_finish(&list);
    return good;
}

bool trial_draw_split(struct catalog *catalog, enum split_protocol protocol,
                      uint64_t seed, char **name, struct error *err)
{
    const char *title = split_protocol_name(protocol);
    char *wanted = protocol == SPLIT_FILTERED
                       ? xstrdup(title)
                       : xformat("%s-%" PRIu64, title, seed);
    const struct split_order order = {wanted, protocol, seed};
    struct split split = {0};
    bool there;

    if (!check_split(catalog, &order, &there, err) ||
        (!there && !split_create(catalog, &order, &split, NULL, err))) {
        free(wanted);
        return false;
    }
    split_finish(&split);
    *name = wanted;
    return true;
}
