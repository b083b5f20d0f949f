#include "audio/container.h"

#include <stddef.h>
#include <string.h>
#include <unistd.h>

/* Streamed WAV and AU files carry a size near these instead of the true one,
 * because it was not known when the header was written. */
static const uint64_t unknown_size = 0x7ffff000;

/* Files of chunks: an identifier, a size of the content, the content. */
struct chunked {
    const char *magic; /* how the file begins */
    const char *data;  /* the identifier of the samples */
    size_t data_lead;  /* bytes in that chunk before the samples */
    bool big_endian;
};

static const struct chunked kinds[] = {
    {"RIFF", "data", 0, false},
    {"RIFX", "data", 0, true},
    {"RF64", "data", 0, false},
    {"FORM", "SSND", 8, true},
};

static bool read_at(int fd, uint64_t offset, void *out, size_t size)
{
    return pread(fd, out, size, (off_t)offset) == (ssize_t)size;
}

static uint64_t number(const unsigned char *bytes, size_t size, bool big_endian)
{
    uint64_t value = 0;

    for (size_t i = 0; i < size; i++)
        value = value << 8 | bytes[big_endian ? i : size - 1 - i];
    return value;
}

static void promise(struct container *out, uint64_t promised, uint64_t offset,
                    uint64_t file_size)
{
    uint64_t there = offset < file_size ? file_size - offset : 0;

    out->promised = promised;
    out->present = promised < there ? promised : there;
}

/* Follows the chunks to the samples.  An RF64 file keeps the 64-bit size in
 * an earlier chunk. */
static void walk(const struct chunked *kind, int fd, uint64_t file_size,
                 struct container *out)
{
    enum { FIRST = 12, HEAD = 8, MOST_CHUNKS = 1000 };
    uint64_t offset = FIRST, long_size = 0;
    unsigned char head[HEAD], sizes[16];

    for (int i = 0; i < MOST_CHUNKS; i++) {
        uint64_t size;

        if (!read_at(fd, offset, head, HEAD))
            return;
        size = number(head + 4, 4, kind->big_endian);
        offset += HEAD;
        if (memcmp(head, "ds64", 4) == 0 &&
            read_at(fd, offset, sizes, sizeof(sizes)))
            long_size = number(sizes + 8, 8, false);
        if (memcmp(head, kind->data, 4) == 0) {
            if (long_size && size == UINT32_MAX)
                size = long_size;
            else if (size >= unknown_size)
                return;
            if (size > kind->data_lead)
                promise(out, size - kind->data_lead, offset + kind->data_lead,
                        file_size);
            return;
        }
        /* Chunks begin at even offsets. */
        offset += size + size % 2;
    }
}

/* W64: identifiers of 16 bytes, sizes of 8 that count the head itself. */
static void examine_w64(int fd, uint64_t file_size, struct container *out)
{
    enum { FIRST = 40, HEAD = 24, MOST_CHUNKS = 1000 };
    uint64_t offset = FIRST;
    unsigned char head[HEAD];

    for (int i = 0; i < MOST_CHUNKS && read_at(fd, offset, head, HEAD); i++) {
        uint64_t size = number(head + 16, 8, false);

        if (size < HEAD || size > INT64_MAX / 2)
            return;
        if (memcmp(head, "data", 4) == 0) {
            promise(out, size - HEAD, offset + HEAD, file_size);
            return;
        }
        offset += (size + 7) / 8 * 8;
        if (offset > file_size)
            return;
    }
}

static void examine_au(int fd, bool big_endian, uint64_t file_size,
                       struct container *out)
{
    unsigned char sizes[8];
    uint64_t size;

    if (!read_at(fd, 4, sizes, sizeof(sizes)))
        return;
    size = number(sizes + 4, 4, big_endian);
    if (size < unknown_size)
        promise(out, size, number(sizes, 4, big_endian), file_size);
}

/* Looks for the last page among the last 64 KiB: a page is no longer. */
static void examine_ogg(int fd, uint64_t file_size, struct container *out)
{
    enum { LONGEST_PAGE = 65307, HEADER = 27, ENDS_STREAM = 4 };
    unsigned char tail[LONGEST_PAGE + 255];
    uint64_t start = file_size > sizeof(tail) ? file_size - sizeof(tail) : 0;
    size_t size = (size_t)(file_size - start);

    out->lacks_last_page = true;
    if (!read_at(fd, start, tail, size))
        return;
    for (size_t i = size < HEADER ? 0 : size - HEADER + 1; i-- > 0;) {
        size_t end = i + HEADER;

        if (memcmp(tail + i, "OggS", 4) != 0)
            continue;
        end += tail[i + 26];
        for (size_t j = i + HEADER; j < i + HEADER + tail[i + 26]; j++)
            end += j < size ? tail[j] : 0;
        out->lacks_last_page = end > size || !(tail[i + 5] & ENDS_STREAM);
        return;
    }
}

void container_examine(int fd, uint64_t file_size, struct container *out)
{
    char magic[4];

    *out = (struct container){0};
    if (!read_at(fd, 0, magic, sizeof(magic)))
        return;
    for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
        if (memcmp(magic, kinds[i].magic, sizeof(magic)) == 0)
            walk(&kinds[i], fd, file_size, out);
    if (memcmp(magic, ".snd", 4) == 0 || memcmp(magic, "dns.", 4) == 0)
        examine_au(fd, magic[0] == '.', file_size, out);
    if (memcmp(magic, "riff", 4) == 0)
        examine_w64(fd, file_size, out);
    if (memcmp(magic, "OggS", 4) == 0)
        examine_ogg(fd, file_size, out);
}
