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
    COLUMN_LIMIT = 1000,
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

void label_reader_complain(struct label_reader *reader, size_t line,
                           const char *what)
{
    if (!reader->failed)
        error_set(reader->err, "'%s' line %zu: %s", reader->name, line, what);
    reader->failed = true;
}

static void name_column(struct label_reader *reader, const char *name)
{
    for (int i = 0; i < LABEL_COLUMN_COUNT; i++)
        for (int j = 0; column_names[i][j] && j < reader->rank[i]; j++)
            if (strcasecmp(name, column_names[i][j]) == 0) {
                reader->rank[i] = j;
                reader->index[i] = reader->column;
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
                       char *text)
{
    bool is_path = which == LABEL_PATH;
    char what[128];

    if (strlen(text) >= (is_path ? PATH_MAX : TEXT_LIMIT)) {
        snprintf(what, sizeof(what), "the %s is longer than %d bytes",
                 column_titles[which], is_path ? PATH_MAX : TEXT_LIMIT);
        label_reader_complain(reader, reader->begin, what);
    } else if (!is_path && !is_utf8(text)) {
        /* A path is whatever bytes the file system has. */
        snprintf(what, sizeof(what), "the %s is not valid UTF-8",
                 column_titles[which]);
        label_reader_complain(reader, reader->begin, what);
    } else if (*text) {
        reader->field[which] = xstrdup(text);
    }
}

void label_reader_field(void *bytes, size_t size, void *context)
{
    struct label_reader *reader = context;
    char *text;

    if (reader->failed)
        return;
    if (size > LABEL_FIELD_LIMIT) {
        label_reader_complain(reader, reader->begin,
                              "a field is longer than 64 KiB");
        return;
    }
    if (size && memchr(bytes, '\0', size)) {
        label_reader_complain(reader, reader->begin, "a field has a NUL byte");
        return;
    }
    text = xcalloc(size + 1, 1);
    if (size)
        memcpy(text, bytes, size);
    if (reader->columns == 0)
        name_column(reader, text);
    for (int i = 0; reader->columns && i < LABEL_COLUMN_COUNT; i++)
        if (reader->rank[i] < NO_RANK && reader->index[i] == reader->column)
            take_field(reader, (enum label_column)i, text);
    free(text);
    if (++reader->column > COLUMN_LIMIT)
        label_reader_complain(reader, reader->begin,
                              "there are more than 1000 fields");
}

static void end_header(struct label_reader *reader)
{
    reader->columns = reader->column;
    if (reader->rank[LABEL_PATH] == NO_RANK)
        label_reader_complain(
            reader, reader->begin,
            "no column is named path, filepath, file, filename or track");
    if (reader->rank[LABEL_GENRE] == NO_RANK)
        label_reader_complain(reader, reader->begin,
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
        label_reader_complain(reader, reader->begin, "there are too many rows");
        return;
    }
    if (out->count == reader->room) {
        size_t room = reader->room ? reader->room * 2 : 256;
        struct label_row *rows = reallocarray(out->rows, room, sizeof(*rows));

        if (!rows) {
            label_reader_complain(reader, reader->begin, "not enough memory");
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
        .line = reader->begin,
    };
    free(reader->field[LABEL_PATH]);
    memset(reader->field, 0, sizeof(reader->field));
}

static void end_row(struct label_reader *reader)
{
    char what[128];

    if (reader->column != reader->columns) {
        snprintf(what, sizeof(what), "%zu field%s, but the first line has %zu",
                 reader->column, reader->column == 1 ? "" : "s",
                 reader->columns);
        label_reader_complain(reader, reader->begin, what);
    } else if (!reader->field[LABEL_PATH]) {
        label_reader_complain(reader, reader->begin, "there is no path");
    } else {
        add_row(reader);
    }
}

static void drop_fields(struct label_reader *reader)
{
    for (int i = 0; i < LABEL_COLUMN_COUNT; i++) {
        free(reader->field[i]);
        reader->field[i] = NULL;
    }
}

void label_reader_row(int terminator, void *context)
{
    struct label_reader *reader = context;

    (void)terminator;
    if (reader->failed)
        return;
    if (reader->columns == 0)
        end_header(reader);
    else
        end_row(reader);
    drop_fields(reader);
    reader->column = 0;
    reader->ended = true;
}

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
    label_reader_complain(reader, twin->line, message);
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
        label_reader_complain(reader, reader->line, "not enough memory");
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
        if (reader->failed)
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

    *reader = (struct label_reader){
        .out = out, .err = err, .line = 1, .begin = 1, .ended = true};
    if (!file_absolute(path, &whole, err))
        return false;
    *strrchr(whole, '/') = '\0';
    reader->folder = whole;
    reader->name = text_safe(path);
    for (int i = 0; i < LABEL_COLUMN_COUNT; i++)
        reader->rank[i] = NO_RANK;
    return true;
}

void label_reader_finish(struct label_reader *reader)
{
    drop_fields(reader);
    free(reader->folder);
    free(reader->name);
}
