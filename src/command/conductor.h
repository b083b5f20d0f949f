/* conductor.h - run long work through a session, and show how far it is.
 *
 * A conductor owns its session.  While one is there, signals are caught: the
 * work is saved, and the program dies of the signal in conductor_destroy().
 * Main thread only.
 */
#ifndef COMMAND_CONDUCTOR_H
#define COMMAND_CONDUCTOR_H

#include "command/invocation.h"
#include "session/message.h"

struct conductor;

/* Opens the invocation's workspace. */
bool conductor_create(struct conductor **out,
                      const struct invocation *invocation, struct error *err);

/* Ends the session.  Does not return when a signal has come.  Accepts NULL. */
void conductor_destroy(struct conductor *conductor);

/* Takes over what the command points to. */
bool conductor_send(struct conductor *conductor, struct command command,
                    struct error *err);

/* Waits for the next event a verb may want; progress, logs and warnings are
 * shown on the way.  The caller finishes the event.  False once a signal has
 * come: the work is being saved, and the verb cleans up. */
bool conductor_next(struct conductor *conductor, struct event *event);

/* Sends an import or an extraction and waits for its end; *summary receives
 * the EVENT_IMPORTED or EVENT_EXTRACTED, also when it failed on the way. */
bool conductor_run_job(struct conductor *conductor, struct command command,
                       struct event *summary, struct error *err);

#endif
