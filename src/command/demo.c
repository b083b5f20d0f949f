#include "demo/demo.h"

#include "base/pool.h"
#include "command/interrupt.h"
#include "command/progress.h"
#include "command/tell.h"
#include "command/verb.h"
#include "command/verbs.h"

#include <stdlib.h>
#include <time.h>

struct demo_watch {
    struct progress progress;
    struct timespec started;
};

/* demo_write() calls this from one thread at a time. */
static void show(void *context, int done, int total)
{
    struct demo_watch *watch = context;
    struct timespec now;
    struct progress_step step = {.what = "demo",
                                 .done = (size_t)done,
                                 .total = (size_t)total,
                                 .unit = "tracks",
                                 .left_s = -1};
    double elapsed;

    clock_gettime(CLOCK_MONOTONIC, &now);
    elapsed = (double)(now.tv_sec - watch->started.tv_sec) +
              1e-9 * (double)(now.tv_nsec - watch->started.tv_nsec);
    if (elapsed > 0 && done > 0) {
        step.per_second = done / elapsed;
        step.left_s = (total - done) / step.per_second;
    }
    progress_show(&watch->progress, &step);
}

static void print_summary(const struct invocation *invocation,
                          const struct demo_options *options,
                          const struct demo_summary *summary)
{
    struct output *output = output_create(invocation->format, "demo");

    output_fact(output, (struct output_column){"folder", "folder", NULL, 0, 0},
                output_text(options->folder));
    output_fact(output, (struct output_column){"tracks", "tracks", NULL, 0, 0},
                output_integer(summary->tracks));
    output_fact(output, (struct output_column){"seconds", "sound", "s", 1, 0},
                output_number(summary->seconds));
    output_fact(output,
                (struct output_column){"faults", "planted faults", NULL, 0, 0},
                output_integer(summary->faults));
    output_fact(output, (struct output_column){"seed", "seed", NULL, 0, 0},
                output_integer((long long)options->seed));
    output_finish(output, stdout);
}

static bool parse_seconds(const struct invocation *invocation, double *out)
{
    const char *text = invocation_value(invocation, "seconds");
    char *end;

    if (!text)
        return true;
    *out = strtod(text, &end);
    if (end != text && !*end && *out >= 1 && *out <= 60)
        return true;
    invocation_usage(invocation, "--seconds is a number from 1 to 60, not '%s'",
                     text);
    return false;
}

static bool parse(const struct invocation *invocation,
                  struct demo_options *options)
{
    static const long long tracks_range[] = {1, 100};
    static const long long seed_range[] = {0, 9007199254740991};
    long long tracks, seed;

    *options = (struct demo_options){.folder = invocation->operands[0],
                                     .seconds = 15,
                                     .jobs = invocation->jobs};
    if (!options->jobs)
        options->jobs = pool_processors();
    if (!invocation_integer(invocation, "tracks", tracks_range, 20, &tracks) ||
        !invocation_integer(invocation, "seed", seed_range, 1, &seed) ||
        !parse_seconds(invocation, &options->seconds))
        return false;
    options->tracks = (int)tracks;
    options->seed = (uint64_t)seed;
    return true;
}

static int run(const struct invocation *invocation)
{
    struct demo_options options;
    struct demo_summary summary = {0};
    struct demo_watch watch;
    struct error err = {0};
    bool written;

    if (!parse(invocation, &options))
        return VERB_USAGE;
    if (!interrupt_catch(&err))
        return tell_error(&err);
    progress_init(&watch.progress, invocation->quiet);
    clock_gettime(CLOCK_MONOTONIC, &watch.started);
    written =
        demo_write(&options, show, &watch, interrupt_flag(), &summary, &err);
    progress_clear(&watch.progress);
    interrupt_release();
    if (!written)
        return tell_error(&err);
    print_summary(invocation, &options, &summary);
    return VERB_DONE;
}

static const struct verb_option options[] = {
    {"tracks", 0, "N", "tracks of each genre, 1 to 100; 20 without it"},
    {"seconds", 0, "S", "length of a track, 1 to 60; 15 without it"},
    {"seed", 0, "N", "where all random choices come from; 1 without it"},
    {0},
};

const struct verb demo_verb = {
    .name = "demo",
    .summary = "write a collection of synthesised tracks with planted faults",
    .operands = "DIR",
    .example = "genrelab demo /tmp/demo --tracks 10",
    .options = options,
    .least = 1,
    .most = 1,
    .run = run,
};
