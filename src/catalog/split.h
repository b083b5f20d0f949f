/* split.h - which tracks a model learns from, is chosen by, and is told by. */
#ifndef CATALOG_SPLIT_H
#define CATALOG_SPLIT_H

#include "catalog/catalog.h"

#include <stddef.h>
#include <stdint.h>

enum split_part { SPLIT_TRAIN, SPLIT_VALID, SPLIT_TEST, SPLIT_PART_COUNT };

/* "train", "valid", "test" */
const char *split_part_name(enum split_part part);

struct split_entry {
    int64_t track_id;
    enum split_part part;
};

struct split {
    int64_t id;
    char *name;     /* unique */
    char *protocol; /* "stratified" */
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

/* Draws a stratified split over all ready, labelled tracks, in the order of
 * their names' bytes, and stores it under the name; fewer than two genres and
 * a genre with fewer than three tracks are errors that say so, and an existing
 * split of that name is an error.  The result is loaded into *out. */
bool split_create_stratified(struct catalog *catalog, const char *name,
                             uint64_t seed, struct split *out,
                             struct error *err);

#endif
