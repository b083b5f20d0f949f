/* describe_extent.h - how much of a track a network of these settings sees. */
#ifndef COMMAND_DESCRIBE_EXTENT_H
#define COMMAND_DESCRIBE_EXTENT_H

#include "command/invocation.h"
#include "learn/extent.h"

/* With crops that is in the settings.  Whole tracks are measured by their
 * computed features; where these are missing the sentence says so. */
bool describe_extent(const struct invocation *invocation,
                     const struct settings *settings, struct extent *out,
                     struct error *err);

#endif
