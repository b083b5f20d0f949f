#include "learn/safetensors.h"

#include "base/alloc.h"
#include "base/file.h"
#include "learn/safetensors_entry.h"

#include <stdlib.h>
#include <string.h>

struct safetensors_writer {
    json_t *header;
    json_t *metadata; /* inside the header */
    struct entry_list entries;
    uint64_t size;        /* bytes of data so far */
    struct error problem; /* the first thing that was wrong; else empty */
};

struct safetensors_writer *safetensors_writer_create(void)
{
    struct safetensors_writer *writer = xcalloc(1, sizeof(*writer));

    writer->header = json_object();
    writer->metadata = json_object();
    if (json_object_set_new(writer->header, SAFETENSORS_METADATA,
                            writer->metadata))
        error_set(&writer->problem, "out of memory");
    return writer;
}

void safetensors_writer_destroy(struct safetensors_writer *writer)
{
    if (!writer)
        return;
    json_decref(writer->header);
    free(writer->entries.items);
    free(writer);
}

static void refuse(struct safetensors_writer *writer, const char *what,
                   const char *name)
{
    if (!writer->problem.text[0])
        error_set(&writer->problem, "cannot store '%s': %s", name, what);
}

void safetensors_add_text(struct safetensors_writer *writer, const char *name,
                          const char *text)
{
    if (json_object_get(writer->metadata, name) ||
        strcmp(name, SAFETENSORS_CHECKSUM) == 0)
        refuse(writer, "the name is taken", name);
    else if (json_object_set_new(writer->metadata, name, json_string(text)))
        refuse(writer, "it is not UTF-8", name);
}

static json_t *describe(const struct tensor_entry *entry)
{
    json_t *shape = json_array();

    for (size_t i = 0; i < entry->rank; i++)
        json_array_append_new(shape, json_integer((json_int_t)entry->shape[i]));
    return json_pack("{s:s, s:o, s:[I,I]}", "dtype", "F32", "shape", shape,
                     "data_offsets", (json_int_t)entry->begin,
                     (json_int_t)entry->end);
}

void safetensors_add_tensor(struct safetensors_writer *writer, const char *name,
                            const size_t *shape, size_t rank,
                            const float *values)
{
    struct tensor_entry *entry;
    uint64_t bytes;

    if (rank > SAFETENSORS_RANK_MAX ||
        !entry_count_bytes(shape, rank, &bytes)) {
        refuse(writer, "it is too large", name);
        return;
    }
    if (json_object_get(writer->header, name)) {
        refuse(writer, "the name is taken", name);
        return;
    }
    entry = entry_list_append(&writer->entries);
    if (!entry) {
        refuse(writer, "out of memory", name);
        return;
    }
    entry->rank = rank;
    if (rank > 0)
        memcpy(entry->shape, shape, rank * sizeof(*shape));
    entry->begin = writer->size;
    entry->end = writer->size += bytes;
    entry->values = values;
    if (json_object_set_new(writer->header, name, describe(entry)))
        refuse(writer, "its name is not UTF-8", name);
}

/* The header, padded with spaces so that the values begin at a multiple of
 * eight bytes; the caller frees it. */
static char *format_header(struct safetensors_writer *writer, size_t *length)
{
    char hex[HASH_HEX_SIZE];
    char *text, *padded;

    if (!entry_list_checksum(&writer->entries, writer->header, hex) ||
        json_object_set_new(writer->metadata, SAFETENSORS_CHECKSUM,
                            json_string(hex)))
        return NULL;
    text = json_dumps(writer->header, JSON_COMPACT);
    if (!text)
        return NULL;
    *length = (strlen(text) + 7) / 8 * 8;
    padded = xformat("%-*s", (int)*length, text);
    free(text);
    return padded;
}

bool safetensors_write(struct safetensors_writer *writer, const char *path,
                       struct error *err)
{
    struct new_file *file;
    size_t length = 0;
    uint64_t stored;
    char *header;
    FILE *stream;

    if (writer->problem.text[0]) {
        *err = writer->problem;
        return false;
    }
    header = format_header(writer, &length);
    if (!header)
        return error_set(err, "cannot write '%s': out of memory", path);
    if (!new_file_create(&file, path, err)) {
        free(header);
        return false;
    }
    /* What goes wrong in between shows in the stream's error flag. */
    stream = new_file_stream(file);
    stored = length;
    fwrite(&stored, SAFETENSORS_LENGTH_SIZE, 1, stream);
    fwrite(header, 1, length, stream);
    for (size_t i = 0; i < writer->entries.count; i++) {
        const struct tensor_entry *entry = &writer->entries.items[i];

        if (entry->end > entry->begin)
            fwrite(entry->values, 1, entry->end - entry->begin, stream);
    }
    free(header);
    return new_file_commit(file, err);
}
