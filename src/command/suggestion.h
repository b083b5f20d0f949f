/* suggestion.h - what somebody who mistyped a word may have meant. */
#ifndef COMMAND_SUGGESTION_H
#define COMMAND_SUGGESTION_H

#include <stddef.h>

/* The one of `count` words that is nearest to the typed one, counting letters
 * left out, put in, changed and swapped; NULL when none is near. */
const char *suggestion_find(const char *typed, const char *const *words,
                            size_t count);

#endif
