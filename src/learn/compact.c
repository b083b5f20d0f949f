#include "learn/compact.h"

#include "base/alloc.h"
#include "base/pool.h"
#include "learn/algebra.h"
#include "learn/gram.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Columns that are expanded together. */
enum { BLOCK = 256 };

/* What single precision leaves certain of a row's energy. */
static const double least_energy = 1e-6;

/* --- coordinates --------------------------------------------------------- */

struct reading {
    struct compact *compact;
    const struct lesson *lesson;
};

static void read_scaled_row(void *context, size_t row, int worker)
{
    const struct reading *reading = context;
    const struct lesson *lesson = reading->lesson;
    const struct compact *compact = reading->compact;
    double *out = compact->values + row * compact->rank;
    float values[BLOCK];

    (void)worker;
    for (size_t first = 0; first < compact->rank; first += BLOCK) {
        size_t left = compact->rank - first;
        size_t count = left < BLOCK ? left : BLOCK;

        vector_table_read(lesson->table, row, first, count, values);
        scaling_apply(lesson->scaling, first, count, values);
        for (size_t i = 0; i < count; i++)
            out[first + i] = values[i];
    }
}

static size_t find_largest(const double *values, size_t count)
{
    size_t best = 0;

    for (size_t i = 1; i < count; i++)
        if (values[i] > values[best])
            best = i;
    return best;
}

/* One more column of L, from the products of the pivot with all rows. */
static void add_coordinate(struct compact *compact, const double *products,
                           double *energy)
{
    size_t rows = compact->rows, rank = compact->rank;
    size_t pivot = compact->pivots[rank];
    const double *row = compact->values + pivot * rows;
    double length = sqrt(energy[pivot]);

    for (size_t i = 0; i < rows; i++) {
        double *other = compact->values + i * rows;

        if (i == pivot || energy[i] <= 0)
            continue; /* a pivot before */
        other[rank] =
            (products[pivot * rows + i] - algebra_dot(other, row, rank)) /
            length;
        energy[i] -= other[rank] * other[rank];
    }
    compact->values[pivot * rows + rank] = length;
    energy[pivot] = 0;
    compact->rank++;
}

/* Moves the rows, rows values apart until now, together. */
static void pack(struct compact *compact)
{
    for (size_t i = 1; i < compact->rows; i++)
        memmove(compact->values + i * compact->rank,
                compact->values + i * compact->rows,
                compact->rank * sizeof(double));
}

static bool factorise(struct compact *compact, const double *products,
                      const struct lesson *lesson, struct error *err)
{
    size_t rows = compact->rows;
    double *energy = xcalloc(rows, sizeof(*energy));
    double least;
    bool stopped = false;

    for (size_t i = 0; i < rows; i++)
        energy[i] = products[i * rows + i];
    least = least_energy * energy[find_largest(energy, rows)];
    while (compact->rank < rows && !stopped) {
        size_t pivot = find_largest(energy, rows);

        if (energy[pivot] <= least)
            break;
        compact->pivots[compact->rank] = pivot;
        add_coordinate(compact, products, energy);
        stopped = lesson_stopped(lesson, err);
    }
    free(energy);
    pack(compact);
    return !stopped;
}

static bool init_from_products(struct compact *compact,
                               const struct lesson *lesson, struct error *err)
{
    size_t rows = compact->rows;
    double *products = calloc(rows * rows, sizeof(*products));
    bool good;

    compact->values = calloc(rows * rows, sizeof(*compact->values));
    compact->pivots = calloc(rows, sizeof(*compact->pivots));
    if (products && compact->values && compact->pivots)
        good = gram_compute(lesson, products, err) &&
               factorise(compact, products, lesson, err);
    else
        good = error_set(err, "cannot compare %zu tracks: out of memory", rows);
    free(products);
    return good;
}

bool compact_init(struct compact *compact, const struct lesson *lesson,
                  struct error *err)
{
    size_t rows = lesson->table->rows, columns = lesson->table->columns;
    struct reading reading = {compact, lesson};

    *compact = (struct compact){.rows = rows};
    if (columns > rows) {
        if (init_from_products(compact, lesson, err))
            return true;
        compact_finish(compact);
        return false;
    }
    compact->rank = columns;
    compact->values = calloc(rows * columns, sizeof(*compact->values));
    if (!compact->values)
        return error_set(err, "cannot hold %zu tracks: out of memory", rows);
    pool_run(lesson->threads, rows, read_scaled_row, &reading, NULL);
    return true;
}

void compact_finish(struct compact *compact)
{
    free(compact->values);
    free(compact->pivots);
    *compact = (struct compact){0};
}

/* --- and back ------------------------------------------------------------ */

struct expansion {
    const struct compact *compact;
    const struct lesson *lesson;
    const double *shares; /* count x rank: of the pivot rows */
    size_t count;
    float *weights; /* count x columns */
};

/* With P the pivot rows, P = T Q' where T is L's rows of the pivots and Q an
 * orthonormal basis; so Q d = P' a with T' a = d.  Solves that in place. */
static void solve(const struct compact *compact, double *direction)
{
    size_t rank = compact->rank;

    for (size_t j = rank; j-- > 0;) {
        const double *row = compact->values + compact->pivots[j] * rank;

        direction[j] /= row[j];
        algebra_add(direction, -direction[j], row, j);
    }
}

static void expand_block(void *context, size_t index, int worker)
{
    const struct expansion *expansion = context;
    const struct compact *compact = expansion->compact;
    const struct vector_table *table = expansion->lesson->table;
    size_t first = index * BLOCK, left = table->columns - first;
    size_t count = left < BLOCK ? left : BLOCK;

    (void)worker;
    for (size_t i = 0; i < compact->rank; i++) {
        float values[BLOCK];

        vector_table_read(table, compact->pivots[i], first, count, values);
        scaling_apply(expansion->lesson->scaling, first, count, values);
        for (size_t k = 0; k < expansion->count; k++)
            algebra_add_float(expansion->weights + k * table->columns + first,
                              (float)expansion->shares[k * compact->rank + i],
                              values, count);
    }
}

bool compact_expand(const struct compact *compact, const struct lesson *lesson,
                    double *directions, size_t count, float *weights,
                    struct error *err)
{
    size_t columns = lesson->table->columns;
    struct expansion expansion = {compact, lesson, directions, count, weights};

    if (!compact->pivots) {
        for (size_t i = 0; i < count * columns; i++)
            weights[i] = (float)directions[i];
        return true;
    }
    for (size_t k = 0; k < count; k++)
        solve(compact, directions + k * compact->rank);
    memset(weights, 0, count * columns * sizeof(*weights));
    pool_run(lesson->threads, (columns + BLOCK - 1) / BLOCK, expand_block,
             &expansion, lesson->cancelled);
    return !lesson_stopped(lesson, err);
}
