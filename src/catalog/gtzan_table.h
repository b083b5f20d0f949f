/* gtzan_table.h - a table of text with tabs, inside src/catalog only. */
#ifndef CATALOG_GTZAN_TABLE_H
#define CATALOG_GTZAN_TABLE_H

#include "base/error.h"

#include <stddef.h>

struct gtzan_table {
    char *path;
    char *text;         /* what the cells point into */
    const char **cells; /* rows x columns; NULL: empty */
    size_t rows;
    size_t columns;
};

/* Reads FOLDER/NAME, whose first line must have just these columns. */
bool gtzan_table_load(struct gtzan_table *table, const char *folder,
                      const char *name, const char *const *columns,
                      size_t column_count, struct error *err);

/* Frees all but the text, which is returned: the caller owns it. */
char *gtzan_table_release(struct gtzan_table *table);

const char *gtzan_table_cell(const struct gtzan_table *table, size_t row,
                             size_t column);

/* Says what is wrong with a row; false. */
bool gtzan_table_complain(const struct gtzan_table *table, size_t row,
                          const char *what, struct error *err);

#endif
