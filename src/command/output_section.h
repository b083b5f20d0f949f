/* output_section.h - an answer in memory, for the writers of each form. */
#ifndef COMMAND_OUTPUT_SECTION_H
#define COMMAND_OUTPUT_SECTION_H

#include "command/output.h"

/* A table, or a run of facts: then there is one row. */
struct output_section {
    const char *name; /* NULL: facts */
    const char *title;
    struct output_column *columns;
    size_t column_count;
    struct output_value *cells; /* row after row; owns its texts */
    size_t cell_count, cell_room;
};

struct output {
    enum output_format format;
    const char *verb;
    struct output_section *sections;
    size_t section_count;
};

/* Digits of a number that is written for programs. */
enum { OUTPUT_DIGITS = 9 };

void output_write_text(const struct output *output, FILE *stream);
void output_write_tsv(const struct output *output, FILE *stream);
void output_write_json(const struct output *output, FILE *stream);

#endif
