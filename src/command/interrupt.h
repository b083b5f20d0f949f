/* interrupt.h - end tidily on a signal, then die of it.
 *
 * Between interrupt_catch() and interrupt_release(), the first SIGINT,
 * SIGTERM or SIGHUP only sets a flag and wakes whoever polls; a second one of
 * the same kind ends the program at once.  Signals that were ignored when the
 * program started stay ignored.  Main thread only; one user at a time.
 */
#ifndef COMMAND_INTERRUPT_H
#define COMMAND_INTERRUPT_H

#include "base/error.h"

#include <stdatomic.h>

bool interrupt_catch(struct error *err);

/* Set once a signal has come; stays until the program ends. */
const atomic_bool *interrupt_flag(void);

/* Readable once a signal has come. */
int interrupt_fd(void);

/* Gives the signals their old meaning; does not return when one has come,
 * but dies of it. */
void interrupt_release(void);

#endif
