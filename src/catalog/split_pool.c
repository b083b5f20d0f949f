#include "catalog/split_pool.h"

#include <stdlib.h>
#include <string.h>

static int by_name(const void *a, const void *b)
{
    return strcmp((*(const struct track *const *)a)->name,
                  (*(const struct track *const *)b)->name);
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool is_usable(const struct track *track)
{
    return track->genre &&
           (track->status == TRACK_READY || track->status == TRACK_FEATURES);
}

/* Sorts all genres, then keeps one of each. */
static void label_tracks(struct split_pool *pool)
{
    size_t kept = 0;

    for (size_t i = 0; i < pool->count; i++)
        pool->genres[i] = pool->tracks[i]->genre;
    qsort(pool->genres, pool->count, sizeof(char *), by_text);
    for (size_t i = 0; i < pool->count; i++)
        if (kept == 0 || strcmp(pool->genres[kept - 1], pool->genres[i]) != 0)
            pool->genres[kept++] = pool->genres[i];
    pool->genre_count = kept;
    for (size_t i = 0; i < pool->count; i++) {
        const char **found = bsearch(&pool->tracks[i]->genre, pool->genres,
                                     kept, sizeof(char *), by_text);

        pool->labels[i] = (int)(found - pool->genres);
    }
}

static bool make_room(struct split_pool *pool, struct error *err)
{
    size_t room = pool->all.count + 1;

    pool->tracks = calloc(room, sizeof(struct track *));
    pool->genres = calloc(room, sizeof(char *));
    pool->labels = calloc(room, sizeof(*pool->labels));
    return (pool->tracks && pool->genres && pool->labels) ||
           error_set(err, "not enough memory to split %zu tracks", room);
}

bool split_pool_init(struct split_pool *pool, struct catalog *catalog,
                     struct error *err)
{
    *pool = (struct split_pool){0};
    if (!track_list_load(catalog, &pool->all, err) || !make_room(pool, err)) {
        split_pool_finish(pool);
        return false;
    }
    for (size_t i = 0; i < pool->all.count; i++)
        if (is_usable(&pool->all.items[i]))
            pool->tracks[pool->count++] = &pool->all.items[i];
    qsort(pool->tracks, pool->count, sizeof(struct track *), by_name);
    label_tracks(pool);
    return true;
}

void split_pool_finish(struct split_pool *pool)
{
    kinship_finish(&pool->kinship);
    gtzan_destroy(pool->gtzan);
    free(pool->tracks);
    free(pool->genres);
    free(pool->labels);
    track_list_finish(&pool->all);
    *pool = (struct split_pool){0};
}

void split_pool_remove(struct split_pool *pool, const bool *left_out)
{
    size_t kept = 0;

    for (size_t i = 0; i < pool->count; i++)
        if (!left_out[i])
            pool->tracks[kept++] = pool->tracks[i];
    pool->count = kept;
    kinship_finish(&pool->kinship);
    label_tracks(pool);
}

bool split_pool_relate(struct split_pool *pool, struct error *err)
{
    return (pool->gtzan ||
            gtzan_load_for(pool->tracks, pool->count, &pool->gtzan, err)) &&
           kinship_init(&pool->kinship, pool->tracks, pool->count, pool->gtzan,
                        err);
}
