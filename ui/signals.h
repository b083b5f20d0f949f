/* signals.h - signals as something that poll() can wait for.
 *
 * SIGTERM, SIGHUP, SIGINT and SIGQUIT ask for an orderly end; SIGWINCH,
 * SIGTSTP and SIGCONT concern the terminal.  A handler only writes the
 * signal's number into a pipe.  One thread opens, takes and closes; a signal
 * that was ignored before stays so.
 */
#ifndef UI_SIGNALS_H
#define UI_SIGNALS_H

#include "base/error.h"

bool signals_open(struct error *err);
void signals_close(void);

/* Readable while signals wait. */
int signals_fd(void);

/* The next signal; 0 when none waits. */
int signals_take(void);

/* While threads are being made: they inherit that they get none of these. */
void signals_block(bool block);

/* Stops the program as ^Z does; returns when it goes on. */
void signals_stop(void);

/* Dies of the signal. */
void signals_die(int number);

#endif
