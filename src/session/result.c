#include "session/result.h"

#include "base/alloc.h"
#include "session/run_lock.h"

#include <stdlib.h>

bool result_is_interrupted(struct catalog *catalog, const struct run *run)
{
    return run->status == RUN_RUNNING && !run_lock_is_held(catalog, run->id);
}

/* Scores the test part. */
static bool score(struct result *result, struct error *err)
{
    const struct run_prediction_list *list = &result->predictions;
    int *labels = calloc(list->count + 1, sizeof(int));
    int *predicted = calloc(list->count + 1, sizeof(int));
    size_t count = 0;
    bool good = labels && predicted;

    if (!good)
        error_set(err, "not enough memory for %zu predictions", list->count);
    for (size_t i = 0; good && i < list->count; i++) {
        if (list->items[i].part != SPLIT_TEST)
            continue;
        labels[count] = list->items[i].label;
        predicted[count++] = list->items[i].predicted;
    }
    if (good)
        score_init(&result->test, labels, predicted, count,
                   result->run.class_count);
    free(labels);
    free(predicted);
    return good;
}

static bool find_newest(struct catalog *catalog, int64_t *run_id,
                        struct error *err)
{
    struct run_list runs = {0};

    if (!run_list_load(catalog, &runs, err))
        return false;
    *run_id = 0;
    for (size_t i = 0; i < runs.count && !*run_id; i++)
        if (runs.items[i].status == RUN_DONE)
            *run_id = runs.items[i].id;
    run_list_finish(&runs);
    return true;
}

static bool load(struct catalog *catalog, int64_t run_id, struct result *result,
                 struct error *err)
{
    return run_load(catalog, run_id, &result->run, err) &&
           run_load_epochs(catalog, run_id, &result->epochs, err) &&
           run_load_predictions(catalog, run_id, result->checkpoint,
                                &result->predictions, err) &&
           score(result, err);
}

bool result_load(struct catalog *catalog, int64_t run_id,
                 enum run_checkpoint checkpoint, struct result **out,
                 struct error *err)
{
    struct result *result;

    *out = NULL;
    if (run_id == 0 && !find_newest(catalog, &run_id, err))
        return false;
    if (run_id == 0)
        return true;
    result = xcalloc(1, sizeof(*result));
    result->checkpoint = checkpoint;
    if (!load(catalog, run_id, result, err)) {
        result_destroy(result);
        return false;
    }
    *out = result;
    return true;
}
