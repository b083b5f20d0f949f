/* pool.h - one function over many indices, on several threads.
 *
 * Indices are handed out one at a time, in order; which thread takes which
 * is not fixed, so a task may depend on its index and its worker's private
 * state only.
 */
#ifndef BASE_POOL_H
#define BASE_POOL_H

#include <stdatomic.h>
#include <stddef.h>

/* worker is 0 .. workers - 1; two calls never run at once with the same. */
typedef void pool_task(void *context, size_t index, int worker);

/* Runs task for the indices 0 .. count - 1 on at most `workers` threads and
 * returns when all have ended.  The calling thread is one of the workers.
 * Once *cancelled is set no further index starts; cancelled may be NULL. */
void pool_run(int workers, size_t count, pool_task *task, void *context,
              const atomic_bool *cancelled);

/* The number of processors this process may use. */
int pool_processors(void);

#endif
