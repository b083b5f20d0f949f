#include "catalog/label_reader.h"

#include "base/alloc.h"
#include "base/file.h"
#include "base/text.h"

#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
    ROW_LIMIT = 10000000,
    TEXT_LIMIT = 1024 /* bytes of a genre, an artist, a title */
};

static const char *const column_titles[LABEL_COLUMN_COUNT] = {
    "path", "genre", "artist", "title"};

/* What a column may be called, the best name first. */
static const char *const column_names[LABEL_COLUMN_COUNT][6] = {
    [LABEL_PATH] = {"path", "filepath", "file", "filename", "track"},
    [LABEL_GENRE] = {"genre", "label", "class"},
    [LABEL_ARTIST] = {"artist"},
    [LABEL_TITLE] = {"title"},
};

enum { NO_RANK = 99 };

static void name_column(void *context, size_t column, const char *name)
{
    struct label_reader *reader = context;

    for (int i = 0; i < LABEL_COLUMN_COUNT; i++)
        for (int j = 0; column_names[i][j] && j < reader->rank[i]; j++)
            if (strcasecmp(name, column_names[i][j]) == 0) {
                reader->rank[i] = j;
                reader->index[i] = column;
            }
}

static bool is_utf8(const char *text)
{
    while (*text)
        if (text_next(&text) < 0)
            return false;
    return true;
}

static void take_field(struct label_reader *reader, enum label_column which,
                       const char *text)
{
    bool is_path = which == LABEL_PATH;
    char what[128];

    if (strlen(text) >= (is_path ? PATH_MAX : TEXT_LIMIT)) {
        snprintf(what, sizeof(what), "the %s is longer than %d bytes",
                 column_titles[which], is_path ? PATH_MAX : TEXT_LIMIT);
        csv_file_complain(&reader->csv, reader->csv.begin, what);
    } else if (!is_path && !is_utf8(text)) {
        /* A path is whatever bytes the file system has. */
        snprintf(what, sizeof(what), "the %s is not valid UTF-8",
                 column_titles[which]);
        csv_file_complain(&reader->csv, reader->csv.begin, what);
    } else if (*text) {
        reader->field[which] = xstrdup(text);
    }
}

static void take_fields(void *context, size_t column, const char *text)
{
    struct label_reader *reader = context;

    for (int i = 0; i < LABEL_COLUMN_COUNT; i++)
        if (reader->rank[i] < NO_RANK && reader->index[i] == column)
            take_field(reader, (enum label_column)i, text);
}

static void end_header(void *context)
{
    struct label_reader *reader = context;

    if (reader->rank[LABEL_PATH] == NO_RANK)
        csv_file_complain(
            &reader->csv, reader->csv.begin,
            "no column is named path, filepath, file, filename or track");
    if (reader->rank[LABEL_GENRE] == NO_RANK)
        csv_file_complain(&reader->csv, reader->csv.begin,
                          "no column is named genre, label or class");
}

/* Removes "//", "/." and "/x/.." from an absolute path. */
static void clean_path(char *path)
{
    char *end = path;
    const char *part = path;

    while (*part) {
        size_t length;

        part += strspn(part, "/");
        length = strcspn(part, "/");
        if (length == 2 && strncmp(part, "..", 2) == 0) {
            while (end > path && *--end != '/')
                continue;
        } else if (length > 0 && !(length == 1 && *part == '.')) {
            *end++ = '/';
            memmove(end, part, length);
            end += length;
        }
        part += length;
    }
    if (end == path)
        *end++ = '/';
    *end = '\0';
}

static char *resolve(const struct label_reader *reader, const char *path)
{
    char *whole =
        path[0] == '/' ? xstrdup(path) : file_join(reader->folder, path);

    clean_path(whole);
    return whole;
}

static void add_row(struct label_reader *reader)
{
    struct label_file *out = reader->out;

    if (out->count == ROW_LIMIT) {
        csv_file_complain(&reader->csv, reader->csv.begin,
                          "there are too many rows");
        return;
    }
    if (out->count == reader->room) {
        size_t room = reader->room ? reader->room * 2 : 256;
        struct label_row *rows = reallocarray(out->rows, room, sizeof(*rows));

        if (!rows) {
            csv_file_complain(&reader->csv, reader->csv.begin,
                              "not enough memory");
            return;
        }
        out->rows = rows;
        reader->room = room;
    }
    out->rows[out->count++] = (struct label_row){
        .path = resolve(reader, reader->field[LABEL_PATH]),
        .genre = reader->field[LABEL_GENRE],
        .artist = reader->field[LABEL_ARTIST],
        .title = reader->field[LABEL_TITLE],
        .line = reader->csv.begin,
    };
    free(reader->field[LABEL_PATH]);
    memset(reader->field, 0, sizeof(reader->field));
}

static void drop_fields(struct label_reader *reader)
{
    for (int i = 0; i < LABEL_COLUMN_COUNT; i++) {
        free(reader->field[i]);
        reader->field[i] = NULL;
    }
}

static void end_row(void *context)
{
    struct label_reader *reader = context;

    if (!reader->field[LABEL_PATH])
        csv_file_complain(&reader->csv, reader->csv.begin, "there is no path");
    else
        add_row(reader);
    drop_fields(reader);
}

const struct csv_taker label_reader_taker = {
    .title = name_column,
    .head = end_header,
    .field = take_fields,
    .row = end_row,
};

void label_row_finish(struct label_row *row)
{
    free(row->path);
    free(row->genre);
    free(row->artist);
    free(row->title);
    *row = (struct label_row){0};
}

static int compare_rows(const void *a, const void *b)
{
    const struct label_row *p = *(struct label_row *const *)a;
    const struct label_row *q = *(struct label_row *const *)b;
    int order = strcmp(p->path, q->path);

    return order ? order : (p->line > q->line) - (p->line < q->line);
}

/* Of two rows with one path: empties the later, unless the genres differ. */
static void drop_twin(struct label_reader *reader, const struct label_row *row,
                      struct label_row *twin)
{
    char *path, *message;
    bool equal = row->genre && twin->genre
                     ? strcmp(row->genre, twin->genre) == 0
                     : row->genre == twin->genre;

    if (equal) {
        label_row_finish(twin);
        return;
    }
    path = text_safe(twin->path);
    message = xformat("'%s' has another genre on line %zu", path, row->line);
    csv_file_complain(&reader->csv, twin->line, message);
    free(message);
    free(path);
}

void label_reader_drop_twins(struct label_reader *reader)
{
    struct label_file *out = reader->out;
    struct label_row **order =
        calloc(out->count + 1, sizeof(struct label_row *));
    size_t first = 0, kept = 0;

    if (!order) {
        csv_file_complain(&reader->csv, reader->csv.line, "not enough memory");
        return;
    }
    for (size_t i = 0; i < out->count; i++)
        order[i] = &out->rows[i];
    qsort(order, out->count, sizeof(struct label_row *), compare_rows);
    for (size_t i = 1; i < out->count; i++) {
        if (strcmp(order[first]->path, order[i]->path) == 0)
            drop_twin(reader, order[first], order[i]);
        else
            first = i;
        if (reader->csv.failed)
            break;
    }
    free(order);
    for (size_t i = 0; i < out->count; i++)
        if (out->rows[i].path)
            out->rows[kept++] = out->rows[i];
    out->count = kept;
}

bool label_reader_init(struct label_reader *reader, const char *path,
                       struct label_file *out, struct error *err)
{
    char *whole;

    *reader = (struct label_reader){.out = out};
    if (!file_absolute(path, &whole, err))
        return false;
    *strrchr(whole, '/') = '\0';
    reader->folder = whole;
    for (int i = 0; i < LABEL_COLUMN_COUNT; i++)
        reader->rank[i] = NO_RANK;
    return true;
}

void label_reader_finish(struct label_reader *reader)
{
    drop_fields(reader);
    free(reader->folder);
    csv_file_finish(&reader->csv);
}
