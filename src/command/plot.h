/* plot.h - curves as text: braille dots, or letters where the locale has no
 * braille.
 */
#ifndef COMMAND_PLOT_H
#define COMMAND_PLOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct plot_series {
    const char *name;     /* its first letter marks it where letters are used */
    const double *values; /* count; those that are not finite leave a gap */
    size_t count;
};

struct plot {
    const char *title;
    const struct plot_series *series;
    size_t series_count;
    double low, high;  /* the vertical axis; equal: from the values */
    int columns, rows; /* of the drawing, without axis and names */
    bool braille;
};

void plot_print(const struct plot *plot, FILE *stream);

/* Whether the locale's character set has braille. */
bool plot_can_braille(void);

#endif
