/* axis.h - labels beside and below the picture of a feature. */
#ifndef UI_AXIS_H
#define UI_AXIS_H

#include "feature/feature.h"
#include "ui/canvas.h"

/* How many cells the labels beside a feature's picture take. */
int axis_margin(enum feature_kind kind);

/* Hz, coefficients or pitch classes, as many as leave each other room, in the
 * canvas's first axis_margin() cells.  The picture has `bands` rows, the
 * lowest at the bottom. */
void axis_draw_bands(enum feature_kind kind, size_t bands,
                     struct canvas *canvas);

/* A row of times for a picture as wide as the canvas. */
void axis_draw_seconds(double seconds, struct canvas *canvas);

#endif
