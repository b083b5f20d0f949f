/* csv_file.h - a CSV file, field by field; inside src/catalog only.
 *
 * The text is UTF-8, with or without byte order mark; lines end in LF or CRLF;
 * fields may be quoted as in RFC 4180.  Tabs or semicolons separate fields
 * where the first line has these and no comma.
 */
#ifndef CATALOG_CSV_FILE_H
#define CATALOG_CSV_FILE_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

enum { CSV_FIELD_LIMIT = 65536 }; /* bytes of any field */

/* Who takes what is read; `context` is the csv_file's. */
struct csv_taker {
    /* A field of the first line, then the end of that line. */
    void (*title)(void *context, size_t column, const char *text);
    void (*head)(void *context);
    /* A field of another line, then the end of it; by then it has as many
     * fields as the first. */
    void (*field)(void *context, size_t column, const char *text);
    void (*row)(void *context);
};

struct csv_file {
    char *name; /* safe to show */
    const struct csv_taker *taker;
    void *context;
    struct error *err;
    bool failed;       /* nothing more is handed over */
    size_t line;       /* being read, from 1 */
    size_t begin;      /* the line on which the row begins */
    bool ended;        /* no row is open */
    bool after_return; /* the last byte was a carriage return */
    size_t columns;    /* of the first line; 0: not read yet */
    size_t column;     /* of the field that comes next */
};

/* Reads the whole file; finish it also when that fails.  What is wrong is told
 * with the file and the line: here, and by the taker through
 * csv_file_complain(). */
bool csv_file_read(struct csv_file *file, const char *path,
                   const struct csv_taker *taker, void *context,
                   struct error *err);

void csv_file_finish(struct csv_file *file);

/* Fails; only the first complaint counts. */
void csv_file_complain(struct csv_file *file, size_t line, const char *what);

#endif
