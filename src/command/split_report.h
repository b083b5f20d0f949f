/* split_report.h - print splits: their sizes, by genre, and their leaks. */
#ifndef COMMAND_SPLIT_REPORT_H
#define COMMAND_SPLIT_REPORT_H

#include "catalog/split.h"
#include "command/invocation.h"

/* Prints count splits; with `lists`, also each artist and each group of
 * repetitions that stands on both sides. */
bool split_report(const struct invocation *invocation, struct catalog *catalog,
                  const struct split *splits, size_t count, bool lists,
                  struct error *err);

#endif
