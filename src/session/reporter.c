#include "session/reporter.h"

#include "base/alloc.h"
#include "base/clock.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { INTERVAL_MS = 50 };

void reporter_init(struct reporter *reporter, struct queue *events)
{
    *reporter = (struct reporter){.events = events};
}

void report(struct reporter *reporter, struct event *event)
{
    if (!queue_push(reporter->events, event))
        event_finish(event);
}

void report_text(struct reporter *reporter, enum event_kind kind,
                 const char *format, ...)
{
    struct event event = {.kind = kind};
    va_list args;

    va_start(args, format);
    if (vasprintf(&event.text, format, args) < 0)
        event.text = NULL;
    va_end(args);
    if (event.text)
        report(reporter, &event);
}

void report_failure(struct reporter *reporter, const struct error *err)
{
    struct event event = {.kind = EVENT_FAILED, .error = *err};

    report(reporter, &event);
}

void report_started(struct reporter *reporter, enum job_kind job, size_t total,
                    const char *text)
{
    struct event event = {.kind = EVENT_JOB_STARTED, .text = xstrdup(text)};

    event.job.job = job;
    event.job.total = total;
    event.job.left_s = -1;
    reporter->job = job;
    reporter->total = total;
    reporter->started = clock_seconds();
    atomic_store(&reporter->done, 0);
    atomic_store(&reporter->next_ms, 0);
    report(reporter, &event);
}

static struct event progress_event(struct reporter *reporter, size_t done)
{
    struct event event = {.kind = EVENT_JOB_PROGRESS};
    double elapsed = clock_seconds() - reporter->started;

    event.job.job = reporter->job;
    event.job.done = done;
    event.job.total = reporter->total;
    event.job.left_s = -1;
    if (elapsed > 0 && done > 0) {
        event.job.per_second = (double)done / elapsed;
        if (reporter->total >= done)
            event.job.left_s =
                (double)(reporter->total - done) / event.job.per_second;
    }
    return event;
}

void report_done(struct reporter *reporter)
{
    size_t done = atomic_fetch_add(&reporter->done, 1) + 1;
    long long now = (long long)(1e3 * (clock_seconds() - reporter->started));
    long long next = atomic_load(&reporter->next_ms);

    /* Of several threads at once, the one that moves the time on posts. */
    if (now >= next && atomic_compare_exchange_strong(&reporter->next_ms, &next,
                                                      now + INTERVAL_MS)) {
        struct event event = progress_event(reporter, done);

        report(reporter, &event);
    }
}

void report_ended(struct reporter *reporter, const struct error *err)
{
    struct event event = progress_event(reporter, atomic_load(&reporter->done));

    event.kind = EVENT_JOB_ENDED;
    event.job.failed = err != NULL;
    if (err)
        event.error = *err;
    report(reporter, &event);
}
