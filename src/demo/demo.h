/* demo.h - a collection of synthesised tracks with planted faults.
 *
 * Ten invented genres, each with its own tempo, metre, rhythm, harmony,
 * register and timbre, drawn at random per track and overlapping, so that no
 * model can be always right.
 */
#ifndef DEMO_DEMO_H
#define DEMO_DEMO_H

#include "base/error.h"

#include <stdatomic.h>
#include <stdint.h>

struct demo_options {
    const char *folder; /* genres/<genre>/<genre>.000NN.wav, faults.tsv */
    int tracks;         /* per genre, 1 .. 100 */
    double seconds;     /* of each track, 1 .. 60 */
    uint64_t seed;
    int jobs; /* threads, at least 1 */
};

struct demo_summary {
    int tracks;     /* sound files written */
    int faults;     /* rows of faults.tsv */
    double seconds; /* of sound */
};

/* Called from any of the threads, one at a time, as files are finished. */
typedef void demo_progress(void *context, int done, int total);

/* Writes the collection; the same options give the same bytes.  A folder that
 * holds other files already is refused; *cancelled ends it early. */
bool demo_write(const struct demo_options *options, demo_progress *progress,
                void *context, const atomic_bool *cancelled,
                struct demo_summary *summary, struct error *err);

/* The ten genres' names, NULL at the end. */
const char *const *demo_genres(void);

#endif
