/* alloc.h - allocation that never fails, for small fixed-size objects.
 *
 * Running out here ends the program, after the terminal has been given back.
 * Memory whose size comes from the user's data uses malloc() and reports.
 */
#ifndef BASE_ALLOC_H
#define BASE_ALLOC_H

#include <stddef.h>

/* Zeroed memory; the caller frees it with free(). */
void *xcalloc(size_t count, size_t size);

/* A copy of text, or NULL when text is NULL; the caller frees it. */
char *xstrdup(const char *text);

/* A formatted string; the caller frees it. */
char *xformat(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Called once before dying; the screen restores the terminal in it. */
void alloc_on_exhaustion(void (*restore)(void));

#endif
