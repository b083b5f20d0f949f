/* canvas.h - a grid of cells that views draw on.
 *
 * Everything is clipped: any size, also none, and any position may be given.
 * A part is a canvas that shares the cells of a larger one, so that a view can
 * neither see nor touch what is outside its own.  A canvas belongs to one
 * thread.
 *
 * Text from outside is shown in its safe form (base/text.h).  A wide
 * character takes two cells, the second with code 0; one that does not fit
 * becomes a blank.  On a canvas without UTF-8, characters beyond ASCII become
 * question marks.
 */
#ifndef UI_CANVAS_H
#define UI_CANVAS_H

#include "ui/glyph.h"
#include "ui/look.h"
#include "ui/style.h"

#include <stddef.h>
#include <stdint.h>

struct cell {
    int32_t code; /* code point; 0: the right half of a wide character */
    int32_t mark; /* a combining mark on it; 0: none */
    uint16_t style;
};

struct canvas {
    struct cell *cells; /* height rows, stride cells from one to the next */
    int width, height, stride;
    struct look look;
};

/* Blank cells, at most CANVAS_WIDTH_MAX x CANVAS_HEIGHT_MAX of them. */
enum { CANVAS_WIDTH_MAX = 1000, CANVAS_HEIGHT_MAX = 500 };
void canvas_init(struct canvas *canvas, int width, int height,
                 struct look look);
void canvas_finish(struct canvas *canvas);

/* The part of it that begins at x, y; smaller where it would reach outside. */
struct canvas canvas_part(const struct canvas *canvas, int x, int y, int width,
                          int height);

void canvas_fill(struct canvas *canvas, uint16_t style);
void canvas_put(struct canvas *canvas, int x, int y, int32_t code,
                uint16_t style);
void canvas_glyph(struct canvas *canvas, int x, int y, enum glyph glyph,
                  uint16_t style);

/* Draws text from x on and returns the column after it. */
int canvas_text(struct canvas *canvas, int x, int y, uint16_t style,
                const char *text);
int canvas_print(struct canvas *canvas, int x, int y, uint16_t style,
                 const char *format, ...) __attribute__((format(printf, 5, 6)));

/* Draws text in exactly width cells: padded, or cut with an ellipsis. */
void canvas_field(struct canvas *canvas, int x, int y, int width,
                  uint16_t style, const char *text);

/* The same, at the right end of the field. */
void canvas_field_right(struct canvas *canvas, int x, int y, int width,
                        uint16_t style, const char *text);

/* Draws text over several lines of the canvas's width, from row y on, broken
 * at blanks where possible; returns the row after the last. */
int canvas_paragraph(struct canvas *canvas, int y, uint16_t style,
                     const char *text);

/* Restyles a stretch of a row. */
void canvas_paint(struct canvas *canvas, int x, int y, int width,
                  uint16_t style);

void canvas_line(struct canvas *canvas, int x, int y, int width,
                 uint16_t style);

/* A bar of width cells, filled to share (0 .. 1). */
void canvas_bar(struct canvas *canvas, int x, int y, int width, double share);

/* How many cells the text takes. */
int canvas_text_width(const struct canvas *canvas, const char *text);

/* Repairs wide characters that were overwritten in part; call it on a whole
 * canvas before it is shown. */
void canvas_settle(struct canvas *canvas);

/* The canvas as lines of UTF-8 without blanks at their ends; pictures as hex
 * digits of their upper levels.  free() it. */
char *canvas_dump(const struct canvas *canvas);

#endif
