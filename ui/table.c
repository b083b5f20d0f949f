#include "ui/table.h"

void table_resize(struct table *table, size_t count)
{
    table->count = count;
    table_select(table, table->cursor);
}

void table_select(struct table *table, size_t index)
{
    if (index >= table->count)
        index = table->count ? table->count - 1 : 0;
    table->cursor = index;
}

static void up(struct table *table, size_t lines)
{
    table->cursor = table->cursor > lines ? table->cursor - lines : 0;
}

bool table_move(struct table *table, enum request request)
{
    size_t page = table->page ? table->page : 1;
    size_t half = page / 2 ? page / 2 : 1;

    /* Only a few of all requests move: the rest is somebody else's. */
    if (request == REQUEST_UP)
        up(table, 1);
    else if (request == REQUEST_DOWN)
        table_select(table, table->cursor + 1);
    else if (request == REQUEST_PAGE_UP)
        up(table, page);
    else if (request == REQUEST_PAGE_DOWN)
        table_select(table, table->cursor + page);
    else if (request == REQUEST_HALF_UP)
        up(table, half);
    else if (request == REQUEST_HALF_DOWN)
        table_select(table, table->cursor + half);
    else if (request == REQUEST_FIRST)
        table->cursor = 0;
    else if (request == REQUEST_LAST)
        table_select(table, table->count);
    else
        return false;
    return true;
}

void table_fit(struct table *table, int page)
{
    size_t lines = page > 0 ? (size_t)page : 0;

    table->page = lines;
    if (table->top > table->cursor)
        table->top = table->cursor;
    if (lines && table->cursor >= table->top + lines)
        table->top = table->cursor - lines + 1;
    if (table->top + lines > table->count)
        table->top = table->count > lines ? table->count - lines : 0;
}

void table_draw_position(const struct table *table, struct canvas *canvas,
                         int x, int y)
{
    size_t length, start;

    if (table->count <= table->page || table->page < 2)
        return;
    length = table->page * table->page / table->count;
    if (length == 0)
        length = 1;
    start = table->top * (table->page - length) / (table->count - table->page);
    for (size_t i = 0; i < length; i++)
        canvas_put(canvas, x, y + (int)(start + i),
                   canvas->look.utf8 ? 0x2590 : '#', STYLE_BAR);
}

static int needed(const struct column *columns, size_t count, int rank)
{
    int width = -1;

    for (size_t i = 0; i < count; i++)
        if (columns[i].rank <= rank)
            width += columns[i].least + 1;
    return width;
}

void column_fit(const struct column *columns, size_t count, int width,
                int *widths)
{
    int rank = 0;
    int left;
    bool grown = true;

    while (rank < (int)count && needed(columns, count, rank + 1) <= width)
        rank++;
    left = width - needed(columns, count, rank);
    for (size_t i = 0; i < count; i++)
        widths[i] = columns[i].rank <= rank ? columns[i].least : 0;
    while (left > 0 && grown) {
        grown = false;
        for (size_t i = 0; i < count && left > 0; i++) {
            if (widths[i] == 0 || widths[i] >= columns[i].most)
                continue;
            widths[i]++;
            left--;
            grown = true;
        }
    }
}
