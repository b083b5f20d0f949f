#include "session/library.h"

#include "base/alloc.h"

#include <stdlib.h>

static void set_prediction(struct library_row *row,
                           const struct run_prediction *prediction)
{
    row->predicted = prediction->predicted;
    row->confidence = prediction->probabilities[prediction->predicted];
    row->part = (int)prediction->part;
}

static int by_track_id(const void *a, const void *b)
{
    const struct run_prediction *x = a, *y = b;

    return (x->track_id > y->track_id) - (x->track_id < y->track_id);
}

static void join_predictions(struct library *library,
                             struct run_prediction_list *list)
{
    if (!list->count)
        return;
    qsort(list->items, list->count, sizeof(*list->items), by_track_id);
    for (size_t i = 0; i < library->count; i++) {
        struct run_prediction key = {.track_id = library->rows[i].track.id};
        const struct run_prediction *found =
            bsearch(&key, list->items, list->count, sizeof(key), by_track_id);

        if (found)
            set_prediction(&library->rows[i], found);
    }
}

static bool add_predictions(struct catalog *catalog, struct library *library,
                            struct run *run, struct error *err)
{
    struct run_prediction_list predictions = {0};

    if (!run_load_predictions(catalog, run->id, RUN_BEST, &predictions, err))
        return false;
    join_predictions(library, &predictions);
    run_prediction_list_finish(&predictions);
    library->run_id = run->id;
    library->classes = run->classes;
    library->class_count = run->class_count;
    run->classes = NULL;
    run->class_count = 0;
    return true;
}

/* The newest run that ended well, if any. */
static bool add_newest(struct catalog *catalog, struct library *library,
                       struct error *err)
{
    struct run run = {0};
    int64_t id = 0;
    bool good = run_find_newest(catalog, &id, err);

    if (good && id)
        good = run_load(catalog, id, &run, err) &&
               add_predictions(catalog, library, &run, err);
    run_finish(&run);
    return good;
}

static bool fill(struct library *library, struct track_list *tracks,
                 struct error *err)
{
    library->rows = calloc(tracks->count + 1, sizeof(*library->rows));
    if (!library->rows)
        return error_set(err, "not enough memory for %zu tracks",
                         tracks->count);
    library->count = tracks->count;
    for (size_t i = 0; i < tracks->count; i++)
        library->rows[i] = (struct library_row){
            .track = tracks->items[i], .predicted = -1, .part = -1};
    /* The rows own the tracks now. */
    free(tracks->items);
    *tracks = (struct track_list){0};
    return true;
}

bool library_load(struct catalog *catalog, struct library **out,
                  struct error *err)
{
    struct library *library = xcalloc(1, sizeof(*library));
    struct track_list tracks = {0};
    bool good = track_list_load(catalog, &tracks, err) &&
                fill(library, &tracks, err) &&
                add_newest(catalog, library, err);

    track_list_finish(&tracks);
    if (!good) {
        library_destroy(library);
        library = NULL;
    }
    *out = library;
    return good;
}
