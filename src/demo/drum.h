/* drum.h - a kit of noises, rendered once for a track and mixed many times. */
#ifndef DEMO_DRUM_H
#define DEMO_DRUM_H

#include "demo/genre.h"
#include "demo/voice.h"

struct drum_settings {
    float brightness; /* 0 dark .. 1 bright */
    float length;     /* 1 as usual */
    float pitch;      /* 1 as usual */
    int rate_hz;
    uint64_t seed;
};

struct drum_kit;

struct drum_kit *drum_kit_create(const struct drum_settings *settings);
void drum_kit_destroy(struct drum_kit *kit);

/* Adds one stroke; `variation` chooses among slightly different ones. */
void drum_kit_play(const struct drum_kit *kit, enum drum_kind kind,
                   double start_s, float loudness, unsigned variation,
                   struct mix *mix);

#endif
