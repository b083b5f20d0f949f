#include "catalog/run.h"

#include "base/alloc.h"
#include "base/file.h"
#include "catalog/query.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char *const status_names[RUN_STATUS_COUNT] = {
    [RUN_RUNNING] = "running",
    [RUN_DONE] = "done",
    [RUN_FAILED] = "failed",
};

const char *run_status_name(enum run_status status)
{
    return status_names[status];
}

void run_finish(struct run *run)
{
    for (size_t i = 0; i < run->setting_count; i++) {
        free(run->settings[i].name);
        free(run->settings[i].value);
    }
    for (size_t i = 0; i < run->class_count; i++)
        free(run->classes[i]);
    free(run->settings);
    free(run->classes);
    free(run->model);
    free(run->features);
    free(run->split_name);
    free(run->protocol);
    free(run->backend);
    free(run->reason);
    *run = (struct run){0};
}

void run_list_finish(struct run_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        run_finish(&list->items[i]);
    free(list->items);
    *list = (struct run_list){0};
}

static void read_run(struct query *query, struct run *run)
{
    *run = (struct run){
        .id = query_integer(query, 0),
        .model = query_needed_text(query, 1),
        .features = query_needed_text(query, 2),
        .split_id = query_integer(query, 3),
        .split_name = query_needed_text(query, 4),
        .protocol = query_needed_text(query, 5),
        .seed = (uint64_t)query_integer(query, 6),
        .backend = query_needed_text(query, 7),
        .status = (enum run_status)query_integer(query, 8),
        .reason = query_text(query, 9),
        .created = query_integer(query, 10),
        .epochs_planned = (int)query_integer(query, 11),
        .epochs_done = (int)query_integer(query, 12),
        .best_epoch = (int)query_integer(query, 13),
    };
    /* The schema checks this, a damaged file may not. */
    if ((unsigned)run->status >= RUN_STATUS_COUNT)
        run->status = RUN_FAILED;
}

static bool read_runs(struct query *query, struct run_list *out,
                      struct error *err)
{
    bool row;

    for (;;) {
        struct run *items;

        if (!query_step(query, &row, err))
            return false;
        if (!row)
            return true;
        items = reallocarray(out->items, out->count + 1, sizeof(*items));
        if (!items)
            return query_explain(query->catalog, SQLITE_NOMEM, err);
        out->items = items;
        read_run(query, &items[out->count++]);
    }
}

/* The run of this number in a list that is ordered newest first, searched
 * from *at on; rows come in the same order. */
static struct run *advance(struct run_list *list, size_t *at, int64_t id)
{
    while (*at < list->count && list->items[*at].id > id)
        ++*at;
    if (*at == list->count || list->items[*at].id != id)
        return NULL;
    return &list->items[*at];
}

static bool add_setting(struct query *query, struct run *run)
{
    struct run_setting *settings =
        reallocarray(run->settings, run->setting_count + 1, sizeof(*settings));

    if (!settings)
        return false;
    run->settings = settings;
    settings[run->setting_count++] = (struct run_setting){
        .name = query_needed_text(query, 1),
        .value = query_needed_text(query, 2),
    };
    return true;
}

static bool add_class(struct query *query, struct run *run)
{
    char **classes =
        reallocarray(run->classes, run->class_count + 1, sizeof(*classes));

    if (!classes)
        return false;
    run->classes = classes;
    classes[run->class_count++] = query_needed_text(query, 1);
    return true;
}

/* Hands each row, whose first column is a run's number, to that run. */
static bool read_parts(struct query *query, struct run_list *list,
                       bool (*add)(struct query *, struct run *),
                       struct error *err)
{
    size_t at = 0;
    bool row;

    for (;;) {
        struct run *run;

        if (!query_step(query, &row, err))
            return false;
        if (!row)
            return true;
        run = advance(list, &at, query_integer(query, 0));
        if (run && !add(query, run))
            return query_explain(query->catalog, SQLITE_NOMEM, err);
    }
}

/* One run, or all when id is 0, in three queries. */
static bool load_runs(struct catalog *catalog, int64_t id, struct run_list *out,
                      struct error *err)
{
    static const char *const sql[] = {
        "SELECT run.id, model, features, split_id, name, protocol, run.seed,"
        " backend, status, reason, run.created, epochs_planned, epochs_done,"
        " best_epoch FROM run JOIN split ON split.id = split_id"
        " WHERE run.id BETWEEN ?1 AND ?2 ORDER BY run.id DESC",
        "SELECT run_id, name, value FROM run_setting"
        " WHERE run_id BETWEEN ?1 AND ?2 ORDER BY run_id DESC, position",
        "SELECT run_id, genre FROM run_class"
        " WHERE run_id BETWEEN ?1 AND ?2 ORDER BY run_id DESC, position",
    };
    bool done = true;

    *out = (struct run_list){0};
    if (!query_enter_read(catalog, err))
        return false;
    for (int i = 0; done && i < 3; i++) {
        struct query query;

        done = query_init(&query, catalog, sql[i], err);
        if (!done)
            break;
        query_bind_integer(&query, 1, id ? id : INT64_MIN);
        query_bind_integer(&query, 2, id ? id : INT64_MAX);
        done = i == 0 ? read_runs(&query, out, err)
                      : read_parts(&query, out,
                                   i == 1 ? add_setting : add_class, err);
        query_finish(&query);
    }
    query_leave_read(catalog);
    if (!done)
        run_list_finish(out);
    return done;
}

bool run_list_load(struct catalog *catalog, struct run_list *out,
                   struct error *err)
{
    return load_runs(catalog, 0, out, err);
}

static bool no_such_run(int64_t id, struct error *err)
{
    return error_set(err, "there is no run number %lld", (long long)id);
}

bool run_load(struct catalog *catalog, int64_t id, struct run *out,
              struct error *err)
{
    struct run_list list;

    *out = (struct run){0};
    if (id == 0)
        return no_such_run(id, err);
    if (!load_runs(catalog, id, &list, err))
        return false;
    if (list.count != 1) {
        run_list_finish(&list);
        return no_such_run(id, err);
    }
    *out = list.items[0];
    free(list.items);
    return true;
}

static bool insert_run(struct catalog *catalog, struct run *run,
                       struct error *err)
{
    int64_t now = time(NULL);
    struct query query;

    if (!query_init(&query, catalog,
                    "INSERT INTO run (model, features, split_id, seed,"
                    " backend, status, reason, created, epochs_planned,"
                    " epochs_done, best_epoch) VALUES (?1, ?2, ?3, ?4, ?5,"
                    " ?6, ?7, ?8, ?9, ?10, ?11)",
                    err))
        return false;
    query_bind_text(&query, 1, run->model);
    query_bind_text(&query, 2, run->features);
    query_bind_integer(&query, 3, run->split_id);
    query_bind_integer(&query, 4, (int64_t)run->seed);
    query_bind_text(&query, 5, run->backend);
    query_bind_integer(&query, 6, run->status);
    query_bind_text(&query, 7, run->reason);
    query_bind_integer(&query, 8, now);
    query_bind_integer(&query, 9, run->epochs_planned);
    query_bind_integer(&query, 10, run->epochs_done);
    query_bind_integer(&query, 11, run->best_epoch);
    if (!query_run(&query, err))
        return false;
    run->id = sqlite3_last_insert_rowid(catalog->db);
    run->created = now;
    return true;
}

static bool insert_settings(struct catalog *catalog, const struct run *run,
                            struct error *err)
{
    for (size_t i = 0; i < run->setting_count; i++) {
        struct query query;

        if (!query_init(&query, catalog,
                        "INSERT INTO run_setting (run_id, position, name,"
                        " value) VALUES (?1, ?2, ?3, ?4)",
                        err))
            return false;
        query_bind_integer(&query, 1, run->id);
        query_bind_integer(&query, 2, (int64_t)i);
        query_bind_text(&query, 3, run->settings[i].name);
        query_bind_text(&query, 4, run->settings[i].value);
        if (!query_run(&query, err))
            return false;
    }
    return true;
}

static bool insert_classes(struct catalog *catalog, const struct run *run,
                           struct error *err)
{
    for (size_t i = 0; i < run->class_count; i++) {
        struct query query;

        if (!query_init(&query, catalog,
                        "INSERT INTO run_class (run_id, position, genre)"
                        " VALUES (?1, ?2, ?3)",
                        err))
            return false;
        query_bind_integer(&query, 1, run->id);
        query_bind_integer(&query, 2, (int64_t)i);
        query_bind_text(&query, 3, run->classes[i]);
        if (!query_run(&query, err))
            return false;
    }
    return true;
}

static bool check_split(struct catalog *catalog, int64_t id, struct error *err)
{
    struct query query;
    int64_t found;

    if (!query_init(&query, catalog, "SELECT 1 FROM split WHERE id = ?1", err))
        return false;
    query_bind_integer(&query, 1, id);
    if (!query_single(&query, 0, &found, err))
        return false;
    return found != 0 ||
           error_set(err, "there is no split number %lld", (long long)id);
}

bool run_create(struct catalog *catalog, struct run *run, struct error *err)
{
    return query_enter(catalog, err) &&
           query_leave(catalog,
                       check_split(catalog, run->split_id, err) &&
                           insert_run(catalog, run, err) &&
                           insert_settings(catalog, run, err) &&
                           insert_classes(catalog, run, err),
                       err);
}

static bool same_settings(const struct run *a, const struct run *b)
{
    if (strcmp(a->model, b->model) != 0 ||
        strcmp(a->features, b->features) != 0 || a->split_id != b->split_id ||
        a->seed != b->seed || a->setting_count != b->setting_count)
        return false;
    for (size_t i = 0; i < a->setting_count; i++)
        if (strcmp(a->settings[i].name, b->settings[i].name) != 0 ||
            strcmp(a->settings[i].value, b->settings[i].value) != 0)
            return false;
    return true;
}

static bool is_unfinished(const struct run *run)
{
    return run->status == RUN_RUNNING;
}

/* One that was stopped has a reason. */
static bool is_finished(const struct run *run)
{
    return run->status == RUN_DONE && !run->reason;
}

static bool find_like(struct catalog *catalog, const struct run *like,
                      bool (*fits)(const struct run *), int64_t *id,
                      struct error *err)
{
    struct run_list list;

    *id = 0;
    if (!run_list_load(catalog, &list, err))
        return false;
    for (size_t i = 0; *id == 0 && i < list.count; i++)
        if (fits(&list.items[i]) && same_settings(&list.items[i], like))
            *id = list.items[i].id;
    run_list_finish(&list);
    return true;
}

bool run_find_unfinished(struct catalog *catalog, const struct run *like,
                         int64_t *id, struct error *err)
{
    return find_like(catalog, like, is_unfinished, id, err);
}

bool run_find_finished(struct catalog *catalog, const struct run *like,
                       int64_t *id, struct error *err)
{
    return find_like(catalog, like, is_finished, id, err);
}

bool run_find_newest(struct catalog *catalog, int64_t *id, struct error *err)
{
    struct query query;

    if (!query_init(&query, catalog,
                    "SELECT id FROM run WHERE status = ?1 "
                    "ORDER BY id DESC LIMIT 1",
                    err))
        return false;
    query_bind_integer(&query, 1, RUN_DONE);
    return query_single(&query, 0, id, err);
}

bool run_set_status(struct catalog *catalog, int64_t run_id,
                    enum run_status status, const char *reason,
                    struct error *err)
{
    struct query query;

    if (!query_init(&query, catalog,
                    "UPDATE run SET status = ?2, reason = ?3 WHERE id = ?1",
                    err))
        return false;
    query_bind_integer(&query, 1, run_id);
    query_bind_integer(&query, 2, status);
    query_bind_text(&query, 3, reason);
    if (!query_run(&query, err))
        return false;
    return sqlite3_changes(catalog->db) == 1 || no_such_run(run_id, err);
}

bool run_delete(struct catalog *catalog, int64_t run_id, struct error *err)
{
    struct query query;

    if (!query_init(&query, catalog, "DELETE FROM run WHERE id = ?1", err))
        return false;
    query_bind_integer(&query, 1, run_id);
    if (!query_run(&query, err))
        return false;
    return sqlite3_changes(catalog->db) == 1 || no_such_run(run_id, err);
}

char *run_checkpoint_path(const struct catalog *catalog, int64_t run_id,
                          enum run_checkpoint checkpoint)
{
    return xformat("%s/%lld/%s.safetensors", catalog->runs_folder,
                   (long long)run_id, checkpoint == RUN_BEST ? "best" : "last");
}

bool run_folder(struct catalog *catalog, int64_t run_id, char **out,
                struct error *err)
{
    char *folder = xformat("%s/%lld", catalog->runs_folder, (long long)run_id);

    if (!file_make_folder(folder, err)) {
        free(folder);
        return false;
    }
    *out = folder;
    return true;
}
