/* feature_summary.h - tables of the tracks and of what the cache holds. */
#ifndef COMMAND_FEATURE_SUMMARY_H
#define COMMAND_FEATURE_SUMMARY_H

#include "command/invocation.h"

/* Prints the tracks with their amplitudes, then shape and spread of each
 * feature of the set (bits 1u << kind), raw and standardised by the training
 * part of the split that --split names.  Returns an exit status. */
int feature_summary_print(const struct invocation *invocation, unsigned set);

#endif
