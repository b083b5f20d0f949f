/* forest_tree.h - grow one decision tree of a random forest.
 *
 * As Breiman's ("Random Forests", Machine Learning 45, 2001) with
 * scikit-learn's defaults: rows drawn with replacement, at each node the best
 * split by Gini impurity among sqrt(columns) columns drawn without, until
 * every leaf is pure or its rows are alike.
 *
 * A grower is a thread's workspace; it borrows the rows.
 */
#ifndef LEARN_FOREST_TREE_H
#define LEARN_FOREST_TREE_H

#include "learn/vector.h"

#include <stddef.h>
#include <stdint.h>

struct tree_node {
    float threshold; /* up to it goes left */
    int32_t column;  /* -1: a leaf */
    uint32_t next;   /* the left child, the right one follows; or a leaf's
                      * place among the shares */
};

struct tree {
    struct tree_node *nodes; /* the root first */
    float *shares;           /* leaves x classes: what the rows there were */
    size_t node_count, leaf_count;
};

void tree_finish(struct tree *tree);

/* Trees ask for the order of values only: ranks[column * rows + row] is how
 * many rows have a lesser value in that column.  Values are read from the
 * table when a threshold between two of them is wanted. */
struct tree_rows {
    const struct vector_table *table;
    const uint32_t *ranks;
    const int *labels;
    size_t rows, columns, classes;
};

struct grower;

bool grower_create(struct grower **out, const struct tree_rows *rows,
                   struct error *err);
void grower_destroy(struct grower *grower); /* accepts NULL */

/* Grows the tree of that number; the same for any grower.  False when memory
 * runs out. */
bool grower_run(struct grower *grower, uint64_t seed, size_t number,
                struct tree *out);

#endif
