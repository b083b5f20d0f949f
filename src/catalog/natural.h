/* natural.h - names in the order people expect: "a2" before "a10".
 *
 * Runs of digits compare as numbers of any length, everything else as bytes;
 * names that are equal so far ("a1", "a01") compare as bytes.
 */
#ifndef CATALOG_NATURAL_H
#define CATALOG_NATURAL_H

#include <stdbool.h>
#include <stddef.h>

/* Below, at or above 0, as strcmp(). */
int natural_compare(const char *a, const char *b);

struct natural_item {
    const char *name;
    size_t index; /* the caller's, to find what the name belongs to */
};

/* In natural order; items with the same name keep theirs.  False when there
 * is not enough memory. */
bool natural_sort(struct natural_item *items, size_t count);

#endif
