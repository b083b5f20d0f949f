/* signal.h - the synthesised signals of tests/golden/make_features.py, made
 * of integers so that both sides have the same samples bit by bit.
 */
#ifndef TESTS_SIGNAL_H
#define TESTS_SIGNAL_H

#include "tests/check.h"

#include "audio/clip.h"

#include <string.h>

static inline struct clip signal_silence(size_t count)
{
    struct error err = {0};
    struct clip clip;

    check_ok(clip_init(&clip, count, CLIP_WORKING_RATE_HZ, &err), err);
    return clip;
}

/* Adds noise in [-1, 1) / divisor, from a linear congruential generator. */
static inline void signal_noise(struct clip *clip, size_t from, size_t to,
                                uint32_t seed, float divisor)
{
    for (size_t i = from; i < to; i++) {
        seed = seed * 1664525U + 1013904223U;
        clip->samples[i] +=
            (float)((int)(seed >> 16) - 32768) / 32768 / divisor;
    }
}

/* Adds a sawtooth of step / 2^32 periods a sample. */
static inline void signal_saw(struct clip *clip, uint32_t step, float divisor)
{
    for (size_t i = 0; i < clip->count; i++) {
        uint32_t phase = (uint32_t)i * step;

        clip->samples[i] +=
            (float)((int)(phase >> 16) - 32768) / 65536 / divisor;
    }
}

/* False when there is no signal of that name. */
static inline bool signal_make(const char *name, struct clip *out)
{
    static const struct {
        const char *name;
        size_t count, from, to;
        uint32_t seed; /* 0: no noise */
        float divisor;
        uint32_t step; /* 0: no sawtooth */
        float saw_divisor;
    } all[] = {
        {"short_frame", 2047, 0, 2047, 1, 1, 0, 1},
        {"one_frame", 2048, 0, 2048, 2, 1, 0, 1},
        {"odd", 12345, 0, 12345, 3, 4, 0, 1},
        {"silence", 5000, 0, 0, 0, 1, 0, 1},
        {"quiet", 9000, 0, 9000, 4, 32768, 0, 1},
        {"saw", 30000, 0, 0, 0, 1, 42860000, 1},
        {"mixed", 50000, 20000, 50000, 5, 16, 85000000, 2},
        {"half_silent", 28000, 0, 8000, 6, 1, 0, 1},
        {"loud", 22050, 0, 0, 0, 1, 19480000, 1},
        {"one_sample", 1, 0, 0, 0, 1, 0, 1},
    };

    for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
        if (strcmp(name, all[i].name) != 0)
            continue;
        *out = signal_silence(all[i].count);
        if (all[i].step)
            signal_saw(out, all[i].step, all[i].saw_divisor);
        if (all[i].seed)
            signal_noise(out, all[i].from, all[i].to, all[i].seed,
                         all[i].divisor);
        if (strcmp(name, "one_sample") == 0)
            out->samples[0] = 0.5F;
        for (size_t j = 0; strcmp(name, "loud") == 0 && j < out->count; j++)
            out->samples[j] = out->samples[j] > 0 ? 1 : -1;
        return true;
    }
    return false;
}

#endif
