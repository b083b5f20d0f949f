#include "catalog/feature_file.h"

#include "base/alloc.h"
#include "base/text.h"
#include "catalog/csv_file.h"

#include <limits.h>
#include <locale.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { RATE_HZ = 22050, ROW_LIMIT = 1000000, TEXT_LIMIT = 1024 };

/* Samples: a day of sound. */
static const double length_limit = 24. * 3600 * RATE_HZ;

/* The columns that are no features. */
enum fixed_column { FILE_NAME, LENGTH, LABEL, FIXED_COUNT };

static const char *const fixed_names[FIXED_COUNT] = {"filename", "length",
                                                     "label"};

enum { UNUSED = -1 };

struct feature_reader {
    struct csv_file csv;
    struct feature_file *out;
    const char *const *columns;
    size_t column_count;
    locale_t locale; /* C: a point is a point */
    /* What each column of the file is: a feature's index, or column_count and
     * a fixed column's; UNUSED. */
    int *meanings;
    size_t meaning_count;
    size_t room;        /* in out->rows */
    char *file, *genre; /* of this row */
    double length;
};

static void complain(struct feature_reader *reader, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Shows control characters of what it prints. */
static void complain(struct feature_reader *reader, const char *format, ...)
{
    char *text = NULL, *safe;
    va_list args;

    va_start(args, format);
    if (vasprintf(&text, format, args) < 0)
        text = NULL;
    va_end(args);
    safe = text_safe(text ? text : "not enough memory");
    csv_file_complain(&reader->csv, reader->csv.begin, safe);
    free(safe);
    free(text);
}

static int meaning_of(const struct feature_reader *reader, const char *name)
{
    for (size_t i = 0; i < reader->column_count; i++)
        if (strcasecmp(name, reader->columns[i]) == 0)
            return (int)i;
    for (int i = 0; i < FIXED_COUNT; i++)
        if (strcasecmp(name, fixed_names[i]) == 0)
            return (int)reader->column_count + i;
    return UNUSED;
}

static void take_title(void *context, size_t column, const char *name)
{
    struct feature_reader *reader = context;
    int meaning = meaning_of(reader, name);
    int *meanings =
        reallocarray(reader->meanings, column + 1, sizeof(*meanings));

    if (!meanings) {
        csv_file_complain(&reader->csv, 1, "not enough memory");
        return;
    }
    reader->meanings = meanings;
    reader->meaning_count = column + 1;
    meanings[column] = meaning;
    for (size_t i = 0; i < column; i++)
        if (meaning != UNUSED && meanings[i] == meaning)
            complain(reader, "there are two columns '%s'", name);
}

static void check_head(void *context)
{
    struct feature_reader *reader = context;

    for (int i = 0; i < (int)reader->column_count + FIXED_COUNT; i++) {
        size_t at = 0;

        while (at < reader->meaning_count && reader->meanings[at] != i)
            at++;
        if (at == reader->meaning_count)
            complain(reader, "there is no column '%s'",
                     i < (int)reader->column_count
                         ? reader->columns[i]
                         : fixed_names[i - (int)reader->column_count]);
    }
}

/* Decimal, finite; nothing else beside it. */
static bool read_number(const struct feature_reader *reader, const char *text,
                        double *value)
{
    char *end;

    if (!*text || text[strspn(text, "0123456789+-.eE")])
        return false;
    *value = strtod_l(text, &end, reader->locale);
    return !*end && fabs(*value) <= (double)3.4e38F;
}

static char *copy_text(struct feature_reader *reader, const char *text,
                       enum fixed_column which)
{
    const char *at = text;

    if (strlen(text) >= TEXT_LIMIT)
        complain(reader, "the %s is longer than 1023 bytes",
                 fixed_names[which]);
    while (*at && !reader->csv.failed)
        if (text_next(&at) < 0)
            complain(reader, "the %s is not valid UTF-8", fixed_names[which]);
    return *text ? xstrdup(text) : NULL;
}

/* Of a new row, not counted yet. */
static float *row_values(const struct feature_reader *reader)
{
    return reader->out->values + reader->out->count * reader->column_count;
}

static bool make_room(struct feature_reader *reader)
{
    struct feature_file *out = reader->out;
    size_t room = reader->room ? 2 * reader->room : 256;
    struct feature_row *rows;
    float *values;

    if (out->count < reader->room)
        return true;
    rows = reallocarray(out->rows, room, sizeof(*rows));
    if (rows)
        out->rows = rows;
    values =
        reallocarray(out->values, room, reader->column_count * sizeof(*values));
    if (values)
        out->values = values;
    if (rows && values)
        reader->room = room;
    else
        csv_file_complain(&reader->csv, reader->csv.begin, "not enough memory");
    return rows && values;
}

static void take_fixed(struct feature_reader *reader, enum fixed_column which,
                       const char *text)
{
    switch (which) {
    case FILE_NAME:
        reader->file = copy_text(reader, text, which);
        if (!reader->file)
            csv_file_complain(&reader->csv, reader->csv.begin,
                              "there is no filename");
        break;
    case LENGTH:
        if (!read_number(reader, text, &reader->length) || reader->length < 1 ||
            reader->length > length_limit)
            csv_file_complain(&reader->csv, reader->csv.begin,
                              "the length is no number of samples");
        break;
    case LABEL:
        reader->genre = copy_text(reader, text, which);
        break;
    case FIXED_COUNT:
        break;
    }
}

static void take_field(void *context, size_t column, const char *text)
{
    struct feature_reader *reader = context;
    int meaning = reader->meanings[column];
    double value;

    if (meaning == UNUSED || !make_room(reader))
        return;
    if (meaning >= (int)reader->column_count)
        take_fixed(reader,
                   (enum fixed_column)(meaning - (int)reader->column_count),
                   text);
    else if (read_number(reader, text, &value))
        row_values(reader)[meaning] = (float)value;
    else
        complain(reader, "'%s' is no finite number", reader->columns[meaning]);
}

static void drop_texts(struct feature_reader *reader)
{
    free(reader->file);
    free(reader->genre);
    reader->file = reader->genre = NULL;
}

/* The name and the length keep rows apart that have the same values. */
static struct hash hash_row(const struct feature_reader *reader)
{
    struct hash parts[3] = {
        hash_bytes(reader->file, strlen(reader->file)),
        hash_bytes(&reader->length, sizeof(reader->length)),
        hash_bytes(row_values(reader), reader->column_count * sizeof(float)),
    };

    return hash_bytes(parts, sizeof(parts));
}

static void take_row(void *context)
{
    struct feature_reader *reader = context;
    struct feature_file *out = reader->out;

    if (reader->csv.failed || out->count == ROW_LIMIT) {
        csv_file_complain(&reader->csv, reader->csv.begin,
                          "there are more than a million rows");
        return;
    }
    out->rows[out->count] = (struct feature_row){
        .file = reader->file,
        .genre = reader->genre,
        .duration_s = reader->length / RATE_HZ,
        .hash = hash_row(reader),
        .line = reader->csv.begin,
    };
    out->count++;
    reader->file = reader->genre = NULL;
}

static const struct csv_taker taker = {
    .title = take_title,
    .head = check_head,
    .field = take_field,
    .row = take_row,
};

static int by_file(const void *a, const void *b)
{
    const struct feature_row *p = *(struct feature_row *const *)a;
    const struct feature_row *q = *(struct feature_row *const *)b;
    int order = strcmp(p->file, q->file);

    return order ? order : (p->line > q->line) - (p->line < q->line);
}

static void find_twins(struct feature_reader *reader)
{
    struct feature_file *out = reader->out;
    struct feature_row **order =
        calloc(out->count + 1, sizeof(struct feature_row *));

    if (!order)
        csv_file_complain(&reader->csv, reader->csv.line, "not enough memory");
    for (size_t i = 0; order && i < out->count; i++)
        order[i] = &out->rows[i];
    if (order)
        qsort(order, out->count, sizeof(struct feature_row *), by_file);
    for (size_t i = 1; order && i < out->count; i++)
        if (strcmp(order[i - 1]->file, order[i]->file) == 0) {
            char *safe = text_safe(order[i]->file);
            char *text =
                xformat("'%s' is also on line %zu", safe, order[i - 1]->line);

            csv_file_complain(&reader->csv, order[i]->line, text);
            free(text);
            free(safe);
        }
    free(order);
}

bool feature_file_load(struct feature_file *out, const char *path,
                       const char *const *columns, size_t column_count,
                       struct error *err)
{
    struct feature_reader reader = {
        .out = out,
        .columns = columns,
        .column_count = column_count,
        .locale = newlocale(LC_NUMERIC_MASK, "C", (locale_t)0),
    };
    bool done;

    *out = (struct feature_file){0};
    if (!reader.locale)
        return error_set(err, "not enough memory");
    done = csv_file_read(&reader.csv, path, &taker, &reader, err);
    if (done)
        find_twins(&reader);
    done = done && !reader.csv.failed;
    for (size_t i = 0; i < out->count; i++)
        out->rows[i].values = out->values + i * column_count;
    freelocale(reader.locale);
    csv_file_finish(&reader.csv);
    drop_texts(&reader);
    free(reader.meanings);
    if (!done)
        feature_file_finish(out);
    return done;
}

void feature_file_finish(struct feature_file *file)
{
    for (size_t i = 0; i < file->count; i++) {
        free(file->rows[i].file);
        free(file->rows[i].genre);
    }
    free(file->rows);
    free(file->values);
    *file = (struct feature_file){0};
}
