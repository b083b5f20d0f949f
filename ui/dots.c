#include "ui/dots.h"

#include "base/alloc.h"

#include <stdlib.h>

void dots_init(struct dots *dots, const struct canvas *canvas)
{
    size_t cells = (size_t)canvas->width * (size_t)canvas->height;

    *dots = (struct dots){
        .canvas = *canvas,
        .width = canvas->width * (canvas->look.utf8 ? 2 : 1),
        .height = canvas->height * (canvas->look.utf8 ? 4 : 2),
        .masks = xcalloc(cells, sizeof(*dots->masks)),
        .styles = xcalloc(cells, sizeof(*dots->styles)),
        .signs = xcalloc(cells, sizeof(*dots->signs)),
    };
}

static int32_t braille(uint8_t mask)
{
    return 0x2800 + mask;
}

static int32_t plain(uint8_t mask, char sign)
{
    if (sign)
        return sign;
    return mask == 3 ? '#' : mask == 1 ? '\'' : '.';
}

void dots_finish(struct dots *dots)
{
    struct canvas *canvas = &dots->canvas;

    for (int y = 0; y < canvas->height; y++) {
        for (int x = 0; x < canvas->width; x++) {
            size_t i = (size_t)y * (size_t)canvas->width + (size_t)x;
            uint8_t mask = dots->masks[i];

            if (mask)
                canvas_put(canvas, x, y,
                           canvas->look.utf8 ? braille(mask)
                                             : plain(mask, dots->signs[i]),
                           dots->styles[i]);
        }
    }
    free(dots->masks);
    free(dots->styles);
    free(dots->signs);
}

void dots_set(struct dots *dots, int x, int y, uint16_t style, char sign)
{
    /* The bits of U+2800, by row and column. */
    static const uint8_t bits[4][2] = {
        {0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};
    bool fine = dots->canvas.look.utf8;
    size_t i;

    if (x < 0 || y < 0 || x >= dots->width || y >= dots->height)
        return;
    i = (size_t)(fine ? y / 4 : y / 2) * (size_t)dots->canvas.width +
        (size_t)(fine ? x / 2 : x);
    dots->masks[i] |= fine ? bits[y % 4][x % 2] : (uint8_t)(1 << y % 2);
    dots->styles[i] = style;
    dots->signs[i] = sign;
}

void dots_line(struct dots *dots, int x0, int y0, int x1, int y1,
               const struct dots_pen *pen)
{
    int dx = abs(x1 - x0), dy = abs(y1 - y0);
    int steps = dx > dy ? dx : dy;

    for (int i = 0; i <= steps; i++) {
        int x = steps ? x0 + (x1 - x0) * i / steps : x0;
        int y = steps ? y0 + (y1 - y0) * i / steps : y0;

        if (pen->dashed && (dx > dy ? x : y) % 2)
            continue;
        dots_set(dots, x, y, pen->style, pen->sign);
    }
}
