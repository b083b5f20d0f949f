/* chart.h - curves over epochs, with axes.
 *
 * Curves are told apart by their line (dashed or whole, in ASCII by their
 * sign) and by the name at their end, not by colour alone.
 */
#ifndef UI_CHART_H
#define UI_CHART_H

#include "ui/canvas.h"

#include <stddef.h>

struct chart_curve {
    const char *name;
    const double *values; /* the first of count */
    size_t stride;        /* bytes from one to the next */
    uint16_t style;
    char sign; /* in ASCII */
    bool dashed;
};

enum { CHART_CURVES_MAX = 4 };

struct chart {
    const char *title;
    struct chart_curve curves[CHART_CURVES_MAX];
    size_t curve_count;
    size_t count;       /* values of each curve; the x of the first is 1 */
    double x_max;       /* where the axis ends; at least count */
    double low, high;   /* of the y axis */
    double mark_x;      /* a vertical line; 0: none */
    const char *marked; /* what it stands for */
};

void chart_draw(const struct chart *chart, struct canvas *canvas);

/* The smallest round number that is not below value. */
double chart_round_up(double value);

#endif
