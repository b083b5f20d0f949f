#include "learn/forest_tree.h"

#include "base/alloc.h"
#include "base/rng.h"
#include "learn/key_sort.h"
#include "learn/lesson.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Values closer than this are one (scikit-learn's FEATURE_THRESHOLD). */
static const float least_step = 1e-7F;

/* Rows begin .. end - 1 of the grower's list, to become a node. */
struct range {
    uint32_t node;
    uint32_t begin, end;
};

struct split {
    double score; /* the higher, the purer are the two sides */
    int32_t column;
    float threshold;
};

struct grower {
    struct tree_rows rows;
    struct rng rng;
    uint32_t *weights;      /* how often each row was drawn */
    uint32_t *list;         /* drawn rows, those of a node together */
    uint32_t *spare;        /* as many */
    uint32_t *columns;      /* a permutation of the columns */
    uint64_t *keys;         /* rows */
    uint64_t *keys_out;     /* rows */
    uint64_t *left, *right; /* by class: weight on either side */
    uint64_t *counts;       /* by class: weight in the node */
    struct range *stack;    /* rows */
    size_t tries;           /* columns looked at in a node */
    struct tree tree;
    size_t node_room, leaf_room;
};

void tree_finish(struct tree *tree)
{
    free(tree->nodes);
    free(tree->shares);
    *tree = (struct tree){0};
}

bool grower_create(struct grower **out, const struct tree_rows *rows,
                   struct error *err)
{
    struct grower *grower = xcalloc(1, sizeof(*grower));
    size_t tries = (size_t)sqrt((double)rows->columns);

    grower->rows = *rows;
    grower->tries = tries > 0 ? tries : 1;
    grower->weights = calloc(rows->rows, sizeof(uint32_t));
    grower->list = calloc(rows->rows, sizeof(uint32_t));
    grower->spare = calloc(rows->rows, sizeof(uint32_t));
    grower->columns = calloc(rows->columns, sizeof(uint32_t));
    grower->keys = calloc(rows->rows, sizeof(uint64_t));
    grower->keys_out = calloc(rows->rows, sizeof(uint64_t));
    grower->stack = calloc(rows->rows, sizeof(struct range));
    grower->left = xcalloc(rows->classes, sizeof(uint64_t));
    grower->right = xcalloc(rows->classes, sizeof(uint64_t));
    grower->counts = xcalloc(rows->classes, sizeof(uint64_t));
    if (!grower->weights || !grower->list || !grower->spare ||
        !grower->columns || !grower->keys || !grower->keys_out ||
        !grower->stack) {
        grower_destroy(grower);
        return error_set(err, "cannot grow trees on %zu tracks: out of memory",
                         rows->rows);
    }
    *out = grower;
    return true;
}

void grower_destroy(struct grower *grower)
{
    if (!grower)
        return;
    free(grower->weights);
    free(grower->list);
    free(grower->spare);
    free(grower->columns);
    free(grower->keys);
    free(grower->keys_out);
    free(grower->stack);
    free(grower->left);
    free(grower->right);
    free(grower->counts);
    free(grower);
}

/* --- the best split of a node -------------------------------------------- */

/* Fills and sorts the keys of a column; false when it is constant there. */
static bool sort_column(struct grower *grower, const struct range *range,
                        const float *values, uint64_t **sorted)
{
    size_t count = range->end - range->begin;
    const uint32_t *list = grower->list + range->begin;
    float least = values[list[0]], most = least;

    for (size_t i = 0; i < count; i++) {
        float value = values[list[i]];

        least = value < least ? value : least;
        most = value > most ? value : most;
        grower->keys[i] = key_make(value, list[i]);
    }
    if (most <= least + least_step)
        return false;
    *sorted = key_sort(grower->keys, grower->keys_out, count);
    return true;
}

/* The middle, unless rounding makes it the upper value. */
static float choose_threshold(float low, float high)
{
    float middle = low / 2 + high / 2;

    return middle < high ? middle : low;
}

/* Walks the rows from left to right.  The weighted Gini impurity of the two
 * sides is least where sum(left^2) / |left| + sum(right^2) / |right| is
 * greatest. */
static void search_column(struct grower *grower, const uint64_t *keys,
                          size_t count, int32_t column, struct split *best)
{
    const uint32_t *weights = grower->weights;
    const int *labels = grower->rows.labels;
    size_t classes = grower->rows.classes;
    uint64_t *left = grower->left, *right = grower->right;
    uint64_t left_weight = 0, right_weight = 0;
    uint64_t left_squares = 0, right_squares = 0;

    for (size_t i = 0; i < classes; i++) {
        left[i] = 0;
        right[i] = grower->counts[i];
        right_weight += right[i];
        right_squares += right[i] * right[i];
    }
    for (size_t i = 0; i + 1 < count; i++) {
        uint32_t row = key_index(keys[i]);
        uint64_t weight = weights[row];
        int label = labels[row];
        float low = key_value(keys[i]), high = key_value(keys[i + 1]);
        double score;

        left_squares += weight * (2 * left[label] + weight);
        right_squares -= weight * (2 * right[label] - weight);
        left[label] += weight;
        right[label] -= weight;
        left_weight += weight;
        right_weight -= weight;
        if (high <= low + least_step)
            continue;
        score = (double)left_squares / (double)left_weight +
                (double)right_squares / (double)right_weight;
        if (score > best->score)
            *best = (struct split){score, column, choose_threshold(low, high)};
    }
}

/* Draws columns without replacement; after the first `tries` it goes on only
 * until one that is not constant is found. */
static bool find_split(struct grower *grower, const struct range *range,
                       struct split *best)
{
    uint32_t *columns = grower->columns;
    size_t left = grower->rows.columns, tried = 0;

    *best = (struct split){.score = -1, .column = -1};
    while (left > 0 && (tried < grower->tries || best->column < 0)) {
        size_t at = rng_below(&grower->rng, (uint32_t)left);
        uint32_t column = columns[at];
        uint64_t *sorted;

        columns[at] = columns[--left];
        columns[left] = column;
        tried++;
        if (sort_column(grower, range,
                        grower->rows.values + column * grower->rows.rows,
                        &sorted))
            search_column(grower, sorted, range->end - range->begin,
                          (int32_t)column, best);
    }
    return best->column >= 0;
}

/* --- growing ------------------------------------------------------------- */

static void draw_rows(struct grower *grower, uint32_t *count)
{
    size_t rows = grower->rows.rows;

    memset(grower->weights, 0, rows * sizeof(*grower->weights));
    for (size_t i = 0; i < rows; i++)
        grower->weights[rng_below(&grower->rng, (uint32_t)rows)]++;
    *count = 0;
    for (size_t i = 0; i < rows; i++)
        if (grower->weights[i])
            grower->list[(*count)++] = (uint32_t)i;
}

/* Weighs the classes of a node; false when there is only one. */
static bool count_classes(struct grower *grower, const struct range *range)
{
    size_t present = 0;

    for (size_t i = 0; i < grower->rows.classes; i++)
        grower->counts[i] = 0;
    for (uint32_t i = range->begin; i < range->end; i++) {
        uint32_t row = grower->list[i];
        uint64_t *count = &grower->counts[grower->rows.labels[row]];

        present += *count == 0;
        *count += grower->weights[row];
    }
    return present > 1;
}

/* Room for two more nodes and a leaf. */
static bool reserve(struct grower *grower)
{
    struct tree *tree = &grower->tree;

    if (tree->node_count + 2 > grower->node_room) {
        size_t room = 2 * grower->node_room + 64;
        struct tree_node *grown =
            realloc(tree->nodes, room * sizeof(*tree->nodes));

        if (!grown)
            return false;
        tree->nodes = grown;
        grower->node_room = room;
    }
    if (tree->leaf_count + 1 > grower->leaf_room) {
        size_t room = 2 * grower->leaf_room + 64;
        float *grown = realloc(tree->shares, room * grower->rows.classes *
                                                 sizeof(*tree->shares));

        if (!grown)
            return false;
        tree->shares = grown;
        grower->leaf_room = room;
    }
    return true;
}

static void make_leaf(struct grower *grower, uint32_t node)
{
    struct tree *tree = &grower->tree;
    size_t classes = grower->rows.classes;
    float *shares = tree->shares + tree->leaf_count * classes;
    uint64_t sum = 0;

    for (size_t i = 0; i < classes; i++)
        sum += grower->counts[i];
    for (size_t i = 0; i < classes; i++)
        shares[i] = (float)((double)grower->counts[i] / (double)sum);
    tree->nodes[node] =
        (struct tree_node){.column = -1, .next = (uint32_t)tree->leaf_count++};
}

/* Parts the rows, in order; returns where the right side begins. */
static uint32_t part(struct grower *grower, const struct range *range,
                     const struct split *split)
{
    const float *values =
        grower->rows.values + (size_t)split->column * grower->rows.rows;
    uint32_t left = range->begin, right = 0;

    for (uint32_t i = range->begin; i < range->end; i++) {
        uint32_t row = grower->list[i];

        if (values[row] <= split->threshold)
            grower->list[left++] = row;
        else
            grower->spare[right++] = row;
    }
    memcpy(grower->list + left, grower->spare, right * sizeof(uint32_t));
    return left;
}

static void make_inner(struct grower *grower, const struct range *range,
                       const struct split *split, struct range children[2])
{
    struct tree *tree = &grower->tree;
    uint32_t middle = part(grower, range, split);
    uint32_t next = (uint32_t)tree->node_count;

    tree->nodes[range->node] =
        (struct tree_node){split->threshold, split->column, next};
    tree->node_count += 2;
    children[0] = (struct range){next + 1, middle, range->end};
    children[1] = (struct range){next, range->begin, middle};
}

bool grower_run(struct grower *grower, uint64_t seed, size_t number,
                struct tree *out)
{
    size_t depth = 1;
    uint32_t count;

    grower->tree = (struct tree){.node_count = 1};
    grower->node_room = grower->leaf_room = 0;
    rng_init(&grower->rng, seed, STREAM_FOREST | number);
    for (size_t i = 0; i < grower->rows.columns; i++)
        grower->columns[i] = (uint32_t)i;
    draw_rows(grower, &count);
    grower->stack[0] = (struct range){0, 0, count};
    while (depth > 0) {
        struct range range = grower->stack[--depth];
        struct split split;

        if (!reserve(grower)) {
            tree_finish(&grower->tree);
            return false;
        }
        if (count_classes(grower, &range) &&
            find_split(grower, &range, &split)) {
            /* At most as many ranges wait as there are rows. */
            make_inner(grower, &range, &split, grower->stack + depth);
            depth += 2;
        } else {
            make_leaf(grower, range.node);
        }
    }
    *out = grower->tree;
    grower->tree = (struct tree){0};
    return true;
}
