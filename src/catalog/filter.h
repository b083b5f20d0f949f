/* filter.h - which tracks to show: a line of text, compiled once.
 *
 *     blues                 a word somewhere in name, artist, title, genre,
 * path "two words"           quotes keep spaces, parentheses and and/or/not
 *     genre:rock            the genre has this in it
 *     genre=rock            the genre is just this
 *     genre:""              there is none
 *     status:unreadable     ready, truncated, unreadable, missing; a beginning
 *     split:train           train, valid, test, none      of these is enough
 *     conf<.5 duration>=29  < <= > >= = and a number, or a percentage: 50%
 *     wrong                 predicted as something else than the given genre
 *     a b, a and b, a or b, not a, (a or b) c
 *
 * "and" binds tighter than "or", and may be left out.  The letters a to z are
 * the same in upper and lower case.  Inside quotes \" and \\ stand for " and \.
 * A compiled filter does not change: any thread may match with it.
 */
#ifndef CATALOG_FILTER_H
#define CATALOG_FILTER_H

#include "base/error.h"
#include "catalog/track.h"

#include <stdbool.h>
#include <stddef.h>

/* What a filter looks at; everything stays the caller's. */
struct filter_row {
    const struct track *track;
    const char *predicted; /* genre; NULL: no prediction */
    double confidence;     /* of the prediction, 0 .. 1; NaN: none */
    int part;              /* enum split_part; -1: in none */
};

struct filter;

/* The empty text matches everything.  On failure the sentence names the column,
 * and *column, unless NULL, receives it: characters from 1. */
bool filter_compile(struct filter **out, const char *text, size_t *column,
                    struct error *err);
void filter_destroy(struct filter *filter);

bool filter_match(const struct filter *filter, const struct filter_row *row);

/* What can stand before a colon, for help and completion. */
struct filter_field {
    const char *name; /* "genre" */
    const char *help; /* "the label in use" */
};

const struct filter_field *filter_fields(size_t *count);

#endif
