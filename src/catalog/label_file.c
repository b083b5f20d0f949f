#include "catalog/label_file.h"

#include "base/alloc.h"
#include "base/file.h"
#include "base/text.h"

#include <csv.h>
#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
    ROW_LIMIT = 10000000,
    COLUMN_LIMIT = 1000,
    FIELD_LIMIT = 65536, /* bytes of any field */
    TEXT_LIMIT = 1024,   /* bytes of a genre, an artist, a title */
    CHUNK = 65536
};

enum column { COLUMN_PATH, COLUMN_GENRE, COLUMN_ARTIST, COLUMN_TITLE, COLUMNS };

static const char *const column_titles[COLUMNS] = {"path", "genre", "artist",
                                                   "title"};

/* What a column may be called, the best name first. */
static const char *const column_names[COLUMNS][6] = {
    [COLUMN_PATH] = {"path", "filepath", "file", "filename", "track"},
    [COLUMN_GENRE] = {"genre", "label", "class"},
    [COLUMN_ARTIST] = {"artist"},
    [COLUMN_TITLE] = {"title"},
};

enum { NO_RANK = 99 };

struct reader {
    char *name;   /* of the list, safe to show */
    char *folder; /* of the list, absolute */
    struct label_file *out;
    size_t room; /* in out->rows */
    struct error *err;
    bool failed;
    size_t line;           /* being read, from 1 */
    size_t begin;          /* the line on which the row begins */
    bool ended;            /* no row is open */
    bool after_return;     /* the last byte was a CR */
    size_t columns;        /* in the first line; 0 before it was read */
    size_t column;         /* of the next field */
    size_t index[COLUMNS]; /* where each is, if its name has a rank */
    int rank[COLUMNS];     /* of its name; NO_RANK: no such column */
    char *field[COLUMNS];  /* of this row */
};

/* Keeps the first complaint. */
static void complain(struct reader *reader, size_t line, const char *what)
{
    if (!reader->failed)
        error_set(reader->err, "'%s' line %zu: %s", reader->name, line, what);
    reader->failed = true;
}

static void name_column(struct reader *reader, const char *name)
{
    for (int i = 0; i < COLUMNS; i++)
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

static void take_field(struct reader *reader, enum column which, char *text)
{
    bool is_path = which == COLUMN_PATH;
    char what[128];

    if (strlen(text) >= (is_path ? PATH_MAX : TEXT_LIMIT)) {
        snprintf(what, sizeof(what), "the %s is longer than %d bytes",
                 column_titles[which], is_path ? PATH_MAX : TEXT_LIMIT);
        complain(reader, reader->begin, what);
    } else if (!is_path && !is_utf8(text)) {
        /* A path is whatever bytes the file system has. */
        snprintf(what, sizeof(what), "the %s is not valid UTF-8",
                 column_titles[which]);
        complain(reader, reader->begin, what);
    } else if (*text) {
        reader->field[which] = xstrdup(text);
    }
}

/* libcsv calls this at the end of each field. */
static void on_field(void *bytes, size_t size, void *context)
{
    struct reader *reader = context;
    char *text;

    if (reader->failed)
        return;
    if (size > FIELD_LIMIT) {
        complain(reader, reader->begin, "a field is longer than 64 KiB");
        return;
    }
    if (size && memchr(bytes, '\0', size)) {
        complain(reader, reader->begin, "a field has a NUL byte");
        return;
    }
    text = xcalloc(size + 1, 1);
    if (size)
        memcpy(text, bytes, size);
    if (reader->columns == 0)
        name_column(reader, text);
    for (int i = 0; reader->columns && i < COLUMNS; i++)
        if (reader->rank[i] < NO_RANK && reader->index[i] == reader->column)
            take_field(reader, (enum column)i, text);
    free(text);
    if (++reader->column > COLUMN_LIMIT)
        complain(reader, reader->begin, "there are more than 1000 fields");
}

static void end_header(struct reader *reader)
{
    reader->columns = reader->column;
    if (reader->rank[COLUMN_PATH] == NO_RANK)
        complain(reader, reader->begin,
                 "no column is named path, filepath, file, filename or track");
    if (reader->rank[COLUMN_GENRE] == NO_RANK)
        complain(reader, reader->begin,
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

static char *resolve(const struct reader *reader, const char *path)
{
    char *whole =
        path[0] == '/' ? xstrdup(path) : file_join(reader->folder, path);

    clean_path(whole);
    return whole;
}

static void add_row(struct reader *reader)
{
    struct label_file *out = reader->out;

    if (out->count == ROW_LIMIT) {
        complain(reader, reader->begin, "there are too many rows");
        return;
    }
    if (out->count == reader->room) {
        size_t room = reader->room ? reader->room * 2 : 256;
        struct label_row *rows = reallocarray(out->rows, room, sizeof(*rows));

        if (!rows) {
            complain(reader, reader->begin, "not enough memory");
            return;
        }
        out->rows = rows;
        reader->room = room;
    }
    out->rows[out->count++] = (struct label_row){
        .path = resolve(reader, reader->field[COLUMN_PATH]),
        .genre = reader->field[COLUMN_GENRE],
        .artist = reader->field[COLUMN_ARTIST],
        .title = reader->field[COLUMN_TITLE],
        .line = reader->begin,
    };
    free(reader->field[COLUMN_PATH]);
    memset(reader->field, 0, sizeof(reader->field));
}

static void end_row(struct reader *reader)
{
    char what[128];

    if (reader->column != reader->columns) {
        snprintf(what, sizeof(what), "%zu field%s, but the first line has %zu",
                 reader->column, reader->column == 1 ? "" : "s",
                 reader->columns);
        complain(reader, reader->begin, what);
    } else if (!reader->field[COLUMN_PATH]) {
        complain(reader, reader->begin, "there is no path");
    } else {
        add_row(reader);
    }
}

static void drop_fields(struct reader *reader)
{
    for (int i = 0; i < COLUMNS; i++) {
        free(reader->field[i]);
        reader->field[i] = NULL;
    }
}

/* libcsv calls this at the end of each row that is not empty. */
static void on_row(int terminator, void *context)
{
    struct reader *reader = context;

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

/* At most one line, so that complaints can name it. */
static void parse_piece(struct reader *reader, struct csv_parser *parser,
                        const char *bytes, size_t size)
{
    if (reader->ended && strspn(bytes, " \r\n") < size) {
        reader->begin = reader->line;
        reader->ended = false;
    }
    if (csv_parse(parser, bytes, size, on_field, on_row, reader) != size)
        complain(reader, reader->line,
                 csv_error(parser) == CSV_EPARSE
                     ? "a quote stands inside a field"
                     : "not enough memory");
    else if (csv_get_buffer_size(parser) > 2UL * FIELD_LIMIT)
        complain(reader, reader->begin,
                 "a field is longer than 64 KiB; is its quote not closed?");
    if (bytes[size - 1] == '\r' ||
        (bytes[size - 1] == '\n' && !(size == 1 && reader->after_return)))
        reader->line++;
    reader->after_return = bytes[size - 1] == '\r';
}

/* bytes ends with a NUL that does not count. */
static void parse_chunk(struct reader *reader, struct csv_parser *parser,
                        const char *bytes, size_t size)
{
    while (size > 0 && !reader->failed) {
        size_t length = 0;

        while (length < size && bytes[length] != '\n' && bytes[length] != '\r')
            length++;
        if (length < size)
            length++;
        parse_piece(reader, parser, bytes, length);
        bytes += length;
        size -= length;
    }
}

/* What separates fields, by the first line; past the byte order mark. */
static bool begin_text(struct reader *reader, struct csv_parser *parser,
                       const char **bytes, size_t *size)
{
    size_t length;

    if (*size >= 2 && (memcmp(*bytes, "\xFF\xFE", 2) == 0 ||
                       memcmp(*bytes, "\xFE\xFF", 2) == 0)) {
        complain(reader, 1, "the text is UTF-16; save it as UTF-8");
        return false;
    }
    if (*size >= 3 && memcmp(*bytes, "\xEF\xBB\xBF", 3) == 0) {
        *bytes += 3;
        *size -= 3;
    }
    length = strcspn(*bytes, "\r\n");
    if (memchr(*bytes, ',', length))
        return true;
    if (memchr(*bytes, '\t', length))
        csv_set_delim(parser, '\t');
    else if (memchr(*bytes, ';', length))
        csv_set_delim(parser, ';');
    return true;
}

static void parse_stream(struct reader *reader, struct csv_parser *parser,
                         FILE *stream)
{
    char *chunk = xcalloc(CHUNK + 1, 1);
    bool first = true;

    while (!reader->failed) {
        size_t size = fread(chunk, 1, CHUNK, stream);
        const char *bytes = chunk;

        chunk[size] = '\0';
        if (size == 0)
            break;
        if (!first || begin_text(reader, parser, &bytes, &size))
            parse_chunk(reader, parser, bytes, size);
        first = false;
    }
    free(chunk);
    if (reader->failed)
        return;
    if (ferror(stream)) {
        reader->failed = true;
        error_set(reader->err, "cannot read '%s': %s", reader->name,
                  strerror(errno));
    } else if (csv_fini(parser, on_field, on_row, reader) != 0) {
        complain(reader, reader->begin, "a quote is not closed");
    } else if (reader->columns == 0) {
        complain(reader, 1, "the file is empty");
    }
}

static int compare_rows(const void *a, const void *b)
{
    const struct label_row *p = *(struct label_row *const *)a;
    const struct label_row *q = *(struct label_row *const *)b;
    int order = strcmp(p->path, q->path);

    return order ? order : (p->line > q->line) - (p->line < q->line);
}

static void row_finish(struct label_row *row)
{
    free(row->path);
    free(row->genre);
    free(row->artist);
    free(row->title);
    *row = (struct label_row){0};
}

/* Of two rows with one path: empties the later, unless the genres differ. */
static void drop_twin(struct reader *reader, const struct label_row *row,
                      struct label_row *twin)
{
    char *path, *message;
    bool equal = row->genre && twin->genre
                     ? strcmp(row->genre, twin->genre) == 0
                     : row->genre == twin->genre;

    if (equal) {
        row_finish(twin);
        return;
    }
    path = text_safe(twin->path);
    message = xformat("'%s' has another genre on line %zu", path, row->line);
    complain(reader, twin->line, message);
    free(message);
    free(path);
}

static void drop_twins(struct reader *reader)
{
    struct label_file *out = reader->out;
    struct label_row **order =
        calloc(out->count + 1, sizeof(struct label_row *));
    size_t first = 0, kept = 0;

    if (!order) {
        complain(reader, reader->line, "not enough memory");
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

static bool reader_init(struct reader *reader, const char *path,
                        struct label_file *out, struct error *err)
{
    char *whole;

    *reader = (struct reader){
        .out = out, .err = err, .line = 1, .begin = 1, .ended = true};
    if (!file_absolute(path, &whole, err))
        return false;
    *strrchr(whole, '/') = '\0';
    reader->folder = whole;
    reader->name = text_safe(path);
    for (int i = 0; i < COLUMNS; i++)
        reader->rank[i] = NO_RANK;
    return true;
}

static void reader_finish(struct reader *reader)
{
    drop_fields(reader);
    free(reader->folder);
    free(reader->name);
}

static void load(struct reader *reader, const char *path)
{
    struct csv_parser parser;
    FILE *stream = fopen(path, "re");

    if (!stream) {
        error_set(reader->err, "cannot open '%s': %s", reader->name,
                  strerror(errno));
        reader->failed = true;
        return;
    }
    csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI);
    csv_set_blk_size(&parser, 4096);
    parse_stream(reader, &parser, stream);
    csv_free(&parser);
    fclose(stream);
    if (!reader->failed)
        drop_twins(reader);
}

bool label_file_load(struct label_file *out, const char *path,
                     struct error *err)
{
    struct reader reader;
    bool failed;

    *out = (struct label_file){0};
    if (!reader_init(&reader, path, out, err))
        return false;
    load(&reader, path);
    failed = reader.failed;
    reader_finish(&reader);
    if (failed)
        label_file_finish(out);
    return !failed;
}

void label_file_finish(struct label_file *file)
{
    for (size_t i = 0; i < file->count; i++)
        row_finish(&file->rows[i]);
    free(file->rows);
    *file = (struct label_file){0};
}
