/* vector.h - a track as one row of numbers, of the same length for all.
 *
 * The baselines learn from rows.  "statistics" describes each band of a
 * feature over time by its mean and its standard deviation; "deltas" adds
 * the standard deviation of the difference from one frame to the next.  A
 * feature that is one row of columns already, or a single frame, is taken as
 * it is.  Wavelet coefficients
 * count as six bands, one a level, of the energy in dB over 64 stretches of
 * the track.  "flat" is every value of the matrices, row by row, each cut or
 * filled with zeros to the longest length among the training tracks.
 *
 * A row of a million columns is never stored here: it is read, in pieces,
 * from the data set it came from.  All functions but init and finish may be
 * called by several threads at once.
 */
#ifndef LEARN_VECTOR_H
#define LEARN_VECTOR_H

#include "learn/dataset.h"
#include "learn/settings.h"

/* So that column numbers are exact in a float. */
enum { VECTOR_COLUMNS_MAX = 1 << 24 };

enum vector_form { VECTOR_STATISTICS, VECTOR_DELTAS, VECTOR_FLAT };

/* What the columns of a row are. */
struct vector_layout {
    unsigned features; /* bit 1u << kind */
    enum vector_form form;
    size_t bands[FEATURE_COUNT];
    size_t frames[FEATURE_COUNT]; /* the length of a feature taken as it is;
                                   * 0 where it becomes statistics */
    size_t columns;
};

/* What the setting `input` asks for. */
enum vector_form vector_form_of(const struct settings *settings);

/* The layout that fits all examples of the training part. */
bool vector_layout_init(struct vector_layout *layout,
                        const struct settings *settings,
                        const struct dataset *data, struct error *err);

/* Counts the columns of a layout that is otherwise filled; false when there
 * are none or too many. */
bool vector_layout_count(struct vector_layout *layout, struct error *err);

/* Whether a track can be read; `which` names it in the sentence. */
bool vector_check(const struct vector_layout *layout,
                  const struct input inputs[FEATURE_COUNT], const char *which,
                  struct error *err);

/* The rows of a data set, which stays borrowed. */
struct vector_table {
    const struct vector_layout *layout;
    const struct dataset *data;
    size_t rows, columns;
    float *values; /* rows x columns; NULL when flat */
};

/* Every example must have passed vector_check(). */
bool vector_table_init(struct vector_table *table,
                       const struct vector_layout *layout,
                       const struct dataset *data, int threads,
                       struct error *err);
void vector_table_finish(struct vector_table *table);

/* Writes the columns first .. first + count - 1 of a row. */
void vector_table_read(const struct vector_table *table, size_t row,
                       size_t first, size_t count, float *out);

#endif
