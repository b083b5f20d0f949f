#include "learn/forest_tree.h"

#include "base/alloc.h"
#include "base/rng.h"
#include "learn/key_sort.h"
#include "learn/lesson.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Fewer rows a word of the bit set than this are rather sorted. */
enum { WORD = 64, SPARSE = 2 };

/* Columns up to this long are fetched ahead. */
enum { AHEAD_MAX = 1024, LINE = 64 / sizeof(uint32_t) };

/* Rows begin .. end - 1 of the grower's list, to become a node. */
struct range {
    uint32_t node;
    uint32_t begin, end;
};

struct split {
    double score; /* the higher, the purer are the two sides */
    int32_t column;
    uint32_t low, high; /* the rows next to it on either side */
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
    uint64_t *bits;         /* by rank: whether a row of the node has it */
    uint32_t *heads;        /* by rank: the last row seen that has it */
    uint32_t *chain;        /* by row: the one before of the same rank */
    double *inverses;       /* 1 / weight, for weights up to rows */
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
    grower->bits = calloc(rows->rows / WORD + 1, sizeof(uint64_t));
    grower->heads = calloc(rows->rows, sizeof(uint32_t));
    grower->chain = calloc(rows->rows, sizeof(uint32_t));
    grower->inverses = calloc(rows->rows + 1, sizeof(double));
    grower->left = xcalloc(rows->classes, sizeof(uint64_t));
    grower->right = xcalloc(rows->classes, sizeof(uint64_t));
    grower->counts = xcalloc(rows->classes, sizeof(uint64_t));
    if (!grower->weights || !grower->list || !grower->spare ||
        !grower->columns || !grower->keys || !grower->keys_out ||
        !grower->stack || !grower->bits || !grower->heads || !grower->chain ||
        !grower->inverses) {
        grower_destroy(grower);
        return error_set(err, "cannot grow trees on %zu tracks: out of memory",
                         rows->rows);
    }
    for (size_t i = 1; i <= rows->rows; i++)
        grower->inverses[i] = 1 / (double)i;
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
    free(grower->bits);
    free(grower->heads);
    free(grower->chain);
    free(grower->inverses);
    free(grower->left);
    free(grower->right);
    free(grower->counts);
    free(grower);
}

/* --- the best split of a node -------------------------------------------- */

/* Sorts the rows by walking through a set of all ranks. */
static void sort_by_bits(struct grower *grower, const struct range *range,
                         const uint32_t *ranks)
{
    uint64_t *keys = grower->keys, *bits = grower->bits;
    size_t words = grower->rows.rows / WORD + 1;

    for (uint32_t i = range->begin; i < range->end; i++) {
        uint32_t row = grower->list[i], rank = ranks[row];
        uint64_t bit = (uint64_t)1 << rank % WORD;

        /* The row itself ends the chain. */
        grower->chain[row] =
            bits[rank / WORD] & bit ? grower->heads[rank] : row;
        grower->heads[rank] = row;
        bits[rank / WORD] |= bit;
    }
    for (size_t i = 0; i < words; i++) {
        for (uint64_t left = bits[i]; left; left &= left - 1) {
            uint32_t rank =
                (uint32_t)(i * WORD) + (uint32_t)__builtin_ctzll(left);
            uint32_t row = grower->heads[rank];

            *keys++ = key_make(rank, row);
            while (grower->chain[row] != row) {
                row = grower->chain[row];
                *keys++ = key_make(rank, row);
            }
        }
        bits[i] = 0;
    }
}

/* The rows of the node by rank; NULL when all have the same. */
static const uint64_t *sort_column(struct grower *grower,
                                   const struct range *range,
                                   const uint32_t *ranks)
{
    size_t count = range->end - range->begin;
    const uint64_t *sorted = grower->keys;

    if (count * WORD >= grower->rows.rows * SPARSE) {
        sort_by_bits(grower, range, ranks);
    } else {
        for (size_t i = 0; i < count; i++) {
            uint32_t row = grower->list[range->begin + i];

            grower->keys[i] = key_make(ranks[row], row);
        }
        sorted = key_sort(grower->keys, grower->keys_out, count);
    }
    return key_rank(sorted[0]) < key_rank(sorted[count - 1]) ? sorted : NULL;
}

/* Walks the rows from left to right.  The weighted Gini impurity of the two
 * sides is least where sum(left^2) / |left| + sum(right^2) / |right| is
 * greatest. */
static void search_column(struct grower *grower, const uint64_t *keys,
                          size_t count, int32_t column, struct split *best)
{
    const uint32_t *weights = grower->weights;
    const int *labels = grower->rows.labels;
    const double *inverses = grower->inverses;
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
        double score;

        left_squares += weight * (2 * left[label] + weight);
        right_squares -= weight * (2 * right[label] - weight);
        left[label] += weight;
        right[label] -= weight;
        left_weight += weight;
        right_weight -= weight;
        if (key_rank(keys[i]) == key_rank(keys[i + 1]))
            continue;
        score = (double)left_squares * inverses[left_weight] +
                (double)right_squares * inverses[right_weight];
        if (score > best->score)
            *best = (struct split){score, column, row, key_index(keys[i + 1])};
    }
}

/* Takes one of the columns that are left, and has its ranks on their way from
 * memory before they are needed. */
static uint32_t draw_column(struct grower *grower, size_t *left)
{
    size_t rows = grower->rows.rows;
    size_t at = rng_below(&grower->rng, (uint32_t)*left);
    uint32_t column = grower->columns[at];
    const uint32_t *ranks = grower->rows.ranks + column * rows;

    grower->columns[at] = grower->columns[--*left];
    grower->columns[*left] = column;
    for (size_t i = 0; rows <= AHEAD_MAX && i < rows; i += LINE)
        __builtin_prefetch(ranks + i);
    return column;
}

/* Draws columns without replacement; after the first `tries` it goes on only
 * until one that is not constant is found. */
static bool find_split(struct grower *grower, const struct range *range,
                       struct split *best)
{
    size_t left = grower->rows.columns, rows = grower->rows.rows;
    uint32_t next = draw_column(grower, &left);
    bool more = true;

    *best = (struct split){.score = -1, .column = -1};
    for (size_t tried = 0; more && (tried < grower->tries || best->column < 0);
         tried++) {
        uint32_t column = next;
        const uint64_t *sorted;

        more = left > 0;
        if (more)
            next = draw_column(grower, &left);
        sorted = sort_column(grower, range, grower->rows.ranks + column * rows);
        if (sorted)
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
    const uint32_t *ranks =
        grower->rows.ranks + (size_t)split->column * grower->rows.rows;
    uint32_t left = range->begin, right = 0;

    for (uint32_t i = range->begin; i < range->end; i++) {
        uint32_t row = grower->list[i];

        if (ranks[row] <= ranks[split->low])
            grower->list[left++] = row;
        else
            grower->spare[right++] = row;
    }
    memcpy(grower->list + left, grower->spare, right * sizeof(uint32_t));
    return left;
}

static float read_value(const struct grower *grower, uint32_t row,
                        int32_t column)
{
    float value;

    vector_table_read(grower->rows.table, row, (size_t)column, 1, &value);
    return value;
}

/* The middle, unless rounding makes it the upper value. */
static float choose_threshold(const struct grower *grower,
                              const struct split *split)
{
    float low = read_value(grower, split->low, split->column);
    float high = read_value(grower, split->high, split->column);
    float middle = low / 2 + high / 2;

    return middle >= low && middle < high ? middle : low;
}

static void make_inner(struct grower *grower, const struct range *range,
                       const struct split *split, struct range children[2])
{
    struct tree *tree = &grower->tree;
    uint32_t middle = part(grower, range, split);
    uint32_t next = (uint32_t)tree->node_count;

    tree->nodes[range->node] = (struct tree_node){
        choose_threshold(grower, split), split->column, next};
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
