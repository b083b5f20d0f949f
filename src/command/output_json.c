#include "command/output_section.h"

#include "base/text.h"

#include <jansson.h>
#include <stdlib.h>

enum {
    FLAGS =
        JSON_ENCODE_ANY | JSON_ENSURE_ASCII | JSON_REAL_PRECISION(OUTPUT_DIGITS)
};

/* A text that is not UTF-8 is given in its safe form. */
static json_t *to_string(const char *text)
{
    json_t *string = json_string(text);
    char *safe;

    if (string)
        return string;
    safe = text_safe(text);
    string = json_string(safe);
    free(safe);
    return string;
}

static json_t *to_json(struct output_value value)
{
    switch (value.kind) {
    case OUTPUT_ABSENT:
        return json_null();
    case OUTPUT_STRING:
        return to_string(value.text);
    case OUTPUT_INTEGER:
        return json_integer(value.integer);
    case OUTPUT_NUMBER:
        return json_real(value.number);
    case OUTPUT_FLAG:
        return json_boolean(value.flag);
    }
    return json_null();
}

static void write_value(struct output_value value, FILE *stream)
{
    json_t *json = to_json(value);

    json_dumpf(json, stream, FLAGS);
    json_decref(json);
}

static void write_facts(const struct output_section *section, FILE *stream)
{
    for (size_t i = 0; i < section->column_count; i++) {
        if (!section->columns[i].name)
            continue;
        fprintf(stream, ",\n \"%s\": ", section->columns[i].name);
        write_value(section->cells[i], stream);
    }
}

/* One row at a time: a table may have a row for every track. */
static void write_table(const struct output_section *section, FILE *stream)
{
    size_t columns = section->column_count;

    fprintf(stream, ",\n \"%s\": [", section->name);
    for (size_t i = 0; i < section->cell_count; i += columns) {
        json_t *row = json_object();

        for (size_t j = 0; j < columns; j++)
            if (section->columns[j].name)
                json_object_set_new(row, section->columns[j].name,
                                    to_json(section->cells[i + j]));
        fputs(i ? ",\n  " : "\n  ", stream);
        json_dumpf(row, stream, FLAGS);
        json_decref(row);
    }
    putc(']', stream);
}

void output_write_json(const struct output *output, FILE *stream)
{
    fprintf(stream, "{\"genrelab\": 1,\n \"verb\": \"%s\"", output->verb);
    for (size_t i = 0; i < output->section_count; i++) {
        if (output->sections[i].name)
            write_table(&output->sections[i], stream);
        else
            write_facts(&output->sections[i], stream);
    }
    fputs("}\n", stream);
}
