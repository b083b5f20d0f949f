#include "base/alloc.h"
#include "base/file.h"
#include "catalog/track_row.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Whether nothing is at this path any more. */
static bool is_gone(const char *path)
{
    struct stat info;

    return stat(path, &info) < 0 && (errno == ENOENT || errno == ENOTDIR);
}

bool track_row_find_moved(struct catalog *catalog, const struct track *track,
                          struct track *old, struct error *err)
{
    unsigned char hash[TRACK_ROW_HASH_SIZE];
    struct query query;
    bool row, done;

    *old = (struct track){0};
    /* Nothing decoded is equal to nothing decoded. */
    if (!(track->duration_s > 0))
        return true;
    if (!query_init(&query, catalog,
                    TRACK_ROW_SELECT "WHERE samples = ?1 ORDER BY track.id",
                    err))
        return false;
    track_row_hash(track->samples, hash);
    query_bind_blob(&query, 1, hash, sizeof(hash));
    while ((done = query_step(&query, &row, err)) && row) {
        struct track found;
        bool same_name;

        track_row_read(&query, &found);
        same_name = found.path &&
                    strcmp(file_name(found.path), file_name(track->path)) == 0;
        if (found.path && (old->id == 0 || same_name) && is_gone(found.path)) {
            struct track held = *old;

            *old = found;
            found = held;
        }
        track_finish(&found);
        if (old->id != 0 && same_name)
            break;
    }
    query_finish(&query);
    if (!done)
        track_finish(old);
    return done;
}

bool track_is_current(struct catalog *catalog, const char *path, int64_t size,
                      int64_t mtime_ns, bool *current, struct error *err)
{
    struct query query;
    int64_t found;

    *current = false;
    if (!query_init(&query, catalog,
                    "SELECT 1 FROM track WHERE path = ?1 AND file_size = ?2"
                    " AND file_mtime_ns = ?3 AND status <> 3",
                    err))
        return false;
    query_bind_text(&query, 1, path);
    query_bind_integer(&query, 2, size);
    query_bind_integer(&query, 3, mtime_ns);
    if (!query_single(&query, 0, &found, err))
        return false;
    *current = found != 0;
    return true;
}

struct gone_list {
    int64_t *ids;
    size_t count, room;
};

static bool note_gone(struct gone_list *list, int64_t id)
{
    if (list->count == list->room) {
        size_t room = list->room ? list->room * 2 : 64;
        int64_t *ids = reallocarray(list->ids, room, sizeof(*ids));

        if (!ids)
            return false;
        list->ids = ids;
        list->room = room;
    }
    list->ids[list->count++] = id;
    return true;
}

/* Looks on the disk without holding the write lock. */
static bool find_gone(struct catalog *catalog, const char *folder,
                      struct gone_list *list, struct error *err)
{
    size_t length = strlen(folder);
    char *low, *high;
    struct query query;
    bool row = true, done;

    while (length > 0 && folder[length - 1] == '/')
        length--;
    /* Every path that begins with "folder/" lies below "folder0": the byte
     * after a slash is the digit nought. */
    low = xformat("%.*s/", (int)length, folder);
    high = xformat("%.*s0", (int)length, folder);
    done = query_init(&query, catalog,
                      "SELECT id, path FROM track WHERE path >= ?1"
                      " AND path < ?2 AND status NOT IN (3, 4)",
                      err);
    if (done) {
        query_bind_text(&query, 1, low);
        query_bind_text(&query, 2, high);
        while (row && (done = query_step(&query, &row, err)) && row) {
            char *path = query_needed_text(&query, 1);

            if (path && is_gone(path) &&
                !note_gone(list, query_integer(&query, 0)))
                query.code = SQLITE_NOMEM;
            free(path);
        }
        query_finish(&query);
    }
    free(low);
    free(high);
    return done;
}

static bool mark(struct catalog *catalog, const struct gone_list *list,
                 struct error *err)
{
    struct query query;

    for (size_t i = 0; i < list->count; i++) {
        if (!query_init(&query, catalog,
                        "UPDATE track SET status = 3,"
                        " reason = 'its file is gone' WHERE id = ?1",
                        err))
            return false;
        query_bind_integer(&query, 1, list->ids[i]);
        if (!query_run(&query, err))
            return false;
    }
    return true;
}

bool track_mark_missing(struct catalog *catalog, const char *folder,
                        size_t *count, struct error *err)
{
    struct gone_list list = {0};
    bool done = find_gone(catalog, folder, &list, err);

    if (done && list.count > 0)
        done = query_enter(catalog, err) &&
               query_leave(catalog, mark(catalog, &list, err), err);
    *count = done ? list.count : 0;
    free(list.ids);
    return done;
}
