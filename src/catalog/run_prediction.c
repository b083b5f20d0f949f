#include "catalog/natural.h"
#include "catalog/query.h"
#include "catalog/run.h"
#include "catalog/run_row.h"

#include <stdlib.h>
#include <string.h>

void run_prediction_list_finish(struct run_prediction_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        free(list->items[i].track_name);
        free(list->items[i].probabilities);
    }
    free(list->items);
    *list = (struct run_prediction_list){0};
}

/* float32 values as they are stored: little-endian, whatever the machine. */
static void encode(const float *values, size_t count, unsigned char *bytes)
{
    for (size_t i = 0; i < count; i++) {
        uint32_t bits;

        memcpy(&bits, &values[i], sizeof(bits));
        for (int j = 0; j < 4; j++)
            *bytes++ = (unsigned char)(bits >> 8 * j);
    }
}

static void decode(const unsigned char *bytes, size_t count, float *values)
{
    for (size_t i = 0; i < count; i++, bytes += 4) {
        uint32_t bits = bytes[0] | (uint32_t)bytes[1] << 8 |
                        (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;

        memcpy(&values[i], &bits, sizeof(bits));
    }
}

static bool is_class(int64_t index, size_t classes)
{
    return index >= 0 && (uint64_t)index < classes;
}

/* Runs the query for one row of the table; bytes is space for its
 * probabilities. */
static bool put_prediction(struct query *query,
                           const struct run_prediction *prediction,
                           size_t classes, unsigned char *bytes,
                           struct error *err)
{
    if (!is_class(prediction->label, classes) ||
        !is_class(prediction->predicted, classes)) {
        query_finish(query);
        return error_set(err,
                         "a prediction for track number %lld names a class "
                         "that its run does not have",
                         (long long)prediction->track_id);
    }
    encode(prediction->probabilities, classes, bytes);
    query_bind_integer(query, 3, prediction->track_id);
    query_bind_integer(query, 4, prediction->part);
    query_bind_integer(query, 5, prediction->label);
    query_bind_integer(query, 6, prediction->predicted);
    query_bind_blob(query, 7, bytes, classes * sizeof(float));
    return query_run(query, err);
}

static bool insert_predictions(struct catalog *catalog, int64_t run_id,
                               enum run_checkpoint checkpoint,
                               const struct run_prediction_list *list,
                               struct error *err)
{
    unsigned char *bytes = calloc(list->class_count + 1, 4);
    bool done = true;

    if (!bytes)
        return query_explain(catalog, SQLITE_NOMEM, err);
    for (size_t i = 0; done && i < list->count; i++) {
        struct query query;

        done = query_init(&query, catalog,
                          "INSERT INTO prediction (run_id, checkpoint,"
                          " track_id, part, label, predicted, probabilities)"
                          " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                          err);
        if (!done)
            break;
        query_bind_integer(&query, 1, run_id);
        query_bind_integer(&query, 2, checkpoint);
        done = put_prediction(&query, &list->items[i], list->class_count, bytes,
                              err);
    }
    free(bytes);
    return done;
}

static bool delete_predictions(struct catalog *catalog, int64_t run_id,
                               enum run_checkpoint checkpoint,
                               struct error *err)
{
    struct query query;

    if (!query_init(&query, catalog,
                    "DELETE FROM prediction"
                    " WHERE run_id = ?1 AND checkpoint = ?2",
                    err))
        return false;
    query_bind_integer(&query, 1, run_id);
    query_bind_integer(&query, 2, checkpoint);
    return query_run(&query, err);
}

static bool check_classes(struct catalog *catalog, int64_t run_id,
                          size_t expected, struct error *err)
{
    size_t classes = 0;
    int best = 0;

    if (!run_row_facts(catalog, run_id, &classes, &best, err))
        return false;
    return classes == expected ||
           error_set(err, "run %lld tells %zu classes apart, not %zu",
                     (long long)run_id, classes, expected);
}

bool run_put_predictions(struct catalog *catalog, int64_t run_id,
                         enum run_checkpoint checkpoint,
                         const struct run_prediction_list *list,
                         struct error *err)
{
    bool done;

    if (!query_enter(catalog, err))
        return false;
    done = check_classes(catalog, run_id, list->class_count, err) &&
           delete_predictions(catalog, run_id, checkpoint, err) &&
           insert_predictions(catalog, run_id, checkpoint, list, err);
    return query_leave(catalog, done, err);
}

/* Columns: track, its name, part, label, predicted, probabilities. */
static bool read_prediction(struct query *query, size_t classes,
                            struct run_prediction *out)
{
    const void *bytes = query_blob(query, 5, classes * sizeof(float));
    int64_t part = query_integer(query, 2);

    *out = (struct run_prediction){
        .track_id = query_integer(query, 0),
        .track_name = query_needed_text(query, 1),
        .part = (enum split_part)part,
        .label = (int)query_integer(query, 3),
        .predicted = (int)query_integer(query, 4),
        .probabilities = malloc((classes + 1) * sizeof(float)),
    };
    if (!out->probabilities || !bytes || part < 0 || part >= SPLIT_PART_COUNT ||
        !is_class(out->label, classes) || !is_class(out->predicted, classes))
        return false;
    decode(bytes, classes, out->probabilities);
    return true;
}

static bool read_predictions(struct query *query,
                             struct run_prediction_list *out, struct error *err)
{
    size_t room = 0;
    bool row;

    for (;;) {
        if (!query_step(query, &row, err))
            return false;
        if (!row)
            return true;
        if (out->count == room) {
            struct run_prediction *items;

            room = room ? room * 2 : 64;
            items = reallocarray(out->items, room, sizeof(*items));
            if (!items)
                return query_explain(query->catalog, SQLITE_NOMEM, err);
            out->items = items;
        }
        if (!read_prediction(query, out->class_count,
                             &out->items[out->count++]))
            return error_set(err, "a stored prediction is damaged");
    }
}

static bool sort_by_track(struct run_prediction_list *list)
{
    struct natural_item *order = calloc(list->count + 1, sizeof(*order));
    struct run_prediction *items = calloc(list->count + 1, sizeof(*items));
    bool sorted;

    for (size_t i = 0; order && i < list->count; i++)
        order[i] = (struct natural_item){list->items[i].track_name, i};
    sorted = order && items && natural_sort(order, list->count);
    if (sorted) {
        for (size_t i = 0; i < list->count; i++)
            items[i] = list->items[order[i].index];
        free(list->items);
        list->items = items;
        items = NULL;
    }
    free(items);
    free(order);
    return sorted;
}

static bool load_predictions(struct catalog *catalog, int64_t run_id,
                             enum run_checkpoint checkpoint,
                             struct run_prediction_list *out, struct error *err)
{
    struct query query;
    bool done;
    int best = 0;

    if (!run_row_facts(catalog, run_id, &out->class_count, &best, err) ||
        !query_init(&query, catalog,
                    "SELECT track_id, name, part, label, predicted,"
                    " probabilities FROM prediction"
                    " JOIN track ON track.id = track_id"
                    " WHERE run_id = ?1 AND checkpoint = ?2",
                    err))
        return false;
    query_bind_integer(&query, 1, run_id);
    query_bind_integer(&query, 2, checkpoint);
    done = read_predictions(&query, out, err);
    query_finish(&query);
    if (done && !sort_by_track(out))
        done = query_explain(catalog, SQLITE_NOMEM, err);
    return done;
}

bool run_load_predictions(struct catalog *catalog, int64_t run_id,
                          enum run_checkpoint checkpoint,
                          struct run_prediction_list *out, struct error *err)
{
    bool done;

    *out = (struct run_prediction_list){0};
    if (!query_enter_read(catalog, err))
        return false;
    done = load_predictions(catalog, run_id, checkpoint, out, err);
    query_leave_read(catalog);
    if (!done)
        run_prediction_list_finish(out);
    return done;
}
