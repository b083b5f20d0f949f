#include "catalog/gtzan_table.h"

#include "base/alloc.h"
#include "base/file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Bytes of a table; ours have 60 thousand at most. */
enum { SIZE_LIMIT = 1 << 22 };

static bool read_text(struct gtzan_table *table, struct error *err)
{
    FILE *stream = fopen(table->path, "re");
    size_t size = 0;
    bool good;

    if (!stream)
        return error_set(err, "cannot open '%s': %s", table->path,
                         strerror(errno));
    table->text = malloc(SIZE_LIMIT + 1);
    if (table->text)
        size = fread(table->text, 1, SIZE_LIMIT, stream);
    good = table->text && !ferror(stream) && fgetc(stream) == EOF;
    fclose(stream);
    if (!good)
        return error_set(err, "cannot read '%s': it is too large or damaged",
                         table->path);
    table->text[size] = '\0';
    if (strlen(table->text) != size)
        return error_set(err, "'%s' has a NUL byte", table->path);
    return true;
}

bool gtzan_table_complain(const struct gtzan_table *table, size_t row,
                          const char *what, struct error *err)
{
    return error_set(err, "'%s' line %zu: %s", table->path, row + 2, what);
}

/* Cuts a line at its tabs; false unless it has this many fields. */
static bool cut_line(char *line, const char **cells, size_t columns)
{
    for (size_t i = 0; i < columns; i++) {
        char *field = strsep(&line, "\t");

        if (!field)
            return false;
        cells[i] = *field ? field : NULL;
    }
    return !line;
}

static bool check_head(const struct gtzan_table *table, char *line,
                       const char *const *columns, struct error *err)
{
    for (size_t i = 0; i < table->columns; i++) {
        const char *name = strsep(&line, "\t");

        if (!name || strcmp(name, columns[i]) != 0)
            return error_set(err, "'%s' line 1: column %zu is not '%s'",
                             table->path, i + 1, columns[i]);
    }
    return true;
}

static bool cut_text(struct gtzan_table *table, const char *const *columns,
                     struct error *err)
{
    char *rest = table->text, *line = strsep(&rest, "\n");
    size_t room = 0;

    for (const char *byte = rest; byte && *byte; byte++)
        room += *byte == '\n';
    table->cells = calloc((room + 1) * table->columns, sizeof(char *));
    if (!table->cells)
        return error_set(err, "not enough memory for '%s'", table->path);
    if (!check_head(table, line, columns, err))
        return false;
    while ((line = strsep(&rest, "\n")) && (*line || rest)) {
        if (!cut_line(line, &table->cells[table->rows * table->columns],
                      table->columns))
            return gtzan_table_complain(table, table->rows,
                                        "the number of fields is wrong", err);
        table->rows++;
    }
    return true;
}

bool gtzan_table_load(struct gtzan_table *table, const char *folder,
                      const char *name, const char *const *columns,
                      size_t column_count, struct error *err)
{
    *table = (struct gtzan_table){.path = file_join(folder, name),
                                  .columns = column_count};
    if (read_text(table, err) && cut_text(table, columns, err))
        return true;
    free(gtzan_table_release(table));
    return false;
}

char *gtzan_table_release(struct gtzan_table *table)
{
    char *text = table->text;

    free(table->cells);
    free(table->path);
    *table = (struct gtzan_table){0};
    return text;
}

const char *gtzan_table_cell(const struct gtzan_table *table, size_t row,
                             size_t column)
{
    return table->cells[row * table->columns + column];
}
