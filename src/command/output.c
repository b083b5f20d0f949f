#include "command/output.h"

#include "base/alloc.h"
#include "command/output_section.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct output_value output_text(const char *text)
{
    return (struct output_value){.kind = text ? OUTPUT_STRING : OUTPUT_ABSENT,
                                 .text = text};
}

struct output_value output_integer(long long integer)
{
    return (struct output_value){.kind = OUTPUT_INTEGER, .integer = integer};
}

struct output_value output_number(double number)
{
    return (struct output_value){.kind = isfinite(number) ? OUTPUT_NUMBER
                                                          : OUTPUT_ABSENT,
                                 .number = number};
}

struct output_value output_flag(bool flag)
{
    return (struct output_value){.kind = OUTPUT_FLAG, .flag = flag};
}

struct output_value output_absent(void)
{
    return (struct output_value){.kind = OUTPUT_ABSENT};
}

struct output *output_create(enum output_format format, const char *verb)
{
    struct output *output = xcalloc(1, sizeof(*output));

    output->format = format;
    output->verb = verb;
    return output;
}

/* The `count` items of an array, in a new one with room for `room`. */
static void *grow(void *items, size_t count, size_t room, size_t size)
{
    void *grown = xcalloc(room, size);

    if (items)
        memcpy(grown, items, count * size);
    free(items);
    return grown;
}

static struct output_section *add_section(struct output *output)
{
    output->sections =
        grow(output->sections, output->section_count, output->section_count + 1,
             sizeof(*output->sections));
    return &output->sections[output->section_count++];
}

static struct output_section *last_section(struct output *output)
{
    return output->section_count ? &output->sections[output->section_count - 1]
                                 : NULL;
}

static void add_column(struct output_section *section,
                       struct output_column column)
{
    section->columns =
        grow(section->columns, section->column_count, section->column_count + 1,
             sizeof(*section->columns));
    section->columns[section->column_count++] = column;
}

/* Grows by doubling, since a table may have a row for every track. */
static void add_cell(struct output_section *section, struct output_value value)
{
    if (section->cell_count == section->cell_room) {
        section->cell_room = section->cell_room ? 2 * section->cell_room : 64;
        section->cells = grow(section->cells, section->cell_count,
                              section->cell_room, sizeof(*section->cells));
    }
    if (value.kind == OUTPUT_STRING)
        value.text = xstrdup(value.text);
    section->cells[section->cell_count++] = value;
}

void output_fact(struct output *output, struct output_column what,
                 struct output_value value)
{
    struct output_section *section = last_section(output);

    if (!section || section->name)
        section = add_section(output);
    add_column(section, what);
    add_cell(section, value);
}

void output_table(struct output *output, const char *name, const char *title,
                  const struct output_column *columns, size_t count)
{
    struct output_section *section = add_section(output);

    assert(count > 0);
    section->name = name;
    section->title = title;
    for (size_t i = 0; i < count; i++)
        add_column(section, columns[i]);
}

void output_cell(struct output *output, struct output_value value)
{
    struct output_section *section = last_section(output);

    assert(section && section->name);
    add_cell(section, value);
}

void output_finish(struct output *output, FILE *stream)
{
    switch (output->format) {
    case OUTPUT_TEXT:
        output_write_text(output, stream);
        break;
    case OUTPUT_TSV:
        output_write_tsv(output, stream);
        break;
    case OUTPUT_JSON:
        output_write_json(output, stream);
        break;
    }
    output_discard(output);
}

void output_discard(struct output *output)
{
    for (size_t i = 0; i < output->section_count; i++) {
        struct output_section *section = &output->sections[i];

        for (size_t j = 0; j < section->cell_count; j++)
            if (section->cells[j].kind == OUTPUT_STRING)
                free((char *)section->cells[j].text);
        free(section->cells);
        free(section->columns);
    }
    free(output->sections);
    free(output);
}
