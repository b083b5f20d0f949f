#include "base/text.h"
#include "catalog/track_row.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

bool track_row_same_text(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

/* The genre that the last import gave; NULL when none did. */
static bool last_imported(struct catalog *catalog, int64_t id, char **genre,
                          struct error *err)
{
    struct query query;
    bool row, done;

    *genre = NULL;
    if (!query_init(&query, catalog,
                    "SELECT genre FROM label WHERE track_id = ?1"
                    " AND source = 'import' ORDER BY id DESC LIMIT 1",
                    err))
        return false;
    query_bind_integer(&query, 1, id);
    done = query_step(&query, &row, err);
    if (done && row)
        *genre = query_text(&query, 0);
    query_finish(&query);
    return done;
}

/* Adds a label row and puts it in use, unless a person's is. */
static bool add_import_label(struct catalog *catalog, int64_t id,
                             const char *genre, struct error *err)
{
    struct query query;

    if (!query_init(&query, catalog,
                    "INSERT INTO label (track_id, genre, source, created)"
                    " VALUES (?1, ?2, 'import', ?3)",
                    err))
        return false;
    query_bind_integer(&query, 1, id);
    query_bind_text(&query, 2, genre);
    query_bind_integer(&query, 3, time(NULL));
    if (!query_run(&query, err))
        return false;
    if (!query_init(&query, catalog,
                    "UPDATE track SET"
                    " original_label_id = coalesce(original_label_id, ?2),"
                    " label_id = CASE (SELECT source FROM label"
                    "  WHERE label.id = track.label_id)"
                    "  WHEN 'person' THEN label_id ELSE ?2 END"
                    " WHERE id = ?1",
                    err))
        return false;
    query_bind_integer(&query, 1, id);
    query_bind_integer(&query, 2, sqlite3_last_insert_rowid(catalog->db));
    return query_run(&query, err);
}

static bool put_label(struct catalog *catalog, int64_t id, const char *genre,
                      bool *changed, struct error *err)
{
    char *last;
    bool same;

    if (!genre || !*genre)
        return true;
    if (!last_imported(catalog, id, &last, err))
        return false;
    same = last && strcmp(last, genre) == 0;
    free(last);
    if (same)
        return true;
    *changed = true;
    return add_import_label(catalog, id, genre, err);
}

static bool put_credits(struct catalog *catalog, const struct track *old,
                        const struct track_tags *tags, bool *changed,
                        struct error *err)
{
    struct query query;

    if ((!tags->artist || track_row_same_text(tags->artist, old->artist)) &&
        (!tags->title || track_row_same_text(tags->title, old->title)))
        return true;
    *changed = true;
    if (!query_init(&query, catalog,
                    "UPDATE track SET artist = coalesce(?2, artist),"
                    " artist_source = iif(?2 IS NULL, artist_source, 0),"
                    " title = coalesce(?3, title),"
                    " title_source = iif(?3 IS NULL, title_source, 0)"
                    " WHERE id = ?1",
                    err))
        return false;
    query_bind_integer(&query, 1, old->id);
    query_bind_text(&query, 2, tags->artist);
    query_bind_text(&query, 3, tags->title);
    return query_run(&query, err);
}

bool track_row_put_tags(struct catalog *catalog, const struct track *old,
                        const struct track_tags *tags, bool *changed,
                        struct error *err)
{
    return put_label(catalog, old->id, tags->genre, changed, err) &&
           put_credits(catalog, old, tags, changed, err);
}

bool track_put_tags(struct catalog *catalog, const char *path,
                    const struct track_tags *tags, enum track_change *change,
                    struct error *err)
{
    struct track old;
    bool changed = false;
    bool done;

    if (!query_enter(catalog, err))
        return false;
    done = track_row_by_path(catalog, path, &old, err);
    if (done && old.id == 0) {
        char *safe = text_safe(path);

        done = error_set(err, "'%s' is not in the catalogue", safe);
        free(safe);
    }
    done = done && track_row_put_tags(catalog, &old, tags, &changed, err);
    *change = changed ? TRACK_UPDATED : TRACK_UNCHANGED;
    track_finish(&old);
    return query_leave(catalog, done, err);
}

static bool read_genres(struct query *query, struct genre_list *out,
                        struct error *err)
{
    bool row;

    for (;;) {
        struct genre_count *items;

        if (!query_step(query, &row, err))
            return false;
        if (!row)
            return true;
        items = reallocarray(out->items, out->count + 1, sizeof(*items));
        if (!items)
            return query_explain(query->catalog, SQLITE_NOMEM, err);
        out->items = items;
        items[out->count++] = (struct genre_count){
            .genre = query_needed_text(query, 0),
            .tracks = (size_t)query_integer(query, 1),
        };
    }
}

bool genre_list_load(struct catalog *catalog, struct genre_list *out,
                     struct error *err)
{
    struct query query;
    bool done;

    *out = (struct genre_list){0};
    if (!query_init(&query, catalog,
                    "SELECT genre, count(*) FILTER (WHERE status IN (0, 4))"
                    " FROM track JOIN label ON label.id = label_id"
                    " GROUP BY genre ORDER BY genre",
                    err))
        return false;
    done = read_genres(&query, out, err);
    query_finish(&query);
    if (!done)
        genre_list_finish(out);
    return done;
}

void genre_list_finish(struct genre_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        free(list->items[i].genre);
    free(list->items);
    *list = (struct genre_list){0};
}
