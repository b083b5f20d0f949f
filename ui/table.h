/* table.h - a list with a cursor that scrolls, and columns that adapt.
 */
#ifndef UI_TABLE_H
#define UI_TABLE_H

#include "ui/canvas.h"
#include "ui/request.h"

#include <stdbool.h>
#include <stddef.h>

struct table {
    size_t count;
    size_t cursor; /* 0 when empty */
    size_t top;    /* first line shown */
    size_t page;   /* lines shown when last drawn */
};

void table_resize(struct table *table, size_t count);
void table_select(struct table *table, size_t index);

/* Moves the cursor; false when the request is none of that. */
bool table_move(struct table *table, enum request request);

/* Remembers the page and scrolls so that the cursor is in sight. */
void table_fit(struct table *table, int page);

/* A mark at the right border that shows where in the list the page is. */
void table_draw_position(const struct table *table, struct canvas *canvas,
                         int x, int y);

struct column {
    const char *title;
    int least;  /* cells it needs to be worth showing */
    int most;   /* cells it can use */
    int rank;   /* lower ones are shown first where there is little room */
    bool right; /* numbers stand right */
};

/* Gives each column its width, 0 for those that do not fit; one blank stands
 * between two. */
void column_fit(const struct column *columns, size_t count, int width,
                int *widths);

#endif
