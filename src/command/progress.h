/* progress.h - how far long work is, on standard error.
 *
 * On a terminal a line that is drawn over and over; elsewhere a line every
 * ten seconds.  One thread at a time.
 */
#ifndef COMMAND_PROGRESS_H
#define COMMAND_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

struct progress {
    bool quiet;
    bool terminal;
    int drawn;    /* columns of the line that stands there now */
    double shown; /* when, in seconds of the monotonic clock */
};

struct progress_step {
    const char *what;   /* "import" */
    size_t done, total; /* total 0: not known */
    double per_second;
    const char *unit; /* "tracks" */
    double left_s;    /* negative: not known */
};

void progress_init(struct progress *progress, bool quiet);

/* Shows the step unless something was shown a moment ago. */
void progress_show(struct progress *progress, const struct progress_step *step);

/* Takes the line away, before something else is written. */
void progress_clear(struct progress *progress);

/* "1:02:03" or "2:03"; out has at least 24 bytes. */
void progress_format_time(double seconds, char *out, size_t size);

#endif
