#include "learn/cell_scaler.h"

#include "base/alloc.h"

#include <assert.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>

/* Sums are those of differences to the first value, so that a cell that never
 * changes has a variance of exactly zero. */
struct cell {
    double first; /* later the mean */
    double sum;   /* later one over the deviation */
    double squares;
};

struct cell_scaler {
    size_t bands, frames;
    size_t count;       /* matrices added */
    struct cell *cells; /* bands x frames */
};

bool cell_scaler_create(struct cell_scaler **out, size_t bands, size_t frames,
                        struct error *err)
{
    struct cell_scaler *scaler = xcalloc(1, sizeof(*scaler));

    scaler->bands = bands;
    scaler->frames = frames;
    if (frames <= SIZE_MAX / bands)
        scaler->cells = calloc(bands * frames, sizeof(*scaler->cells));
    if (!scaler->cells) {
        free(scaler);
        return error_set(err, "not enough memory for %zu x %zu cells", bands,
                         frames);
    }
    *out = scaler;
    return true;
}

void cell_scaler_destroy(struct cell_scaler *scaler)
{
    if (!scaler)
        return;
    free(scaler->cells);
    free(scaler);
}

static double value_at(const struct input *input, size_t band, size_t frame)
{
    return frame < input->frames
               ? (double)input->values[band * input->frames + frame]
               : 0;
}

void cell_scaler_add(struct cell_scaler *scaler, const struct input *input)
{
    struct cell *cell = scaler->cells;

    assert(input->bands == scaler->bands);
    for (size_t band = 0; band < scaler->bands; band++)
        for (size_t frame = 0; frame < scaler->frames; frame++, cell++) {
            double value = value_at(input, band, frame);

            if (scaler->count == 0)
                cell->first = value;
            value -= cell->first;
            cell->sum += value;
            cell->squares += value * value;
        }
    scaler->count++;
}

/* Rounding alone can make a variance of this size (scikit-learn's test). */
static bool is_constant(double variance, double mean, double count)
{
    double error = count * mean * DBL_EPSILON;

    return variance <= count * DBL_EPSILON * variance + error * error;
}

void cell_scaler_fit(struct cell_scaler *scaler)
{
    double count = (double)scaler->count;

    for (size_t i = 0; i < scaler->bands * scaler->frames; i++) {
        struct cell *cell = &scaler->cells[i];
        double shift = cell->sum / count;
        double variance = fmax(cell->squares / count - shift * shift, 0);
        double mean = cell->first + shift;

        cell->first = mean;
        cell->sum = is_constant(variance, mean, count) ? 1 : 1 / sqrt(variance);
    }
}

void cell_scaler_get(const struct cell_scaler *scaler, float *mean,
                     float *deviation)
{
    for (size_t i = 0; i < scaler->bands * scaler->frames; i++) {
        mean[i] = (float)scaler->cells[i].first;
        deviation[i] = (float)(1 / scaler->cells[i].sum);
    }
}

void cell_scaler_measure(const struct cell_scaler *scaler,
                         const struct input *input, struct spread *spread)
{
    const struct cell *cell = scaler->cells;

    assert(input->bands == scaler->bands);
    for (size_t band = 0; band < scaler->bands; band++)
        for (size_t frame = 0; frame < scaler->frames; frame++, cell++)
            spread_add(spread, (value_at(input, band, frame) - cell->first) *
                                   cell->sum);
}
