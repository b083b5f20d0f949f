#include "command/conductor.h"

#include "base/alloc.h"
#include "command/interrupt.h"
#include "command/progress.h"
#include "command/tell.h"
#include "session/session.h"

#include <poll.h>
#include <stdlib.h>

struct conductor {
    struct session *session;
    struct progress progress;
    bool verbose;
    int epochs; /* of the training that runs */
};

bool conductor_create(struct conductor **out,
                      const struct invocation *invocation, struct error *err)
{
    struct session_options options = {.workspace = invocation->workspace,
                                      .jobs = invocation->jobs};
    struct conductor *conductor;

    if (!interrupt_catch(err))
        return false;
    conductor = xcalloc(1, sizeof(*conductor));
    conductor->verbose = invocation->verbose;
    progress_init(&conductor->progress, invocation->quiet);
    if (!session_create(&conductor->session, &options, err)) {
        free(conductor);
        interrupt_release();
        return false;
    }
    *out = conductor;
    return true;
}

void conductor_destroy(struct conductor *conductor)
{
    if (!conductor)
        return;
    progress_clear(&conductor->progress);
    session_destroy(conductor->session);
    free(conductor);
    interrupt_release();
}

bool conductor_send(struct conductor *conductor, struct command command,
                    struct error *err)
{
    if (session_send(conductor->session, &command))
        return true;
    return error_set(err, "too much to do already");
}

static void show_job(struct conductor *conductor, const struct event *event)
{
    struct progress_step step = {.what = job_name(event->job.job),
                                 .done = event->job.done,
                                 .total = event->job.total,
                                 .per_second = event->job.per_second,
                                 .unit = "tracks",
                                 .left_s = event->job.left_s};

    progress_show(&conductor->progress, &step);
}

static void show_step(struct conductor *conductor, const struct event *event)
{
    const struct trainer_progress *progress = &event->step.progress;
    char what[64];
    struct progress_step step = {.what = what,
                                 .done = (size_t)progress->step,
                                 .total = (size_t)progress->steps,
                                 .per_second = progress->tracks_per_second,
                                 .unit = "tracks",
                                 .left_s = event->step.left_s};

    snprintf(what, sizeof(what), "epoch %d of %d, step", progress->epoch,
             conductor->epochs);
    progress_show(&conductor->progress, &step);
}

static void tell_text(struct conductor *conductor, const struct event *event)
{
    progress_clear(&conductor->progress);
    if (event->text)
        tell("%s", event->text);
}

/* Whether the event was for people only. */
static bool show(struct conductor *conductor, const struct event *event)
{
    switch (event->kind) {
    case EVENT_JOB_PROGRESS:
        show_job(conductor, event);
        return true;
    case EVENT_STEP:
        show_step(conductor, event);
        return true;
    case EVENT_WARNING:
        tell_text(conductor, event);
        return true;
    case EVENT_LOG:
        if (conductor->verbose)
            tell_text(conductor, event);
        return true;
    case EVENT_JOB_STARTED:
    case EVENT_PAUSED:
        return true;
    case EVENT_RUN_STARTED:
        conductor->epochs = event->run->epochs_planned;
        return false;
    case EVENT_JOB_ENDED:
    case EVENT_IMPORTED:
    case EVENT_EXTRACTED:
    case EVENT_LIBRARY:
    case EVENT_PREVIEW:
    case EVENT_VERDICT:
    case EVENT_RUNS:
    case EVENT_RESULT:
    case EVENT_EPOCH:
    case EVENT_RUN_ENDED:
    case EVENT_FAILED:
        return false;
    }
    return false;
}

/* False when a signal has come. */
static bool wait(struct conductor *conductor)
{
    struct pollfd fds[] = {
        {.fd = interrupt_fd(), .events = POLLIN},
        {.fd = queue_fd(session_events(conductor->session)), .events = POLLIN},
    };

    /* Woken early, by whatever, is no harm: the caller looks and returns. */
    (void)poll(fds, 2, -1);
    return !atomic_load(interrupt_flag());
}

bool conductor_next(struct conductor *conductor, struct event *event)
{
    struct queue *events = session_events(conductor->session);

    while (wait(conductor)) {
        while (queue_try_pop(events, event)) {
            if (!show(conductor, event)) {
                progress_clear(&conductor->progress);
                return true;
            }
            event_finish(event);
        }
    }
    progress_clear(&conductor->progress);
    session_send(conductor->session, &(struct command){.kind = COMMAND_CANCEL});
    return false;
}

/* A job ends with its summary, the reason if it failed, and EVENT_JOB_ENDED;
 * an order that is refused outright with EVENT_FAILED alone. */
bool conductor_run_job(struct conductor *conductor, struct command command,
                       struct event *summary, struct error *err)
{
    bool summed = false;
    struct event event;

    if (!conductor_send(conductor, command, err))
        return false;
    while (conductor_next(conductor, &event)) {
        bool ended = event.kind == EVENT_JOB_ENDED && summed;
        bool failed =
            ended ? event.job.failed : event.kind == EVENT_FAILED && !summed;

        if (event.kind == EVENT_IMPORTED || event.kind == EVENT_EXTRACTED) {
            *summary = event; /* holds no pointers */
            summed = true;
        }
        if (failed)
            *err = event.error;
        event_finish(&event);
        if (ended || failed)
            return !failed;
    }
    return error_set(err, "interrupted; the same command continues");
}
