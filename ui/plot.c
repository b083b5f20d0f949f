#include "ui/plot.h"

#include "ui/dots.h"
#include "ui/format.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Cells: y labels on the left, curve names on the right, x labels below. */
enum { MARGIN_LEFT = 5, MARGIN_RIGHT = 12, ROWS_LEAST = 2, WIDTH_LEAST = 24 };

struct area {
    struct canvas canvas; /* inside the axes */
    const struct plot *plot;
    struct dots dots;
};

double plot_round_up(double value)
{
    static const double steps[] = {1, 2, 5, 10};
    double base;

    if (!(value > 0) || !isfinite(value))
        return 1;
    base = pow(10, floor(log10(value)));
    for (int i = 0; i < 4; i++)
        if (steps[i] * base >= value * (1 - 1e-9))
            return steps[i] * base;
    return 10 * base;
}

static double value_at(const struct plot_curve *curve, size_t i)
{
    const char *bytes = (const char *)curve->values + i * curve->stride;
    double value;

    memcpy(&value, bytes, sizeof(value));
    return value;
}

/* The share of the way up, 0 .. 1; outside values stick to the border. */
static double height_of(const struct plot *plot, double value)
{
    double share = (value - plot->low) / (plot->high - plot->low);

    return share < 0 ? 0 : share > 1 ? 1 : share;
}

static double x_share(const struct plot *plot, double x)
{
    return plot->x_max > 1 ? (x - 1) / (plot->x_max - 1) : 0;
}

static int dot_x(const struct area *area, size_t i)
{
    return (int)lround(x_share(area->plot, (double)i + 1) *
                       (area->dots.width - 1));
}

static int dot_y(const struct area *area, double value)
{
    return (int)lround((1 - height_of(area->plot, value)) *
                       (area->dots.height - 1));
}

static void draw_curve(struct area *area, const struct plot_curve *curve)
{
    struct dots_pen pen = {curve->style, curve->sign, curve->dashed};
    bool connected = false;
    int x0 = 0, y0 = 0;

    for (size_t i = 0; i < area->plot->count; i++) {
        double value = value_at(curve, i);
        int x, y;

        if (!isfinite(value)) {
            connected = false;
            continue;
        }
        x = dot_x(area, i);
        y = dot_y(area, value);
        if (connected)
            dots_line(&area->dots, x0, y0, x, y, &pen);
        else
            dots_set(&area->dots, x, y, pen.style, pen.sign);
        connected = true;
        x0 = x;
        y0 = y;
    }
}

static void draw_mark(struct area *area)
{
    const struct plot *plot = area->plot;
    int x = (int)lround(x_share(plot, plot->mark_x) * (area->canvas.width - 1));

    if (plot->mark_x < 1)
        return;
    for (int y = 0; y < area->canvas.height; y++)
        canvas_glyph(&area->canvas, x, y, GLYPH_BEST, STYLE_DIM);
}

/* The names stand at the curves' last values, one below the other. */
static void draw_names(const struct area *area, struct canvas *canvas)
{
    const struct plot *plot = area->plot;
    int taken[PLOT_CURVES_MAX];

    for (size_t i = 0; i < plot->curve_count && plot->count > 0; i++) {
        double value = value_at(&plot->curves[i], plot->count - 1);
        char number[FORMAT_SIZE];
        int y = (int)lround((1 - height_of(plot, value)) *
                            (area->canvas.height - 1));

        for (size_t j = 0; j < i; j++)
            if (taken[j] == y)
                y += y + 1 < area->canvas.height ? 1 : -1;
        taken[i] = y;
        format_share(value, number);
        canvas_print(canvas, canvas->width - MARGIN_RIGHT + 1, y,
                     plot->curves[i].style, "%s %s", plot->curves[i].name,
                     number);
    }
}

static void draw_axes(const struct area *area, struct canvas *canvas)
{
    const struct plot *plot = area->plot;
    int rows = area->canvas.height, columns = area->canvas.width;
    double middle = (plot->low + plot->high) / 2;
    char text[FORMAT_SIZE];

    for (int y = 0; y < rows; y++)
        canvas_glyph(canvas, MARGIN_LEFT - 1, y, GLYPH_VERTICAL, STYLE_AXIS);
    snprintf(text, sizeof(text), "%.3g", plot->high);
    canvas_field_right(canvas, 0, 0, MARGIN_LEFT - 1, STYLE_AXIS, text);
    snprintf(text, sizeof(text), "%.3g", middle);
    if (rows >= 5)
        canvas_field_right(canvas, 0, (rows - 1) / 2, MARGIN_LEFT - 1,
                           STYLE_AXIS, text);
    snprintf(text, sizeof(text), "%.3g", plot->low);
    canvas_field_right(canvas, 0, rows - 1, MARGIN_LEFT - 1, STYLE_AXIS, text);
    canvas_text(canvas, MARGIN_LEFT, rows, STYLE_AXIS, "1");
    snprintf(text, sizeof(text), "%.0f", plot->x_max);
    if (columns >= 8)
        canvas_field_right(canvas, MARGIN_LEFT + columns - 6, rows, 6,
                           STYLE_AXIS, text);
    if (columns >= 30)
        canvas_print(canvas, MARGIN_LEFT + columns / 2 - 3, rows, STYLE_AXIS,
                     "%.0f", 1 + (plot->x_max - 1) / 2);
}

static void draw_title(const struct plot *plot, struct canvas *canvas)
{
    int x = canvas_text(canvas, 0, 0, STYLE_STRONG, plot->title);

    if (plot->mark_x >= 1 && plot->marked)
        canvas_text(canvas, x + 2, 0, STYLE_TEXT, plot->marked);
}

void plot_draw(const struct plot *plot, struct canvas *canvas)
{
    struct area area = {.plot = plot};
    struct canvas inner =
        canvas_part(canvas, 0, 1, canvas->width, canvas->height - 1);

    draw_title(plot, canvas);
    if (canvas->height < ROWS_LEAST + 2 || canvas->width < WIDTH_LEAST)
        return;
    area.canvas =
        canvas_part(&inner, MARGIN_LEFT, 0,
                    inner.width - MARGIN_LEFT - MARGIN_RIGHT, inner.height - 1);
    draw_mark(&area);
    dots_init(&area.dots, &area.canvas);
    for (size_t i = 0; i < plot->curve_count; i++)
        draw_curve(&area, &plot->curves[i]);
    dots_finish(&area.dots);
    draw_axes(&area, &inner);
    draw_names(&area, &inner);
}
