#include "command/conductor.h"
#include "command/feature_summary.h"
#include "command/tell.h"
#include "command/verb.h"
#include "command/verbs.h"
#include "command/workspace.h"

static int extract_and_tell(const struct invocation *invocation, unsigned set)
{
    struct command command = {.kind = COMMAND_EXTRACT};
    struct event event = {.kind = EVENT_LOG};
    const struct extract_summary *summary = &event.extracted;
    struct conductor *conductor;
    struct output *output;
    struct error err = {0};
    bool good;

    command.features = set;
    if (!workspace_check(invocation, &err) ||
        !conductor_create(&conductor, invocation, &err))
        return tell_error(&err);
    good = conductor_run_job(conductor, command, &event, &err);
    if (!good)
        tell_error(&err);
    conductor_destroy(conductor);
    if (!good)
        return VERB_FAILED;
    output = output_create(invocation->format, "features");
    output_fact(output,
                (struct output_column){"computed", "computed", NULL, 0, false},
                output_integer((long long)summary->computed));
    output_fact(
        output,
        (struct output_column){"cached", "there already", NULL, 0, false},
        output_integer((long long)summary->cached));
    output_fact(output,
                (struct output_column){"failed", "failed", NULL, 0, false},
                output_integer((long long)summary->failed));
    output_finish(output, stdout);
    return summary->failed ? VERB_FAILED : VERB_DONE;
}

static int run(const struct invocation *invocation)
{
    static const char *const of_summary[] = {"split", "cut"};
    const char *list = invocation_value(invocation, "set");
    unsigned set = (1u << FEATURE_COUNT) - 1;
    struct error err = {0};

    if (list && !settings_parse_features(list, &set, &err))
        return invocation_usage(invocation, "--set: %s", err.text);
    if (invocation_value(invocation, "summary"))
        return feature_summary_print(invocation, set);
    for (size_t i = 0; i < 2; i++)
        if (invocation_value(invocation, of_summary[i]))
            return invocation_usage(invocation, "--%s goes with --summary",
                                    of_summary[i]);
    return extract_and_tell(invocation, set);
}

static const struct verb_option options[] = {
    {"set", 0, "LIST", "which features, with commas between; all without it"},
    {"summary", 0, NULL,
     "tell the tracks' amplitudes, and shape and spread of what is computed"},
    {"split", 0, "NAME",
     "standardise by this split's training part; 'stratified' without it"},
    {"cut", 0, NULL,
     "cut to the 70th percentile of lengths instead of padding to the longest"},
    {0},
};

const struct verb features_verb = {
    .name = "features",
    .summary = "compute the features of every track that is ready",
    .operands = "",
    .example = "genrelab features --set mel",
    .options = options,
    .run = run,
};
