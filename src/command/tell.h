/* tell.h - messages to people, on standard error.
 *
 * Each is one line that begins with the program's name; what comes from
 * outside is shown without control characters.
 */
#ifndef COMMAND_TELL_H
#define COMMAND_TELL_H

#include "base/error.h"

void tell(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Tells the error and returns VERB_FAILED. */
int tell_error(const struct error *err);

#endif
