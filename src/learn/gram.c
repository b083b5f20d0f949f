#include "learn/gram.h"

#include "base/pool.h"
#include "feature/lane.h"

#include <stdlib.h>
#include <string.h>

/* A tile is TILE x TILE products; a panel PANEL columns of all rows.  Short
 * panels keep the sums in single precision exact to about 1e-7. */
enum { TILE = 4, PANEL = 2048, LANES = PANEL / LANE };

struct gram {
    const struct lesson *lesson;
    size_t rows;  /* a multiple of TILE; those behind the last are zero */
    size_t first; /* column of the panel */
    size_t count; /* columns in it */
    lane *panel;  /* rows x LANES */
    double *out;  /* true rows x true rows, the lower half */
};

static void fill_row(void *context, size_t row, int worker)
{
    const struct gram *gram = context;
    float *values = (float *)(gram->panel + row * LANES);

    (void)worker;
    vector_table_read(gram->lesson->table, row, gram->first, gram->count,
                      values);
    scaling_apply(gram->lesson->scaling, gram->first, gram->count, values);
    memset(values + gram->count, 0, (PANEL - gram->count) * sizeof(float));
}

/* The products of four rows with four others. */
LANE_CLONES static void multiply(const lane *a, const lane *b, size_t lanes,
                                 lane sums[TILE * TILE])
{
    lane s00 = {0}, s01 = {0}, s02 = {0}, s03 = {0};
    lane s10 = {0}, s11 = {0}, s12 = {0}, s13 = {0};
    lane s20 = {0}, s21 = {0}, s22 = {0}, s23 = {0};
    lane s30 = {0}, s31 = {0}, s32 = {0}, s33 = {0};

    for (size_t i = 0; i < lanes; i++) {
        lane b0 = b[i], b1 = b[i + LANES];
        lane b2 = b[i + (size_t)2 * LANES], b3 = b[i + (size_t)3 * LANES];
        lane x = a[i];

        s00 += x * b0, s01 += x * b1, s02 += x * b2, s03 += x * b3;
        x = a[i + LANES];
        s10 += x * b0, s11 += x * b1, s12 += x * b2, s13 += x * b3;
        x = a[i + (size_t)2 * LANES];
        s20 += x * b0, s21 += x * b1, s22 += x * b2, s23 += x * b3;
        x = a[i + (size_t)3 * LANES];
        s30 += x * b0, s31 += x * b1, s32 += x * b2, s33 += x * b3;
    }
    sums[0] = s00, sums[1] = s01, sums[2] = s02, sums[3] = s03;
    sums[4] = s10, sums[5] = s11, sums[6] = s12, sums[7] = s13;
    sums[8] = s20, sums[9] = s21, sums[10] = s22, sums[11] = s23;
    sums[12] = s30, sums[13] = s31, sums[14] = s32, sums[15] = s33;
}

static void add_tile(const struct gram *gram, size_t row, size_t column,
                     const lane sums[TILE * TILE])
{
    size_t rows = gram->lesson->table->rows;

    for (size_t i = 0; i < TILE && row + i < rows; i++)
        for (size_t j = 0; j < TILE && column + j <= row + i; j++) {
            double sum = 0;

            for (int k = 0; k < LANE; k++)
                sum += (double)sums[i * TILE + j][k];
            gram->out[(row + i) * rows + column + j] += sum;
        }
}

/* Four rows of the lower half. */
static void multiply_rows(void *context, size_t index, int worker)
{
    const struct gram *gram = context;
    /* The long rows first, so that the threads end together. */
    size_t row = gram->rows - (index + 1) * TILE;
    size_t lanes = (gram->count + LANE - 1) / LANE;

    (void)worker;
    for (size_t column = 0; column <= row; column += TILE) {
        lane sums[TILE * TILE];

        multiply(gram->panel + row * LANES, gram->panel + column * LANES, lanes,
                 sums);
        add_tile(gram, row, column, sums);
    }
}

static void mirror(double *out, size_t rows)
{
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < i; j++)
            out[j * rows + i] = out[i * rows + j];
}

bool gram_compute(const struct lesson *lesson, double *products,
                  struct error *err)
{
    size_t rows = lesson->table->rows, columns = lesson->table->columns;
    struct gram gram = {.lesson = lesson, .out = products};

    gram.rows = (rows + TILE - 1) / TILE * TILE;
    gram.panel = lane_alloc(gram.rows * LANES);
    if (!gram.panel)
        return error_set(err, "cannot compare %zu tracks: out of memory", rows);
    memset(products, 0, rows * rows * sizeof(*products));
    for (gram.first = 0; gram.first < columns; gram.first += gram.count) {
        if (lesson_stopped(lesson, err))
            break;
        gram.count =
            columns - gram.first < PANEL ? columns - gram.first : PANEL;
        pool_run(lesson->threads, rows, fill_row, &gram, NULL);
        pool_run(lesson->threads, gram.rows / TILE, multiply_rows, &gram, NULL);
    }
    free(gram.panel);
    mirror(products, rows);
    return gram.first >= columns;
}
