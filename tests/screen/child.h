/* child.h - a program on a pseudo-terminal of its own, as a shell would run it.
 *
 * The program is the foreground job of its own session.  Between it and the
 * test stands a leader, which does what a shell does: it waits for the
 * program, tells when it stops, goes on or ends, and passes a hang-up on.
 * Both die with the test.  What goes wrong in here ends the test program.
 */
#ifndef TESTS_SCREEN_CHILD_H
#define TESTS_SCREEN_CHILD_H

#include <stdbool.h>
#include <stddef.h>

struct child;

struct child_options {
    const char *const *argv; /* argv[0] is the program's path; NULL at end */

    /* NULL at the end; "NAME=value" sets, "NAME" removes.  Without it the
     * program gets TERM=xterm-256color, LC_ALL=C.UTF-8, HOME and the XDG
     * folders inside `folder`, GENRELAB_FRAME_MARK=1, no mouse daemon, the
     * test's own PATH, TMPDIR and sanitizer options, and nothing else. */
    const char *const *environment;
    const char *folder; /* the program's working folder and home */
    int rows, columns;
    bool input_elsewhere;  /* standard input is /dev/null */
    bool output_elsewhere; /* standard output is /dev/null */
    bool silent_hang_up;   /* the leader does not pass SIGHUP on */
};

enum child_state { CHILD_RUNS, CHILD_STOPPED, CHILD_ENDED };

struct child *child_start(const struct child_options *options);

/* Kills what still runs.  Accepts NULL. */
void child_destroy(struct child *child);

/* Waits until there is output, news of the program, or the time is over;
 * returns how many bytes it read. */
size_t child_read(struct child *child, char *buffer, size_t size,
                  int timeout_ms);

/* Queues what is typed; child_read() sends it, so nothing can block. */
void child_type(struct child *child, const char *bytes, size_t size);

/* Writes to the terminal behind everything the program has written so far. */
void child_write_behind(struct child *child, const char *bytes, size_t size);

void child_resize(struct child *child, int rows, int columns);

/* Sends a signal to the program. */
void child_signal(struct child *child, int signal);

/* Takes the terminal away.  The leader passes SIGHUP on, unless that was
 * switched off; then the program sees only that its terminal is gone. */
void child_hang_up(struct child *child);

/* As child_read() last learned it. */
enum child_state child_state(const struct child *child);

/* Once it ended: the exit status, or -1 and the signal it died of. */
int child_exit_status(const struct child *child);
int child_exit_signal(const struct child *child);

/* While it runs: processor time used so far, all threads, in milliseconds. */
double child_cpu_ms(const struct child *child);

/* Whether the terminal's modes are what they were before the program began;
 * if not, `why` names the first that differs. */
bool child_modes_restored(const struct child *child, const char **why);

#endif
