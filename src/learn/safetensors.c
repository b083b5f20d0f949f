#include "learn/safetensors.h"

#include "base/alloc.h"
#include "learn/safetensors_entry.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* No header of a real file comes near this many bytes. */
enum { HEADER_MAX = 16 << 20 };

struct safetensors {
    char *path;
    json_t *header;
    struct entry_list entries;
    float *data;
    uint64_t size; /* bytes of data */
};

static bool wrong(const struct safetensors *file, const char *what,
                  struct error *err)
{
    return error_set(err, "cannot use '%s': %s", file->path, what);
}

static bool wrong_tensor(const struct safetensors *file, const char *name,
                         const char *what, struct error *err)
{
    return error_set(err, "cannot use '%s': the array '%s' %s", file->path,
                     name, what);
}

static bool read_header(struct safetensors *file, FILE *stream, uint64_t size,
                        struct error *err)
{
    json_error_t problem;
    uint64_t length;
    char *text;

    if (size < SAFETENSORS_LENGTH_SIZE ||
        fread(&length, SAFETENSORS_LENGTH_SIZE, 1, stream) != 1)
        return wrong(file, "it is too short for a safetensors file", err);
    if (length > size - SAFETENSORS_LENGTH_SIZE || length > HEADER_MAX)
        return wrong(file,
                     "it is no safetensors file, or was cut off in its header",
                     err);
    text = malloc(length + 1);
    if (!text)
        return wrong(file, "out of memory", err);
    if (fread(text, 1, length, stream) != length) {
        free(text);
        return wrong(file, "its header could not be read", err);
    }
    file->header = json_loadb(text, length, JSON_REJECT_DUPLICATES, &problem);
    free(text);
    file->size = size - SAFETENSORS_LENGTH_SIZE - length;
    if (!json_is_object(file->header))
        return error_set(err, "cannot use '%s': its header is wrong: %s",
                         file->path,
                         file->header ? "not a list of arrays" : problem.text);
    return true;
}

static bool check_metadata(const struct safetensors *file, struct error *err)
{
    json_t *metadata = json_object_get(file->header, SAFETENSORS_METADATA);
    const char *name;
    json_t *text;

    if (!metadata)
        return true;
    if (!json_is_object(metadata))
        return wrong(file, "its metadata are no list of texts", err);
    json_object_foreach(metadata, name, text)
    {
        if (!json_is_string(text))
            return wrong(file, "its metadata hold something else than texts",
                         err);
    }
    return true;
}

static bool read_size(const json_t *number, uint64_t *out)
{
    json_int_t value = json_integer_value(number);

    *out = (uint64_t)value;
    return json_is_integer(number) && value >= 0;
}

static bool read_shape(const json_t *shape, struct tensor_entry *entry)
{
    if (!json_is_array(shape) || json_array_size(shape) > SAFETENSORS_RANK_MAX)
        return false;
    entry->rank = json_array_size(shape);
    for (size_t i = 0; i < entry->rank; i++) {
        uint64_t extent;

        if (!read_size(json_array_get(shape, i), &extent))
            return false;
        entry->shape[i] = extent;
    }
    return true;
}

static bool read_entry(const struct safetensors *file, const char *name,
                       const json_t *description, struct tensor_entry *entry,
                       struct error *err)
{
    const json_t *offsets = json_object_get(description, "data_offsets");
    const char *type = json_string_value(json_object_get(description, "dtype"));
    uint64_t bytes;

    entry->name = name;
    if (!type || strcmp(type, "F32") != 0)
        return wrong_tensor(file, name, "is not of type F32", err);
    if (!read_shape(json_object_get(description, "shape"), entry) ||
        !entry_count_bytes(entry->shape, entry->rank, &bytes))
        return wrong_tensor(file, name, "has an impossible shape", err);
    if (!json_is_array(offsets) || json_array_size(offsets) != 2 ||
        !read_size(json_array_get(offsets, 0), &entry->begin) ||
        !read_size(json_array_get(offsets, 1), &entry->end) ||
        entry->begin > entry->end)
        return wrong_tensor(file, name, "has impossible offsets", err);
    if (entry->end > file->size)
        return wrong_tensor(file, name, "ends behind the end of the file", err);
    if (entry->end - entry->begin != bytes)
        return wrong_tensor(file, name, "has another length than its shape",
                            err);
    return true;
}

static int compare_places(const void *left, const void *right)
{
    const struct tensor_entry *a = left, *b = right;

    if (a->begin != b->begin)
        return a->begin < b->begin ? -1 : 1;
    return (a->end > b->end) - (a->end < b->end);
}

/* One array must begin where the one before it ends, up to the file's end. */
static bool check_order(struct safetensors *file, struct error *err)
{
    struct entry_list *entries = &file->entries;
    uint64_t end = 0;

    if (entries->count > 0)
        qsort(entries->items, entries->count, sizeof(*entries->items),
              compare_places);
    for (size_t i = 0; i < entries->count; i++) {
        if (entries->items[i].begin != end)
            return wrong_tensor(file, entries->items[i].name,
                                "overlaps another or leaves a gap", err);
        end = entries->items[i].end;
    }
    if (end != file->size)
        return wrong(file, "something follows the last array", err);
    return true;
}

static bool read_entries(struct safetensors *file, struct error *err)
{
    json_t *description;
    const char *name;

    json_object_foreach(file->header, name, description)
    {
        struct tensor_entry *entry;

        if (strcmp(name, SAFETENSORS_METADATA) == 0)
            continue;
        entry = entry_list_append(&file->entries);
        if (!entry)
            return wrong(file, "out of memory", err);
        if (!read_entry(file, name, description, entry, err))
            return false;
    }
    return check_order(file, err);
}

static bool read_data(struct safetensors *file, FILE *stream, struct error *err)
{
    file->data = malloc(file->size ? file->size : 1);
    if (!file->data)
        return wrong(file, "out of memory", err);
    if (fread(file->data, 1, file->size, stream) != file->size)
        return wrong(file, "its values could not be read", err);
    for (size_t i = 0; i < file->entries.count; i++) {
        struct tensor_entry *entry = &file->entries.items[i];

        entry->values = file->data + entry->begin / sizeof(float);
    }
    return true;
}

static bool check_checksum(struct safetensors *file, struct error *err)
{
    const char *stored = safetensors_text(file, SAFETENSORS_CHECKSUM);
    char hex[HASH_HEX_SIZE];

    if (!stored)
        return true;
    if (!entry_list_checksum(&file->entries, file->header, hex))
        return wrong(file, "out of memory", err);
    if (strcmp(stored, hex) != 0)
        return wrong(file, "it is damaged: its checksum is wrong", err);
    return true;
}

bool safetensors_open(struct safetensors **out, const char *path,
                      struct error *err)
{
    struct safetensors *file = xcalloc(1, sizeof(*file));
    /* Without O_NONBLOCK a named pipe would be waited for. */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    FILE *stream = fd < 0 ? NULL : fdopen(fd, "rb");
    struct stat info;
    bool opened;

    file->path = xstrdup(path);
    if (!stream || fstat(fileno(stream), &info) < 0)
        opened = error_set(err, "cannot open '%s': %s", path, strerror(errno));
    else if (!S_ISREG(info.st_mode))
        opened = error_set(err, "cannot open '%s': not a file", path);
    else
        opened = read_header(file, stream, (uint64_t)info.st_size, err) &&
                 check_metadata(file, err) && read_entries(file, err) &&
                 read_data(file, stream, err) && check_checksum(file, err);
    if (stream)
        fclose(stream);
    if (!opened) {
        safetensors_close(file);
        return false;
    }
    *out = file;
    return true;
}

void safetensors_close(struct safetensors *file)
{
    if (!file)
        return;
    json_decref(file->header);
    free(file->entries.items);
    free(file->data);
    free(file->path);
    free(file);
}

const char *safetensors_text(const struct safetensors *file, const char *name)
{
    const json_t *metadata =
        json_object_get(file->header, SAFETENSORS_METADATA);

    return json_string_value(json_object_get(metadata, name));
}

static void format_shape(const size_t *shape, size_t rank, char *out,
                         size_t size)
{
    size_t used = 0;

    snprintf(out, size, "a single value");
    for (size_t i = 0; i < rank && used < size; i++)
        used += (size_t)snprintf(out + used, size - used, "%s%zu",
                                 i ? " x " : "", shape[i]);
}

static bool has_shape(const struct tensor_entry *entry, const size_t *shape,
                      size_t rank)
{
    if (entry->rank != rank)
        return false;
    for (size_t i = 0; i < rank; i++)
        if (entry->shape[i] != shape[i])
            return false;
    return true;
}

const float *safetensors_tensor(const struct safetensors *file,
                                const char *name, const size_t *shape,
                                size_t rank, struct error *err)
{
    for (size_t i = 0; i < file->entries.count; i++) {
        const struct tensor_entry *entry = &file->entries.items[i];
        char have[96], want[96];

        if (strcmp(entry->name, name) != 0)
            continue;
        if (has_shape(entry, shape, rank))
            return entry->values;
        format_shape(entry->shape, entry->rank, have, sizeof(have));
        format_shape(shape, rank, want, sizeof(want));
        error_set(err, "cannot use '%s': the array '%s' is %s, not %s",
                  file->path, name, have, want);
        return NULL;
    }
    error_set(err, "cannot use '%s': it has no array '%s'", file->path, name);
    return NULL;
}

size_t safetensors_count(const struct safetensors *file)
{
    return file->entries.count;
}

const char *safetensors_name(const struct safetensors *file, size_t i)
{
    return file->entries.items[i].name;
}
