/* split_leaks.h - artists and repetitions that stand on both sides of a split.
 *
 * A model that met a test track's artist, or the track itself under another
 * name, in training is told better than it is.
 */
#ifndef CATALOG_SPLIT_LEAKS_H
#define CATALOG_SPLIT_LEAKS_H

#include "catalog/split.h"

enum split_leak_kind {
    SPLIT_LEAK_ARTIST,
    SPLIT_LEAK_EXACT,     /* the same sound */
    SPLIT_LEAK_RECORDING, /* the same recording; exact ones are among them */
    SPLIT_LEAK_KIND_COUNT
};

/* "artist", "exact", "recording" */
const char *split_leak_kind_name(enum split_leak_kind kind);

/* Two parts that should have nothing in common. */
enum split_pair {
    SPLIT_TRAIN_TEST,
    SPLIT_TRAIN_VALID,
    SPLIT_VALID_TEST,
    SPLIT_PAIR_COUNT
};

/* The parts of a pair; the second is told by what was met in the first. */
enum split_part split_pair_first(enum split_pair pair);
enum split_part split_pair_second(enum split_pair pair);

/* What one kind of leak amounts to between two parts. */
struct split_overlap {
    size_t groups; /* artists, or groups of repetitions, in both parts */
    size_t tracks; /* tracks of the second part that belong to one of them */
};

/* One artist or one group that stands in two parts or more. */
struct split_leak {
    enum split_leak_kind kind;
    char *name; /* the artist, or the tracks, separated by spaces */
    size_t parts[SPLIT_PART_COUNT]; /* its tracks in each part */
};

struct split_leaks {
    struct split_overlap overlaps[SPLIT_PAIR_COUNT][SPLIT_LEAK_KIND_COUNT];
    size_t sizes[SPLIT_PART_COUNT];    /* tracks */
    size_t credited[SPLIT_PART_COUNT]; /* tracks whose artist is known */
    struct split_leak *items; /* artists, exact, then recordings that are more
                               * than exact groups */
    size_t count;
};

/* Compares the split's tracks as catalog/kinship.h does; repetitions that are
 * only suspected do not count. */
bool split_leaks_find(struct catalog *catalog, const struct split *split,
                      struct split_leaks *out, struct error *err);
void split_leaks_finish(struct split_leaks *leaks);

#endif
