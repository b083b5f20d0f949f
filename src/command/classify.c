#include "base/alloc.h"
#include "command/conductor.h"
#include "command/tell.h"
#include "command/verb.h"
#include "command/verbs.h"
#include "command/workspace.h"

#include <stdlib.h>

/* Every file gets a verdict, or a sentence why there is none. */
struct verdict_slot {
    struct verdict *verdict;
};

struct verdicts {
    struct verdict_slot *items; /* in the order of the operands */
    size_t count;
};

static void finish(struct verdicts *verdicts)
{
    for (size_t i = 0; i < verdicts->count; i++)
        verdict_destroy(verdicts->items[i].verdict);
    free(verdicts->items);
}

/* NULL when no run can be used, or a signal came. */
static struct verdict *classify_one(struct conductor *conductor,
                                    const char *path, int64_t run_id,
                                    struct error *err)
{
    struct command command = {.kind = COMMAND_CLASSIFY_FILE};
    struct event event;

    command.path = xstrdup(path);
    command.run_id = run_id;
    if (!conductor_send(conductor, command, err))
        return NULL;
    while (conductor_next(conductor, &event)) {
        if (event.kind == EVENT_VERDICT)
            return event.verdict; /* it holds nothing else */
        if (event.kind == EVENT_FAILED) {
            *err = event.error;
            return NULL;
        }
        event_finish(&event);
    }
    error_set(err, "interrupted");
    return NULL;
}

/* The class with the next smaller probability; `last` is class_count at the
 * beginning.  Equal ones follow in the order of the classes. */
static size_t next_class(const struct verdict *verdict, size_t last)
{
    size_t count = verdict->class_count, found = count;
    const float *p = verdict->probabilities;

    for (size_t i = 0; i < count; i++) {
        bool after =
            last >= count || p[i] < p[last] || (i > last && p[i] <= p[last]);

        if (after && (found >= count || p[i] > p[found]))
            found = i;
    }
    return found;
}

static void add_file(struct output *output, const struct verdict *verdict)
{
    bool truncated = !verdict->failed && verdict->error.text[0];

    output_cell(output, output_text(verdict->path));
    output_cell(output, output_text(verdict->failed ? "failed"
                                    : truncated     ? "truncated"
                                                    : "classified"));
    output_cell(output, verdict->error.text[0]
                            ? output_text(verdict->error.text)
                            : output_absent());
    output_cell(output, verdict->failed ? output_absent()
                                        : output_number(verdict->duration_s));
    output_cell(output, verdict->failed ? output_absent()
                                        : output_integer(verdict->run_id));
}

static void add_genres(struct output *output, const struct verdict *verdict)
{
    size_t class = verdict->class_count;

    for (size_t rank = 1; rank <= verdict->class_count; rank++) {
        class = next_class(verdict, class);
        if (class == verdict->class_count)
            return;
        output_cell(output, output_text(verdict->path));
        output_cell(output, output_text(rank == 1 ? verdict->path : ""));
        output_cell(output, output_integer((long long)rank));
        output_cell(output, output_text(verdict->classes[class]));
        output_cell(output, output_number(verdict->probabilities[class]));
    }
}

static void print(const struct invocation *invocation,
                  const struct verdicts *verdicts)
{
    static const struct output_column file_columns[] = {
        {"file", NULL, NULL, 0, false},   {"status", NULL, NULL, 0, false},
        {"reason", NULL, NULL, 0, false}, {"duration_s", NULL, NULL, 0, true},
        {"run", NULL, NULL, 0, true},
    };
    static const struct output_column genre_columns[] = {
        {"file", NULL, NULL, 0, false},
        {NULL, "file", NULL, 0, false},
        {"rank", NULL, NULL, 0, true},
        {"genre", "genre", NULL, 0, false},
        {"probability", "probability", NULL, 3, true},
    };
    struct output *output = output_create(invocation->format, "classify");

    output_table(output, "genres", NULL, genre_columns,
                 sizeof(genre_columns) / sizeof(genre_columns[0]));
    for (size_t i = 0; i < verdicts->count; i++)
        if (!verdicts->items[i].verdict->failed)
            add_genres(output, verdicts->items[i].verdict);
    if (invocation->format != OUTPUT_TEXT) {
        output_table(output, "files", NULL, file_columns,
                     sizeof(file_columns) / sizeof(file_columns[0]));
        for (size_t i = 0; i < verdicts->count; i++)
            add_file(output, verdicts->items[i].verdict);
    }
    output_finish(output, stdout);
}

/* One after the other, so that a sentence comes when it is true; counts the
 * files that could not be classified. */
static bool classify_all(const struct invocation *invocation,
                         struct conductor *conductor, int64_t run_id,
                         struct verdicts *verdicts, size_t *failed)
{
    struct error err = {0};

    for (int i = 0; i < invocation->operand_count; i++) {
        struct verdict *verdict =
            classify_one(conductor, invocation->operands[i], run_id, &err);

        if (!verdict) {
            tell_error(&err);
            return false;
        }
        verdicts->items[verdicts->count++].verdict = verdict;
        *failed += verdict->failed;
        if (verdict->error.text[0])
            tell_error(&verdict->error);
    }
    return true;
}

static int run(const struct invocation *invocation)
{
    const char *name = invocation_value(invocation, "run");
    struct verdicts verdicts = {0};
    struct conductor *conductor;
    struct error err = {0};
    int64_t run_id = 0;
    size_t failed = 0;
    bool good;

    if (name && !workspace_parse_run(invocation, name, &run_id))
        return VERB_USAGE;
    if (!workspace_check(invocation, &err) ||
        !conductor_create(&conductor, invocation, &err))
        return tell_error(&err);
    verdicts.items =
        xcalloc((size_t)invocation->operand_count, sizeof(*verdicts.items));
    good = classify_all(invocation, conductor, run_id, &verdicts, &failed);
    conductor_destroy(conductor);
    print(invocation, &verdicts);
    finish(&verdicts);
    return good && !failed ? VERB_DONE : VERB_FAILED;
}

static const struct verb_option options[] = {
    {"run", 0, "RUN", "by this run; the newest finished one without it"},
    {0},
};

const struct verb classify_verb = {
    .name = "classify",
    .summary = "tell the genre of sound files",
    .operands = "FILE...",
    .example = "genrelab classify song.flac",
    .options = options,
    .least = 1,
    .most = -1,
    .run = run,
};
