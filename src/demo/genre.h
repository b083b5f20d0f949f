/* genre.h - the ten invented genres, as tables.
 *
 * Neighbours stand beside each other, the last one beside the first: a track
 * may borrow a part, a rhythm or a tempo from the genre before or after its
 * own, and that is what makes the genres overlap.
 */
#ifndef DEMO_GENRE_H
#define DEMO_GENRE_H

#include "demo/voice.h"

enum { GENRE_COUNT = 10 };

enum part_role {
    PART_BASS,     /* the chord's root, 'v' its fifth, 'o' its octave */
    PART_CHORD,    /* all notes of the chord at once */
    PART_ARPEGGIO, /* the notes of the chord one after the other */
    PART_LEAD,     /* a melody over the scale */
    PART_PAD,      /* the chord, held */
    PART_COUNT
};

enum drum_kind { DRUM_KICK, DRUM_SNARE, DRUM_HAT, DRUM_COUNT };

enum { PATTERN_CHOICES = 3, TIMBRE_CHOICES = 3 };

/* A pattern spans one bar, whatever its length: 'x' a note, 'X' an accent,
 * '-' the note before goes on, '.' silence. */
struct part {
    const char *patterns[PATTERN_CHOICES]; /* all NULL: the part is absent */
    enum timbre timbres[TIMBRE_CHOICES];
    int low, high;   /* register, MIDI keys */
    float level;     /* relative to the other parts */
    float presence;  /* probability that a track has the part */
    float density;   /* probability that a written note is played */
    float legato;    /* length of a note, as a share of the written one */
    float strum_s;   /* between the notes of a chord */
    bool open_fifth; /* chords without their third */
};

struct genre {
    const char *name;
    const char *scales;          /* one letter each, see scale_degree() */
    const char *progressions[4]; /* degrees 1 .. 7, one a bar */
    struct part parts[PART_COUNT];
    const char *drums[DRUM_COUNT][2];
    int beats;                   /* in a bar */
    float tempo_low, tempo_high; /* beats per minute */
    float drum_level;
    float swing; /* delay of the off-beat steps, share of a step */
    float reverb;
    float drive; /* 0: none; 4: heavy */
    float brightness;
};

/* number is 0 .. GENRE_COUNT - 1. */
const struct genre *genre_at(int number);

/* The genre `step` places further along the ring. */
int genre_neighbour(int number, int step);

/* Semitones above the key of degree 0 .. 6 (and beyond, by octaves) in a
 * scale: M major, m minor, d dorian, x mixolydian, l lydian, p phrygian. */
int scale_degree(char scale, int degree);

#endif
