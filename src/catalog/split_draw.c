#include "catalog/split.h"

#include "base/alloc.h"
#include "base/text.h"
#include "catalog/disjoint.h"
#include "catalog/query.h"
#include "catalog/split_pool.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

static bool complain_few_tracks(const struct split_pool *pool, int class,
                                struct error *err)
{
    char *safe = text_safe(pool->genres[class]);
    size_t tracks = 0;

    for (size_t i = 0; i < pool->count; i++)
        tracks += pool->labels[i] == class;
    error_set(err,
              "the genre '%s' has %zu ready track%s, a split needs at least "
              "three of each",
              safe, tracks, tracks == 1 ? "" : "s");
    free(safe);
    return false;
}

static bool complain_few_groups(const struct split_pool *pool,
                                const struct disjoint_failure *failure,
                                struct error *err)
{
    char *safe = text_safe(pool->genres[failure->small_class]);

    error_set(err,
              "the tracks of the genre '%s' make %zu group%s by artist and "
              "repetition, which cannot be divided into three parts",
              safe, failure->groups, failure->groups == 1 ? "" : "s");
    free(safe);
    return false;
}

static bool draw_stratified(struct split_pool *pool, uint64_t seed,
                            enum split_part *parts, struct error *err)
{
    int small_class;

    if (split_stratify(pool->labels, pool->count, (int)pool->genre_count, seed,
                       parts, &small_class))
        return true;
    if (small_class < 0)
        return error_set(err, "not enough memory to split %zu tracks",
                         pool->count);
    return complain_few_tracks(pool, small_class, err);
}

static struct disjoint_examples examples_of(const struct split_pool *pool)
{
    return (struct disjoint_examples){
        .labels = pool->labels,
        .groups = pool->kinship.together,
        .count = pool->count,
        .classes = (int)pool->genre_count,
        .group_count = pool->kinship.sets,
    };
}

static bool draw_artist(struct split_pool *pool, uint64_t seed,
                        enum split_part *parts, struct error *err)
{
    struct disjoint_examples examples;
    struct disjoint_failure failure;

    if (!split_pool_relate(pool, err))
        return false;
    examples = examples_of(pool);
    if (disjoint_split(&examples, seed, parts, &failure))
        return true;
    if (failure.small_class < 0)
        return error_set(err, "not enough memory to split %zu tracks",
                         pool->count);
    return complain_few_groups(pool, &failure, err);
}

/* Removes what a clean split leaves out, then draws by artist. */
static bool draw_clean(struct split_pool *pool, uint64_t seed,
                       enum split_part *parts, struct error *err)
{
    bool *left_out = calloc(pool->count + 1, sizeof(*left_out));
    bool good = left_out != NULL;

    if (!good)
        error_set(err, "not enough memory to split %zu tracks", pool->count);
    good = good && split_pool_relate(pool, err) &&
           kinship_choose_clean(&pool->kinship, pool->tracks, pool->gtzan,
                                left_out, err);
    if (good)
        split_pool_remove(pool, left_out);
    free(left_out);
    return good && draw_artist(pool, seed, parts, err);
}

/* How many tracks the published split has that are not among these. */
static size_t count_absent(const struct split_pool *pool)
{
    bool here[GTZAN_EXCERPTS] = {false};
    size_t absent = 0;

    for (size_t i = 0; i < pool->count; i++)
        if (pool->kinship.excerpt[i] >= 0)
            here[pool->kinship.excerpt[i]] = true;
    for (int i = 0; i < GTZAN_EXCERPTS; i++)
        absent += pool->gtzan->excerpts[i].part >= 0 && !here[i];
    return absent;
}

/* At least half of the tracks are excerpts of GTZAN. */
static bool check_gtzan(const struct split_pool *pool, struct error *err)
{
    size_t excerpts = 0;

    for (size_t i = 0; i < pool->count; i++)
        excerpts += pool->kinship.excerpt[i] >= 0;
    return (excerpts > 0 && 2 * excerpts >= pool->count) ||
           error_set(err,
                     "the filtered split is GTZAN's, and this collection is "
                     "not: name, genre and length of %zu of %zu tracks agree",
                     excerpts, pool->count);
}

static bool draw_filtered(struct split_pool *pool, enum split_part *parts,
                          size_t *absent, struct error *err)
{
    bool *left_out = calloc(pool->count + 1, sizeof(*left_out));
    size_t sizes[SPLIT_PART_COUNT] = {0}, kept = 0;
    bool good = left_out != NULL;

    if (!good)
        error_set(err, "not enough memory to split %zu tracks", pool->count);
    good = good && split_pool_relate(pool, err) && check_gtzan(pool, err);
    for (size_t i = 0; good && i < pool->count; i++) {
        int excerpt = pool->kinship.excerpt[i];
        int part = excerpt < 0 ? -1 : pool->gtzan->excerpts[excerpt].part;

        left_out[i] = part < 0;
        if (part >= 0) {
            parts[kept++] = (enum split_part)part;
            sizes[part]++;
        }
    }
    for (int part = 0; good && part < SPLIT_PART_COUNT; part++)
        if (sizes[part] == 0)
            good = error_set(err,
                             "none of the tracks is in the %s part of the "
                             "filtered split",
                             split_part_name((enum split_part)part));
    if (good) {
        *absent = count_absent(pool);
        split_pool_remove(pool, left_out);
    }
    free(left_out);
    return good;
}

static bool check_genres(const struct split_pool *pool, struct error *err)
{
    return pool->genre_count >= 2 ||
           error_set(err,
                     "a split needs ready tracks of at least two genres, there "
                     "are %zu",
                     pool->genre_count);
}

static bool draw(struct split_pool *pool, const struct split_order *order,
                 enum split_part *parts, struct split_notes *notes,
                 struct error *err)
{
    if (!check_genres(pool, err))
        return false;
    switch (order->protocol) {
    case SPLIT_STRATIFIED:
        return draw_stratified(pool, order->seed, parts, err);
    case SPLIT_FILTERED:
        return draw_filtered(pool, parts, &notes->absent, err);
    case SPLIT_ARTIST:
        return draw_artist(pool, order->seed, parts, err);
    case SPLIT_CLEAN:
        return draw_clean(pool, order->seed, parts, err);
    case SPLIT_PROTOCOL_COUNT:
        break;
    }
    return error_set(err, "there is no such protocol");
}

/* --- storing ---------------------------------------------------------------
 */

static bool store_head(struct catalog *catalog, const struct split_order *order,
                       int64_t *id, struct error *err)
{
    struct query query;

    if (!query_init(&query, catalog,
                    "INSERT INTO split (name, protocol, seed, created)"
                    " VALUES (?1, ?2, ?3, ?4)",
                    err))
        return false;
    query_bind_text(&query, 1, order->name);
    query_bind_text(&query, 2, split_protocol_name(order->protocol));
    query_bind_integer(&query, 3, (int64_t)order->seed);
    query_bind_integer(&query, 4, time(NULL));
    if (!query_run(&query, err))
        return false;
    *id = sqlite3_last_insert_rowid(catalog->db);
    return true;
}

static bool store_entries(struct catalog *catalog, int64_t id,
                          const struct split_pool *pool,
                          const enum split_part *parts, struct error *err)
{
    for (size_t i = 0; i < pool->count; i++) {
        struct query query;

        if (!query_init(&query, catalog,
                        "INSERT INTO split_entry (split_id, track_id, part)"
                        " VALUES (?1, ?2, ?3)",
                        err))
            return false;
        query_bind_integer(&query, 1, id);
        query_bind_integer(&query, 2, pool->tracks[i]->id);
        query_bind_integer(&query, 3, parts[i]);
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

static bool draw_and_store(struct catalog *catalog,
                           const struct split_order *order,
                           struct split_pool *pool, struct split_notes *notes,
                           struct error *err)
{
    enum split_part *parts = calloc(pool->count + 1, sizeof(*parts));
    int64_t id;
    bool done;

    if (!parts)
        return error_set(err, "not enough memory to split %zu tracks",
                         pool->count);
    notes->usable = pool->count;
    done = draw(pool, order, parts, notes, err) &&
           store_head(catalog, order, &id, err) &&
           store_entries(catalog, id, pool, parts, err);
    free(parts);
    notes->left_out = notes->usable - pool->count;
    notes->groups = pool->kinship.sets;
    for (size_t i = 0; i < pool->count; i++)
        notes->unknown_artist += !pool->tracks[i]->artist;
    return done;
}

bool split_create(struct catalog *catalog, const struct split_order *order,
                  struct split *out, struct split_notes *notes,
                  struct error *err)
{
    struct split_notes own = {0};
    struct split_pool pool = {0};
    bool done;

    *out = (struct split){0};
    if (!query_enter(catalog, err))
        return false;
    done = check_name(catalog, order->name, err) &&
           split_pool_init(&pool, catalog, err) &&
           draw_and_store(catalog, order, &pool, &own, err);
    split_pool_finish(&pool);
    if (notes)
        *notes = own;
    return query_leave(catalog, done, err) &&
           split_load(catalog, order->name, out, err);
}

bool split_create_stratified(struct catalog *catalog, const char *name,
                             uint64_t seed, struct split *out,
                             struct error *err)
{
    const struct split_order order = {name, SPLIT_STRATIFIED, seed};

    return split_create(catalog, &order, out, NULL, err);
}

/* --- folds -----------------------------------------------------------------
 */

static bool deal(struct split_pool *pool, int folds, uint64_t seed,
                 struct split_fold_list *out, struct error *err)
{
    struct disjoint_examples examples = examples_of(pool);
    int *numbers = calloc(pool->count + 1, sizeof(*numbers));
    bool done;

    out->items = calloc(pool->count + 1, sizeof(*out->items));
    if (!numbers || !out->items) {
        free(numbers);
        return error_set(err, "not enough memory to deal %zu tracks",
                         pool->count);
    }
    done = disjoint_fold(&examples, folds, seed, numbers, err);
    for (size_t i = 0; done && i < pool->count; i++)
        out->items[out->count++] =
            (struct split_fold){pool->tracks[i]->id, numbers[i]};
    free(numbers);
    return done;
}

bool split_fold_all(struct catalog *catalog, int folds, uint64_t seed,
                    struct split_fold_list *out, struct error *err)
{
    struct split_pool pool;
    bool done;

    *out = (struct split_fold_list){0};
    if (folds < 2)
        return error_set(err, "there must be at least two folds");
    if (!split_pool_init(&pool, catalog, err))
        return false;
    done = split_pool_relate(&pool, err) && deal(&pool, folds, seed, out, err);
    split_pool_finish(&pool);
    if (!done)
        split_fold_list_finish(out);
    return done;
}

void split_fold_list_finish(struct split_fold_list *list)
{
    free(list->items);
    *list = (struct split_fold_list){0};
}
