#include "base/pool.h"

#include "base/alloc.h"

#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <unistd.h>

struct pool {
    pool_task *task;
    void *context;
    const atomic_bool *cancelled;
    size_t count;
    atomic_size_t next;
};

struct worker {
    struct pool *pool;
    pthread_t thread;
    int number;
};

static void *work(void *argument)
{
    struct worker *worker = argument;
    struct pool *pool = worker->pool;

    for (;;) {
        size_t index;

        if (pool->cancelled && atomic_load(pool->cancelled))
            break;
        index = atomic_fetch_add(&pool->next, 1);
        if (index >= pool->count)
            break;
        pool->task(pool->context, index, worker->number);
    }
    return NULL;
}

void pool_run(int workers, size_t count, pool_task *task, void *context,
              const atomic_bool *cancelled)
{
    struct pool pool = {
        .task = task,
        .context = context,
        .cancelled = cancelled,
        .count = count,
    };
    struct worker *team;
    int started = 1;

    if (workers < 1)
        workers = 1;
    if ((size_t)workers > count)
        workers = count ? (int)count : 1;
    team = xcalloc((size_t)workers, sizeof(*team));
    for (int i = 0; i < workers; i++)
        team[i] = (struct worker){.pool = &pool, .number = i};
    /* Where a thread cannot be had, the others do its share. */
    while (started < workers && pthread_create(&team[started].thread, NULL,
                                               work, &team[started]) == 0)
        started++;
    work(&team[0]);
    for (int i = 1; i < started; i++)
        pthread_join(team[i].thread, NULL);
    free(team);
}

int pool_processors(void)
{
    cpu_set_t set;

    if (sched_getaffinity(0, sizeof(set), &set) == 0)
        return CPU_COUNT(&set);
    return 1;
}
