/* reporter.h - how a worker tells what it does: events to whoever listens.
 *
 * A reporter belongs to one thread of the session, but report_done() may be
 * called by the threads of a pool.  When nobody listens any more (the queue
 * is closed) reports are dropped.
 */
#ifndef SESSION_REPORTER_H
#define SESSION_REPORTER_H

#include "base/queue.h"
#include "session/message.h"

#include <stdatomic.h>

struct reporter {
    struct queue *events;
    enum job_kind job;
    size_t total;
    double started;
    atomic_size_t done;
    atomic_llong next_ms; /* when the next progress may be posted */
};

void reporter_init(struct reporter *reporter, struct queue *events);

/* Posts the event, which takes over what it points to. */
void report(struct reporter *reporter, struct event *event);

/* One line for people; EVENT_LOG or EVENT_WARNING. */
void report_text(struct reporter *reporter, enum event_kind kind,
                 const char *format, ...) __attribute__((format(printf, 3, 4)));

/* An order that could not be carried out. */
void report_failure(struct reporter *reporter, const struct error *err);

/* Begins a job: its progress counts from 0 to total from here. */
void report_started(struct reporter *reporter, enum job_kind job, size_t total,
                    const char *text);

/* One more is done; any thread.  Posted at most 20 times a second. */
void report_done(struct reporter *reporter);

/* Ends the job; err is NULL when all went well. */
void report_ended(struct reporter *reporter, const struct error *err);

#endif
