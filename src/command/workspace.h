/* workspace.h - the catalogue that a verb reads. */
#ifndef COMMAND_WORKSPACE_H
#define COMMAND_WORKSPACE_H

#include "catalog/catalog.h"
#include "command/invocation.h"

#include <stdint.h>

/* Whether there is a workspace; a verb that only reads makes none. */
bool workspace_check(const struct invocation *invocation, struct error *err);

/* Checks and opens; the caller closes the catalogue. */
bool workspace_open(const struct invocation *invocation, struct catalog **out,
                    struct error *err);

/* A run's number as typed, 1 or more; otherwise a usage error is told. */
bool workspace_parse_run(const struct invocation *invocation, const char *text,
                         int64_t *run_id);

#endif
