/* cell_scaler.h - mean 0 and deviation 1 for every cell of a matrix.
 *
 * What scikit-learn's StandardScaler does to flattened matrices of one length,
 * without having them all at once: every matrix is cut, or filled with zeros,
 * to the same number of frames, then each (band, frame) has a mean and a
 * population deviation of its own.  A cell that hardly varies is only moved.
 *
 * Takes 24 bytes a cell.  One thread at a time.
 */
#ifndef LEARN_CELL_SCALER_H
#define LEARN_CELL_SCALER_H

#include "base/error.h"
#include "learn/dataset.h"
#include "learn/spread.h"

struct cell_scaler;

bool cell_scaler_create(struct cell_scaler **out, size_t bands, size_t frames,
                        struct error *err);
void cell_scaler_destroy(struct cell_scaler *scaler); /* accepts NULL */

/* One matrix of the training part, with as many bands. */
void cell_scaler_add(struct cell_scaler *scaler, const struct input *input);

/* Ends the adding; at least one matrix has been added. */
void cell_scaler_fit(struct cell_scaler *scaler);

/* The fitted means and deviations, bands x frames each. */
void cell_scaler_get(const struct cell_scaler *scaler, float *mean,
                     float *deviation);

/* Adds the standardised cells of a matrix, bands x frames of them. */
void cell_scaler_measure(const struct cell_scaler *scaler,
                         const struct input *input, struct spread *spread);

#endif
