/* dots.h - points and lines finer than a cell.
 *
 * With UTF-8 a cell holds 2 x 4 dots (Braille); else 1 x 2.
 */
#ifndef UI_DOTS_H
#define UI_DOTS_H

#include "ui/canvas.h"

struct dots {
    struct canvas canvas; /* where they end up */
    int width, height;    /* in dots */
    uint8_t *masks;       /* one a cell */
    uint16_t *styles;
    char *signs; /* what stands for dots in ASCII; 0: by their place */
};

void dots_init(struct dots *dots, const struct canvas *canvas);

/* Draws them on the canvas, over what is there, and frees. */
void dots_finish(struct dots *dots);

/* y grows downwards; what is outside is dropped. */
void dots_set(struct dots *dots, int x, int y, uint16_t style, char sign);

/* Every dot from one to the other, or every second. */
struct dots_pen {
    uint16_t style;
    char sign;
    bool dashed;
};
void dots_line(struct dots *dots, int x0, int y0, int x1, int y1,
               const struct dots_pen *pen);

#endif
