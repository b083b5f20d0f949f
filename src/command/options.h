/* options.h - the options of a verb, for getopt_long() and for people. */
#ifndef COMMAND_OPTIONS_H
#define COMMAND_OPTIONS_H

#include "command/invocation.h"

/* Everything a verb takes: its own options, the settings where it has them,
 * and the common ones. */
struct option_set {
    struct verb_option *items;
    size_t count;
};

/* verb may be NULL: the common options only. */
void option_set_init(struct option_set *set, const struct verb *verb);
void option_set_finish(struct option_set *set);

/* Prints the help of a verb on standard output. */
void options_print_help(const struct verb *verb);

/* Prints one block of options, a NULL name at its end. */
void options_print(const char *title, const struct verb_option *options);

#endif
