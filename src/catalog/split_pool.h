/* split_pool.h - the tracks that a split is drawn from, inside src/catalog
 * only.
 */
#ifndef CATALOG_SPLIT_POOL_H
#define CATALOG_SPLIT_POOL_H

#include "catalog/gtzan.h"
#include "catalog/kinship.h"

struct split_pool {
    struct track_list all;       /* owns the tracks */
    const struct track **tracks; /* the usable ones, by their names' bytes */
    size_t count;
    const char **genres; /* sorted; the tracks own them */
    size_t genre_count;
    int *labels;         /* by track: index into genres */
    struct gtzan *gtzan; /* NULL: not needed */
    struct kinship kinship;
};

/* Every labelled track that is ready or has features only. */
bool split_pool_init(struct split_pool *pool, struct catalog *catalog,
                     struct error *err);
void split_pool_finish(struct split_pool *pool);

/* Keeps the tracks that are not marked, in their order, and forgets the
 * kinship. */
void split_pool_remove(struct split_pool *pool, const bool *left_out);

/* Loads what is published where it matters, and finds who belongs together
 * among the tracks there are now. */
bool split_pool_relate(struct split_pool *pool, struct error *err);

#endif
