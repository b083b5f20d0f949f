/* A random forest; see forest_tree.h for its trees.  The probability of a
 * class is the mean over the trees of its share in the leaf a track falls
 * into, as scikit-learn counts. */
#include "base/alloc.h"
#include "base/pool.h"
#include "learn/forest_tree.h"
#include "learn/key_sort.h"
#include "learn/method.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A node's numbers in the file: see struct tree_node. */
enum { THRESHOLD, COLUMN, NEXT, NODE_PARTS };
enum { NODES, LEAVES, SIZE_PARTS };

/* More than any real file has; whole numbers up to here are exact floats. */
enum { COUNT_MAX = 1 << 24 };

/* All trees one after the other, kept as the file has them. */
struct forest {
    size_t classes, columns;
    size_t tree_count, node_count, leaf_count;
    float *sizes;  /* trees x SIZE_PARTS */
    float *nodes;  /* nodes x NODE_PARTS; what is next counts in its tree */
    float *shares; /* leaves x classes */
};

static void destroy(void *model)
{
    struct forest *forest = model;

    if (!forest)
        return;
    free(forest->sizes);
    free(forest->nodes);
    free(forest->shares);
    free(forest);
}

/* --- training ------------------------------------------------------------ */

/* Columns that are turned and ranked together. */
enum { BLOCK = 64 };

/* Values closer than this are one (scikit-learn's FEATURE_THRESHOLD). */
static const float least_step = 1e-7F;

/* A worker's own. */
struct seat {
    struct grower *grower;
    float *values;          /* BLOCK columns x rows */
    uint64_t *keys, *spare; /* rows */
};

struct growth {
    const struct lesson *lesson;
    uint32_t *ranks; /* columns x rows */
    struct tree_rows rows;
    struct seat *seats; /* by worker */
    struct tree *trees;
    size_t tree_count;
    atomic_bool failed;
};

static void rank_column(const struct seat *seat, const float *values,
                        size_t rows, uint32_t *ranks)
{
    const uint64_t *sorted;
    uint32_t rank = 0;

    for (size_t i = 0; i < rows; i++)
        seat->keys[i] = key_make(key_rank_of(values[i]), (uint32_t)i);
    sorted = key_sort(seat->keys, seat->spare, rows);
    for (size_t i = 0; i < rows; i++) {
        uint32_t row = key_index(sorted[i]);

        if (i > 0 &&
            values[row] > values[key_index(sorted[i - 1])] + least_step)
            rank = (uint32_t)i;
        ranks[row] = rank;
    }
}

static void turn_block(void *context, size_t index, int worker)
{
    struct growth *growth = context;
    const struct vector_table *table = growth->lesson->table;
    size_t first = index * BLOCK, left = table->columns - first;
    size_t count = left < BLOCK ? left : BLOCK;
    const struct seat *seat = &growth->seats[worker];

    for (size_t row = 0; row < table->rows; row++) {
        float values[BLOCK];

        vector_table_read(table, row, first, count, values);
        for (size_t i = 0; i < count; i++)
            seat->values[i * table->rows + row] = values[i];
    }
    for (size_t i = 0; i < count; i++)
        rank_column(seat, seat->values + i * table->rows, table->rows,
                    growth->ranks + (first + i) * table->rows);
}

static void grow(void *context, size_t index, int worker)
{
    struct growth *growth = context;
    struct seat *seat = &growth->seats[worker];
    struct error err;

    if ((!seat->grower && !grower_create(&seat->grower, &growth->rows, &err)) ||
        !grower_run(seat->grower, growth->lesson->settings->seed, index,
                    &growth->trees[index]))
        atomic_store(&growth->failed, true);
}

static bool take_seats(struct growth *growth)
{
    size_t rows = growth->lesson->table->rows;

    for (int i = 0; i < growth->lesson->threads; i++) {
        struct seat *seat = &growth->seats[i];

        seat->values = calloc(rows, BLOCK * sizeof(float));
        seat->keys = calloc(rows, sizeof(uint64_t));
        seat->spare = calloc(rows, sizeof(uint64_t));
        if (!seat->values || !seat->keys || !seat->spare)
            return false;
    }
    return true;
}

static void seat_finish(struct seat *seat)
{
    grower_destroy(seat->grower);
    free(seat->values);
    free(seat->keys);
    free(seat->spare);
}

static bool growth_init(struct growth *growth, const struct lesson *lesson,
                        struct error *err)
{
    const struct vector_table *table = lesson->table;

    *growth = (struct growth){.lesson = lesson,
                              .tree_count = (size_t)lesson->settings->trees};
    growth->seats = xcalloc((size_t)lesson->threads, sizeof(struct seat));
    growth->trees = xcalloc(growth->tree_count, sizeof(*growth->trees));
    growth->ranks = malloc(table->columns * table->rows * sizeof(uint32_t));
    if (!growth->ranks || !take_seats(growth))
        return error_set(err, "cannot hold %zu x %zu values: out of memory",
                         table->rows, table->columns);
    growth->rows = (struct tree_rows){
        .table = table,
        .ranks = growth->ranks,
        .labels = lesson->labels,
        .rows = table->rows,
        .columns = table->columns,
        .classes = lesson->classes,
    };
    return true;
}

static void growth_finish(struct growth *growth)
{
    for (int i = 0; i < growth->lesson->threads; i++)
        seat_finish(&growth->seats[i]);
    for (size_t i = 0; i < growth->tree_count; i++)
        tree_finish(&growth->trees[i]);
    free(growth->seats);
    free(growth->trees);
    free(growth->ranks);
}

static void append(struct forest *forest, const struct tree *tree)
{
    float *size = forest->sizes + forest->tree_count * SIZE_PARTS;

    size[NODES] = (float)tree->node_count;
    size[LEAVES] = (float)tree->leaf_count;
    for (size_t i = 0; i < tree->node_count; i++) {
        float *node = forest->nodes + (forest->node_count + i) * NODE_PARTS;

        node[THRESHOLD] = tree->nodes[i].threshold;
        node[COLUMN] = (float)tree->nodes[i].column;
        node[NEXT] = (float)tree->nodes[i].next;
    }
    memcpy(forest->shares + forest->leaf_count * forest->classes, tree->shares,
           tree->leaf_count * forest->classes * sizeof(float));
    forest->tree_count++;
    forest->node_count += tree->node_count;
    forest->leaf_count += tree->leaf_count;
}

static bool join(struct forest **out, const struct growth *growth,
                 struct error *err)
{
    struct forest *forest = xcalloc(1, sizeof(*forest));
    size_t nodes = 1, leaves = 1; /* not none, whatever happens */

    for (size_t i = 0; i < growth->tree_count; i++) {
        nodes += growth->trees[i].node_count;
        leaves += growth->trees[i].leaf_count;
    }
    forest->classes = growth->rows.classes;
    forest->columns = growth->rows.columns;
    forest->sizes = xcalloc(growth->tree_count, SIZE_PARTS * sizeof(float));
    forest->nodes = calloc(nodes, NODE_PARTS * sizeof(float));
    forest->shares = calloc(leaves, forest->classes * sizeof(float));
    if (!forest->nodes || !forest->shares) {
        destroy(forest);
        return error_set(err, "cannot hold %zu nodes: out of memory", nodes);
    }
    for (size_t i = 0; i < growth->tree_count; i++)
        append(forest, &growth->trees[i]);
    *out = forest;
    return true;
}

static bool train(void **model, const struct lesson *lesson, struct error *err)
{
    struct growth growth;
    bool good;

    if (lesson->table->rows > COUNT_MAX / 2)
        return error_set(err, "a forest learns from %d tracks at most",
                         COUNT_MAX / 2);
    good = growth_init(&growth, lesson, err);
    if (good) {
        pool_run(lesson->threads, (lesson->table->columns + BLOCK - 1) / BLOCK,
                 turn_block, &growth, lesson->cancelled);
        pool_run(lesson->threads, growth.tree_count, grow, &growth,
                 lesson->cancelled);
        if (atomic_load(&growth.failed))
            good = error_set(err,
                             "cannot grow trees on %zu tracks: out of "
                             "memory",
                             lesson->table->rows);
        good = good && !lesson_stopped(lesson, err) &&
               join((struct forest **)model, &growth, err);
    }
    growth_finish(&growth);
    return good;
}

/* --- use ----------------------------------------------------------------- */

/* A single value of the row, as it is: trees need no scaling. */
static float read_value(const struct question *question, size_t column)
{
    float value;

    vector_table_read(question->table, 0, column, 1, &value);
    return value;
}

/* The leaf's place among the tree's leaves. */
static size_t descend(const float *nodes, const struct question *question)
{
    const float *node = nodes;

    while (node[COLUMN] >= 0) {
        float value = read_value(question, (size_t)node[COLUMN]);
        size_t next = (size_t)node[NEXT] + (value > node[THRESHOLD]);

        node = nodes + next * NODE_PARTS;
    }
    return (size_t)node[NEXT];
}

static bool run(const void *model, const struct question *question,
                double *probabilities, struct error *err)
{
    const struct forest *forest = model;
    const float *nodes = forest->nodes, *shares = forest->shares;
    size_t classes = forest->classes;

    (void)err;
    memset(probabilities, 0, classes * sizeof(*probabilities));
    for (size_t i = 0; i < forest->tree_count; i++) {
        const float *size = forest->sizes + i * SIZE_PARTS;
        const float *leaf = shares + descend(nodes, question) * classes;

        for (size_t j = 0; j < classes; j++)
            probabilities[j] += (double)leaf[j];
        nodes += (size_t)size[NODES] * NODE_PARTS;
        shares += (size_t)size[LEAVES] * classes;
    }
    for (size_t j = 0; j < classes; j++)
        probabilities[j] /= (double)forest->tree_count;
    return true;
}

/* --- files --------------------------------------------------------------- */

static void save(const void *model, struct safetensors_writer *writer)
{
    const struct forest *forest = model;
    const size_t sizes[] = {forest->tree_count, SIZE_PARTS};
    const size_t nodes[] = {forest->node_count, NODE_PARTS};
    const size_t shares[] = {forest->leaf_count, forest->classes};

    record_add_count(writer, "trees", forest->tree_count);
    record_add_count(writer, "nodes", forest->node_count);
    record_add_count(writer, "leaves", forest->leaf_count);
    safetensors_add_tensor(writer, "tree-sizes", sizes, 2, forest->sizes);
    safetensors_add_tensor(writer, "tree-nodes", nodes, 2, forest->nodes);
    safetensors_add_tensor(writer, "leaf-shares", shares, 2, forest->shares);
}

static bool is_count(float value, size_t least, size_t most)
{
    return value >= (float)least && value <= (float)most &&
           value == floorf(value);
}

/* Children come after their parent, so that every way down ends. */
static bool check_tree(const struct forest *forest, const float *nodes,
                       size_t node_count, size_t leaf_count)
{
    for (size_t i = 0; i < node_count; i++) {
        const float *node = nodes + i * NODE_PARTS;

        if (node[COLUMN] == -1) {
            if (leaf_count < 1 || !is_count(node[NEXT], 0, leaf_count - 1))
                return false;
        } else if (node_count < 2 ||
                   !is_count(node[COLUMN], 0, forest->columns - 1) ||
                   !is_count(node[NEXT], i + 1, node_count - 2)) {
            return false;
        }
    }
    return node_count > 0;
}

static bool check_shares(const struct forest *forest)
{
    for (size_t i = 0; i < forest->leaf_count; i++) {
        const float *shares = forest->shares + i * forest->classes;
        double sum = 0;

        for (size_t j = 0; j < forest->classes; j++) {
            if (shares[j] < 0)
                return false;
            sum += (double)shares[j];
        }
        if (fabs(sum - 1) > 1e-3)
            return false;
    }
    return true;
}

static bool check(const struct forest *forest)
{
    size_t nodes = 0, leaves = 0;

    for (size_t i = 0; i < forest->tree_count; i++) {
        const float *size = forest->sizes + i * SIZE_PARTS;
        const float *first = forest->nodes + nodes * NODE_PARTS;

        if (!is_count(size[NODES], 1, forest->node_count - nodes) ||
            !is_count(size[LEAVES], 1, forest->leaf_count - leaves) ||
            !check_tree(forest, first, (size_t)size[NODES],
                        (size_t)size[LEAVES]))
            return false;
        nodes += (size_t)size[NODES];
        leaves += (size_t)size[LEAVES];
    }
    return nodes == forest->node_count && leaves == forest->leaf_count &&
           check_shares(forest);
}

static bool read_arrays(struct forest *forest, const struct record *record,
                        struct error *err)
{
    size_t sizes[] = {0, SIZE_PARTS}, nodes[] = {0, NODE_PARTS};
    size_t shares[] = {0, forest->classes};

    if (!record_count(record, "trees", 1, COUNT_MAX, &sizes[0], err) ||
        !record_count(record, "nodes", 1, SIZE_MAX / 64, &nodes[0], err) ||
        !record_count(record, "leaves", 1, SIZE_MAX / 64, &shares[0], err))
        return false;
    forest->tree_count = sizes[0];
    forest->node_count = nodes[0];
    forest->leaf_count = shares[0];
    return record_array(record, "tree-sizes", sizes, 2, &forest->sizes, err) &&
           record_array(record, "tree-nodes", nodes, 2, &forest->nodes, err) &&
           record_array(record, "leaf-shares", shares, 2, &forest->shares, err);
}

static bool load(void **model, const struct record *record, size_t classes,
                 size_t columns, struct error *err)
{
    struct forest *forest = xcalloc(1, sizeof(*forest));
    bool good;

    forest->classes = classes;
    forest->columns = columns;
    good = read_arrays(forest, record, err);
    if (good && !check(forest))
        good = record_refuse(record, "tree-nodes", err);
    if (!good) {
        destroy(forest);
        return false;
    }
    *model = forest;
    return true;
}

const struct method forest_method = {
    .name = "forest",
    .train = train,
    .run = run,
    .save = save,
    .load = load,
    .destroy = destroy,
};
