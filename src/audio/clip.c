#include "audio/clip.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The largest 16-bit value; anything from there on counts as full scale. */
static const float full_scale = 32767.0F / 32768.0F;

static const double silence_rms = 1e-3; /* -60 dBFS */

bool clip_init(struct clip *clip, size_t count, int rate_hz, struct error *err)
{
    *clip = (struct clip){.count = count, .rate_hz = rate_hz};
    clip->samples = calloc(count ? count : 1, sizeof(*clip->samples));
    if (!clip->samples)
        return error_set(err, "not enough memory for %zu samples", count);
    return true;
}

void clip_finish(struct clip *clip)
{
    free(clip->samples);
    *clip = (struct clip){0};
}

/* The last block may be shorter; it counts as one. */
static double silent_share(const struct clip *clip)
{
    size_t size = (size_t)clip->rate_hz / 20;
    size_t blocks = 0, silent = 0;

    if (size == 0)
        size = 1;
    for (size_t start = 0; start < clip->count; start += size) {
        size_t end = start + size < clip->count ? start + size : clip->count;
        double squares = 0;

        for (size_t i = start; i < end; i++)
            squares += (double)clip->samples[i] * clip->samples[i];
        silent += sqrt(squares / (double)(end - start)) < silence_rms;
        blocks++;
    }
    return (double)silent / (double)blocks;
}

static double constant_share(const struct clip *clip)
{
    size_t shortest = ((size_t)clip->rate_hz + 199) / 200;
    size_t inside = 0, start = 0;

    if (shortest < 2)
        shortest = 2;
    for (size_t i = 1; i <= clip->count; i++) {
        if (i < clip->count && clip->samples[i] == clip->samples[start])
            continue;
        if (i - start >= shortest)
            inside += i - start;
        start = i;
    }
    return (double)inside / (double)clip->count;
}

void clip_measure(const struct clip *clip, struct clip_statistics *out)
{
    double sum = 0, squares = 0, count = (double)clip->count;
    size_t clipped = 0;
    float peak = 0;

    *out = (struct clip_statistics){0};
    if (clip->count == 0)
        return;
    for (size_t i = 0; i < clip->count; i++) {
        float value = clip->samples[i], size = fabsf(value);

        sum += value;
        squares += (double)value * value;
        clipped += size >= full_scale;
        if (size > peak)
            peak = size;
    }
    out->mean = sum / count;
    out->rms = sqrt(squares / count);
    out->peak = peak;
    out->clipped = (double)clipped / count;
    out->silent = silent_share(clip);
    out->constant = constant_share(clip);
}

static void put_little(unsigned char *out, uint64_t value, int bytes)
{
    for (int i = 0; i < bytes; i++)
        out[i] = (unsigned char)(value >> (8 * i));
}

/* Hashes a chain of blocks, each led by the hash of what came before, so that
 * no copy of the whole clip is needed on a big-endian machine either. */
struct hash clip_hash(const struct clip *clip)
{
    enum { BLOCK = 4096, LEAD = 16 };
    unsigned char bytes[LEAD + BLOCK * 4];
    struct hash hash;

    put_little(bytes, (uint64_t)clip->rate_hz, 4);
    hash = hash_bytes(bytes, 4);
    for (size_t done = 0; done < clip->count; done += BLOCK) {
        size_t left = clip->count - done, now = left < BLOCK ? left : BLOCK;

        put_little(bytes, hash.high, 8);
        put_little(bytes + 8, hash.low, 8);
        for (size_t i = 0; i < now; i++) {
            uint32_t word;

            memcpy(&word, clip->samples + done + i, sizeof(word));
            put_little(bytes + LEAD + i * 4, word, 4);
        }
        hash = hash_bytes(bytes, LEAD + now * 4);
    }
    return hash;
}
