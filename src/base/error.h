/* error.h - say what went wrong, in words a user can read.
 *
 * A function that can fail returns bool and takes a struct error last.  On
 * failure it fills the error once, at the place that knows the most, and
 * everyone above passes it on untouched.
 */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <stdbool.h>

struct error {
    char text[512]; /* one line, no final stop: "cannot open 'x.wav': ..." */
};

/* Always returns false, so failing is one line: return error_set(err, ...). */
bool error_set(struct error *err, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
