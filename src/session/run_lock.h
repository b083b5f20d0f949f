/* run_lock.h - who trains a run.
 *
 * The lock is on the file runs/<id>/lock and goes with the process that took
 * it, however that ends: a run that is marked running and not locked has been
 * interrupted.
 */
#ifndef SESSION_RUN_LOCK_H
#define SESSION_RUN_LOCK_H

#include "catalog/catalog.h"

#include <stdint.h>

struct run_lock;

/* Never waits; fails when another program, or another thread, has it. */
bool run_lock_take(struct catalog *catalog, int64_t run_id,
                   struct run_lock **out, struct error *err);

/* Accepts NULL. */
void run_lock_release(struct run_lock *lock);

/* Whether anybody has it; looks only. */
bool run_lock_is_held(struct catalog *catalog, int64_t run_id);

#endif
