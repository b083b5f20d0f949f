#include "command/plot.h"

#include "base/alloc.h"
#include "base/text.h"

#include <langinfo.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What a cell of the drawing holds: braille dots as in Unicode, or a letter.
 */
struct drawing {
    unsigned char *cells; /* rows x columns */
    int columns, rows;
    int across, down; /* points of a cell */
    double low, high;
};

bool plot_can_braille(void)
{
    return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

static void set_point(struct drawing *drawing, int x, int y, char mark)
{
    static const unsigned char dots[4][2] = {
        {0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};
    unsigned char *cell = &drawing->cells[y / drawing->down * drawing->columns +
                                          x / drawing->across];

    if (drawing->down > 1)
        *cell |= dots[y % 4][x % 2];
    else
        *cell = (unsigned char)mark;
}

/* The row of points, from the top, where a value stands. */
static int height_of(const struct drawing *drawing, double value)
{
    int points = drawing->rows * drawing->down;
    double share = (value - drawing->low) / (drawing->high - drawing->low);
    long y = lround((1 - fmin(fmax(share, 0), 1)) * (points - 1));

    return (int)y;
}

/* The series between its values, at a share of its length. */
static double value_at(const struct plot_series *series, double share)
{
    double place = share * (double)(series->count - 1);
    size_t before = (size_t)place;
    double part = place - (double)before;

    if (before + 1 >= series->count || part == 0)
        return series->values[before];
    return series->values[before] * (1 - part) +
           series->values[before + 1] * part;
}

static void draw_series(struct drawing *drawing,
                        const struct plot_series *series, size_t longest)
{
    int points = drawing->columns * drawing->across;
    double share =
        longest > 1 ? (double)(series->count - 1) / (double)(longest - 1) : 0;
    int width = (int)lround(share * (points - 1)) + 1;
    int last = -1;

    for (int x = 0; x < width; x++) {
        double value =
            value_at(series, width > 1 ? (double)x / (width - 1) : 0);
        int y, step;

        if (!isfinite(value)) {
            last = -1;
            continue;
        }
        y = height_of(drawing, value);
        step = last < 0 || last == y ? 0 : last < y ? 1 : -1;
        for (int i = step ? last + step : y; i != y; i += step)
            set_point(drawing, x, i, series->name[0]);
        set_point(drawing, x, y, series->name[0]);
        last = y;
    }
}

static void find_range(const struct plot *plot, double *low, double *high)
{
    *low = plot->low;
    *high = plot->high;
    if (*low < *high)
        return;
    *low = INFINITY;
    *high = -INFINITY;
    for (size_t i = 0; i < plot->series_count; i++) {
        for (size_t j = 0; j < plot->series[i].count; j++) {
            double value = plot->series[i].values[j];

            if (!isfinite(value))
                continue;
            *low = fmin(*low, value);
            *high = fmax(*high, value);
        }
    }
    if (*low > *high)
        *low = *high = 0;
    if (*low == *high)
        *high = *low + 1;
}

/* A row of cells without the empty ones at its end; *owed counts those. */
static void print_cells(const struct drawing *drawing, int row, int *owed,
                        FILE *stream)
{
    const unsigned char *cells =
        drawing->cells + (ptrdiff_t)row * drawing->columns;

    *owed = 0;
    for (int x = 0; x < drawing->columns; x++) {
        char text[8];

        if (!cells[x]) {
            ++*owed;
            continue;
        }
        text_encode(drawing->down > 1 ? 0x2800 + cells[x] : cells[x], text);
        fprintf(stream, "%*s%s", *owed, "", text);
        *owed = 0;
    }
}

/* The names of the series whose last value stands in this row, after `owed`
 * spaces. */
static void print_names(const struct plot *plot, const struct drawing *drawing,
                        int row, int owed, FILE *stream)
{
    const char *between = " ";

    for (size_t i = 0; i < plot->series_count; i++) {
        const struct plot_series *series = &plot->series[i];
        double last = series->count ? series->values[series->count - 1] : NAN;

        if (!isfinite(last) || height_of(drawing, last) / drawing->down != row)
            continue;
        fprintf(stream, "%*s%s%s %.3f", owed, "", between, series->name, last);
        between = ", ";
        owed = 0;
    }
}

static void print_drawing(const struct plot *plot,
                          const struct drawing *drawing, FILE *stream)
{
    const char *axis = plot->braille ? "\u2502" : "|";

    for (int y = 0; y < drawing->rows; y++) {
        int owed;

        if (y == 0)
            fprintf(stream, "%7.3f %s", drawing->high, axis);
        else if (y == drawing->rows - 1)
            fprintf(stream, "%7.3f %s", drawing->low, axis);
        else
            fprintf(stream, "%7s %s", "", axis);
        print_cells(drawing, y, &owed, stream);
        print_names(plot, drawing, y, owed, stream);
        putc('\n', stream);
    }
}

void plot_print(const struct plot *plot, FILE *stream)
{
    struct drawing drawing = {.columns = plot->columns,
                              .rows = plot->rows,
                              .across = plot->braille ? 2 : 1,
                              .down = plot->braille ? 4 : 1};
    size_t longest = 0;

    drawing.cells = xcalloc((size_t)plot->columns, (size_t)plot->rows);
    find_range(plot, &drawing.low, &drawing.high);
    for (size_t i = 0; i < plot->series_count; i++)
        if (plot->series[i].count > longest)
            longest = plot->series[i].count;
    for (size_t i = 0; i < plot->series_count; i++)
        if (plot->series[i].count)
            draw_series(&drawing, &plot->series[i], longest);
    fprintf(stream, "%s\n", plot->title);
    print_drawing(plot, &drawing, stream);
    fprintf(stream, "%8s1%*zu\n", "", plot->columns, longest);
    free(drawing.cells);
}
