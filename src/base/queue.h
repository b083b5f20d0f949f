/* queue.h - hand messages from one thread to another.
 *
 * A queue holds a bounded number of items, copied in and out by value; a
 * pointer inside an item belongs to whoever holds the item.  queue_fd() lets
 * the receiver wait for messages and keystrokes in one poll().
 */
#ifndef BASE_QUEUE_H
#define BASE_QUEUE_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

struct queue;

/* capacity is in items, at least 1. */
bool queue_create(struct queue **out, size_t item_size, size_t capacity,
                  struct error *err);

/* Frees the queue, not what its remaining items point to: drain it first. */
void queue_destroy(struct queue *queue);

/* Any thread.  Waits while the queue is full; false once it is closed, and
 * then the item still belongs to the caller. */
bool queue_push(struct queue *queue, const void *item);

/* Any thread.  Never waits; false when the queue is full or closed. */
bool queue_try_push(struct queue *queue, const void *item);

/* Receiver only.  Waits; false once the queue is closed and empty. */
bool queue_pop(struct queue *queue, void *item);

/* Receiver only.  Never waits; false when nothing is there. */
bool queue_try_pop(struct queue *queue, void *item);

/* Any thread.  Refuses further items and wakes everyone who waits; the items
 * already inside can still be taken out. */
void queue_close(struct queue *queue);

/* Readable exactly while items wait. */
int queue_fd(const struct queue *queue);

#endif
