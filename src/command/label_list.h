/* label_list.h - true and predicted genres, track by track. */
#ifndef COMMAND_LABEL_LIST_H
#define COMMAND_LABEL_LIST_H

#include "command/output.h"
#include "session/message.h"

/* Adds a table of the test tracks by name. */
void label_list_add(struct output *output, const struct result *result);

/* Prints the genres alone, for people: all true ones, then all predicted ones,
 * in the order of the tracks. */
void label_list_print(const struct result *result, FILE *stream);

#endif
