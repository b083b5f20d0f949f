/* kinship.h - which tracks belong together: artists and repetitions.
 *
 * Artists are those of the tracks' artist fields, where a semicolon separates
 * several; case does not count.  Repetitions are tracks with equal samples and,
 * for tracks that are excerpts of GTZAN, what is published (catalog/gtzan.h).
 * Tracks are named by their index in the array given.
 */
#ifndef CATALOG_KINSHIP_H
#define CATALOG_KINSHIP_H

#include "catalog/gtzan.h"

struct kin_artist {
    char *name;     /* as one of the tracks spells it */
    size_t *tracks; /* each once */
    size_t count;
};

struct kinship {
    size_t count; /* tracks */
    struct kin_artist *artists;
    size_t artist_count;
    size_t *credits; /* what the artists' tracks point into */

    /* One number a track.  Tracks with equal numbers are repetitions; -1: the
     * track repeats none. */
    int *exact;
    int *recording; /* other parts and copies of one recording, too */
    int *suspected; /* and those that are only suspected */

    /* 0 .. sets - 1: tracks with equal numbers are tied by artists or by
     * repetitions of any of these kinds, over however many steps. */
    int *together;
    size_t sets;

    int *excerpt;   /* of GTZAN; -1: none */
    size_t unknown; /* tracks whose artist is not known */
};

/* gtzan may be NULL: nothing published is used. */
bool kinship_init(struct kinship *kinship, const struct track *const *tracks,
                  size_t count, const struct gtzan *gtzan, struct error *err);
void kinship_finish(struct kinship *kinship);

/* Marks what a clean split leaves out: what is published as distorted or in
 * two genres at once, equal tracks with different genres, and all but the
 * first of each repetition group, suspected ones among them. */
bool kinship_choose_clean(const struct kinship *kinship,
                          const struct track *const *tracks,
                          const struct gtzan *gtzan, bool *left_out,
                          struct error *err);

#endif
