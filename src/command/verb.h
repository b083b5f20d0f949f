/* verb.h - the command line: options all verbs share, and the verbs.
 *
 * `genrelab VERB ...` runs one and ends; anything else asks for the screen.
 */
#ifndef COMMAND_VERB_H
#define COMMAND_VERB_H

#include <stdbool.h>

/* Exit statuses; a signal's is 128 + its number, by dying of it. */
enum {
    VERB_DONE = 0,
    VERB_FAILED = 1,
    VERB_USAGE = 2,
    VERB_FAULTS_FOUND = 3,
    VERB_NO_TERMINAL = 4
};

/* What the screen is asked for; the strings are owned. */
struct workbench {
    char *workspace;
    int jobs; /* 0: all cores */
};

/* Runs the verb that the arguments name and sets *status; false when they
 * ask for the screen instead, and then *workbench is filled. */
bool verb_main(int argc, char **argv, struct workbench *workbench, int *status);

void workbench_finish(struct workbench *workbench);

#endif
