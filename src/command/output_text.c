#include "command/output_section.h"

#include "base/alloc.h"
#include "base/text.h"
#include "command/width.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* A cell as people see it; the caller frees it. */
static char *format_value(const struct output_column *column,
                          struct output_value value)
{
    switch (value.kind) {
    case OUTPUT_ABSENT:
        return xstrdup("-");
    case OUTPUT_STRING:
        return text_safe(value.text);
    case OUTPUT_INTEGER:
        return xformat("%lld", value.integer);
    case OUTPUT_NUMBER:
        return xformat("%.*f", column->decimals, value.number);
    case OUTPUT_FLAG:
        return xstrdup(value.flag ? "yes" : "");
    }
    return xstrdup("");
}

static void write_spaces(int count, FILE *stream)
{
    if (count > 0)
        fprintf(stream, "%*s", count, "");
}

static void write_facts(const struct output_section *section, FILE *stream)
{
    int width = 0;

    for (size_t i = 0; i < section->column_count; i++) {
        const char *title = section->columns[i].title;

        if (title && text_width(title) > width)
            width = text_width(title);
    }
    for (size_t i = 0; i < section->column_count; i++) {
        const struct output_column *column = &section->columns[i];
        bool known = section->cells[i].kind != OUTPUT_ABSENT;
        char *text;

        if (!column->title)
            continue;
        text = format_value(column, section->cells[i]);
        fputs(column->title, stream);
        write_spaces(width + 2 - text_width(column->title), stream);
        fprintf(stream, "%s%s%s\n", text, known && column->unit ? " " : "",
                known && column->unit ? column->unit : "");
        free(text);
    }
}

static char *format_heading(const struct output_column *column)
{
    return column->unit ? xformat("%s, %s", column->title, column->unit)
                        : xstrdup(column->title);
}

/* All headings and cells as texts: (rows + 1) x columns, row after row. */
static char **format_cells(const struct output_section *section)
{
    size_t columns = section->column_count;
    char **texts = xcalloc(section->cell_count + columns, sizeof(*texts));

    assert(columns > 0);
    for (size_t i = 0; i < columns; i++)
        if (section->columns[i].title)
            texts[i] = format_heading(&section->columns[i]);
    for (size_t i = 0; i < section->cell_count; i++)
        if (section->columns[i % columns].title)
            texts[columns + i] =
                format_value(&section->columns[i % columns], section->cells[i]);
    return texts;
}

static void write_row(const struct output_section *section, char *const *texts,
                      const int *widths, FILE *stream)
{
    int owed = 0; /* spaces that only count when more follows */

    for (size_t i = 0; i < section->column_count; i++) {
        int space;

        if (!texts[i])
            continue;
        space = widths[i] - text_width(texts[i]);
        if (section->columns[i].right)
            owed += space;
        if (texts[i][0]) {
            write_spaces(owed, stream);
            owed = 0;
            fputs(texts[i], stream);
        } else {
            owed += text_width(texts[i]);
        }
        owed += 2 + (section->columns[i].right ? 0 : space);
    }
    putc('\n', stream);
}

static void write_table(const struct output_section *section, FILE *stream)
{
    size_t columns = section->column_count;
    size_t total = section->cell_count + columns;
    char **texts = format_cells(section);
    int *widths = xcalloc(columns, sizeof(*widths));

    assert(columns > 0);
    for (size_t i = 0; i < total; i++) {
        int width = texts[i] ? text_width(texts[i]) : 0;

        if (width > widths[i % columns])
            widths[i % columns] = width;
    }
    if (section->title)
        fprintf(stream, "%s\n", section->title);
    for (size_t i = 0; i < total; i += columns)
        write_row(section, texts + i, widths, stream);
    for (size_t i = 0; i < total; i++)
        free(texts[i]);
    free(texts);
    free(widths);
}

void output_write_text(const struct output *output, FILE *stream)
{
    bool first = true;

    for (size_t i = 0; i < output->section_count; i++) {
        const struct output_section *section = &output->sections[i];

        if (section->name && section->cell_count == 0)
            continue;
        if (!first)
            putc('\n', stream);
        first = false;
        if (section->name)
            write_table(section, stream);
        else
            write_facts(section, stream);
    }
}
