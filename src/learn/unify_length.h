/* unify_length.h - the one length that all tracks are brought to.
 *
 * A study that gives a model whole tracks pads them to the longest, or cuts
 * the longest ones.  Pure function; any thread.
 */
#ifndef LEARN_UNIFY_LENGTH_H
#define LEARN_UNIFY_LENGTH_H

#include <stdbool.h>
#include <stddef.h>

/* Of what is cut, at least so many values of a track stay. */
enum { UNIFY_LEAST_VALUES = 15000 };

/* The common number of frames of `count` tracks with so many frames and
 * `bands` rows each: the longest; or, with `cut`, the 70th percentile (linear
 * between two neighbours, as numpy has it, rounded down), but at least what
 * UNIFY_LEAST_VALUES values take and at most the longest.  Sorts the frames.
 * 0 when there are none. */
size_t unify_length(size_t *frames, size_t count, size_t bands, bool cut);

#endif
