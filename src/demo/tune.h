/* tune.h - the written side of a piece: key, chords, rhythms, who plays.
 *
 * A tune is drawn from one stream of random numbers and knows nothing of how
 * it will sound, so the same tune can be played by somebody else, faster and
 * in another key, and it is still the same piece.
 */
#ifndef DEMO_TUNE_H
#define DEMO_TUNE_H

#include "base/rng.h"
#include "demo/genre.h"

enum { TUNE_BARS = 8 };

struct tune {
    const struct genre *genre;
    const struct part *parts[PART_COUNT]; /* NULL: nobody plays it */
    const char *patterns[PART_COUNT][2];  /* the usual and another one */
    const char *drums[DRUM_COUNT];        /* NULL: none */
    float drum_level;
    char scale;
    int key;                /* semitones above C */
    int chords[TUNE_BARS];  /* degrees 0 .. 6, repeated */
    bool muted[PART_COUNT]; /* in the section that plays now */
    bool drums_muted;
    int lead_degree; /* where the melody stands */
    struct rng rng;  /* walks on with every bar that is played */
};

void tune_draw(struct tune *tune, int genre, uint64_t seed, uint64_t stream);

/* Decides who rests; to be called at the start of each bar, in order. */
void tune_begin_bar(struct tune *tune, int bar);

/* The chord's degree in the scale, 0 .. 6. */
int tune_chord(const struct tune *tune, int bar);

/* The MIDI key of a degree, lifted by octaves to be at least `low`. */
int tune_place(const struct tune *tune, int degree, int low);

/* The next note of the melody, as a MIDI key within the part's register; a
 * strong one belongs to the chord. */
int tune_melody(struct tune *tune, int chord, bool strong);

#endif
