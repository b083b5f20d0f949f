#include "base/queue.h"

#include "base/alloc.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct queue {
    size_t item_size;
    size_t capacity;
    int wake[2]; /* pipe: holds one byte while count > 0 */
    char *items; /* ring of capacity items */

    pthread_mutex_t lock; /* guards everything below and the ring */
    pthread_cond_t filled;
    pthread_cond_t drained;
    bool closed;
    size_t head;
    size_t count;
};

bool queue_create(struct queue **out, size_t item_size, size_t capacity,
                  struct error *err)
{
    struct queue *queue = xcalloc(1, sizeof(*queue));

    assert(capacity > 0);
    if (pipe2(queue->wake, O_CLOEXEC) < 0) {
        free(queue);
        return error_set(err, "cannot create a pipe: %s", strerror(errno));
    }
    queue->item_size = item_size;
    queue->capacity = capacity;
    queue->items = xcalloc(capacity, item_size);
    pthread_mutex_init(&queue->lock, NULL);
    pthread_cond_init(&queue->filled, NULL);
    pthread_cond_init(&queue->drained, NULL);
    *out = queue;
    return true;
}

void queue_destroy(struct queue *queue)
{
    if (!queue)
        return;
    close(queue->wake[0]);
    close(queue->wake[1]);
    pthread_cond_destroy(&queue->drained);
    pthread_cond_destroy(&queue->filled);
    pthread_mutex_destroy(&queue->lock);
    free(queue->items);
    free(queue);
}

/* The pipe never fills: it holds one byte at most. */
static void signal_fd(const struct queue *queue)
{
    while (write(queue->wake[1], "", 1) < 0 && errno == EINTR)
        ;
}

static void drain_fd(const struct queue *queue)
{
    char byte;

    while (read(queue->wake[0], &byte, 1) < 0 && errno == EINTR)
        ;
}

/* Caller holds the lock, and there is room. */
static void put(struct queue *queue, const void *item)
{
    size_t slot = (queue->head + queue->count) % queue->capacity;

    memcpy(queue->items + slot * queue->item_size, item, queue->item_size);
    if (queue->count++ == 0)
        signal_fd(queue);
    pthread_cond_signal(&queue->filled);
}

/* Moves the oldest item to *item.  Caller holds the lock. */
static bool take(struct queue *queue, void *item)
{
    if (queue->count == 0)
        return false;
    memcpy(item, queue->items + queue->head * queue->item_size,
           queue->item_size);
    queue->head = (queue->head + 1) % queue->capacity;
    if (--queue->count == 0)
        drain_fd(queue);
    pthread_cond_signal(&queue->drained);
    return true;
}

bool queue_push(struct queue *queue, const void *item)
{
    bool open;

    pthread_mutex_lock(&queue->lock);
    while (queue->count == queue->capacity && !queue->closed)
        pthread_cond_wait(&queue->drained, &queue->lock);
    open = !queue->closed;
    if (open)
        put(queue, item);
    pthread_mutex_unlock(&queue->lock);
    return open;
}

bool queue_try_push(struct queue *queue, const void *item)
{
    bool room;

    pthread_mutex_lock(&queue->lock);
    room = !queue->closed && queue->count < queue->capacity;
    if (room)
        put(queue, item);
    pthread_mutex_unlock(&queue->lock);
    return room;
}

bool queue_pop(struct queue *queue, void *item)
{
    bool taken;

    pthread_mutex_lock(&queue->lock);
    while (queue->count == 0 && !queue->closed)
        pthread_cond_wait(&queue->filled, &queue->lock);
    taken = take(queue, item);
    pthread_mutex_unlock(&queue->lock);
    return taken;
}

bool queue_try_pop(struct queue *queue, void *item)
{
    bool taken;

    pthread_mutex_lock(&queue->lock);
    taken = take(queue, item);
    pthread_mutex_unlock(&queue->lock);
    return taken;
}

void queue_close(struct queue *queue)
{
    pthread_mutex_lock(&queue->lock);
    queue->closed = true;
    pthread_cond_broadcast(&queue->filled);
    pthread_cond_broadcast(&queue->drained);
    pthread_mutex_unlock(&queue->lock);
}

int queue_fd(const struct queue *queue)
{
    return queue->wake[0];
}
