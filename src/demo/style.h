/* style.h - how somebody plays: tempo, instruments, balance, room, noise.
 *
 * An artist has habits that hold for all of his tracks; the rest is drawn
 * anew for every track.  A style owns its voices and its drums.
 */
#ifndef DEMO_STYLE_H
#define DEMO_STYLE_H

#include "demo/drum.h"
#include "demo/tune.h"
#include "demo/voice.h"

struct style {
    float beat_s;
    float transpose; /* semitones */
    float swing;
    float looseness_s; /* standard deviation of a note's time */
    float levels[PART_COUNT];
    float drum_level;
    struct voice *voices[PART_COUNT]; /* NULL where the tune has no part */
    struct drum_kit *kit;
    float drive, reverb, damping;
    float low_db, high_db;
    float hiss_db;
    float peak; /* largest value of the finished track */
};

struct style_source {
    int genre;
    uint64_t seed;
    uint64_t sound;  /* stream of the track */
    uint64_t artist; /* stream of the artist */
    int rate_hz;
};

void style_draw(struct style *style, const struct style_source *source,
                const struct tune *tune);
void style_finish(struct style *style);

#endif
