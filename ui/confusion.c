#include "ui/confusion.h"

#include "ui/format.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* Cells. */
enum {
    LABEL_MOST = 14,
    CELL_LEAST = 4,
    CELL_MOST = 11,
    TALLEST = 3,
    NARROW_RATE = 5,
    WIDE_RATE = 11,
    RATES = 4,
    GAP = 2,
    BELOW = 3, /* macro, weighted, and the selected cell in words */
    CELL_FOR_WIDE_RATES = 7,
    PAIRS_MOST = 8
};

struct layout {
    int label, cell, height, rate;
    struct confusion_place place;
};

static int least(int a, int b)
{
    return a < b ? a : b;
}

static int label_width(const struct confusion *confusion,
                       const struct canvas *canvas)
{
    int widest = (int)sizeof("weighted");

    for (size_t i = 0; i < confusion->score->classes; i++) {
        int width = canvas_text_width(canvas, confusion->classes[i]) + 1;

        widest = width > widest ? width : widest;
    }
    return least(widest, LABEL_MOST);
}

/* The first of `shown` out of `count` so that `at` is among them. */
static size_t first_shown(size_t at, size_t shown, size_t count)
{
    size_t first = at >= shown ? at - shown + 1 : 0;

    /* Keep the selected one away from the border where there is more. */
    if (first > 0 && first + shown < count)
        first++;
    return first;
}

static void lay_out(const struct confusion *confusion,
                    const struct canvas *canvas, struct layout *layout)
{
    int classes = (int)confusion->score->classes;
    int rows = canvas->height - 1 - BELOW;
    int room;

    layout->label = label_width(confusion, canvas);
    layout->rate = WIDE_RATE;
    room = canvas->width - layout->label - GAP - RATES * WIDE_RATE;
    if (room < classes * CELL_FOR_WIDE_RATES) {
        layout->rate = NARROW_RATE;
        room = canvas->width - layout->label - GAP - RATES * NARROW_RATE;
    }
    if (room < CELL_LEAST) {
        /* The matrix comes before the report. */
        layout->rate = 0;
        room = canvas->width - layout->label;
    }
    layout->cell = classes ? room / classes : CELL_LEAST;
    layout->cell = layout->cell < CELL_LEAST  ? CELL_LEAST
                   : layout->cell > CELL_MOST ? CELL_MOST
                                              : layout->cell;
    layout->height = classes ? rows / classes : 1;
    layout->height = layout->height < 1 ? 1 : least(layout->height, TALLEST);
    layout->place = (struct confusion_place){
        .x = layout->label,
        .y = 1,
        .width = layout->cell,
        .height = layout->height,
        .rows = (size_t)least(classes, rows > 0 ? rows / layout->height : 0),
        .columns = (size_t)least(classes, room > 0 ? room / layout->cell : 0)};
    layout->place.row =
        first_shown(confusion->row, layout->place.rows, (size_t)classes);
    layout->place.column =
        first_shown(confusion->column, layout->place.columns, (size_t)classes);
}

static size_t count_at(const struct score *score, size_t row, size_t column)
{
    return score->confusion[row * score->classes + column];
}

static double share_of(const struct score *score, size_t row, size_t column)
{
    size_t support = score->by_class[row].support;

    return support ? (double)count_at(score, row, column) / (double)support : 0;
}

static int shade_of(double share)
{
    int level = (int)(share * STYLE_SHADE_LEVELS);

    if (share > 0 && level == 0)
        level = 1;
    return least(level, STYLE_SHADE_LEVELS - 1);
}

static void draw_cell(const struct confusion *confusion,
                      const struct layout *layout, struct canvas *canvas,
                      size_t row, size_t column)
{
    const struct confusion_place *place = &layout->place;
    size_t count = count_at(confusion->score, row, column);
    double share = share_of(confusion->score, row, column);
    int x = place->x + (int)(column - place->column) * place->width;
    int y = place->y + (int)(row - place->row) * place->height;
    bool selected = row == confusion->row && column == confusion->column;
    uint16_t style = selected        ? STYLE_CELL
                     : row == column ? style_shade(shade_of(share))
                                     : style_fault(shade_of(share));
    struct canvas cell = canvas_part(canvas, x, y, place->width, place->height);
    int middle = (place->height - 1) / 2;
    int right = (place->width + 3) / 2; /* where the number ends */
    char text[FORMAT_SIZE];

    canvas_fill(&cell, style);
    if (cell.look.depth != LOOK_256 && count)
        for (int i = 0; i < place->height; i++)
            canvas_put(&cell, 0, i,
                       glyph_shade((int)(share * (GLYPH_SHADES - 3) + 2),
                                   cell.look.utf8),
                       STYLE_TEXT);
    if (selected) {
        canvas_text(&cell, 0, middle, style, "[");
        canvas_text(&cell, place->width - 1, middle, style, "]");
    }
    if (count == 0) {
        canvas_glyph(&cell, right - 1, middle, GLYPH_NONE, style);
        return;
    }
    if (confusion->percent)
        snprintf(text, sizeof(text), "%.0f", share * 100);
    else
        snprintf(text, sizeof(text), "%zu", count);
    if ((int)strlen(text) > right)
        right = least((int)strlen(text), place->width);
    canvas_text(&cell, right - (int)strlen(text), middle, style, text);
}

/* "prec" where there is little room. */
static void draw_rate_headings(const struct layout *layout,
                               struct canvas *canvas, int x)
{
    static const char *const wide[RATES] = {"precision", "recall", "F1",
                                            "support"};
    static const char *const narrow[RATES] = {"prec", "rec", "F1", "n"};

    for (int i = 0; i < RATES && layout->rate; i++)
        canvas_field_right(canvas, x + i * layout->rate, 0, layout->rate,
                           STYLE_HEADER,
                           layout->rate == WIDE_RATE ? wide[i] : narrow[i]);
}

static void draw_rates(const struct layout *layout, struct canvas *canvas,
                       int x, int y, const struct class_score *rates)
{
    const double values[] = {rates->precision, rates->recall, rates->f1};
    char text[FORMAT_SIZE];

    if (layout->rate == 0)
        return;
    for (int i = 0; i < RATES - 1; i++) {
        format_share(values[i], text);
        canvas_field_right(canvas, x + i * layout->rate, y, layout->rate,
                           STYLE_TEXT, text);
    }
    snprintf(text, sizeof(text), "%zu", rates->support);
    canvas_field_right(canvas, x + (RATES - 1) * layout->rate, y, layout->rate,
                       STYLE_DIM, text);
}

static void draw_headings(const struct confusion *confusion,
                          const struct layout *layout, struct canvas *canvas)
{
    const struct confusion_place *place = &layout->place;

    for (size_t i = 0; i < place->columns; i++) {
        size_t column = place->column + i;
        struct canvas heading = canvas_part(
            canvas, place->x + (int)i * place->width, 0, place->width - 1, 1);

        canvas_field(&heading, 0, 0, heading.width, STYLE_HEADER, "");
        canvas_text(&heading, 0, 0,
                    column == confusion->column ? STYLE_SELECTED_WEAK
                                                : STYLE_HEADER,
                    confusion->classes[column]);
    }
}

static void draw_pair(const struct confusion *confusion, struct canvas *canvas,
                      int y, size_t cell)
{
    const struct score *score = confusion->score;
    size_t row = cell / score->classes, column = cell % score->classes;

    canvas_print(canvas, 2, y, STYLE_TEXT, "%s as %s: %zu of %zu (%.0f %%)",
                 confusion->classes[row], confusion->classes[column],
                 score->confusion[cell], score->by_class[row].support,
                 100 * share_of(score, row, column));
}

static void draw_words(const struct confusion *confusion, struct canvas *canvas,
                       int y)
{
    const struct score *score = confusion->score;
    size_t count = count_at(score, confusion->row, confusion->column);

    canvas_print(canvas, 0, y, STYLE_STRONG,
                 "given %s, predicted %s: %zu of %zu (%.0f %%)",
                 confusion->classes[confusion->row],
                 confusion->classes[confusion->column], count,
                 score->by_class[confusion->row].support,
                 100 * share_of(score, confusion->row, confusion->column));
}

/* What is taken for what most often, on the lines below y. */
static void draw_pairs(const struct confusion *confusion, struct canvas *canvas,
                       int y)
{
    const struct score *score = confusion->score;
    size_t cells = score->classes * score->classes;
    size_t limit = SIZE_MAX, after = 0;

    for (int shown = 0; shown < PAIRS_MOST && y < canvas->height; shown++) {
        size_t best = cells, largest = 0;

        /* The next in order of count, then of place. */
        for (size_t i = 0; i < cells; i++) {
            size_t count = score->confusion[i];
            bool seen = count > limit || (count == limit && i < after);

            if (i / score->classes == i % score->classes || seen ||
                count <= largest)
                continue;
            largest = count;
            best = i;
        }
        if (best == cells)
            return;
        if (shown == 0)
            canvas_text(canvas, 0, y++, STYLE_HEADER, "most often confused");
        draw_pair(confusion, canvas, y++, best);
        limit = largest;
        after = best + 1;
    }
}

void confusion_draw(const struct confusion *confusion, struct canvas *canvas,
                    struct confusion_place *place)
{
    const struct score *score = confusion->score;
    struct layout layout;
    int x, y;

    lay_out(confusion, canvas, &layout);
    *place = layout.place;
    x = place->x + (int)place->columns * place->width + GAP;
    draw_headings(confusion, &layout, canvas);
    draw_rate_headings(&layout, canvas, x);
    for (size_t i = 0; i < place->rows; i++) {
        size_t row = place->row + i;

        y = place->y + (int)i * place->height + (place->height - 1) / 2;
        canvas_field(canvas, 0, y, layout.label - 1,
                     row == confusion->row ? STYLE_SELECTED_WEAK : STYLE_TEXT,
                     confusion->classes[row]);
        for (size_t j = 0; j < place->columns; j++)
            draw_cell(confusion, &layout, canvas, row, place->column + j);
        draw_rates(&layout, canvas, x, y, &score->by_class[row]);
    }
    y = place->y + (int)place->rows * place->height;
    canvas_text(canvas, x - GAP - 8, y, STYLE_DIM, layout.rate ? "macro" : "");
    draw_rates(&layout, canvas, x, y, &score->macro);
    canvas_text(canvas, x - GAP - 8, y + 1, STYLE_DIM,
                layout.rate ? "weighted" : "");
    draw_rates(&layout, canvas, x, y + 1, &score->weighted);
    if (score->classes) {
        draw_words(confusion, canvas, y + 2);
        draw_pairs(confusion, canvas, y + 3 + (canvas->height - y > 8));
    }
}

bool confusion_hit(const struct confusion_place *place, int x, int y,
                   size_t *row, size_t *column)
{
    if (place->width <= 0 || place->height <= 0 || x < place->x || y < place->y)
        return false;
    *row = place->row + (size_t)((y - place->y) / place->height);
    *column = place->column + (size_t)((x - place->x) / place->width);
    return *row < place->row + place->rows &&
           *column < place->column + place->columns;
}
