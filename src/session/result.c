#include "session/result.h"

#include "base/alloc.h"
#include "session/run_lock.h"

#include <stdlib.h>

bool result_is_interrupted(struct catalog *catalog, const struct run *run)
{
    return run->status == RUN_RUNNING && !run_lock_is_held(catalog, run->id);
}

/* The test part in columns; count + 1 of each, so that none is empty. */
struct tested {
    int *labels, *predicted;
    const float **probabilities;
    size_t count;
};

static bool tested_init(struct tested *tested,
                        const struct run_prediction_list *list)
{
    size_t room = list->count + 1;

    tested->count = 0;
    tested->labels = calloc(room, sizeof(*tested->labels));
    tested->predicted = calloc(room, sizeof(*tested->predicted));
    tested->probabilities = calloc(room, sizeof(*tested->probabilities));
    if (!tested->labels || !tested->predicted || !tested->probabilities)
        return false;
    for (size_t i = 0; i < list->count; i++) {
        const struct run_prediction *item = &list->items[i];

        if (item->part != SPLIT_TEST)
            continue;
        tested->labels[tested->count] = item->label;
        tested->predicted[tested->count] = item->predicted;
        tested->probabilities[tested->count++] = item->probabilities;
    }
    return true;
}

static void tested_finish(struct tested *tested)
{
    free(tested->labels);
    free(tested->predicted);
    free(tested->probabilities);
}

/* Scores the test part. */
static bool score(struct result *result, struct error *err)
{
    size_t classes = result->run.class_count;
    struct tested tested;
    bool good = tested_init(&tested, &result->predictions);

    if (good) {
        score_init(&result->test, tested.labels, tested.predicted, tested.count,
                   classes);
        score_probability_init(&result->chances, tested.labels,
                               tested.probabilities, tested.count, classes);
    } else {
        error_set(err, "not enough memory for %zu predictions",
                  result->predictions.count);
    }
    tested_finish(&tested);
    return good;
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
    if (run_id == 0 && !run_find_newest(catalog, &run_id, err))
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
