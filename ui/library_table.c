#include "ui/library_table.h"

#include "ui/format.h"

#include <stdio.h>
#include <string.h>

/* Columns come in the order they are read; see column_fit() for the rest.
 * The confidence is drawn with the prediction. */
static const struct {
    enum library_column column;
    int least, most;
} plan[] = {
    {LIBRARY_TRACK, 13, 36},     {LIBRARY_GIVEN, 9, 14},
    {LIBRARY_PREDICTED, 15, 20}, {LIBRARY_SPLIT, 5, 5},
    {LIBRARY_STATUS, 10, 10},    {LIBRARY_LENGTH, 7, 7},
    {LIBRARY_ARTIST, 12, 34},    {LIBRARY_TITLE, 12, 60},
};

enum { PLAN_COUNT = sizeof(plan) / sizeof(plan[0]), MARGIN = 2, SCORE = 6 };

struct layout {
    enum library_column columns[PLAN_COUNT];
    struct column shapes[PLAN_COUNT];
    int widths[PLAN_COUNT];
    size_t count;
};

bool library_table_sortable(const struct library *library,
                            enum library_column column)
{
    bool predicted = column == LIBRARY_PREDICTED ||
                     column == LIBRARY_CONFIDENCE || column == LIBRARY_SPLIT;

    return !predicted || library->run_id != 0;
}

/* One cell: what it says, and its style where the row is not selected. */
struct field {
    const char *text; /* lent by the track, or in the buffer */
    char buffer[FORMAT_SIZE];
    uint16_t style;
};

static const char *or_none(const char *text)
{
    return text && *text ? text : "-";
}

static void fill_field(const struct library *library,
                       const struct library_row *row,
                       enum library_column column, struct field *field)
{
    const struct track *track = &row->track;

    field->text = "";
    field->style = STYLE_TEXT;
    switch (column) {
    case LIBRARY_TRACK:
        field->text = track->name;
        break;
    case LIBRARY_GIVEN:
        field->text = or_none(track->genre);
        break;
    case LIBRARY_PREDICTED:
    case LIBRARY_CONFIDENCE:
        field->text = or_none(library_predicted(library, row));
        field->style = library_is_wrong(library, row) ? STYLE_BAD : STYLE_TEXT;
        break;
    case LIBRARY_SPLIT:
        field->text =
            row->part < 0 ? "-" : split_part_name((enum split_part)row->part);
        field->style = STYLE_DIM;
        break;
    case LIBRARY_STATUS:
        /* The whole name has no room in a narrow list. */
        field->text = track->status == TRACK_FEATURES
                          ? "features"
                          : track_status_name(track->status);
        field->style = track->status == TRACK_READY ? STYLE_DIM : STYLE_WARNING;
        break;
    case LIBRARY_LENGTH:
        snprintf(field->buffer, sizeof(field->buffer), "%.1f s",
                 track->duration_s);
        field->text = track->duration_s > 0 ? field->buffer : "-";
        break;
    case LIBRARY_ARTIST:
        field->text = or_none(track->artist);
        break;
    case LIBRARY_TITLE:
        field->text = or_none(track->title);
        break;
    case LIBRARY_COLUMN_COUNT:
        break;
    }
}

/* The widest text of the column among the first tracks, to which the others
 * are likely to be alike; 0 when nothing is known in it. */
static int widest(const struct library *library, enum library_column column,
                  const struct canvas *canvas)
{
    enum { LOOKED_AT = 100 };
    int width = 0;

    if (!library_table_sortable(library, column))
        return 0;
    for (size_t i = 0; i < library->count && i < LOOKED_AT; i++) {
        struct field field;
        int needed;

        fill_field(library, &library->rows[i], column, &field);
        needed = canvas_text_width(canvas, field.text);
        if (strcmp(field.text, "-") != 0 && needed > width)
            width = needed;
    }
    return width;
}

static void lay_out(const struct library *library, const struct canvas *canvas,
                    struct layout *layout)
{
    int rank = 0;

    layout->count = 0;
    for (size_t i = 0; i < PLAN_COUNT; i++) {
        int wide = widest(library, plan[i].column, canvas) + 1;
        int most = wide < plan[i].most ? wide : plan[i].most;
        bool optional =
            plan[i].column == LIBRARY_ARTIST || plan[i].column == LIBRARY_TITLE;

        if (!library_table_sortable(library, plan[i].column) ||
            (optional && wide == 1))
            continue;
        rank++;
        layout->columns[layout->count] = plan[i].column;
        layout->shapes[layout->count++] =
            (struct column){.title = library_column_title(plan[i].column),
                            .least = plan[i].least,
                            .most = most > plan[i].least ? most : plan[i].least,
                            .rank = rank,
                            .right = plan[i].column == LIBRARY_LENGTH};
    }
    column_fit(layout->shapes, layout->count, canvas->width - MARGIN - 1,
               layout->widths);
}

static void draw_heading(const struct library_list *list,
                         const struct layout *layout, struct canvas *canvas)
{
    int x = MARGIN;

    for (size_t i = 0; i < layout->count; i++) {
        const struct column *column = &layout->shapes[i];
        enum library_column sorted = library_list_column(list);
        bool by_score = sorted == LIBRARY_CONFIDENCE &&
                        layout->columns[i] == LIBRARY_PREDICTED;
        int width = layout->widths[i];

        if (width == 0)
            continue;
        if (column->right)
            canvas_field_right(canvas, x, 0, width, STYLE_HEADER,
                               column->title);
        else
            canvas_field(canvas, x, 0, width, STYLE_HEADER, column->title);
        if (sorted == layout->columns[i] || by_score)
            canvas_glyph(canvas,
                         by_score ? x + width - 1
                         : column->right
                             ? x + width - 1 - (int)strlen(column->title)
                             : x + (int)strlen(column->title),
                         0, library_list_reversed(list) ? GLYPH_DOWN : GLYPH_UP,
                         STYLE_HEADER);
        x += width + 1;
    }
}

/* The mark says what colour says: this prediction is not the given genre. */
static void draw_score(const struct library *library,
                       const struct library_row *row, struct canvas *canvas,
                       int x, int y)
{
    bool wrong = library_is_wrong(library, row);
    uint16_t style = wrong ? STYLE_BAD : STYLE_DIM;
    char score[FORMAT_SIZE];

    if (row->predicted < 0)
        return;
    format_share((double)row->confidence, score);
    canvas_text(canvas, x, y, style, wrong ? "!" : " ");
    canvas_field_right(canvas, x + 1, y, SCORE - 2, style, score);
}

static void draw_row(const struct library *library,
                     const struct library_row *row, const struct layout *layout,
                     struct canvas *canvas, int y)
{
    int x = MARGIN;

    for (size_t i = 0; i < layout->count; i++) {
        int width = layout->widths[i];
        bool predicted = layout->columns[i] == LIBRARY_PREDICTED;
        struct field field;

        if (width == 0)
            continue;
        fill_field(library, row, layout->columns[i], &field);
        if (layout->shapes[i].right)
            canvas_field_right(canvas, x, y, width, field.style, field.text);
        else
            canvas_field(canvas, x, y, predicted ? width - SCORE : width,
                         field.style, field.text);
        if (predicted)
            draw_score(library, row, canvas, x + width - SCORE + 1, y);
        x += width + 1;
    }
}

void library_table_draw(const struct library *library,
                        const struct library_list *list, struct table *table,
                        struct canvas *canvas)
{
    struct layout layout;

    lay_out(library, canvas, &layout);
    draw_heading(list, &layout, canvas);
    table_fit(table, canvas->height - 1);
    for (size_t i = 0; i < table->page && table->top + i < table->count; i++) {
        size_t line = table->top + i;
        int y = (int)i + 1;

        draw_row(library, library_list_at(list, line), &layout, canvas, y);
        if (line == table->cursor) {
            canvas_paint(canvas, 0, y, canvas->width - 1, STYLE_SELECTED);
            canvas_glyph(canvas, 0, y, GLYPH_CURSOR, STYLE_SELECTED);
        }
    }
    table_draw_position(table, canvas, canvas->width - 1, 1);
}
