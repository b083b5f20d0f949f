#include "catalog/split.h"

#include "base/alloc.h"
#include "base/text.h"
#include "catalog/query.h"
#include "catalog/track.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char *const part_names[SPLIT_PART_COUNT] = {
    [SPLIT_TRAIN] = "train",
    [SPLIT_VALID] = "valid",
    [SPLIT_TEST] = "test",
};

const char *split_part_name(enum split_part part)
{
    return part_names[part];
}

void split_finish(struct split *split)
{
    free(split->name);
    free(split->protocol);
    free(split->entries);
    *split = (struct split){0};
}

void split_list_finish(struct split_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        split_finish(&list->items[i]);
    free(list->items);
    *list = (struct split_list){0};
}

/* Columns: id, name, protocol, seed, how many entries. */
static void read_split(struct query *query, struct split *out)
{
    *out = (struct split){
        .id = query_integer(query, 0),
        .name = query_needed_text(query, 1),
        .protocol = query_needed_text(query, 2),
        .seed = (uint64_t)query_integer(query, 3),
        .count = (size_t)query_integer(query, 4),
    };
}

static bool read_splits(struct query *query, struct split_list *out,
                        struct error *err)
{
    bool row;

    for (;;) {
        struct split *items;

        if (!query_step(query, &row, err))
            return false;
        if (!row)
            return true;
        items = reallocarray(out->items, out->count + 1, sizeof(*items));
        if (!items)
            return query_explain(query->catalog, SQLITE_NOMEM, err);
        out->items = items;
        read_split(query, &items[out->count++]);
    }
}

bool split_list_load(struct catalog *catalog, struct split_list *out,
                     struct error *err)
{
    struct query query;
    bool done;

    *out = (struct split_list){0};
    if (!query_init(&query, catalog,
                    "SELECT id, name, protocol, seed, (SELECT count(*)"
                    " FROM split_entry WHERE split_id = id)"
                    " FROM split ORDER BY name",
                    err))
        return false;
    done = read_splits(&query, out, err);
    query_finish(&query);
    if (!done)
        split_list_finish(out);
    return done;
}

static bool load_head(struct catalog *catalog, const char *name,
                      struct split *out, struct error *err)
{
    struct query query;
    bool row, done;

    if (!query_init(&query, catalog,
                    "SELECT id, name, protocol, seed, (SELECT count(*)"
                    " FROM split_entry WHERE split_id = id)"
                    " FROM split WHERE name = ?1",
                    err))
        return false;
    query_bind_text(&query, 1, name);
    done = query_step(&query, &row, err);
    if (done && row) {
        read_split(&query, out);
        done = query_step(&query, &row, err);
    }
    query_finish(&query);
    return done;
}

static bool read_entries(struct query *query, struct split *split,
                         struct error *err)
{
    size_t room = split->count;
    bool row;

    split->count = 0;
    for (;;) {
        int64_t part;

        if (!query_step(query, &row, err))
            return false;
        if (!row)
            return true;
        part = query_integer(query, 1);
        if (split->count == room || part < 0 || part >= SPLIT_PART_COUNT)
            return query_explain(query->catalog, SQLITE_CORRUPT, err);
        split->entries[split->count++] = (struct split_entry){
            query_integer(query, 0), (enum split_part)part};
    }
}

static bool load_entries(struct catalog *catalog, struct split *split,
                         struct error *err)
{
    struct query query;
    bool done;

    split->entries = calloc(split->count + 1, sizeof(*split->entries));
    if (!split->entries)
        return query_explain(catalog, SQLITE_NOMEM, err);
    if (!query_init(&query, catalog,
                    "SELECT track_id, part FROM split_entry"
                    " WHERE split_id = ?1 ORDER BY track_id",
                    err))
        return false;
    query_bind_integer(&query, 1, split->id);
    done = read_entries(&query, split, err);
    query_finish(&query);
    return done;
}

bool split_load(struct catalog *catalog, const char *name, struct split *out,
                struct error *err)
{
    bool done;

    *out = (struct split){0};
    if (!query_enter_read(catalog, err))
        return false;
    done = load_head(catalog, name, out, err);
    if (done && out->id == 0) {
        char *safe = text_safe(name);

        done = error_set(err, "there is no split named '%s'", safe);
        free(safe);
    }
    done = done && load_entries(catalog, out, err);
    query_leave_read(catalog);
    if (!done)
        split_finish(out);
    return done;
}

/* The tracks to draw from, by name. */
struct candidates {
    struct genre_list genres; /* those with ready tracks, sorted */
    struct split_entry *entries;
    int *labels; /* indices into genres */
    enum split_part *parts;
    size_t count; /* room for so many, too */
};

static void candidates_finish(struct candidates *candidates)
{
    genre_list_finish(&candidates->genres);
    free(candidates->entries);
    free(candidates->labels);
    free(candidates->parts);
}

/* Loads the genres and makes room for their tracks. */
static bool candidates_init(struct candidates *candidates,
                            struct catalog *catalog, struct error *err)
{
    struct genre_list *genres = &candidates->genres;
    size_t kept = 0, room = 1;

    *candidates = (struct candidates){0};
    if (!genre_list_load(catalog, genres, err))
        return false;
    for (size_t i = 0; i < genres->count; i++) {
        struct genre_count held = genres->items[i];

        room += held.tracks;
        genres->items[i] = genres->items[kept];
        if (held.tracks > 0)
            genres->items[kept++] = held;
        else
            free(held.genre);
    }
    genres->count = kept;
    candidates->entries = calloc(room, sizeof(*candidates->entries));
    candidates->labels = calloc(room, sizeof(*candidates->labels));
    candidates->parts = calloc(room, sizeof(*candidates->parts));
    candidates->count = room - 1;
    if (!candidates->entries || !candidates->labels || !candidates->parts)
        return query_explain(catalog, SQLITE_NOMEM, err);
    return true;
}

static int compare_genres(const void *a, const void *b)
{
    return strcmp(((const struct genre_count *)a)->genre,
                  ((const struct genre_count *)b)->genre);
}

static bool candidates_read(struct candidates *candidates, struct query *query,
                            struct error *err)
{
    const struct genre_list *genres = &candidates->genres;
    size_t room = candidates->count;
    bool row;

    candidates->count = 0;
    for (;;) {
        struct genre_count key, *found;

        if (!query_step(query, &row, err))
            return false;
        if (!row)
            return true;
        key.genre = query_needed_text(query, 1);
        found = key.genre ? bsearch(&key, genres->items, genres->count,
                                    sizeof(key), compare_genres)
                          : NULL;
        free(key.genre);
        if (!found || candidates->count == room)
            return query_explain(query->catalog, SQLITE_CORRUPT, err);
        candidates->entries[candidates->count].track_id =
            query_integer(query, 0);
        candidates->labels[candidates->count++] = (int)(found - genres->items);
    }
}

static bool candidates_load(struct candidates *candidates,
                            struct catalog *catalog, struct error *err)
{
    struct query query;
    bool done;

    if (!query_init(&query, catalog,
                    "SELECT track.id, genre FROM track"
                    " JOIN label ON label.id = label_id"
                    " WHERE status = 0 ORDER BY name",
                    err))
        return false;
    done = candidates_read(candidates, &query, err);
    query_finish(&query);
    return done;
}

static bool candidates_draw(struct candidates *candidates, uint64_t seed,
                            struct error *err)
{
    const struct genre_list *genres = &candidates->genres;
    const struct genre_count *small;
    int small_class;
    char *safe;

    if (genres->count < 2)
        return error_set(err,
                         "a split needs ready tracks of at least two "
                         "genres, there are %zu",
                         genres->count);
    if (split_stratify(candidates->labels, candidates->count,
                       (int)genres->count, seed, candidates->parts,
                       &small_class)) {
        for (size_t i = 0; i < candidates->count; i++)
            candidates->entries[i].part = candidates->parts[i];
        return true;
    }
    if (small_class < 0)
        return error_set(err, "not enough memory to split %zu tracks",
                         candidates->count);
    small = &genres->items[small_class];
    safe = text_safe(small->genre);
    error_set(err,
              "the genre '%s' has %zu ready track%s, a split needs at least "
              "three of each",
              safe, small->tracks, small->tracks == 1 ? "" : "s");
    free(safe);
    return false;
}

static bool store_head(struct catalog *catalog, const char *name, uint64_t seed,
                       int64_t *id, struct error *err)
{
    struct query query;

    if (!query_init(&query, catalog,
                    "INSERT INTO split (name, protocol, seed, created)"
                    " VALUES (?1, 'stratified', ?2, ?3)",
                    err))
        return false;
    query_bind_text(&query, 1, name);
    query_bind_integer(&query, 2, (int64_t)seed);
    query_bind_integer(&query, 3, time(NULL));
    if (!query_run(&query, err))
        return false;
    *id = sqlite3_last_insert_rowid(catalog->db);
    return true;
}

static bool store_entries(struct catalog *catalog, int64_t id,
                          const struct candidates *candidates,
                          struct error *err)
{
    for (size_t i = 0; i < candidates->count; i++) {
        struct query query;

        if (!query_init(&query, catalog,
                        "INSERT INTO split_entry (split_id, track_id, part)"
                        " VALUES (?1, ?2, ?3)",
                        err))
            return false;
        query_bind_integer(&query, 1, id);
        query_bind_integer(&query, 2, candidates->entries[i].track_id);
        query_bind_integer(&query, 3, candidates->entries[i].part);
        if (!query_run(&query, err))
            return false;
    }
    return true;
}

/* A name can be typed, and is not taken. */
static bool check_name(struct catalog *catalog, const char *name,
                       struct error *err)
{
    struct query query;
    int64_t found;
    char *safe;

    if (!*name)
        return error_set(err, "a split needs a name");
    if (!query_init(&query, catalog, "SELECT 1 FROM split WHERE name = ?1",
                    err))
        return false;
    query_bind_text(&query, 1, name);
    if (!query_single(&query, 0, &found, err))
        return false;
    if (found == 0)
        return true;
    safe = text_safe(name);
    error_set(err, "there is a split named '%s' already", safe);
    free(safe);
    return false;
}

static bool create_stratified(struct catalog *catalog, const char *name,
                              uint64_t seed, struct error *err)
{
    struct candidates candidates = {0};
    int64_t id;
    bool done = check_name(catalog, name, err) &&
                candidates_init(&candidates, catalog, err) &&
                candidates_load(&candidates, catalog, err) &&
                candidates_draw(&candidates, seed, err) &&
                store_head(catalog, name, seed, &id, err) &&
                store_entries(catalog, id, &candidates, err);

    candidates_finish(&candidates);
    return done;
}

bool split_create_stratified(struct catalog *catalog, const char *name,
                             uint64_t seed, struct split *out,
                             struct error *err)
{
    bool done;

    *out = (struct split){0};
    if (!query_enter(catalog, err))
        return false;
    done = create_stratified(catalog, name, seed, err);
    return query_leave(catalog, done, err) &&
           split_load(catalog, name, out, err);
}
