#include "ui/value_table.h"

#include "ui/format.h"
#include "ui/pitch.h"

#include <stdio.h>
#include <string.h>

enum { LINES_MOST = 64, GAP = 1, BLOCK_GAP = 2 };

struct table_line {
    char name[32];
    char first[FORMAT_SIZE]; /* the value, or the mean */
    char second[FORMAT_SIZE];
};

struct lines {
    struct table_line items[LINES_MOST];
    size_t count;
    bool paired; /* there are means and variances */
};

/* Where the columns of a block are, in cells from its left. */
struct block {
    int name, first, second, width;
};

/* The length of a name without "_mean"; 0 when it has none. */
static size_t mean_length(const char *name)
{
    static const char ending[] = "_mean";
    size_t length = strlen(name), end = sizeof(ending) - 1;

    return length > end && strcmp(name + length - end, ending) == 0
               ? length - end
               : 0;
}

static void format_value(const char *name, float value, char out[FORMAT_SIZE])
{
    if (strcmp(name, "key") == 0 && value >= 0 && value < PITCH_CLASSES)
        snprintf(out, FORMAT_SIZE, "%s", pitch_name((size_t)value));
    else if (strcmp(name, "mode") == 0)
        snprintf(out, FORMAT_SIZE, value > 0 ? "major" : "minor");
    else
        format_number((double)value, out);
}

static const char *unit_of(const char *name)
{
    static const char *const units[][2] = {{"tempo", "beats a minute"},
                                           {"onset_rate", "a second"},
                                           {"energy", "dB"}};

    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
        if (strcmp(name, units[i][0]) == 0)
            return units[i][1];
    return "";
}

/* Takes the value at i, and its variance when that comes next. */
static size_t add_line(struct lines *lines, const struct feature *feature,
                       const float *values, size_t i)
{
    struct table_line *line = &lines->items[lines->count++];
    const char *name = feature->column_names[i];
    size_t length = mean_length(name);

    *line = (struct table_line){0};
    format_value(name, values[i], line->first);
    if (length == 0 || i + 1 >= (size_t)feature->columns) {
        snprintf(line->name, sizeof(line->name), "%s", name);
        if (!lines->paired)
            snprintf(line->second, sizeof(line->second), "%s", unit_of(name));
        return i + 1;
    }
    lines->paired = true;
    snprintf(line->name, sizeof(line->name), "%.*s", (int)length, name);
    format_number((double)values[i + 1], line->second);
    return i + 2;
}

static void collect(enum feature_kind kind, const struct feature_matrix *values,
                    struct lines *lines)
{
    const struct feature *feature = feature_of(kind);
    size_t i = 0;

    if (values->bands * values->frames != (size_t)feature->columns)
        return;
    while (i < (size_t)feature->columns && lines->count < LINES_MOST)
        i = add_line(lines, feature, values->values, i);
}

static int wider(int width, const char *text)
{
    int length = (int)strlen(text);

    return length > width ? length : width;
}

static struct block measure(const struct lines *lines, size_t from, size_t to)
{
    struct block block = {0};
    int first = lines->paired ? (int)strlen("mean") : 0;
    int second = lines->paired ? (int)strlen("var") : 0;

    for (size_t i = from; i < to; i++) {
        block.name = wider(block.name, lines->items[i].name);
        first = wider(first, lines->items[i].first);
        second = wider(second, lines->items[i].second);
    }
    block.first = block.name + GAP;
    block.second = block.first + first + GAP;
    block.width = block.second + second;
    return block;
}

static void draw_line(const struct table_line *line, const struct block *block,
                      bool paired, struct canvas *canvas, int y)
{
    canvas_text(canvas, 0, y, STYLE_TEXT, line->name);
    canvas_field_right(canvas, block->first, y,
                       block->second - block->first - GAP, STYLE_STRONG,
                       line->first);
    if (paired)
        canvas_field_right(canvas, block->second, y,
                           block->width - block->second, STYLE_TEXT,
                           line->second);
    else
        canvas_text(canvas, block->second, y, STYLE_DIM, line->second);
}

static const struct table_line titles = {"", "mean", "var"};

/* Draws a block; returns the column after it. */
static int draw_block(const struct lines *lines, size_t from, size_t to,
                      struct canvas *canvas, int x)
{
    struct block block = measure(lines, from, to);
    struct canvas part = canvas_part(canvas, x, 0, block.width, canvas->height);
    int y = 0;

    if (lines->paired)
        draw_line(&titles, &block, true, &part, y++);
    for (size_t i = from; i < to; i++)
        draw_line(&lines->items[i], &block, lines->paired, &part, y++);
    return x + block.width + BLOCK_GAP;
}

/* How many lines find room in blocks of so many. */
static size_t room(const struct lines *lines, size_t each, int width)
{
    size_t at = 0;
    int x = 0;

    while (at < lines->count) {
        size_t to = at + each < lines->count ? at + each : lines->count;
        struct block block = measure(lines, at, to);

        if (at > 0 && x + block.width > width)
            break;
        x += block.width + BLOCK_GAP;
        at = to;
    }
    return at;
}

void value_table_draw(enum feature_kind kind,
                      const struct feature_matrix *values,
                      struct canvas *canvas)
{
    struct lines lines = {0};
    int rows;
    size_t each, fitting;
    int x = 0;

    collect(kind, values, &lines);
    rows = canvas->height - lines.paired;
    if (rows <= 0 || lines.count == 0)
        return;
    each = (size_t)rows;
    fitting = room(&lines, each, canvas->width);
    if (fitting < lines.count && rows > 1) {
        fitting = room(&lines, --each, canvas->width);
        canvas_print(canvas, 0, canvas->height - 1, STYLE_DIM,
                     "%zu more; Enter makes room", lines.count - fitting);
    }
    for (size_t i = 0; i < fitting; i += each)
        x = draw_block(&lines, i, i + each < fitting ? i + each : fitting,
                       canvas, x);
}
