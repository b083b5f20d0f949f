#include "command/progress.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

/* Seconds between two drawings on a terminal, and between two lines. */
static const double redraw_s = 0.1;
static const double line_s = 10;

enum { BAR = 24, LINE_MAX_COLUMNS = 200 };

static double now_s(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

void progress_init(struct progress *progress, bool quiet)
{
    *progress = (struct progress){
        .quiet = quiet,
        .terminal = isatty(STDERR_FILENO),
        .shown = now_s(), /* short work shows no line at all */
    };
    if (progress->terminal)
        progress->shown = -1;
}

void progress_format_time(double seconds, char *out, size_t size)
{
    double bounded = fmin(fmax(seconds, 0), 359999);
    long whole = lround(bounded);

    if (whole >= 3600)
        snprintf(out, size, "%ld:%02ld:%02ld", whole / 3600, whole / 60 % 60,
                 whole % 60);
    else
        snprintf(out, size, "%ld:%02ld", whole / 60, whole % 60);
}

static void format_bar(const struct progress_step *step, char out[BAR + 4])
{
    size_t done = step->done < step->total ? step->done : step->total;
    size_t filled = done * BAR / step->total;

    memset(out, '.', BAR + 2);
    memset(out + 1, '#', filled);
    out[0] = '[';
    out[BAR + 1] = ']';
    out[BAR + 2] = ' ';
    out[BAR + 3] = '\0';
}

static void format_line(const struct progress_step *step, bool with_bar,
                        char *out, size_t size)
{
    char bar[BAR + 4] = "";
    char total[32] = "", rate[64] = "", left[64] = "";

    if (step->total) {
        snprintf(total, sizeof(total), " of %zu", step->total);
        if (with_bar)
            format_bar(step, bar);
    }
    if (step->per_second > 0)
        snprintf(rate, sizeof(rate), "  %.*f %s/s",
                 step->per_second < 10 ? 1 : 0, step->per_second, step->unit);
    if (step->left_s >= 0) {
        char time[24];

        progress_format_time(step->left_s, time, sizeof(time));
        snprintf(left, sizeof(left), "  %s left", time);
    }
    snprintf(out, size, "%s %s%zu%s%s%s", step->what, bar, step->done, total,
             rate, left);
}

static int terminal_columns(void)
{
    struct winsize size;

    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1)
        return size.ws_col;
    return 80;
}

/* Spaces cover what stood there, so that any terminal will do. */
static void redraw(struct progress *progress, const char *line)
{
    int limit = terminal_columns() - 1;
    int width = (int)strlen(line);

    width = width < limit ? width : limit;
    fprintf(stderr, "\r%.*s", width, line);
    if (progress->drawn > width && progress->drawn <= limit)
        fprintf(stderr, "%*s", progress->drawn - width, "");
    fflush(stderr);
    progress->drawn = width;
}

void progress_show(struct progress *progress, const struct progress_step *step)
{
    double now = now_s();
    char line[LINE_MAX_COLUMNS];

    if (progress->quiet ||
        now - progress->shown < (progress->terminal ? redraw_s : line_s))
        return;
    progress->shown = now;
    format_line(step, progress->terminal, line, sizeof(line));
    if (progress->terminal)
        redraw(progress, line);
    else
        fprintf(stderr, "%s\n", line);
}

void progress_clear(struct progress *progress)
{
    int limit;

    if (!progress->drawn)
        return;
    limit = terminal_columns() - 1;
    if (progress->drawn > limit)
        progress->drawn = limit;
    fprintf(stderr, "\r%*s\r", progress->drawn, "");
    fflush(stderr);
    progress->drawn = 0;
    progress->shown = -1;
}
