/* label_reader.h - makes rows of the fields of a label list, inside
 * src/catalog only.
 */
#ifndef CATALOG_LABEL_READER_H
#define CATALOG_LABEL_READER_H

#include "catalog/label_file.h"

#include <stdbool.h>

enum { LABEL_FIELD_LIMIT = 65536 }; /* bytes of any field */

enum label_column {
    LABEL_PATH,
    LABEL_GENRE,
    LABEL_ARTIST,
    LABEL_TITLE,
    LABEL_COLUMN_COUNT
};

struct label_reader {
    char *name;   /* of the list, safe to show */
    char *folder; /* of the list, absolute */
    struct label_file *out;
    size_t room; /* in out->rows */
    struct error *err;
    bool failed;
    size_t line;       /* being read, from 1 */
    size_t begin;      /* the line on which the row begins */
    bool ended;        /* no row is open */
    bool after_return; /* the last byte was a CR */
    size_t columns;    /* in the first line; 0 before it was read */
    size_t column;     /* of the next field */
    /* Where each column is; its rank is how good its name is, or past all
     * ranks when there is no such column. */
    size_t index[LABEL_COLUMN_COUNT];
    int rank[LABEL_COLUMN_COUNT];
    char *field[LABEL_COLUMN_COUNT]; /* of this row */
};

/* path is that of the list; out, err and it must outlive the reader. */
bool label_reader_init(struct label_reader *reader, const char *path,
                       struct label_file *out, struct error *err);
void label_reader_finish(struct label_reader *reader);

/* Keeps the first complaint: it goes into err with the list's name. */
void label_reader_complain(struct label_reader *reader, size_t line,
                           const char *what);

/* What libcsv calls at the end of each field, and of each row that is not
 * empty; context is the reader. */
void label_reader_field(void *bytes, size_t size, void *context);
void label_reader_row(int terminator, void *context);

/* Keeps the first of the rows with one path; complains when they differ. */
void label_reader_drop_twins(struct label_reader *reader);

void label_row_finish(struct label_row *row);

#endif
