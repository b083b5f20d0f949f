#include "ui/chart.h"

#include "ui/dots.h"
#include "ui/format.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Cells: y labels on the left, x labels below; what a name with its value
 * takes. */
enum { MARGIN_LEFT = 5, NAME_WIDTH = 11, ROWS_LEAST = 2, WIDTH_LEAST = 24 };

struct area {
    struct canvas canvas; /* inside the axes */
    const struct chart *chart;
    struct dots dots;
};

double chart_round_up(double value)
{
    static const double steps[] = {1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10};
    double base;

    if (!(value > 0) || !isfinite(value))
        return 1;
    base = pow(10, floor(log10(value)));
    for (int i = 0; i < 10; i++)
        if (steps[i] * base >= value * (1 - 1e-9))
            return steps[i] * base;
    return 10 * base;
}

static double value_at(const struct chart_curve *curve, size_t i)
{
    const char *bytes = (const char *)curve->values + i * curve->stride;
    double value;

    memcpy(&value, bytes, sizeof(value));
    return value;
}

/* The share of the way up, 0 .. 1; outside values stick to the border. */
static double height_of(const struct chart *chart, double value)
{
    double share = (value - chart->low) / (chart->high - chart->low);

    return share < 0 ? 0 : share > 1 ? 1 : share;
}

/* A single value stands in the middle. */
static double x_share(const struct chart *chart, double x)
{
    return chart->x_max > 1 ? (x - 1) / (chart->x_max - 1) : 0.5;
}

static int dot_x(const struct area *area, size_t i)
{
    return (int)lround(x_share(area->chart, (double)i + 1) *
                       (area->dots.width - 1));
}

static int dot_y(const struct area *area, double value)
{
    return (int)lround((1 - height_of(area->chart, value)) *
                       (area->dots.height - 1));
}

static void draw_curve(struct area *area, const struct chart_curve *curve)
{
    struct dots_pen pen = {curve->style, curve->sign, curve->dashed};
    bool connected = false;
    int x0 = 0, y0 = 0;

    for (size_t i = 0; i < area->chart->count; i++) {
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
    const struct chart *chart = area->chart;
    int x =
        (int)lround(x_share(chart, chart->mark_x) * (area->canvas.width - 1));

    if (chart->mark_x < 1 || chart->x_max <= 1)
        return;
    for (int y = 0; y < area->canvas.height; y++)
        canvas_glyph(&area->canvas, x, y, GLYPH_BEST, STYLE_DIM);
}

static void format_name(const struct chart *chart, size_t curve, char *out,
                        size_t size)
{
    char number[FORMAT_SIZE];

    format_share(value_at(&chart->curves[curve], chart->count - 1), number);
    snprintf(out, size, "%s %s", chart->curves[curve].name, number);
}

/* The names stand behind the curves' last values, one below the other. */
static void draw_names(struct area *area, int x)
{
    const struct chart *chart = area->chart;
    int taken[CHART_CURVES_MAX];

    for (size_t i = 0; i < chart->curve_count; i++) {
        double value = value_at(&chart->curves[i], chart->count - 1);
        int rows = area->canvas.height;
        int y = (int)lround((1 - height_of(chart, value)) * (rows - 1));
        char name[48];

        for (size_t j = 0; j < i; j++)
            if (taken[j] == y)
                y += y + 1 < rows ? 1 : -1;
        taken[i] = y;
        format_name(chart, i, name, sizeof(name));
        canvas_text(&area->canvas, x, y, chart->curves[i].style, name);
    }
}

/* Where the curves reach the border, the names stand above them. */
static void draw_names_above(const struct chart *chart, struct canvas *canvas)
{
    int x = canvas->width;

    for (size_t i = chart->curve_count; i > 0; i--) {
        char name[48];

        format_name(chart, i - 1, name, sizeof(name));
        x -= canvas_text_width(canvas, name) + 1;
        canvas_text(canvas, x, 0, chart->curves[i - 1].style, name);
    }
}

static void draw_middle(const struct area *area, struct canvas *canvas,
                        double x)
{
    int column =
        (int)lround(x_share(area->chart, x) * (area->canvas.width - 1));

    if (x > 1 || area->chart->x_max <= 1)
        canvas_print(canvas, MARGIN_LEFT + column, area->canvas.height,
                     STYLE_AXIS, "%.0f", x);
}

static void draw_axes(const struct area *area, struct canvas *canvas)
{
    const struct chart *chart = area->chart;
    int rows = area->canvas.height, columns = area->canvas.width;
    double middle = (chart->low + chart->high) / 2;
    char text[FORMAT_SIZE];

    for (int y = 0; y < rows; y++)
        canvas_glyph(canvas, MARGIN_LEFT - 1, y, GLYPH_VERTICAL, STYLE_AXIS);
    snprintf(text, sizeof(text), "%.3g", chart->high);
    canvas_field_right(canvas, 0, 0, MARGIN_LEFT - 1, STYLE_AXIS, text);
    snprintf(text, sizeof(text), "%.3g", middle);
    if (rows >= 5)
        canvas_field_right(canvas, 0, (rows - 1) / 2, MARGIN_LEFT - 1,
                           STYLE_AXIS, text);
    snprintf(text, sizeof(text), "%.3g", chart->low);
    canvas_field_right(canvas, 0, rows - 1, MARGIN_LEFT - 1, STYLE_AXIS, text);
    if (chart->x_max > 1)
        canvas_text(canvas, MARGIN_LEFT, rows, STYLE_AXIS, "1");
    snprintf(text, sizeof(text), "%.0f", chart->x_max);
    if (columns >= 8 && chart->x_max > 1)
        canvas_field_right(canvas, MARGIN_LEFT + columns - 6, rows, 6,
                           STYLE_AXIS, text);
    if (columns >= 30 || chart->x_max <= 1)
        draw_middle(area, canvas, floor(1 + (chart->x_max - 1) / 2));
}

static void draw_title(const struct chart *chart, struct canvas *canvas)
{
    int x = canvas_text(canvas, 0, 0, STYLE_STRONG, chart->title);

    if (chart->mark_x >= 1 && chart->marked)
        canvas_text(canvas, x + 2, 0, STYLE_TEXT, chart->marked);
}

void chart_draw(const struct chart *chart, struct canvas *canvas)
{
    struct area area = {.chart = chart};
    struct canvas inner =
        canvas_part(canvas, 0, 1, canvas->width, canvas->height - 1);
    int end;

    draw_title(chart, canvas);
    if (canvas->height < ROWS_LEAST + 2 || canvas->width < WIDTH_LEAST)
        return;
    area.canvas = canvas_part(&inner, MARGIN_LEFT, 0, inner.width - MARGIN_LEFT,
                              inner.height - 1);
    draw_mark(&area);
    dots_init(&area.dots, &area.canvas);
    for (size_t i = 0; i < chart->curve_count; i++)
        draw_curve(&area, &chart->curves[i]);
    dots_finish(&area.dots);
    draw_axes(&area, &inner);
    if (chart->count == 0)
        return;
    end = 1 + (int)lround(x_share(chart, (double)chart->count) *
                          (area.canvas.width - 1));
    if (end + 1 + NAME_WIDTH <= area.canvas.width)
        draw_names(&area, end + 1);
    else
        draw_names_above(chart, canvas);
}
