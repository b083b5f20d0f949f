#include "learn/cell_scaler.h"
#include "learn/crop.h"
#include "learn/facet.h"

#include <math.h>
#include <stdlib.h>

/* Adds values, or the squares of their differences to a mean. */
struct sum {
    double mean, total, count;
    bool squares;
};

static void add_row(struct sum *sum, const struct input *input,
                    enum feature_kind kind, size_t row)
{
    size_t frames = facet_frames(kind, input);
    float values[512];

    for (size_t start = 0; start < frames;) {
        size_t left = frames - start;
        size_t run = left < 512 ? left : 512;

        facet_read(kind, input, row, start, run, values);
        for (size_t i = 0; i < run; i++) {
            double value = values[i] - sum->mean;

            sum->total += sum->squares ? value * value : value;
        }
        start += run;
    }
    sum->count += (double)frames;
}

static double mean_of(const struct dataset *train, enum feature_kind kind,
                      size_t row, struct sum sum)
{
    for (size_t i = 0; i < train->count; i++)
        add_row(&sum, &train->examples[i].inputs[kind], kind, row);
    return sum.total / sum.count;
}

static void fit_rows(struct standard *standard, enum feature_kind kind,
                     const struct dataset *train)
{
    for (size_t row = 0; row < facet_rows(kind); row++) {
        double mean = mean_of(train, kind, row, (struct sum){0});
        double variance = mean_of(train, kind, row,
                                  (struct sum){.mean = mean, .squares = true});
        double deviation = sqrt(variance);

        standard->mean[kind][row] = (float)mean;
        /* A row that never changes stays near 0 instead of exploding. */
        standard->deviation[kind][row] =
            deviation > 1e-6 ? (float)deviation : 1.0F;
    }
}

/* Adds a feature that is shown otherwise than it is kept. */
static bool add_facet(struct cell_scaler *scaler, const struct input *input,
                      enum feature_kind kind, struct error *err)
{
    size_t rows = facet_rows(kind), frames = facet_frames(kind, input);
    float *values = calloc(rows * frames, sizeof(*values));

    if (!values)
        return error_set(err, "not enough memory for %zu x %zu values", rows,
                         frames);
    for (size_t row = 0; row < rows; row++)
        facet_read(kind, input, row, 0, frames, values + row * frames);
    cell_scaler_add(
        scaler,
        &(struct input){.values = values, .bands = rows, .frames = frames});
    free(values);
    return true;
}

static bool add_cells(struct cell_scaler *scaler, const struct input *input,
                      enum feature_kind kind, struct error *err)
{
    if (facet_rows(kind) != input->bands)
        return add_facet(scaler, input, kind, err);
    cell_scaler_add(scaler, input);
    return true;
}

static bool fit_cells(struct standard *standard, enum feature_kind kind,
                      const struct dataset *train, struct error *err)
{
    struct cell_scaler *scaler;
    bool good = true;

    if (!cell_scaler_create(&scaler, facet_rows(kind),
                            standard->extent.frames[kind], err))
        return false;
    for (size_t i = 0; good && i < train->count; i++)
        good = add_cells(scaler, &train->examples[i].inputs[kind], kind, err);
    if (good) {
        cell_scaler_fit(scaler);
        cell_scaler_get(scaler, standard->mean[kind],
                        standard->deviation[kind]);
    }
    cell_scaler_destroy(scaler);
    return good;
}

bool standard_fit(struct standard *standard, const struct dataset *train,
                  struct error *err)
{
    for (int i = 0; i < FEATURE_COUNT; i++) {
        enum feature_kind kind = (enum feature_kind)i;
        size_t shape[2];

        if (!standard->mean[i])
            continue;
        if (standard_shape(standard, kind, shape) == 1)
            fit_rows(standard, kind, train);
        else if (!fit_cells(standard, kind, train, err))
            return false;
    }
    return true;
}
