/* screen.h - what a program shows on its terminal, for tests.
 *
 * A screen runs a program (child.h), feeds what it writes to a terminal
 * emulator, and answers what it asks the terminal.  The program marks the end
 * of each frame, just before it waits for input, with ESC ] 7777 ; frame=N BEL
 * (it does so when GENRELAB_FRAME_MARK is set), so that a test looks at whole
 * frames only and never has to guess a time.  Waiting has one generous
 * deadline; when it passes, the test fails and prints the whole screen.
 *
 * Rows and columns count from 0.
 */
#ifndef TESTS_SCREEN_SCREEN_H
#define TESTS_SCREEN_SCREEN_H

#include "tests/screen/child.h"

struct screen;

struct screen *screen_start(const struct child_options *options);

/* Kills the program if it still runs.  Accepts NULL. */
void screen_finish(struct screen *screen);

/* A cmocka teardown: finishes every screen a failed test left behind. */
int screen_teardown(void **state);

/* To send signals and measure; never to read from or to hang up. */
struct child *screen_child(struct screen *screen);

/* --- doing ---------------------------------------------------------------- */

enum screen_key {
    SCREEN_ENTER,
    SCREEN_ESCAPE,
    SCREEN_TAB,
    SCREEN_BACK_TAB,
    SCREEN_BACKSPACE,
    SCREEN_DELETE,
    SCREEN_UP,
    SCREEN_DOWN,
    SCREEN_LEFT,
    SCREEN_RIGHT,
    SCREEN_HOME,
    SCREEN_END,
    SCREEN_PAGE_UP,
    SCREEN_PAGE_DOWN,
    SCREEN_F1
};

void screen_type(struct screen *screen, const char *text);
void screen_press(struct screen *screen, enum screen_key key);
void screen_press_control(struct screen *screen, char letter);
void screen_click(struct screen *screen, int row, int column);

/* Turns the wheel by one notch, up or down. */
void screen_wheel(struct screen *screen, int row, int column, bool down);

void screen_resize(struct screen *screen, int rows, int columns);

/* Takes the terminal away from the program (child.h). */
void screen_hang_up(struct screen *screen);

/* --- waiting -------------------------------------------------------------- */

typedef bool screen_condition(struct screen *screen, const void *context);

/* Waits until the condition holds at the end of a frame, or at the end of the
 * program; false when the deadline passes or it can't come true any more. */
bool screen_comes_true(struct screen *screen, screen_condition *condition,
                       const void *context);

/* Each fails the test, and prints the screen, when it does not happen. */
#define screen_await(screen, text)                                             \
    screen_await_at((screen), (text), __FILE__, __LINE__)
#define screen_await_gone(screen, text)                                        \
    screen_await_gone_at((screen), (text), __FILE__, __LINE__)
#define screen_await_frame(screen)                                             \
    screen_await_frame_at((screen), __FILE__, __LINE__)
#define screen_await_that(screen, condition, context)                          \
    screen_await_that_at((screen), (condition), (context), #condition,         \
                         __FILE__, __LINE__)
#define screen_await_state(screen, state)                                      \
    screen_await_state_at((screen), (state), __FILE__, __LINE__)

void screen_await_at(struct screen *screen, const char *text, const char *file,
                     int line);
void screen_await_gone_at(struct screen *screen, const char *text,
                          const char *file, int line);

/* One more frame than now. */
void screen_await_frame_at(struct screen *screen, const char *file, int line);
void screen_await_that_at(struct screen *screen, screen_condition *condition,
                          const void *context, const char *what,
                          const char *file, int line);

/* Everything the program wrote before is on the screen then. */
void screen_await_state_at(struct screen *screen, enum child_state state,
                           const char *file, int line);

/* Lets the time pass and takes in what the program writes meanwhile; for
 * measuring quiet, not for waiting. */
void screen_let_pass(struct screen *screen, int milliseconds);

/* --- looking -------------------------------------------------------------- */

int screen_rows(const struct screen *screen);
int screen_columns(const struct screen *screen);

/* The number in the newest frame mark; 0 before the first. */
long screen_frame(const struct screen *screen);

/* A row as UTF-8 without trailing blanks; valid until the next call. */
const char *screen_row(struct screen *screen, int row);

/* The first place of the text within a row; row and column may be NULL. */
bool screen_find(struct screen *screen, const char *text, int *row,
                 int *column);

/* All rows, each with a newline; the caller frees it. */
char *screen_dump(struct screen *screen);

enum { SCREEN_COLOUR_DEFAULT = -1, SCREEN_COLOUR_RGB = 1 << 24 };

struct screen_cell {
    char text[32]; /* UTF-8; " " for an empty cell */
    bool bold, underline, blink, reverse;
    int foreground; /* of the palette, or the default, or RGB | 0xrrggbb */
    int background;
};

struct screen_cell screen_cell(struct screen *screen, int row, int column);

bool screen_cursor_is_visible(const struct screen *screen);
bool screen_is_alternate(const struct screen *screen);
bool screen_takes_mouse(const struct screen *screen);

/* Every byte the program wrote, frame marks included. */
const char *screen_output(const struct screen *screen, size_t *size);

/* Whether the program left the terminal as it found it: modes restored, main
 * screen, visible cursor, no mouse reports; if not, `why` says what is wrong.
 */
bool screen_is_sane(const struct screen *screen, const char **why);

/* Fails the test unless the program ended by itself with this status, or of
 * this signal, and left a sane terminal. */
#define screen_check_exit(screen, status)                                      \
    screen_check_end_at((screen), (status), 0, __FILE__, __LINE__)
#define screen_check_death(screen, signal)                                     \
    screen_check_end_at((screen), -1, (signal), __FILE__, __LINE__)
void screen_check_end_at(struct screen *screen, int status, int signal,
                         const char *file, int line);

/* Fails the test unless the screen's text is that of tests/golden/NAME.screen.
 * With GENRELAB_WRITE_GOLDEN=1 in the environment it writes the file. */
#define screen_check_golden(screen, name)                                      \
    screen_check_golden_at((screen), (name), __FILE__, __LINE__)
void screen_check_golden_at(struct screen *screen, const char *name,
                            const char *file, int line);

/* Prints the screen and what else is known, and fails the test. */
void screen_fail(struct screen *screen, const char *file, int line,
                 const char *format, ...)
    __attribute__((format(printf, 4, 5), noreturn));

#endif
