#include "session/session.h"

#include "base/alloc.h"
#include "base/pool.h"
#include "session/lane.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

enum lane_kind { LANE_TRAINER, LANE_WORKER, LANE_READER, LANE_COUNT };

/* Commands that may wait for one thread, and events for the receiver. */
enum { COMMANDS = 64, EVENTS = 1024 };

struct session {
    struct queue *events;
    atomic_bool quitting;
    struct lane lanes[LANE_COUNT];
};

static lane_work *const works[LANE_COUNT] = {
    [LANE_TRAINER] = lane_train,
    [LANE_WORKER] = lane_import,
    [LANE_READER] = lane_read,
};

static void *live(void *argument)
{
    struct lane *lane = argument;
    struct error err = {0};

    if (!catalog_open(&lane->catalog, lane->workspace, &err)) {
        report_failure(&lane->reporter, &err);
        lane->catalog = NULL;
    }
    lane_serve(lane);
    catalog_close(lane->catalog);
    return NULL;
}

/* Signals are the main thread's: block them while making the others. */
static bool start(struct lane *lane)
{
    sigset_t all, before;
    bool started;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    started = pthread_create(&lane->thread, NULL, live, lane) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return started;
}

static bool open_lane(struct session *session, enum lane_kind kind,
                      const struct session_options *options, struct error *err)
{
    struct lane *lane = &session->lanes[kind];

    lane->work = works[kind];
    lane->quitting = &session->quitting;
    lane->jobs = options->jobs > 0 ? options->jobs : pool_processors();
    lane->workspace = xstrdup(options->workspace);
    reporter_init(&lane->reporter, session->events);
    if (!queue_create(&lane->commands, sizeof(struct command), COMMANDS, err))
        return false;
    lane->running = start(lane);
    if (!lane->running)
        return error_set(err, "cannot start a thread");
    return true;
}

bool session_create(struct session **out, const struct session_options *options,
                    struct error *err)
{
    struct session *session = xcalloc(1, sizeof(*session));
    struct catalog *catalog = NULL;
    bool good;

    /* Makes the workspace and says at once when that cannot be. */
    good = catalog_open(&catalog, options->workspace, err) &&
           queue_create(&session->events, sizeof(struct event), EVENTS, err);
    catalog_close(catalog);
    for (int kind = 0; good && kind < LANE_COUNT; kind++)
        good = open_lane(session, kind, options, err);
    if (!good) {
        session_destroy(session);
        return false;
    }
    *out = session;
    return true;
}

static void close_lane(struct lane *lane)
{
    struct command command;

    if (lane->running)
        pthread_join(lane->thread, NULL);
    while (lane->commands && queue_try_pop(lane->commands, &command))
        command_finish(&command);
    queue_destroy(lane->commands);
    free(lane->workspace);
}

void session_destroy(struct session *session)
{
    struct event event;

    if (!session)
        return;
    atomic_store(&session->quitting, true);
    for (int kind = 0; kind < LANE_COUNT; kind++) {
        atomic_store(&session->lanes[kind].cancelled, true);
        if (session->lanes[kind].commands)
            queue_close(session->lanes[kind].commands);
    }
    if (session->events)
        queue_close(session->events);
    for (int kind = 0; kind < LANE_COUNT; kind++)
        close_lane(&session->lanes[kind]);
    while (session->events && queue_try_pop(session->events, &event))
        event_finish(&event);
    queue_destroy(session->events);
    free(session);
}

static enum lane_kind lane_of(enum command_kind kind)
{
    switch (kind) {
    case COMMAND_TRAIN:
    case COMMAND_PAUSE:
    case COMMAND_RESUME:
    case COMMAND_STOP_KEEP:
    case COMMAND_STOP_DISCARD:
    case COMMAND_SCALE_RATE:
        return LANE_TRAINER;
    case COMMAND_IMPORT:
    case COMMAND_EXTRACT:
    case COMMAND_CANCEL:
        return LANE_WORKER;
    case COMMAND_LOAD_LIBRARY:
    case COMMAND_PREVIEW:
    case COMMAND_CLASSIFY_TRACK:
    case COMMAND_CLASSIFY_FILE:
    case COMMAND_LOAD_RUNS:
    case COMMAND_LOAD_RESULT:
        return LANE_READER;
    }
    return LANE_READER;
}

bool session_send(struct session *session, struct command *command)
{
    struct lane *lane = &session->lanes[lane_of(command->kind)];

    if (command->kind == COMMAND_CANCEL || command->kind == COMMAND_STOP_KEEP ||
        command->kind == COMMAND_STOP_DISCARD)
        atomic_store(&lane->cancelled, true);
    if (command->kind == COMMAND_CANCEL ||
        queue_try_push(lane->commands, command))
        return true;
    command_finish(command);
    return false;
}

struct queue *session_events(struct session *session)
{
    return session->events;
}
