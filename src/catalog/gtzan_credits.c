#include "catalog/gtzan.h"

#include "catalog/query.h"
#include "catalog/track_row.h"

#include <stdlib.h>

/* The tracks that have the name of an excerpt and lack artist or title. */
static bool read_candidates(struct catalog *catalog, struct track_list *list,
                            struct error *err)
{
    struct query query;
    bool row, done;

    if (!query_init(&query, catalog,
                    TRACK_ROW_SELECT "WHERE (artist IS NULL OR title IS NULL)"
                                     " AND name GLOB '*.000[0-9][0-9]*'",
                    err))
        return false;
    while ((done = query_step(&query, &row, err)) && row) {
        struct track *items =
            reallocarray(list->items, list->count + 1, sizeof(*items));

        if (items) {
            list->items = items;
            track_row_read(&query, &items[list->count++]);
        } else {
            query.code = SQLITE_NOMEM;
        }
    }
    query_finish(&query);
    return done;
}

static bool fill_one(struct catalog *catalog, int64_t id,
                     const struct gtzan_excerpt *excerpt, size_t *filled,
                     struct error *err)
{
    struct query query;

    if (!query_init(&query, catalog,
                    "UPDATE track SET"
                    " artist_source = iif(artist IS NULL, 1, artist_source),"
                    " title_source = iif(title IS NULL, 1, title_source),"
                    " artist = coalesce(artist, ?2),"
                    " title = coalesce(title, ?3) WHERE id = ?1"
                    " AND (coalesce(artist, ?2) IS NOT artist"
                    " OR coalesce(title, ?3) IS NOT title)",
                    err))
        return false;
    query_bind_integer(&query, 1, id);
    query_bind_text(&query, 2, excerpt->artist);
    query_bind_text(&query, 3, excerpt->title);
    if (!query_run(&query, err))
        return false;
    *filled += (size_t)sqlite3_changes(catalog->db);
    return true;
}

static bool fill(struct catalog *catalog, const struct track_list *list,
                 const struct gtzan *gtzan, size_t *filled, struct error *err)
{
    for (size_t i = 0; i < list->count; i++) {
        int excerpt = gtzan_match(gtzan, &list->items[i]);

        if (excerpt >= 0 && !fill_one(catalog, list->items[i].id,
                                      &gtzan->excerpts[excerpt], filled, err))
            return false;
    }
    return true;
}

bool gtzan_fill_credits(struct catalog *catalog, size_t *filled,
                        struct error *err)
{
    struct track_list list = {0};
    struct gtzan *gtzan = NULL;
    bool done = read_candidates(catalog, &list, err);

    *filled = 0;
    if (done && list.count > 0)
        done =
            gtzan_load(&gtzan, err) && query_enter(catalog, err) &&
            query_leave(catalog, fill(catalog, &list, gtzan, filled, err), err);
    gtzan_destroy(gtzan);
    track_list_finish(&list);
    return done;
}
