/* heat.h - a matrix as a picture: colours where there are 256, else signs. */
#ifndef UI_HEAT_H
#define UI_HEAT_H

#include "ui/canvas.h"

#include <stddef.h>

/* values[row * columns + column]; row 0 is drawn at the bottom. */
struct heat {
    const float *values; /* rows x columns; lent */
    size_t rows, columns;
    float range; /* what is this much below the largest value is darkest; 0:
                  * the smallest is */
};

/* Fills the canvas; with colours, each cell shows two rows. */
void heat_draw(const struct heat *heat, struct canvas *canvas);

#endif
