/* split.h - which tracks a model learns from, is chosen by, and is told by. */
#ifndef CATALOG_SPLIT_H
#define CATALOG_SPLIT_H

#include "catalog/catalog.h"

#include <stddef.h>
#include <stdint.h>

enum split_part { SPLIT_TRAIN, SPLIT_VALID, SPLIT_TEST, SPLIT_PART_COUNT };

/* "train", "valid", "test" */
const char *split_part_name(enum split_part part);

/* How tracks are divided. */
enum split_protocol {
    SPLIT_STRATIFIED, /* by chance, each genre in the same shares */
    SPLIT_FILTERED,   /* GTZAN's fault-filtered split, as published */
    SPLIT_ARTIST,     /* no artist and no repetition on both sides */
    SPLIT_CLEAN,      /* the same, one of each repetition, nothing faulty */
    SPLIT_PROTOCOL_COUNT
};

/* "stratified", ... */
const char *split_protocol_name(enum split_protocol protocol);
bool split_protocol_find(const char *name, enum split_protocol *out);

struct split_entry {
    int64_t track_id;
    enum split_part part;
};

struct split {
    int64_t id;
    char *name;     /* unique */
    char *protocol; /* split_protocol_name() */
    uint64_t seed;
    struct split_entry *entries; /* ordered by track id */
    size_t count;
};

void split_finish(struct split *split);

struct split_list {
    struct split *items; /* without entries; count is still told */
    size_t count;
};
bool split_list_load(struct catalog *catalog, struct split_list *out,
                     struct error *err);
void split_list_finish(struct split_list *list);

/* False with a sentence when there is none of that name. */
bool split_load(struct catalog *catalog, const char *name, struct split *out,
                struct error *err);

/* How many of `total` examples go to each part under 60/20/20, counted as
 * scikit-learn's train_test_split does it twice (0.2, then 0.25): the test
 * part is ceil(0.2 n), the validation part ceil(0.25 (n - test)). */
void split_sizes(size_t total, size_t sizes[SPLIT_PART_COUNT]);

/* Assigns a part to each of count examples with class labels in
 * 0 .. classes - 1, stratified as scikit-learn's StratifiedShuffleSplit
 * counts.  A class with fewer than three examples is an error that the caller
 * words: *small_class receives its number, or -1 when memory ran out.  The same
 * labels in the same order and the same seed give the same parts. */
bool split_stratify(const int *labels, size_t count, int classes, uint64_t seed,
                    enum split_part *parts, int *small_class);

struct split_order {
    const char *name;
    enum split_protocol protocol;
    uint64_t seed;
};

/* What one should know of a split that was drawn; counts of tracks. */
struct split_notes {
    size_t usable;         /* labelled, and ready or with features only */
    size_t left_out;       /* of those: not in the split */
    size_t absent;         /* filtered: published, but not in the catalogue */
    size_t unknown_artist; /* of those in it; each counts as an artist */
    size_t groups; /* artist, clean: sets of tracks that stay together */
};

/* Draws a split over all usable tracks, in the order of their names' bytes,
 * and stores it under the name.  Fewer than two genres, a genre with fewer
 * than three tracks (or, for artist and clean, three groups of tracks), a
 * filtered split of what is not GTZAN and an existing split of that name are
 * errors that say so.  The result is loaded into *out; notes may be NULL. */
bool split_create(struct catalog *catalog, const struct split_order *order,
                  struct split *out, struct split_notes *notes,
                  struct error *err);

/* As split_create() with SPLIT_STRATIFIED. */
bool split_create_stratified(struct catalog *catalog, const char *name,
                             uint64_t seed, struct split *out,
                             struct error *err);

/* Which of `folds` folds a track is in. */
struct split_fold {
    int64_t track_id;
    int fold; /* from 0 */
};

struct split_fold_list {
    struct split_fold *items; /* ordered by the tracks' names' bytes */
    size_t count;
};

/* Deals all usable tracks out to folds: what a split by artist keeps together
 * stays together, each genre is spread as evenly as that allows. */
bool split_fold_all(struct catalog *catalog, int folds, uint64_t seed,
                    struct split_fold_list *out, struct error *err);
void split_fold_list_finish(struct split_fold_list *list);

#endif
