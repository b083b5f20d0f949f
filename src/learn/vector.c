#include "learn/vector.h"

#include "base/pool.h"
#include "feature/wavelet.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STRETCHES = 64, LEVELS = WAVELET_LEVELS + 1 };

static bool is_used(const struct vector_layout *layout, int kind)
{
    return layout->features & 1U << kind;
}

static const char *name_of(int kind)
{
    return feature_of((enum feature_kind)kind)->name;
}

enum vector_form vector_form_of(const struct settings *settings)
{
    if (strcmp(settings->input, "flat") == 0)
        return VECTOR_FLAT;
    return strcmp(settings->input, "deltas") == 0 ? VECTOR_DELTAS
                                                  : VECTOR_STATISTICS;
}

/* --- what the columns are ------------------------------------------------ */

static size_t summary_size(const struct vector_layout *layout)
{
    return layout->form == VECTOR_DELTAS ? 3 : 2;
}

static size_t columns_of(const struct vector_layout *layout, int kind)
{
    if (!is_used(layout, kind))
        return 0;
    if (layout->frames[kind] > 0)
        return layout->bands[kind] * layout->frames[kind];
    if (kind == FEATURE_WAVELET)
        return LEVELS * summary_size(layout);
    return layout->bands[kind] * summary_size(layout);
}

bool vector_layout_count(struct vector_layout *layout, struct error *err)
{
    layout->columns = 0;
    for (int kind = 0; kind < FEATURE_COUNT; kind++) {
        if (is_used(layout, kind) &&
            (layout->bands[kind] < 1 ||
             layout->bands[kind] > VECTOR_COLUMNS_MAX ||
             layout->frames[kind] > VECTOR_COLUMNS_MAX))
            return error_set(err, "a row of '%s' has an impossible length",
                             name_of(kind));
        layout->columns += columns_of(layout, kind);
    }
    if (layout->columns == 0)
        return error_set(err, "no feature is given to learn from");
    if (layout->columns > VECTOR_COLUMNS_MAX)
        return error_set(err,
                         "a track would be %zu numbers, and %d are the most; "
                         "leave out a feature, or learn from statistics",
                         layout->columns, VECTOR_COLUMNS_MAX);
    return true;
}

/* The number of samples whose decomposition has that many coefficients, or 0
 * when there is none. */
static size_t wavelet_samples(size_t coefficients)
{
    size_t least = coefficients > LEVELS ? coefficients - LEVELS : 1;

    for (size_t count = coefficients; count >= least; count--)
        if (wavelet_count(count) == coefficients)
            return count;
    return 0;
}

bool vector_check(const struct vector_layout *layout,
                  const struct input inputs[FEATURE_COUNT], const char *which,
                  struct error *err)
{
    for (int kind = 0; kind < FEATURE_COUNT; kind++) {
        const struct input *input = &inputs[kind];

        if (!is_used(layout, kind))
            continue;
        if (!input->values || input->bands == 0 || input->frames == 0)
            return error_set(err, "%s has no '%s'", which, name_of(kind));
        if (input->bands != layout->bands[kind])
            return error_set(err, "the '%s' of %s has %zu bands, not %zu",
                             name_of(kind), which, input->bands,
                             layout->bands[kind]);
        if (layout->form == VECTOR_FLAT)
            continue;
        if (layout->frames[kind] > 0 && input->frames != layout->frames[kind])
            return error_set(err, "the '%s' of %s has %zu values, not %zu",
                             name_of(kind), which, input->frames,
                             layout->frames[kind]);
        if (kind == FEATURE_WAVELET && layout->frames[kind] == 0 &&
            !wavelet_samples(input->frames))
            return error_set(err,
                             "the '%s' of %s has %zu coefficients, which is "
                             "no decomposition of %d levels",
                             name_of(kind), which, input->frames,
                             WAVELET_LEVELS);
    }
    return true;
}

/* The longest.  Statistics take as they are what no statistic is to be made
 * of: named columns, and a single frame. */
static void measure(struct vector_layout *layout, const struct dataset *data,
                    int kind)
{
    size_t longest = 0;

    layout->bands[kind] =
        data->count ? data->examples[0].inputs[kind].bands : 0;
    for (size_t i = 0; i < data->count; i++) {
        size_t frames = data->examples[i].inputs[kind].frames;

        longest = frames > longest ? frames : longest;
    }
    layout->frames[kind] = longest;
    if (layout->form != VECTOR_FLAT && longest > 1 &&
        feature_of((enum feature_kind)kind)->columns == 0)
        layout->frames[kind] = 0;
}

bool vector_layout_init(struct vector_layout *layout,
                        const struct settings *settings,
                        const struct dataset *data, struct error *err)
{
    *layout = (struct vector_layout){.features = settings->features,
                                     .form = vector_form_of(settings)};
    for (int kind = 0; kind < FEATURE_COUNT; kind++)
        if (is_used(layout, kind))
            measure(layout, data, kind);
    for (size_t i = 0; i < data->count; i++) {
        char which[64];

        snprintf(which, sizeof(which), "track %zu of the training part", i + 1);
        if (!vector_check(layout, data->examples[i].inputs, which, err))
            return false;
    }
    return vector_layout_count(layout, err);
}

/* --- statistics ---------------------------------------------------------- */

/* The mean, the deviation and, where asked for, the deviation of the steps
 * of one band; the parts of a row for other bands lie `stride` apart. */
static void summarise(const float *values, size_t count, size_t parts,
                      size_t stride, float *out)
{
    double sum = 0, squares = 0, steps = 0, step_squares = 0, mean;

    for (size_t i = 0; i < count; i++)
        sum += values[i];
    mean = sum / (double)count;
    for (size_t i = 0; i < count; i++)
        squares += (values[i] - mean) * (values[i] - mean);
    out[0] = (float)mean;
    out[stride] = (float)sqrt(squares / (double)count);
    if (parts < 3)
        return;
    out[2 * stride] = 0;
    if (count < 2)
        return;
    mean = ((double)values[count - 1] - values[0]) / (double)(count - 1);
    for (size_t i = 1; i < count; i++) {
        steps = (double)values[i] - values[i - 1] - mean;
        step_squares += steps * steps;
    }
    out[2 * stride] = (float)sqrt(step_squares / (double)(count - 1));
}

/* The energy of a level in dB, over so many stretches of the track. */
static size_t measure_level(const float *values, size_t count,
                            float decibels[STRETCHES])
{
    size_t stretches = count < STRETCHES ? count : STRETCHES;

    for (size_t i = 0; i < stretches; i++) {
        size_t begin = i * count / stretches;
        size_t end = (i + 1) * count / stretches;
        double energy = 0;

        for (size_t j = begin; j < end; j++)
            energy += (double)values[j] * values[j];
        decibels[i] =
            (float)(10 * log10(energy / (double)(end - begin) + 1e-10));
    }
    return stretches;
}

static void summarise_wavelet(const struct input *input, size_t parts,
                              float *out)
{
    size_t lengths[LEVELS]; /* the coarsest first */
    size_t count = wavelet_samples(input->frames);
    const float *values = input->values;

    for (int level = LEVELS - 1; level > 0; level--)
        lengths[level] = count = (count + 1) / 2;
    lengths[0] = count;
    for (int level = 0; level < LEVELS; level++) {
        float decibels[STRETCHES];
        size_t stretches = measure_level(values, lengths[level], decibels);

        summarise(decibels, stretches, parts, LEVELS, out + level);
        values += lengths[level];
    }
}

static void summarise_track(const struct vector_layout *layout,
                            const struct input inputs[FEATURE_COUNT],
                            float *out)
{
    size_t parts = summary_size(layout);

    for (int kind = 0; kind < FEATURE_COUNT; kind++) {
        const struct input *input = &inputs[kind];

        if (!is_used(layout, kind))
            continue;
        if (layout->frames[kind] > 0)
            memcpy(out, input->values,
                   columns_of(layout, kind) * sizeof(float));
        else if (kind == FEATURE_WAVELET)
            summarise_wavelet(input, parts, out);
        else
            for (size_t band = 0; band < input->bands; band++)
                summarise(input->values + band * input->frames, input->frames,
                          parts, input->bands, out + band);
        out += columns_of(layout, kind);
    }
}

/* --- flat ---------------------------------------------------------------- */

/* Columns of one feature, from its own first column on. */
static void read_matrix(const struct input *input, size_t frames, size_t first,
                        size_t count, float *out)
{
    while (count > 0) {
        size_t band = first / frames, frame = first % frames;
        size_t run = frames - frame < count ? frames - frame : count;
        size_t there = input->frames > frame ? input->frames - frame : 0;

        if (there > run)
            there = run;
        memcpy(out, input->values + band * input->frames + frame,
               there * sizeof(float));
        memset(out + there, 0, (run - there) * sizeof(float));
        first += run;
        count -= run;
        out += run;
    }
}

static void read_flat(const struct vector_layout *layout,
                      const struct input inputs[FEATURE_COUNT], size_t first,
                      size_t count, float *out)
{
    for (int kind = 0; kind < FEATURE_COUNT && count > 0; kind++) {
        size_t columns = columns_of(layout, kind);
        size_t run;

        if (first >= columns) {
            first -= columns;
            continue;
        }
        run = columns - first < count ? columns - first : count;
        read_matrix(&inputs[kind], layout->frames[kind], first, run, out);
        first = 0;
        count -= run;
        out += run;
    }
}

/* --- tables -------------------------------------------------------------- */

static void summarise_row(void *context, size_t row, int worker)
{
    const struct vector_table *table = context;

    (void)worker;
    summarise_track(table->layout, table->data->examples[row].inputs,
                    table->values + row * table->columns);
}

bool vector_table_init(struct vector_table *table,
                       const struct vector_layout *layout,
                       const struct dataset *data, int threads,
                       struct error *err)
{
    *table = (struct vector_table){.layout = layout,
                                   .data = data,
                                   .rows = data->count,
                                   .columns = layout->columns};
    if (layout->form == VECTOR_FLAT)
        return true;
    table->values = calloc(table->rows, table->columns * sizeof(float));
    if (!table->values)
        return error_set(err,
                         "cannot hold the statistics of %zu tracks: out "
                         "of memory",
                         table->rows);
    pool_run(threads, table->rows, summarise_row, table, NULL);
    return true;
}

void vector_table_finish(struct vector_table *table)
{
    free(table->values);
    *table = (struct vector_table){0};
}

void vector_table_read(const struct vector_table *table, size_t row,
                       size_t first, size_t count, float *out)
{
    if (table->values)
        memcpy(out, table->values + row * table->columns + first,
               count * sizeof(float));
    else
        read_flat(table->layout, table->data->examples[row].inputs, first,
                  count, out);
}
