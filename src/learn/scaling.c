#include "learn/scaling.h"

#include "base/alloc.h"
#include "base/pool.h"
#include "feature/lane.h"

#include <float.h>
#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>

/* Columns looked at together: what is summed stays in the nearest cache. */
enum { BLOCK = 256 };

struct fit {
    struct scaling *scaling;
    const struct vector_table *table;
    atomic_bool wrong; /* a value is no number */
};

bool scaling_init(struct scaling *scaling, size_t columns, struct error *err)
{
    *scaling = (struct scaling){.columns = columns};
    scaling->mean = calloc(columns, sizeof(float));
    scaling->factor = calloc(columns, sizeof(float));
    if (scaling->mean && scaling->factor)
        return true;
    scaling_finish(scaling);
    return error_set(err, "cannot scale %zu columns: out of memory", columns);
}

void scaling_finish(struct scaling *scaling)
{
    free(scaling->mean);
    free(scaling->factor);
    *scaling = (struct scaling){0};
}

LANE_CLONES static void add_values(const float *values, size_t count,
                                   double *sums)
{
    for (size_t i = 0; i < count; i++)
        sums[i] += values[i];
}

LANE_CLONES static void add_squares(const float *values, size_t count,
                                    const double *means, double *squares)
{
    for (size_t i = 0; i < count; i++) {
        double apart = values[i] - means[i];

        squares[i] += apart * apart;
    }
}

/* scikit-learn's test for a column that is constant but for rounding. */
static bool is_constant(double variance, double mean, double rows)
{
    double rounding = rows * mean * DBL_EPSILON;

    return variance <= rows * DBL_EPSILON * variance + rounding * rounding;
}

static void fit_block(void *context, size_t index, int worker)
{
    struct fit *fit = context;
    const struct vector_table *table = fit->table;
    size_t first = index * BLOCK, left = table->columns - first;
    size_t count = left < BLOCK ? left : BLOCK;
    double rows = (double)table->rows;
    double means[BLOCK] = {0}, squares[BLOCK] = {0};
    float values[BLOCK];

    (void)worker;
    for (size_t row = 0; row < table->rows; row++) {
        vector_table_read(table, row, first, count, values);
        add_values(values, count, means);
    }
    for (size_t i = 0; i < count; i++)
        means[i] /= rows;
    for (size_t row = 0; row < table->rows; row++) {
        vector_table_read(table, row, first, count, values);
        add_squares(values, count, means, squares);
    }
    for (size_t i = 0; i < count; i++) {
        double variance = squares[i] / rows;

        if (!isfinite(variance))
            atomic_store(&fit->wrong, true);
        fit->scaling->mean[first + i] = (float)means[i];
        fit->scaling->factor[first + i] = is_constant(variance, means[i], rows)
                                              ? 1
                                              : (float)(1 / sqrt(variance));
    }
}

bool scaling_fit(struct scaling *scaling, const struct vector_table *table,
                 int threads, struct error *err)
{
    struct fit fit = {.scaling = scaling, .table = table};

    pool_run(threads, (table->columns + BLOCK - 1) / BLOCK, fit_block, &fit,
             NULL);
    if (atomic_load(&fit.wrong))
        return error_set(err,
                         "the features of the training part hold values that "
                         "are no numbers, or are too large");
    return true;
}

LANE_CLONES void scaling_apply(const struct scaling *scaling, size_t first,
                               size_t count, float *values)
{
    const float *mean = scaling->mean + first;
    const float *factor = scaling->factor + first;

    for (size_t i = 0; i < count; i++)
        values[i] = (values[i] - mean[i]) * factor[i];
}
