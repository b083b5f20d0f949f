/* output.h - what a verb answers, in the form that was asked for.
 *
 * An answer is a list of facts and tables.  People get aligned text; scripts
 * get TSV (each table with a header line, an empty line between two, the
 * facts as a table of name and value) or JSON (one object, which begins with
 * "genrelab": 1 and "verb"; facts are its members, tables arrays of objects).
 *
 * In TSV a backslash, tab, newline and carriage return within a value are
 * written \\, \t, \n and \r, other control characters and bytes that are not
 * UTF-8 as \xNN or \uNNNN.  JSON is ASCII.  What is not known is "-" in text,
 * empty in TSV and null in JSON.  Numbers have at most nine digits.
 */
#ifndef COMMAND_OUTPUT_H
#define COMMAND_OUTPUT_H

#include "base/dependency.h"
#include "base/error.h"

#include <stddef.h>
#include <stdio.h>

enum output_format { OUTPUT_TEXT, OUTPUT_TSV, OUTPUT_JSON };

/* A column, or a fact. */
struct output_column {
    const char *name;  /* in TSV and JSON: "duration_s"; NULL: not there */
    const char *title; /* for people: "length"; NULL: not shown to them */
    const char *unit;  /* for people: "s"; or NULL */
    int decimals;      /* of numbers, for people */
    bool right;        /* aligned to the right */
};

enum output_kind {
    OUTPUT_ABSENT,
    OUTPUT_STRING,
    OUTPUT_INTEGER,
    OUTPUT_NUMBER,
    OUTPUT_FLAG
};

struct output_value {
    enum output_kind kind;
    union {
        const char *text;
        long long integer;
        double number;
        bool flag; /* "yes" or nothing for people */
    };
};

/* NULL, and numbers that are none, become absent. */
struct output_value output_text(const char *text);
struct output_value output_integer(long long integer);
struct output_value output_number(double number);
struct output_value output_flag(bool flag);
struct output_value output_absent(void);

struct output;

struct output *output_create(enum output_format format, const char *verb);

/* Names and titles must outlive the output; values are copied. */
void output_fact(struct output *output, struct output_column what,
                 struct output_value value);

/* Begins a table; title, which may be NULL, is its heading for people. */
void output_table(struct output *output, const char *name, const char *title,
                  const struct output_column *columns, size_t count);

/* Adds the next cell to the table begun last, row by row. */
void output_cell(struct output *output, struct output_value value);

/* Writes all of it and frees it. */
void output_finish(struct output *output, FILE *stream);

/* Frees it unwritten. */
void output_discard(struct output *output);

/* The library that writes JSON. */
dependency_list output_dependency;

#endif
