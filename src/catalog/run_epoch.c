#include "catalog/query.h"
#include "catalog/run.h"
#include "catalog/run_row.h"

#include <stdlib.h>

static bool put_epoch(struct catalog *catalog, int64_t run_id,
                      const struct run_epoch *epoch, struct error *err)
{
    struct query query;

    if (!query_init(&query, catalog,
                    "INSERT OR REPLACE INTO epoch (run_id, number, train_loss,"
                    " train_accuracy, valid_loss, valid_accuracy,"
                    " learning_rate, seconds)"
                    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                    err))
        return false;
    query_bind_integer(&query, 1, run_id);
    query_bind_integer(&query, 2, epoch->number);
    query_bind_real(&query, 3, epoch->train_loss);
    query_bind_real(&query, 4, epoch->train_accuracy);
    query_bind_real(&query, 5, epoch->valid_loss);
    query_bind_real(&query, 6, epoch->valid_accuracy);
    query_bind_real(&query, 7, epoch->learning_rate);
    query_bind_real(&query, 8, epoch->seconds);
    return query_run(&query, err);
}

bool run_row_facts(struct catalog *catalog, int64_t run_id, size_t *classes,
                   int *best_epoch, struct error *err)
{
    struct query query;
    bool row, done;

    *classes = 0;
    *best_epoch = 0;
    if (!query_init(&query, catalog,
                    "SELECT (SELECT count(*) FROM run_class"
                    " WHERE run_id = id), best_epoch FROM run WHERE id = ?1",
                    err))
        return false;
    query_bind_integer(&query, 1, run_id);
    done = query_step(&query, &row, err);
    if (done && row) {
        *classes = (size_t)query_integer(&query, 0);
        *best_epoch = (int)query_integer(&query, 1);
    }
    query_finish(&query);
    if (done && !row)
        return error_set(err, "there is no run number %lld", (long long)run_id);
    return done;
}

/* Brings the run's counters in line with its epochs; a best epoch that is
 * gone is none. */
static bool count_epochs(struct catalog *catalog, int64_t run_id,
                         int best_epoch, struct error *err)
{
    struct query query;

    if (!query_init(&query, catalog,
                    "UPDATE run SET epochs_done = coalesce((SELECT max(number)"
                    " FROM epoch WHERE run_id = ?1), 0), best_epoch = ?2"
                    " WHERE id = ?1",
                    err))
        return false;
    query_bind_integer(&query, 1, run_id);
    query_bind_integer(&query, 2, best_epoch);
    return query_run(&query, err);
}

bool run_add_epoch(struct catalog *catalog, int64_t run_id,
                   const struct run_epoch *epoch, int best_epoch,
                   struct error *err)
{
    size_t classes = 0;
    int best_before = 0;

    return query_enter(catalog, err) &&
           query_leave(
               catalog,
               run_row_facts(catalog, run_id, &classes, &best_before, err) &&
                   put_epoch(catalog, run_id, epoch, err) &&
                   count_epochs(catalog, run_id, best_epoch, err),
               err);
}

static void read_epoch(const struct query *query, struct run_epoch *out)
{
    *out = (struct run_epoch){
        .number = (int)query_integer(query, 0),
        .train_loss = query_real(query, 1),
        .train_accuracy = query_real(query, 2),
        .valid_loss = query_real(query, 3),
        .valid_accuracy = query_real(query, 4),
        .learning_rate = query_real(query, 5),
        .seconds = query_real(query, 6),
    };
}

bool run_load_epochs(struct catalog *catalog, int64_t run_id,
                     struct run_epoch_list *out, struct error *err)
{
    struct query query;
    bool row = true, done = true;

    *out = (struct run_epoch_list){0};
    if (!query_init(&query, catalog,
                    "SELECT number, train_loss, train_accuracy, valid_loss,"
                    " valid_accuracy, learning_rate, seconds FROM epoch"
                    " WHERE run_id = ?1 ORDER BY number",
                    err))
        return false;
    query_bind_integer(&query, 1, run_id);
    while (row && (done = query_step(&query, &row, err)) && row) {
        struct run_epoch *items =
            reallocarray(out->items, out->count + 1, sizeof(*items));

        if (items) {
            out->items = items;
            read_epoch(&query, &items[out->count++]);
        } else {
            query.code = SQLITE_NOMEM;
        }
    }
    query_finish(&query);
    if (!done)
        run_epoch_list_finish(out);
    return done;
}

void run_epoch_list_finish(struct run_epoch_list *list)
{
    free(list->items);
    *list = (struct run_epoch_list){0};
}

static bool truncate_epochs(struct catalog *catalog, int64_t run_id, int last,
                            struct error *err)
{
    struct query query;
    size_t classes = 0;
    int best = 0;

    if (!run_row_facts(catalog, run_id, &classes, &best, err) ||
        !query_init(&query, catalog,
                    "DELETE FROM epoch WHERE run_id = ?1 AND number > ?2", err))
        return false;
    query_bind_integer(&query, 1, run_id);
    query_bind_integer(&query, 2, last);
    return query_run(&query, err) &&
           count_epochs(catalog, run_id, best > last ? 0 : best, err);
}

bool run_truncate_epochs(struct catalog *catalog, int64_t run_id, int last,
                         struct error *err)
{
    return query_enter(catalog, err) &&
           query_leave(catalog, truncate_epochs(catalog, run_id, last, err),
                       err);
}
