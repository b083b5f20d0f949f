#include "catalog/track.h"

#include "base/file.h"
#include "base/text.h"
#include "catalog/natural.h"
#include "catalog/query.h"
#include "catalog/track_row.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const status_names[TRACK_STATUS_COUNT] = {
    [TRACK_READY] = "ready",
    [TRACK_TRUNCATED] = "truncated",
    [TRACK_UNREADABLE] = "unreadable",
    [TRACK_MISSING] = "missing",
    [TRACK_FEATURES] = "features only",
};

static const char *const source_names[TRACK_SOURCE_COUNT] = {
    [TRACK_FROM_IMPORT] = "import",
    [TRACK_FROM_PUBLISHED] = "published",
};

const char *track_status_name(enum track_status status)
{
    return status_names[status];
}

const char *track_source_name(enum track_source source)
{
    return source_names[source];
}

void track_finish(struct track *track)
{
    free(track->name);
    free(track->path);
    free(track->genre);
    free(track->original_genre);
    free(track->artist);
    free(track->title);
    free(track->reason);
    free(track->format);
    *track = (struct track){0};
}

void track_list_finish(struct track_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        track_finish(&list->items[i]);
    free(list->items);
    *list = (struct track_list){0};
}

void track_row_hash(struct hash hash, unsigned char out[TRACK_ROW_HASH_SIZE])
{
    for (int i = 0; i < 8; i++) {
        out[i] = (unsigned char)(hash.high >> (56 - 8 * i));
        out[8 + i] = (unsigned char)(hash.low >> (56 - 8 * i));
    }
}

static struct hash read_hash(const struct query *query, int column)
{
    const unsigned char *bytes = query_blob(query, column, TRACK_ROW_HASH_SIZE);
    struct hash hash = {0};

    for (int i = 0; bytes && i < 8; i++) {
        hash.high = hash.high << 8 | bytes[i];
        hash.low = hash.low << 8 | bytes[8 + i];
    }
    return hash;
}

void track_row_read(struct query *query, struct track *track)
{
    *track = (struct track){
        .id = query_integer(query, 0),
        .name = query_needed_text(query, 1),
        .path = query_needed_text(query, 2),
        .genre = query_text(query, 3),
        .original_genre = query_text(query, 4),
        .artist = query_text(query, 5),
        .title = query_text(query, 6),
        .status = (enum track_status)query_integer(query, 7),
        .reason = query_text(query, 8),
        .file_size = query_integer(query, 9),
        .file_mtime_ns = query_integer(query, 10),
        .samples = read_hash(query, 11),
        .format = query_text(query, 12),
        .rate_hz = (int)query_integer(query, 13),
        .channels = (int)query_integer(query, 14),
        .duration_s = query_real(query, 15),
        .mean = query_real(query, 16),
        .rms = query_real(query, 17),
        .peak = query_real(query, 18),
        .clipped = query_real(query, 19),
        .silent = query_real(query, 20),
        .constant = query_real(query, 21),
        .artist_source = (enum track_source)query_integer(query, 22),
        .title_source = (enum track_source)query_integer(query, 23),
    };
    /* The schema checks this, a damaged file may not. */
    if ((unsigned)track->status >= TRACK_STATUS_COUNT)
        track->status = TRACK_UNREADABLE;
    if ((unsigned)track->artist_source >= TRACK_SOURCE_COUNT)
        track->artist_source = TRACK_FROM_IMPORT;
    if ((unsigned)track->title_source >= TRACK_SOURCE_COUNT)
        track->title_source = TRACK_FROM_IMPORT;
}

bool track_row_single(struct query *query, struct track *track, bool *several,
                      struct error *err)
{
    struct track found = {0};
    bool row, another = false;
    bool done;

    done = query_step(query, &row, err);
    if (done && row) {
        track_row_read(query, &found);
        done = query_step(query, &another, err);
    }
    query_finish(query);
    if (!done || another)
        track_finish(&found);
    *track = found;
    if (several)
        *several = another;
    return done;
}

bool track_row_by_path(struct catalog *catalog, const char *path,
                       struct track *track, struct error *err)
{
    struct query query;

    *track = (struct track){0};
    if (!query_init(&query, catalog, TRACK_ROW_SELECT "WHERE path = ?1", err))
        return false;
    query_bind_text(&query, 1, path);
    return track_row_single(&query, track, NULL, err);
}

/* Makes room for one more. */
static bool grow(struct track_list *list, size_t *room)
{
    struct track *items;
    size_t wanted = *room ? *room * 2 : 256;

    if (list->count < *room)
        return true;
    items = reallocarray(list->items, wanted, sizeof(*items));
    if (!items)
        return false;
    list->items = items;
    *room = wanted;
    return true;
}

static bool read_all(struct query *query, struct track_list *list,
                     struct error *err)
{
    size_t room = 0;
    bool row;

    for (;;) {
        if (!query_step(query, &row, err))
            return false;
        if (!row)
            return true;
        if (!grow(list, &room))
            return query_explain(query->catalog, SQLITE_NOMEM, err);
        track_row_read(query, &list->items[list->count++]);
    }
}

/* Moves each item to where the order wants it, along the cycles of the
 * permutation; order is used up. */
static void arrange(struct track *items, struct natural_item *order,
                    size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct track held = items[i];
        size_t to = i;

        while (order[to].index != i) {
            size_t from = order[to].index;

            items[to] = items[from];
            order[to].index = to;
            to = from;
        }
        order[to].index = to;
        items[to] = held;
    }
}

static bool sort_by_name(struct track_list *list)
{
    struct natural_item *order = calloc(list->count + 1, sizeof(*order));
    bool sorted;

    for (size_t i = 0; order && i < list->count; i++)
        order[i] = (struct natural_item){list->items[i].name, i};
    sorted = order && natural_sort(order, list->count);
    if (sorted)
        arrange(list->items, order, list->count);
    free(order);
    return sorted;
}

bool track_list_load(struct catalog *catalog, struct track_list *out,
                     struct error *err)
{
    struct query query;
    bool done;

    *out = (struct track_list){0};
    if (!query_init(&query, catalog, TRACK_ROW_SELECT, err))
        return false;
    done = read_all(&query, out, err);
    query_finish(&query);
    if (done && !sort_by_name(out))
        done = query_explain(catalog, SQLITE_NOMEM, err);
    if (!done)
        track_list_finish(out);
    return done;
}

bool track_load(struct catalog *catalog, int64_t id, struct track *out,
                struct error *err)
{
    struct query query;

    *out = (struct track){0};
    if (!query_init(&query, catalog, TRACK_ROW_SELECT "WHERE track.id = ?1",
                    err))
        return false;
    query_bind_integer(&query, 1, id);
    if (!track_row_single(&query, out, NULL, err))
        return false;
    if (out->id == 0)
        return error_set(err, "there is no track number %lld", (long long)id);
    return true;
}

bool track_load_named(struct catalog *catalog, const char *name,
                      struct track *out, struct error *err)
{
    struct query query;

    *out = (struct track){0};
    if (!query_init(&query, catalog, TRACK_ROW_SELECT "WHERE name = ?1", err))
        return false;
    query_bind_text(&query, 1, name);
    return track_row_single(&query, out, NULL, err);
}

/* As given from the current folder, then with its links resolved. */
static bool find_by_path(struct catalog *catalog, const char *text,
                         struct track *out, struct error *err)
{
    char resolved[PATH_MAX];
    char *path;
    bool done;

    if (!file_absolute(text, &path, err))
        return false;
    done = track_row_by_path(catalog, path, out, err);
    free(path);
    if (done && out->id == 0 && realpath(text, resolved))
        done = track_row_by_path(catalog, resolved, out, err);
    return done;
}

static bool find_by_file_name(struct catalog *catalog, const char *name,
                              struct track *out, bool *several,
                              struct error *err)
{
    struct query query;

    if (!query_init(&query, catalog,
                    TRACK_ROW_SELECT
                    "WHERE substr(CAST(path AS BLOB), -length(?1)) = ?1"
                    " AND substr(CAST(path AS BLOB), -length(?1) - 1, 1) = "
                    "X'2F' LIMIT 2",
                    err))
        return false;
    query_bind_blob(&query, 1, name, strlen(name));
    return track_row_single(&query, out, several, err);
}

bool track_find(struct catalog *catalog, const char *text, struct track *out,
                struct error *err)
{
    bool several = false;
    char *safe;

    *out = (struct track){0};
    if (!track_load_named(catalog, text, out, err) ||
        (out->id == 0 && !find_by_path(catalog, text, out, err)))
        return false;
    if (out->id == 0 && *text &&
        !find_by_file_name(catalog, text, out, &several, err))
        return false;
    if (out->id != 0)
        return true;
    safe = text_safe(text);
    if (several)
        error_set(err,
                  "several tracks have the file name '%s'; give the track's "
                  "name or its path",
                  safe);
    else
        error_set(err, "no track has the name or path '%s'", safe);
    free(safe);
    return false;
}

bool track_count(struct catalog *catalog, size_t *total, size_t *ready,
                 struct error *err)
{
    struct query query;
    bool row, done;

    *total = *ready = 0;
    if (!query_init(&query, catalog,
                    "SELECT count(*), count(*) FILTER (WHERE status = 0)"
                    " FROM track",
                    err))
        return false;
    done = query_step(&query, &row, err);
    if (done && row) {
        *total = (size_t)query_integer(&query, 0);
        *ready = (size_t)query_integer(&query, 1);
    }
    query_finish(&query);
    return done;
}
