#include "session/comparison.h"

#include "base/alloc.h"
#include "learn/score_mcnemar.h"
#include "session/result.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void unite_classes(struct comparison *comparison)
{
    size_t room = comparison->results[0]->run.class_count +
                  comparison->results[1]->run.class_count;
    size_t count = 0;

    comparison->classes = xcalloc(room + 1, sizeof(char *));
    for (int side = 0; side < 2; side++) {
        const struct run *run = &comparison->results[side]->run;

        for (size_t i = 0; i < run->class_count; i++)
            comparison->classes[comparison->class_count++] =
                xstrdup(run->classes[i]);
    }
    qsort(comparison->classes, comparison->class_count, sizeof(char *),
          by_text);
    for (size_t i = 0; i < comparison->class_count; i++)
        if (count == 0 ||
            strcmp(comparison->classes[count - 1], comparison->classes[i]) != 0)
            comparison->classes[count++] = comparison->classes[i];
        else
            free(comparison->classes[i]);
    comparison->class_count = count;
}

/* The comparison's number of a run's class. */
static int class_of(const struct comparison *comparison, int side, int class)
{
    char *const *name = &comparison->results[side]->run.classes[class];
    char **found = bsearch(name, comparison->classes, comparison->class_count,
                           sizeof(char *), by_text);

    return (int)(found - comparison->classes);
}

static int by_track(const void *a, const void *b)
{
    const struct run_prediction *x = *(const struct run_prediction *const *)a;
    const struct run_prediction *y = *(const struct run_prediction *const *)b;

    return (x->track_id > y->track_id) - (x->track_id < y->track_id);
}

/* The test part's predictions, by track id; *count of them. */
static const struct run_prediction **
sort_tested(const struct run_prediction_list *list, size_t *count)
{
    const struct run_prediction **tested =
        calloc(list->count + 1, sizeof(const struct run_prediction *));

    *count = 0;
    for (size_t i = 0; tested && i < list->count; i++)
        if (list->items[i].part == SPLIT_TEST)
            tested[(*count)++] = &list->items[i];
    if (tested)
        qsort(tested, *count, sizeof(const struct run_prediction *), by_track);
    return tested;
}

static void pair_up(struct comparison *comparison,
                    const struct run_prediction *first,
                    const struct run_prediction *second)
{
    struct comparison_track track = {
        .name = first->track_name,
        .label = class_of(comparison, 0, first->label),
        .predicted = {class_of(comparison, 0, first->predicted),
                      class_of(comparison, 1, second->predicted)},
    };
    bool right[2];

    if (class_of(comparison, 1, second->label) != track.label) {
        comparison->relabelled++;
        return;
    }
    comparison->tracks[comparison->count++] = track;
    for (int side = 0; side < 2; side++)
        right[side] = track.predicted[side] == track.label;
    comparison->both_right += right[0] && right[1];
    comparison->both_wrong += !right[0] && !right[1];
    comparison->only[0] += right[0] && !right[1];
    comparison->only[1] += !right[0] && right[1];
}

static bool pair_all(struct comparison *comparison, struct error *err)
{
    const struct run_prediction_list *list =
        &comparison->results[0]->predictions;
    size_t count;
    const struct run_prediction **others =
        sort_tested(&comparison->results[1]->predictions, &count);

    comparison->tracks = calloc(list->count + 1, sizeof(*comparison->tracks));
    if (!others || !comparison->tracks) {
        free(others);
        return error_set(err, "not enough memory for %zu tracks", list->count);
    }
    for (size_t i = 0; i < list->count; i++) {
        const struct run_prediction *first = &list->items[i];
        const struct run_prediction **second =
            bsearch(&first, others, count,
                    sizeof(const struct run_prediction *), by_track);

        if (first->part == SPLIT_TEST && second)
            pair_up(comparison, first, *second);
    }
    free(others);
    return true;
}

static bool score_sides(struct comparison *comparison, struct error *err)
{
    size_t count = comparison->count;
    int *labels = calloc(count + 1, sizeof(int));
    int *predicted = calloc(count + 1, sizeof(int));
    bool good = labels && predicted;

    if (!good)
        error_set(err, "not enough memory for %zu tracks", count);
    for (int side = 0; good && side < 2; side++) {
        for (size_t i = 0; i < count; i++) {
            labels[i] = comparison->tracks[i].label;
            predicted[i] = comparison->tracks[i].predicted[side];
        }
        score_init(&comparison->scores[side], labels, predicted, count,
                   comparison->class_count);
    }
    free(labels);
    free(predicted);
    return good;
}

static bool load_results(struct comparison *comparison, struct catalog *catalog,
                         const int64_t run_ids[2],
                         enum run_checkpoint checkpoint, struct error *err)
{
    for (int side = 0; side < 2; side++) {
        struct result **result = &comparison->results[side];

        if (!result_load(catalog, run_ids[side], checkpoint, result, err))
            return false;
        if ((*result)->test.total == 0)
            return error_set(err,
                             "run %" PRId64 " has no predictions of test "
                             "tracks yet",
                             run_ids[side]);
    }
    return true;
}

bool comparison_load(struct comparison *comparison, struct catalog *catalog,
                     const int64_t run_ids[2], enum run_checkpoint checkpoint,
                     struct error *err)
{
    *comparison = (struct comparison){0};
    if (!load_results(comparison, catalog, run_ids, checkpoint, err)) {
        comparison_finish(comparison);
        return false;
    }
    unite_classes(comparison);
    if (!pair_all(comparison, err) || !score_sides(comparison, err)) {
        comparison_finish(comparison);
        return false;
    }
    comparison->chance =
        score_mcnemar(comparison->only[0], comparison->only[1]);
    return true;
}

void comparison_finish(struct comparison *comparison)
{
    for (int side = 0; side < 2; side++) {
        result_destroy(comparison->results[side]);
        score_finish(&comparison->scores[side]);
    }
    for (size_t i = 0; i < comparison->class_count; i++)
        free(comparison->classes[i]);
    free(comparison->classes);
    free(comparison->tracks);
    *comparison = (struct comparison){0};
}
