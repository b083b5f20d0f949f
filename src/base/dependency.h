/* dependency.h - the outside libraries the program runs with, for doctor.
 *
 * A library's home tells its version, because nobody else may ask it.
 */
#ifndef BASE_DEPENDENCY_H
#define BASE_DEPENDENCY_H

#include <stdbool.h>
#include <stddef.h>

struct dependency {
    char name[24];    /* "libsndfile" */
    char version[40]; /* that is loaded, as it calls itself */
};

/* A layer's list: writes the i-th; false behind the last. */
typedef bool dependency_list(size_t i, struct dependency *out);

/* Fills from "name-version" as some libraries call themselves. */
void dependency_split(struct dependency *out, const char *text);

dependency_list hash_dependency;

#endif
