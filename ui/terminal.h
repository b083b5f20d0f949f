/* terminal.h - the screen and the keyboard; the only home of curses.
 *
 * There is one terminal a program, and one thread uses it.  Colours, the
 * character set and NO_COLOR are found out when it is opened.
 *
 * For tests: with GENRELAB_FRAME_MARK set in the environment, terminal_mark()
 * writes ESC ] 7777 ; frame=N BEL, where N counts the frames shown so far.
 * The program calls it when a new frame has been shown and nothing is left to
 * do but wait; without the variable nothing is written.
 */
#ifndef UI_TERMINAL_H
#define UI_TERMINAL_H

#include "base/error.h"
#include "ui/canvas.h"
#include "ui/key.h"

struct terminal;

/* Whether standard input and output are a terminal that can be drawn on; a
 * sentence when not. */
bool terminal_probe(struct error *err);

bool terminal_open(struct terminal **out, struct error *err);
void terminal_close(struct terminal *terminal);

struct look terminal_look(const struct terminal *terminal);
void terminal_size(const struct terminal *terminal, int *width, int *height);
void terminal_show(struct terminal *terminal, const struct canvas *canvas);
void terminal_mark(struct terminal *terminal);

/* Never waits; false when nothing was typed.  Poll standard input. */
bool terminal_read(struct terminal *terminal, struct gesture *gesture);

void terminal_mouse(struct terminal *terminal, bool on);

/* After the window has changed its size. */
void terminal_resize(struct terminal *terminal);

/* The next frame is drawn from nothing. */
void terminal_forget(struct terminal *terminal);

/* Gives the terminal back for a while, and takes it again. */
void terminal_leave(struct terminal *terminal);
void terminal_return(struct terminal *terminal);

#endif
