/* run_record.h - what a run remembers of its order. */
#ifndef SESSION_RUN_RECORD_H
#define SESSION_RUN_RECORD_H

#include "session/study.h"

/* The settings and the split that the order comes to: its own, or those of
 * the run it continues. */
bool run_record_settings(struct catalog *catalog,
                         const struct train_order *order,
                         struct settings *settings, struct split *split,
                         struct error *err);

/* Fills in what an order decides of a run: model, features, split, settings;
 * run_finish(). */
void run_record_fill_order(struct run *run, const struct settings *settings,
                           const struct split *split);

/* Fills the description of a new run; run_finish(). */
void run_record_fill(struct run *run, const struct settings *settings,
                     const struct study *study, const char *backend);

#endif
