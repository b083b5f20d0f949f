/* session.h - background work on one workspace: commands in, events out.
 *
 * A session has three threads.  The *trainer* trains.  The *worker* imports,
 * extracts and classifies, with a pool of its own.  The *reader* answers what
 * the screen asks for: lists, previews, results.  Each has its own catalogue
 * connection and command queue; all share one queue of events and nothing
 * else, but a flag that cancels the worker's job.
 */
#ifndef SESSION_SESSION_H
#define SESSION_SESSION_H

#include "base/queue.h"
#include "session/message.h"

struct session;

struct session_options {
    const char *workspace; /* made when it is not there */
    int jobs; /* threads for import, extraction and training; 0: all cores */
};

bool session_create(struct session **out, const struct session_options *options,
                    struct error *err);

/* Saves what is running (a training stops between two epochs' checkpoints and
 * can be continued), ends the threads and frees. */
void session_destroy(struct session *session);

/* Takes over what the command points to.  Never waits; false when the worker
 * has too much to do already, and then the command has been finished. */
bool session_send(struct session *session, struct command *command);

/* Where events come from; the receiver polls queue_fd() of it. */
struct queue *session_events(struct session *session);

#endif
