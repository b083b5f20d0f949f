/* disjoint.h - divide examples so that groups stay whole.  No database here.
 */
#ifndef CATALOG_DISJOINT_H
#define CATALOG_DISJOINT_H

#include "catalog/split.h"

struct disjoint_examples {
    const int *labels; /* 0 .. classes - 1 */
    const int *groups; /* 0 .. group_count - 1: examples that stay together */
    size_t count;
    int classes;
    size_t group_count;
};

/* Why examples could not be divided. */
struct disjoint_failure {
    int small_class; /* too few groups; -1: memory ran out */
    size_t groups;   /* of that class */
};

/* Fills test, then valid, with groups in random order: each is taken when no
 * class then has more than 1.15 times a fifth of its examples there; the rest
 * is for training.  Every class is in every part: where no group fits, the
 * smallest is taken all the same.  A class with fewer than three groups, or
 * one for which no drawing finds a place, is a failure.  The same examples in
 * the same order and the same seed give the same parts. */
bool disjoint_split(const struct disjoint_examples *examples, uint64_t seed,
                    enum split_part *parts, struct disjoint_failure *failure);

/* Deals the groups out to folds 0 .. folds - 1: the largest first, equal ones
 * in random order, each to where its classes are rarest.  Every fold gets a
 * group as long as there are enough. */
bool disjoint_fold(const struct disjoint_examples *examples, int folds,
                   uint64_t seed, int *fold, struct error *err);

#endif
