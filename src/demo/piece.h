/* piece.h - a tune and a style become sound. */
#ifndef DEMO_PIECE_H
#define DEMO_PIECE_H

#include "audio/clip.h"

/* Where the random numbers come from: pieces with equal fields sound equal.
 * Equal tunes with other sounds are versions of one piece. */
struct piece {
    int genre;
    uint64_t seed;
    uint64_t tune, sound, artist; /* streams */
    double skip_s;                /* the excerpt starts here */
};

/* Renders an excerpt at CLIP_WORKING_RATE_HZ whose values stay below full
 * scale; the caller finishes the clip. */
bool piece_render(const struct piece *piece, double seconds, struct clip *clip,
                  struct error *err);

#endif
