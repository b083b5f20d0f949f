/* summary.h - what a run comes to, as facts. */
#ifndef COMMAND_SUMMARY_H
#define COMMAND_SUMMARY_H

#include "command/invocation.h"
#include "session/message.h"

/* Which run it is: model, features, split, protocol, seed, ... */
void summary_add_run(struct output *output, const struct run *run,
                     bool interrupted);

/* What its checkpoint reaches on the test part, with the interval. */
void summary_add_score(struct output *output, const struct result *result);

/* "running", "done", ..., or "interrupted". */
const char *summary_status(const struct run *run, bool interrupted);

/* A time for programs ("2026-11-22T09:08:28Z") or, with `people` set, in
 * local time; out has at least 24 bytes. */
void summary_format_time(int64_t seconds, bool people, char *out, size_t size);

/* "0.745 (0.680 to 0.800)"; out has at least 40 bytes. */
void summary_format_accuracy(const struct score *score, char *out, size_t size);

/* The columns of an epoch, and one row. */
void summary_begin_epochs(struct output *output);
void summary_add_epoch(struct output *output, const struct run_epoch *epoch,
                       bool best);

/* What --checkpoint asks for; false with a usage error told when it is
 * neither. */
bool summary_parse_checkpoint(const struct invocation *invocation,
                              enum run_checkpoint *checkpoint);

/* "best" or "last". */
const char *summary_checkpoint(enum run_checkpoint checkpoint);

#endif
