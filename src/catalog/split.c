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

static const char *const protocol_names[SPLIT_PROTOCOL_COUNT] = {
    [SPLIT_STRATIFIED] = "stratified",
    [SPLIT_FILTERED] = "filtered",
    [SPLIT_ARTIST] = "artist",
    [SPLIT_CLEAN] = "clean",
};

const char *split_part_name(enum split_part part)
{
    return part_names[part];
}

const char *split_protocol_name(enum split_protocol protocol)
{
    return protocol_names[protocol];
}

bool split_protocol_find(const char *name, enum split_protocol *out)
{
    for (int i = 0; i < SPLIT_PROTOCOL_COUNT; i++)
        if (strcmp(protocol_names[i], name) == 0) {
            *out = (enum split_protocol)i;
            return true;
        }
    return false;
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
