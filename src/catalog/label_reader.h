/* label_reader.h - makes rows of the fields of a label list, inside
 * src/catalog only.
 */
#ifndef CATALOG_LABEL_READER_H
#define CATALOG_LABEL_READER_H

#include "catalog/csv_file.h"
#include "catalog/label_file.h"

#include <stdbool.h>

enum label_column {
    LABEL_PATH,
    LABEL_GENRE,
    LABEL_ARTIST,
    LABEL_TITLE,
    LABEL_COLUMN_COUNT
};

struct label_reader {
    struct csv_file csv;
    char *folder; /* of the list, absolute */
    struct label_file *out;
    size_t room; /* in out->rows */
    /* Where each column is; its rank is how good its name is, or past all
     * ranks when there is no such column. */
    size_t index[LABEL_COLUMN_COUNT];
    int rank[LABEL_COLUMN_COUNT];
    char *field[LABEL_COLUMN_COUNT]; /* of this row */
};

/* path is that of the list; out must outlive the reader. */
bool label_reader_init(struct label_reader *reader, const char *path,
                       struct label_file *out, struct error *err);
void label_reader_finish(struct label_reader *reader);

/* To read the list with; the context is the reader. */
extern const struct csv_taker label_reader_taker;

/* Keeps the first of the rows with one path; complains when they differ. */
void label_reader_drop_twins(struct label_reader *reader);

void label_row_finish(struct label_row *row);

#endif
