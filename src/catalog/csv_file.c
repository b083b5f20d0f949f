#include "catalog/csv_file.h"

#include "base/alloc.h"
#include "base/text.h"

#include <csv.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK = 65536, COLUMN_LIMIT = 1000 };

void csv_file_complain(struct csv_file *file, size_t line, const char *what)
{
    if (!file->failed)
        error_set(file->err, "'%s' line %zu: %s", file->name, line, what);
    file->failed = true;
}

static void take_field(void *bytes, size_t size, void *context)
{
    struct csv_file *file = context;
    char *text;

    if (file->failed)
        return;
    if (size > CSV_FIELD_LIMIT) {
        csv_file_complain(file, file->begin, "a field is longer than 64 KiB");
        return;
    }
    if (size && memchr(bytes, '\0', size)) {
        csv_file_complain(file, file->begin, "a field has a NUL byte");
        return;
    }
    text = xcalloc(size + 1, 1);
    if (size)
        memcpy(text, bytes, size);
    if (file->columns == 0)
        file->taker->title(file->context, file->column, text);
    else if (file->column < file->columns)
        file->taker->field(file->context, file->column, text);
    free(text);
    if (++file->column > COLUMN_LIMIT)
        csv_file_complain(file, file->begin, "there are more than 1000 fields");
}

static void end_row(struct csv_file *file)
{
    char what[128];

    if (file->column == file->columns) {
        file->taker->row(file->context);
        return;
    }
    snprintf(what, sizeof(what), "%zu field%s, but the first line has %zu",
             file->column, file->column == 1 ? "" : "s", file->columns);
    csv_file_complain(file, file->begin, what);
}

static void take_row(int terminator, void *context)
{
    struct csv_file *file = context;

    (void)terminator;
    if (file->failed)
        return;
    if (file->columns == 0) {
        file->columns = file->column;
        file->taker->head(file->context);
    } else {
        end_row(file);
    }
    file->column = 0;
    file->ended = true;
}

/* At most one line, so that complaints can name it. */
static void parse_piece(struct csv_file *file, struct csv_parser *parser,
                        const char *bytes, size_t size)
{
    if (file->ended && strspn(bytes, " \r\n") < size) {
        file->begin = file->line;
        file->ended = false;
    }
    if (csv_parse(parser, bytes, size, take_field, take_row, file) != size)
        csv_file_complain(file, file->line,
                          csv_error(parser) == CSV_EPARSE
                              ? "a quote stands inside a field"
                              : "not enough memory");
    else if (csv_get_buffer_size(parser) > 2UL * CSV_FIELD_LIMIT)
        csv_file_complain(
            file, file->begin,
            "a field is longer than 64 KiB; is its quote not closed?");
    if (bytes[size - 1] == '\r' ||
        (bytes[size - 1] == '\n' && !(size == 1 && file->after_return)))
        file->line++;
    file->after_return = bytes[size - 1] == '\r';
}

/* bytes ends with a NUL that does not count. */
static void parse_chunk(struct csv_file *file, struct csv_parser *parser,
                        const char *bytes, size_t size)
{
    while (size > 0 && !file->failed) {
        size_t length = 0;

        while (length < size && bytes[length] != '\n' && bytes[length] != '\r')
            length++;
        if (length < size)
            length++;
        parse_piece(file, parser, bytes, length);
        bytes += length;
        size -= length;
    }
}

/* What separates fields, by the first line; past the byte order mark. */
static bool begin_text(struct csv_file *file, struct csv_parser *parser,
                       const char **bytes, size_t *size)
{
    size_t length;

    if (*size >= 2 && (memcmp(*bytes, "\xFF\xFE", 2) == 0 ||
                       memcmp(*bytes, "\xFE\xFF", 2) == 0)) {
        csv_file_complain(file, 1, "the text is UTF-16; save it as UTF-8");
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

static void parse_stream(struct csv_file *file, struct csv_parser *parser,
                         FILE *stream)
{
    char *chunk = xcalloc(CHUNK + 1, 1);
    bool first = true;

    while (!file->failed) {
        size_t size = fread(chunk, 1, CHUNK, stream);
        const char *bytes = chunk;

        chunk[size] = '\0';
        if (size == 0)
            break;
        if (!first || begin_text(file, parser, &bytes, &size))
            parse_chunk(file, parser, bytes, size);
        first = false;
    }
    free(chunk);
    if (file->failed)
        return;
    if (ferror(stream)) {
        file->failed = true;
        error_set(file->err, "cannot read '%s': %s", file->name,
                  strerror(errno));
    } else if (csv_fini(parser, take_field, take_row, file) != 0) {
        csv_file_complain(file, file->begin, "a quote is not closed");
    } else if (file->columns == 0) {
        csv_file_complain(file, 1, "the file is empty");
    }
}

static bool read_file(struct csv_file *file, const char *path)
{
    struct csv_parser parser;
    FILE *stream = fopen(path, "re");

    if (!stream) {
        file->failed = true;
        return error_set(file->err, "cannot open '%s': %s", file->name,
                         strerror(errno));
    }
    csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI);
    csv_set_blk_size(&parser, 4096);
    parse_stream(file, &parser, stream);
    csv_free(&parser);
    fclose(stream);
    return !file->failed;
}

bool csv_file_read(struct csv_file *file, const char *path,
                   const struct csv_taker *taker, void *context,
                   struct error *err)
{
    *file = (struct csv_file){
        .name = text_safe(path),
        .taker = taker,
        .context = context,
        .err = err,
        .line = 1,
        .begin = 1,
        .ended = true,
    };
    return read_file(file, path);
}

void csv_file_finish(struct csv_file *file)
{
    free(file->name);
    *file = (struct csv_file){0};
}
