/* describe.h - what a training would train. */
#ifndef COMMAND_DESCRIBE_H
#define COMMAND_DESCRIBE_H

#include "command/invocation.h"
#include "learn/settings.h"

/* Prints the network's layers with their shapes, parameters and operations,
 * for the genres of the workspace, or ten where there is none; of a baseline,
 * its settings.  Returns an exit status. */
int describe_print(const struct invocation *invocation,
                   const struct settings *settings);

#endif
