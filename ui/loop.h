/* loop.h - the workbench: terminal and session, joined by one poll(). */
#ifndef UI_LOOP_H
#define UI_LOOP_H

#include "session/session.h"
#include "ui/terminal.h"

/* Runs until the user quits, the terminal is gone or a signal asks for the
 * end.  Returns the signal's number, or 0. */
int loop_run(struct terminal *terminal, struct session *session,
             const char *workspace);

#endif
