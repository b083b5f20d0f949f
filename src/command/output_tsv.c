#include "command/output_section.h"

#include "base/text.h"

#include <assert.h>
#include <string.h>

static void write_text(const char *text, FILE *stream)
{
    static const char special[] = "\\\t\n\r";
    static const char letter[] = "\\tnr";

    while (*text) {
        size_t length = strcspn(text, special);
        char plain[256];

        if (length == 0) {
            fprintf(stream, "\\%c", letter[strchr(special, *text) - special]);
            text++;
            continue;
        }
        /* Cut between characters, so that none is taken for a wrong one. */
        if (length >= sizeof(plain)) {
            length = sizeof(plain) - 1;
            while (length > sizeof(plain) - 4 &&
                   ((unsigned char)text[length] & 0xC0) == 0x80)
                length--;
        }
        memcpy(plain, text, length);
        plain[length] = '\0';
        text_print(stream, plain);
        text += length;
    }
}

static void write_value(struct output_value value, FILE *stream)
{
    switch (value.kind) {
    case OUTPUT_ABSENT:
        break;
    case OUTPUT_STRING:
        write_text(value.text, stream);
        break;
    case OUTPUT_INTEGER:
        fprintf(stream, "%lld", value.integer);
        break;
    case OUTPUT_NUMBER:
        fprintf(stream, "%.*g", OUTPUT_DIGITS, value.number);
        break;
    case OUTPUT_FLAG:
        fputs(value.flag ? "true" : "false", stream);
        break;
    }
}

static void write_facts(const struct output_section *section, FILE *stream)
{
    fputs("name\tvalue\n", stream);
    for (size_t i = 0; i < section->column_count; i++) {
        if (!section->columns[i].name)
            continue;
        fprintf(stream, "%s\t", section->columns[i].name);
        write_value(section->cells[i], stream);
        putc('\n', stream);
    }
}

static void write_table(const struct output_section *section, FILE *stream)
{
    size_t columns = section->column_count;
    const char *between = "";

    assert(columns > 0);
    for (size_t i = 0; i < columns; i++) {
        if (!section->columns[i].name)
            continue;
        fprintf(stream, "%s%s", between, section->columns[i].name);
        between = "\t";
    }
    for (size_t i = 0; i < section->cell_count; i++) {
        if (i % columns == 0)
            between = "\n";
        if (!section->columns[i % columns].name)
            continue;
        fputs(between, stream);
        write_value(section->cells[i], stream);
        between = "\t";
    }
    putc('\n', stream);
}

void output_write_tsv(const struct output *output, FILE *stream)
{
    for (size_t i = 0; i < output->section_count; i++) {
        if (i > 0)
            putc('\n', stream);
        if (output->sections[i].name)
            write_table(&output->sections[i], stream);
        else
            write_facts(&output->sections[i], stream);
    }
}
