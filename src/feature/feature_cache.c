#include "feature/feature_cache.h"

#include "base/alloc.h"
#include "base/file.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* numpy's format, version 1.0: magic, version, the header's length, a Python
 * dictionary padded so that the data begins at a multiple of 64. */
enum { LEAD = 10, HEADER = 128 };

/* The machine's own byte order; numpy reads both. */
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
static const char byte_order = '<';
#else
static const char byte_order = '>';
#endif

/* What follows the data, where numpy does not look: our magic, the hash of
 * samples and parameters, and the sum of everything before the sum. */
enum { MAGIC = 8, HASH = 16, TRAILER = MAGIC + 2 * HASH };

static const char trailer_magic[MAGIC + 1] = "GLFEAT1\n";

static void put_hash(char out[HASH], struct hash hash)
{
    for (int i = 0; i < 8; i++) {
        out[i] = (char)(hash.high >> (56 - 8 * i));
        out[8 + i] = (char)(hash.low >> (56 - 8 * i));
    }
}

static void make_header(char out[HEADER], size_t bands, size_t frames)
{
    int length;

    memset(out, ' ', HEADER);
    memcpy(out, "\223NUMPY\1\0", 8);
    out[8] = HEADER - LEAD;
    out[9] = 0;
    length = snprintf(out + LEAD, HEADER - LEAD,
                      "{'descr': '%cf4', 'fortran_order': False, "
                      "'shape': (%zu, %zu), }",
                      byte_order, bands, frames);
    out[LEAD + length] = ' ';
    out[HEADER - 1] = '\n';
}

static void make_trailer(char out[TRAILER], struct hash samples,
                         enum feature_kind kind, const char header[HEADER],
                         const void *values, size_t size)
{
    const char *parameters = feature_of(kind)->parameters;
    char parts[4][HASH];

    put_hash(parts[0], samples);
    put_hash(parts[1], hash_bytes(parameters, strlen(parameters)));
    memcpy(out, trailer_magic, MAGIC);
    put_hash(out + MAGIC, hash_bytes(parts, 2 * sizeof(parts[0])));
    put_hash(parts[2], hash_bytes(header, HEADER));
    put_hash(parts[3], hash_bytes(values, size));
    put_hash(out + MAGIC + HASH, hash_bytes(parts, sizeof(parts)));
}

/* FOLDER/mel/<samples>-<parameters>.npy; the caller frees it. */
static char *path_of(const char *folder, struct hash samples,
                     enum feature_kind kind)
{
    const struct feature *feature = feature_of(kind);
    struct hash parameters =
        hash_bytes(feature->parameters, strlen(feature->parameters));
    char hex[HASH_HEX_SIZE];

    hash_hex(samples, hex);
    return xformat("%s/%s/%s-%016" PRIx64 ".npy", folder, feature->name, hex,
                   parameters.high);
}

/* Reads the shape, then asks whether we would write just this header. */
static bool read_shape(const char *bytes, struct cached_feature *out)
{
    static const char before[] = "'shape': (";
    char text[HEADER + 1] = {0}, again[HEADER], *shape, *end;

    memcpy(text, bytes, HEADER);
    shape = strstr(text + LEAD, before);
    if (!shape)
        return false;
    out->bands = strtoull(shape + sizeof(before) - 1, &end, 10);
    if (*end != ',')
        return false;
    out->frames = strtoull(end + 1, NULL, 10);
    make_header(again, out->bands, out->frames);
    return memcmp(again, bytes, HEADER) == 0;
}

/* The size the shape needs must be the file's, whatever the shape claims. */
static bool is_trustworthy(struct cached_feature *found, struct hash samples,
                           enum feature_kind kind)
{
    const struct feature *feature = feature_of(kind);
    const char *bytes = found->mapping;
    size_t size = found->mapping_size - HEADER - TRAILER;
    size_t count = size / sizeof(float);
    char trailer[TRAILER];

    if (!read_shape(bytes, found) || found->bands == 0 || found->frames == 0 ||
        found->bands != (size_t)feature->bands ||
        (feature->columns && found->frames != (size_t)feature->columns))
        return false;
    if (found->frames > count / found->bands ||
        found->bands * found->frames * sizeof(float) != size)
        return false;
    make_trailer(trailer, samples, kind, bytes, bytes + HEADER, size);
    return memcmp(trailer, bytes + HEADER + size, TRAILER) == 0;
}

static bool map_file(const char *path, struct cached_feature *out)
{
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    struct stat info;

    if (fd < 0)
        return false;
    if (fstat(fd, &info) == 0 && S_ISREG(info.st_mode) &&
        info.st_size > HEADER + TRAILER) {
        out->mapping_size = (size_t)info.st_size;
        out->mapping =
            mmap(NULL, out->mapping_size, PROT_READ, MAP_SHARED, fd, 0);
        if (out->mapping == MAP_FAILED)
            out->mapping = NULL;
    }
    close(fd);
    return out->mapping;
}

bool feature_cache_load(const char *folder, struct hash samples,
                        enum feature_kind kind, struct cached_feature *out)
{
    char *path = path_of(folder, samples, kind);
    bool mapped;

    *out = (struct cached_feature){0};
    mapped = map_file(path, out);
    free(path);
    if (!mapped)
        return false;
    if (!is_trustworthy(out, samples, kind)) {
        feature_cache_release(out);
        return false;
    }
    out->values = (const void *)((const char *)out->mapping + HEADER);
    return true;
}

void feature_cache_release(struct cached_feature *feature)
{
    if (feature->mapping)
        munmap(feature->mapping, feature->mapping_size);
    *feature = (struct cached_feature){0};
}

static bool make_folder(const char *folder, enum feature_kind kind,
                        struct error *err)
{
    char *path = file_join(folder, feature_of(kind)->name);
    bool made = file_make_folder(path, err);

    free(path);
    return made;
}

bool feature_cache_store(const char *folder, struct hash samples,
                         enum feature_kind kind,
                         const struct feature_matrix *matrix, struct error *err)
{
    size_t size = matrix->bands * matrix->frames * sizeof(float);
    char header[HEADER], trailer[TRAILER], *path;
    struct new_file *file = NULL;
    bool made;

    if (!make_folder(folder, kind, err))
        return false;
    path = path_of(folder, samples, kind);
    made = new_file_create(&file, path, err);
    free(path);
    if (!made)
        return false;
    make_header(header, matrix->bands, matrix->frames);
    make_trailer(trailer, samples, kind, header, matrix->values, size);
    /* What fails here shows in the stream, and commit reports it. */
    fwrite(header, 1, HEADER, new_file_stream(file));
    fwrite(matrix->values, 1, size, new_file_stream(file));
    fwrite(trailer, 1, TRAILER, new_file_stream(file));
    return new_file_commit(file, err);
}
