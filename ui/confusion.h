/* confusion.h - a confusion matrix as a heatmap with figures, and beside it
 * the report of each class.
 *
 * Every cell shows its number; a shade behind or beside it shows its share of
 * the row, so that the picture works without colour.
 */
#ifndef UI_CONFUSION_H
#define UI_CONFUSION_H

#include "learn/score.h"
#include "ui/canvas.h"

#include <stdbool.h>

struct confusion {
    const struct score *score; /* lent */
    char *const *classes;      /* score->classes names */
    size_t row, column;        /* the cell that is selected */
    bool percent;              /* of the row, instead of counts */
};

/* Where the cells are, for clicks: cell sizes and the first one shown. */
struct confusion_place {
    int x, y;          /* of the first cell shown */
    int width, height; /* of a cell */
    size_t row, column;
    size_t rows, columns; /* shown */
};

void confusion_draw(const struct confusion *confusion, struct canvas *canvas,
                    struct confusion_place *place);

/* The cell at x, y of that canvas; false when there is none. */
bool confusion_hit(const struct confusion_place *place, int x, int y,
                   size_t *row, size_t *column);

#endif
