/* plan.h - which tracks a demo collection has, and what is wrong with them.
 *
 * The plan is drawn as a whole before any sound is made, so that the tracks
 * can then be made in any order and on any number of threads.
 */
#ifndef DEMO_PLAN_H
#define DEMO_PLAN_H

#include "audio/encoder.h"
#include "demo/demo.h"
#include "demo/piece.h"

enum fault_kind {
    FAULT_NONE,
    FAULT_BYTE_COPY,   /* E: the same bytes */
    FAULT_CONTAINER,   /* E: the same samples in another kind of file */
    FAULT_REQUANTIZED, /* E: fewer bits */
    FAULT_RESAMPLED,   /* E: through another sampling rate and back */
    FAULT_SHIFTED,     /* R: starts up to a second later */
    FAULT_GAIN,        /* R: louder or softer */
    FAULT_EQUALIZED,   /* R: another balance of low and high */
    FAULT_EXCERPT,     /* R: another, overlapping part of the piece */
    FAULT_VERSION,     /* V: the same tune by somebody else */
    FAULT_WRONG_LABEL, /* M: filed under another genre */
    FAULT_CLIPPING,    /* X, from here on */
    FAULT_DROPOUT,
    FAULT_STATIC,
    FAULT_SILENCE,
    FAULT_OFFSET,
    FAULT_TRUNCATED,  /* U: the header announces more than there is */
    FAULT_UNREADABLE, /* U: the header is gone */
    FAULT_COUNT
};

struct fault {
    enum fault_kind kind;
    int partner; /* the track that is repeated, or -1 */
    float dose;  /* 0 mild .. 1 gross */
};

struct planned_track {
    char name[32]; /* "waltz.00007" */
    int genre;     /* that it is filed under; piece.genre may differ */
    struct piece piece;
    int artist, title; /* numbers for demo/names.h */
    struct fault fault;
    bool repeated; /* some other track's partner */
    enum encoder_format format;
};

struct plan {
    struct planned_track *tracks; /* genre by genre */
    int count;
    uint64_t seed;
    double seconds;
};

void plan_draw(struct plan *plan, const struct demo_options *options);
void plan_finish(struct plan *plan);

/* "genres/waltz/waltz.00007.wav"; the caller frees it. */
char *plan_path(const struct planned_track *track);

/* The stream of random numbers that a track's damage is drawn from. */
uint64_t plan_damage_stream(int track);

#endif
