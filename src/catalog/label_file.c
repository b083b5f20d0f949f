#include "catalog/label_file.h"

#include "base/alloc.h"
#include "catalog/label_reader.h"

#include <csv.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK = 65536 };

/* At most one line, so that complaints can name it. */
static void parse_piece(struct label_reader *reader, struct csv_parser *parser,
                        const char *bytes, size_t size)
{
    if (reader->ended && strspn(bytes, " \r\n") < size) {
        reader->begin = reader->line;
        reader->ended = false;
    }
    if (csv_parse(parser, bytes, size, label_reader_field, label_reader_row,
                  reader) != size)
        label_reader_complain(reader, reader->line,
                              csv_error(parser) == CSV_EPARSE
                                  ? "a quote stands inside a field"
                                  : "not enough memory");
    else if (csv_get_buffer_size(parser) > 2UL * LABEL_FIELD_LIMIT)
        label_reader_complain(
            reader, reader->begin,
            "a field is longer than 64 KiB; is its quote not closed?");
    if (bytes[size - 1] == '\r' ||
        (bytes[size - 1] == '\n' && !(size == 1 && reader->after_return)))
        reader->line++;
    reader->after_return = bytes[size - 1] == '\r';
}

/* bytes ends with a NUL that does not count. */
static void parse_chunk(struct label_reader *reader, struct csv_parser *parser,
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
static bool begin_text(struct label_reader *reader, struct csv_parser *parser,
                       const char **bytes, size_t *size)
{
    size_t length;

    if (*size >= 2 && (memcmp(*bytes, "\xFF\xFE", 2) == 0 ||
                       memcmp(*bytes, "\xFE\xFF", 2) == 0)) {
        label_reader_complain(reader, 1,
                              "the text is UTF-16; save it as UTF-8");
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

static void parse_stream(struct label_reader *reader, struct csv_parser *parser,
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
    } else if (csv_fini(parser, label_reader_field, label_reader_row, reader) !=
               0) {
        label_reader_complain(reader, reader->begin, "a quote is not closed");
    } else if (reader->columns == 0) {
        label_reader_complain(reader, 1, "the file is empty");
    }
}

static void load(struct label_reader *reader, const char *path)
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
        label_reader_drop_twins(reader);
}

bool label_file_load(struct label_file *out, const char *path,
                     struct error *err)
{
    struct label_reader reader;
    bool failed;

    *out = (struct label_file){0};
    if (!label_reader_init(&reader, path, out, err))
        return false;
    load(&reader, path);
    failed = reader.failed;
    label_reader_finish(&reader);
    if (failed)
        label_file_finish(out);
    return !failed;
}

void label_file_finish(struct label_file *file)
{
    for (size_t i = 0; i < file->count; i++)
        label_row_finish(&file->rows[i]);
    free(file->rows);
    *file = (struct label_file){0};
}
