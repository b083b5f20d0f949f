#include "command/conductor.h"
#include "command/tell.h"
#include "command/verb.h"
#include "command/verbs.h"

#include "base/alloc.h"
#include "session/importer.h"

static void add(struct import_summary *sum, const struct import_summary *one)
{
    sum->added += one->added;
    sum->updated += one->updated;
    sum->moved += one->moved;
    sum->unchanged += one->unchanged;
    sum->missing += one->missing;
    sum->unreadable += one->unreadable;
    sum->truncated += one->truncated;
    sum->ignored += one->ignored;
    sum->kept += one->kept;
    sum->credited += one->credited;
}

/* Imports one folder or list; false when it could not be read, or when a
 * signal has come. */
static bool import_one(struct conductor *conductor, const char *path,
                       enum import_kind kind, struct import_summary *sum,
                       struct error *err)
{
    struct command command = {.kind = COMMAND_IMPORT};
    struct event summary = {.kind = EVENT_LOG};
    bool good;

    command.path = xstrdup(path);
    command.labels = kind == IMPORT_LABELS;
    command.stats = kind == IMPORT_STATS;
    good = conductor_run_job(conductor, command, &summary, err);
    if (summary.kind == EVENT_IMPORTED)
        add(sum, &summary.imported);
    return good;
}

static void print_summary(const struct invocation *invocation,
                          const struct import_summary *sum)
{
    const struct {
        const char *name, *title;
        size_t count;
    } facts[] = {
        {"added", "added", sum->added},
        {"updated", "updated", sum->updated},
        {"moved", "moved", sum->moved},
        {"unchanged", "unchanged", sum->unchanged},
        {"missing", "missing", sum->missing},
        {"unreadable", "unreadable", sum->unreadable},
        {"truncated", "truncated", sum->truncated},
        {"ignored", "other files", sum->ignored},
        {"kept", "with audio", sum->kept},
        {"credited", "credited", sum->credited},
    };
    struct output *output = output_create(invocation->format, "import");

    for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++)
        output_fact(output,
                    (struct output_column){facts[i].name, facts[i].title, NULL,
                                           0, false},
                    output_integer((long long)facts[i].count));
    output_finish(output, stdout);
}

static bool import_all(const struct invocation *invocation,
                       struct conductor *conductor, struct import_summary *sum)
{
    const char *labels = invocation_value(invocation, "labels");
    const char *stats = invocation_value(invocation, "stats");
    struct error err = {0};
    bool good = true;

    for (int i = 0; i < invocation->operand_count; i++)
        if (!import_one(conductor, invocation->operands[i], IMPORT_FOLDER, sum,
                        &err))
            good = tell_error(&err) == VERB_DONE;
    if (labels && !import_one(conductor, labels, IMPORT_LABELS, sum, &err))
        good = tell_error(&err) == VERB_DONE;
    if (stats && !import_one(conductor, stats, IMPORT_STATS, sum, &err))
        good = tell_error(&err) == VERB_DONE;
    return good;
}

static int run(const struct invocation *invocation)
{
    struct import_summary sum = {0};
    struct conductor *conductor;
    struct error err = {0};
    bool good;

    if (!invocation_value(invocation, "labels") &&
        !invocation_value(invocation, "stats") &&
        invocation->operand_count == 0)
        return invocation_usage(invocation,
                                "a folder, --labels or --stats is missing");
    if (!conductor_create(&conductor, invocation, &err))
        return tell_error(&err);
    good = import_all(invocation, conductor, &sum);
    conductor_destroy(conductor);
    print_summary(invocation, &sum);
    return good ? VERB_DONE : VERB_FAILED;
}

static const struct verb_option options[] = {
    {"labels", 0, "FILE", "a CSV file with the columns path and genre"},
    {"stats", 0, "FILE", "a CSV file of features, for tracks without audio"},
    {0},
};

const struct verb import_verb = {
    .name = "import",
    .summary = "add or update the sound files of folders, one a genre",
    .operands = "[DIR]...",
    .example = "genrelab import ~/music/genres",
    .options = options,
    .least = 0,
    .most = -1,
    .run = run,
};
