/* voice.h - the tuned instruments: wavetables, frequency modulation, strings.
 *
 * A voice is a timbre prepared for one track; it never changes after it has
 * been made, and playing a note adds it to a buffer.
 */
#ifndef DEMO_VOICE_H
#define DEMO_VOICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum timbre {
    TIMBRE_BRASS,
    TIMBRE_REED,
    TIMBRE_STRING,
    TIMBRE_ORGAN,
    TIMBRE_SAW,
    TIMBRE_SQUARE,
    TIMBRE_FLUTE,
    TIMBRE_CHOIR,
    TIMBRE_BELL,
    TIMBRE_BOX,
    TIMBRE_TINE,
    TIMBRE_GUITAR,
    TIMBRE_HARP,
    TIMBRE_UPRIGHT,
    TIMBRE_COUNT
};

struct voice_settings {
    enum timbre timbre;
    float brightness; /* 0 dark .. 1 bright */
    float width;      /* detuning and vibrato: 0 none, 1 as usual */
    float attack;     /* 1 as usual, 2 twice as slow */
    int rate_hz;
    uint64_t seed; /* phases, small irregularities of the spectrum */
};

struct note {
    double start_s;
    float length_s; /* until it is let go; it may ring on */
    float pitch_hz;
    float loudness; /* 1 is a plain note */
    uint32_t seed;  /* a plucked string's noise */
};

/* A stretch of sound being mixed; the samples are borrowed. */
struct mix {
    float *samples;
    size_t count;
};

struct voice;

struct voice *voice_create(const struct voice_settings *settings);
void voice_destroy(struct voice *voice);

/* Adds the note, as far as it lies inside the mix. */
void voice_play(const struct voice *voice, const struct note *note,
                struct mix *mix);

#endif
