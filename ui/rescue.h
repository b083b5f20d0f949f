/* rescue.h - give the terminal back when the program dies of a bug.
 *
 * The bytes that restore the terminal are prepared while all is well.  A
 * crash then only writes them, from a stack of its own, and dies of the same
 * signal, so that the exit status and a core file are what they would be.
 */
#ifndef UI_RESCUE_H
#define UI_RESCUE_H

#include <stddef.h>
#include <termios.h>

enum { RESCUE_SIZE = 512 };

/* Catches SIGSEGV, SIGBUS, SIGFPE, SIGILL and SIGABRT from now on. */
void rescue_arm(const char *bytes, size_t size, const struct termios *modes);
void rescue_disarm(void);

/* Restores the terminal if armed; safe in a signal handler. */
void rescue_now(void);

#endif
