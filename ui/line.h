/* line.h - one line of text being typed. */
#ifndef UI_LINE_H
#define UI_LINE_H

#include "ui/canvas.h"
#include "ui/key.h"

#include <stddef.h>

enum { LINE_SIZE = 1024 };

struct line {
    char text[LINE_SIZE]; /* UTF-8 */
    size_t length;        /* bytes */
    size_t cursor;        /* byte it stands before */
};

void line_set(struct line *line, const char *text);

/* False when the key edits nothing. */
bool line_key(struct line *line, int32_t key);

/* Draws it in width cells from x on, the end that is typed at in sight, and
 * the cursor reversed. */
void line_draw(const struct line *line, struct canvas *canvas, int x, int y,
               int width);

#endif
