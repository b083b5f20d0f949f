#include "demo/wreck.h"

#include "base/file.h"

#include <math.h>
#include <stdio.h>

enum { HEADER_SIZE = 44 };

static void put(unsigned char *out, uint32_t value, int bytes)
{
    for (int i = 0; i < bytes; i++)
        out[i] = (unsigned char)(value >> (8 * i));
}

/* A WAVE header for mono sound of 16 bits. */
static void write_header(FILE *stream, const struct clip *clip)
{
    unsigned char header[HEADER_SIZE] =
        "RIFF....WAVEfmt ....................data";
    uint32_t rate = (uint32_t)clip->rate_hz;
    uint32_t size = (uint32_t)clip->count * 2;

    put(header + 4, size + HEADER_SIZE - 8, 4);
    put(header + 16, 16, 4);
    put(header + 20, 1, 2);
    put(header + 22, 1, 2);
    put(header + 24, rate, 4);
    put(header + 28, rate * 2, 4);
    put(header + 32, 2, 2);
    put(header + 34, 16, 2);
    put(header + 40, size, 4);
    (void)fwrite(header, 1, sizeof(header), stream);
}

static uint32_t value_at(const struct clip *clip, size_t i)
{
    return (uint32_t)(int32_t)lrintf(clip->samples[i] * 32767);
}

static void write_samples(FILE *stream, const struct clip *clip, size_t from,
                          size_t to)
{
    for (size_t i = from; i < to; i++) {
        unsigned char bytes[2];

        put(bytes, value_at(clip, i), 2);
        (void)fwrite(bytes, 1, sizeof(bytes), stream);
    }
}

static void truncate_sound(FILE *stream, float dose, const struct clip *clip,
                           struct damage *damage)
{
    size_t kept = (size_t)((.97F - .87F * dose) * (float)clip->count);

    write_header(stream, clip);
    write_samples(stream, clip, 0, kept);
    /* The break need not fall between two samples. */
    (void)fputc('\0', stream);
    damage->start_s = (double)kept / clip->rate_hz;
    damage->end_s = (double)clip->count / clip->rate_hz;
    snprintf(damage->detail, sizeof(damage->detail),
             "ends after %.2f of %.2f s", damage->start_s, damage->end_s);
}

static void behead(FILE *stream, float dose, const struct clip *clip,
                   struct damage *damage)
{
    size_t from = (size_t)(.2F * (float)clip->count * fmaxf(dose - .3F, 0));

    if (dose > .75F) {
        snprintf(damage->detail, sizeof(damage->detail), "no byte left");
        return;
    }
    /* A byte of ones might pass for the start of an MPEG frame. */
    while (from + 1 < clip->count && (value_at(clip, from) & 0xFF) == 0xFF)
        from++;
    write_samples(stream, clip, from, clip->count);
    snprintf(damage->detail, sizeof(damage->detail),
             "the header and the first %.2f s are gone",
             (double)from / clip->rate_hz);
}

bool wreck_write(const char *path, const struct fault *fault,
                 const struct clip *clip, struct damage *damage,
                 struct error *err)
{
    struct new_file *file;

    *damage = (struct damage){0};
    if (!new_file_create(&file, path, err))
        return false;
    if (fault->kind == FAULT_TRUNCATED)
        truncate_sound(new_file_stream(file), fault->dose, clip, damage);
    else
        behead(new_file_stream(file), fault->dose, clip, damage);
    return new_file_commit(file, err);
}
