#include "command/invocation.h"

#include "base/alloc.h"
#include "command/options.h"
#include "command/tell.h"
#include "command/verb.h"

#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Above every character, so that long options have values of their own. */
enum { LONG_OPTION = 256 };

int invocation_usage(const struct invocation *invocation, const char *format,
                     ...)
{
    const char *verb = invocation->verb ? invocation->verb->name : "";
    const char *space = invocation->verb ? " " : "";
    char *text = NULL;
    va_list args;

    va_start(args, format);
    if (vasprintf(&text, format, args) < 0)
        text = NULL;
    va_end(args);
    tell("%s%s%s", verb, invocation->verb ? ": " : "", text ? text : format);
    fprintf(stderr, "Try 'genrelab%s%s --help'.\n", space, verb);
    free(text);
    return VERB_USAGE;
}

static bool parse_integer(const char *text, const long long range[2],
                          long long *out)
{
    char *end;

    errno = 0;
    *out = strtoll(text, &end, 10);
    return strchr("0123456789", text[0]) && text[0] && !*end && !errno &&
           *out >= range[0] && *out <= range[1];
}

static bool integer_of(const struct invocation *invocation, const char *name,
                       const char *text, const long long range[2],
                       long long *out)
{
    if (parse_integer(text, range, out))
        return true;
    invocation_usage(invocation,
                     "--%s is a whole number from %lld to %lld, not '%s'", name,
                     range[0], range[1], text);
    return false;
}

bool invocation_integer(const struct invocation *invocation, const char *name,
                        const long long range[2], long long fallback,
                        long long *out)
{
    const char *text = invocation_value(invocation, name);

    *out = fallback;
    return !text || integer_of(invocation, name, text, range, out);
}

static bool set_format(struct invocation *invocation, const char *text)
{
    static const char *const names[] = {
        [OUTPUT_TEXT] = "text", [OUTPUT_TSV] = "tsv", [OUTPUT_JSON] = "json"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (strcmp(names[i], text) != 0)
            continue;
        invocation->format = (enum output_format)i;
        return true;
    }
    invocation_usage(invocation, "--format is text, tsv or json, not '%s'",
                     text);
    return false;
}

/* Takes one common option; false when its value is wrong. */
static bool take_common(struct invocation *invocation, const char *name,
                        const char *value)
{
    static const long long range[] = {1, 1024};
    long long jobs;

    if (strcmp(name, "workspace") == 0) {
        free(invocation->workspace);
        invocation->workspace = xstrdup(value);
        if (!value[0])
            invocation_usage(invocation, "--workspace needs a folder's name");
        return value[0] != '\0';
    }
    if (strcmp(name, "format") == 0)
        return set_format(invocation, value);
    if (strcmp(name, "jobs") == 0) {
        if (!integer_of(invocation, name, value, range, &jobs))
            return false;
        invocation->jobs = (int)jobs;
    }
    invocation->quiet |= strcmp(name, "quiet") == 0;
    invocation->verbose |= strcmp(name, "verbose") == 0;
    return true;
}

static void remember(struct invocation *invocation, const char *name,
                     const char *value)
{
    struct given_option *grown =
        xcalloc(invocation->given_count + 1, sizeof(*grown));

    if (invocation->given_count)
        memcpy(grown, invocation->given,
               invocation->given_count * sizeof(*grown));
    free(invocation->given);
    invocation->given = grown;
    grown[invocation->given_count++] = (struct given_option){name, value};
}

/* The set in getopt's own form; `shorts` ends as "+:w:q...". */
static struct option *to_getopt(const struct option_set *set, char *shorts)
{
    struct option *options = xcalloc(set->count + 1, sizeof(*options));

    for (size_t i = 0; i < set->count; i++) {
        const struct verb_option *from = &set->items[i];
        int has_value = from->metavar ? required_argument : no_argument;

        options[i] = (struct option){.name = from->name,
                                     .has_arg = has_value,
                                     .val = LONG_OPTION + (int)i};
        if (from->letter) {
            *shorts++ = from->letter;
            if (from->metavar)
                *shorts++ = ':';
        }
    }
    *shorts = '\0';
    return options;
}

/* What getopt could not take; argv[optind - 1] is where it stopped. */
static void tell_wrong(const struct invocation *invocation, int found,
                       char **argv)
{
    const char *word = argv[optind - 1];

    if (optopt > 0 && optopt < LONG_OPTION)
        invocation_usage(invocation,
                         found == ':' ? "option '-%c' needs a value"
                                      : "there is no option '-%c'",
                         optopt);
    else if (found == ':')
        invocation_usage(invocation, "option '%s' needs a value", word);
    else if (optopt)
        invocation_usage(invocation, "option '%s' takes no value", word);
    else
        invocation_usage(invocation, "there is no option '%s'", word);
}

/* The option of the set that getopt's answer stands for, else NULL. */
static const struct verb_option *find_option(const struct option_set *set,
                                             int found)
{
    for (size_t i = 0; i < set->count; i++)
        if (found == LONG_OPTION + (int)i || found == set->items[i].letter)
            return &set->items[i];
    return NULL;
}

/* Returns with optind at the first operand. */
static enum invocation_state take_options(struct invocation *invocation,
                                          const struct option_set *set,
                                          const char *order, int argc,
                                          char **argv)
{
    size_t own = set->count;
    char shorts[160] = {0};
    struct option *options;
    enum invocation_state state = INVOCATION_READY;

    for (const struct verb_option *o = invocation_common_options(); o->name;
         o++)
        own--;
    options = to_getopt(set, stpcpy(shorts, order));
    optind = 0;
    opterr = 0;
    while (state == INVOCATION_READY) {
        int found = getopt_long(argc, argv, shorts, options, NULL);
        const struct verb_option *option = find_option(set, found);
        const char *value = optarg ? optarg : "";

        if (found == -1)
            break;
        if (!option) {
            tell_wrong(invocation, found, argv);
            state = INVOCATION_WRONG;
        } else if (option < set->items + own) {
            remember(invocation, option->name, value);
        } else if (strcmp(option->name, "help") == 0) {
            state = INVOCATION_ANSWERED;
        } else if (!take_common(invocation, option->name, value)) {
            state = INVOCATION_WRONG;
        }
    }
    free(options);
    return state;
}

enum invocation_state invocation_parse_common(struct invocation *invocation,
                                              int argc, char **argv, int *first)
{
    struct option_set set;
    enum invocation_state state;

    option_set_init(&set, NULL);
    state = take_options(invocation, &set, "+:", argc, argv);
    *first = optind;
    option_set_finish(&set);
    return state;
}

static bool check_operands(const struct invocation *invocation)
{
    const struct verb *verb = invocation->verb;
    int count = invocation->operand_count;

    if (count < verb->least) {
        invocation_usage(invocation, "%s is missing", verb->operands);
        return false;
    }
    if (verb->most >= 0 && count > verb->most) {
        invocation_usage(invocation, "'%s' is one operand too many",
                         invocation->operands[verb->most]);
        return false;
    }
    return true;
}

enum invocation_state invocation_parse(struct invocation *invocation,
                                       const struct verb *verb, int argc,
                                       char **argv)
{
    struct option_set set;
    enum invocation_state state;

    invocation->verb = verb;
    option_set_init(&set, verb);
    state = take_options(invocation, &set, ":", argc, argv);
    option_set_finish(&set);
    invocation->operands = argv + optind;
    invocation->operand_count = argc - optind;
    if (state == INVOCATION_ANSWERED)
        options_print_help(verb);
    if (state == INVOCATION_READY && !check_operands(invocation))
        return INVOCATION_WRONG;
    return state;
}

void invocation_finish(struct invocation *invocation)
{
    free(invocation->workspace);
    free(invocation->given);
    *invocation = (struct invocation){0};
}

static const char *environment(const char *name)
{
    const char *value = getenv(name);

    return value && value[0] ? value : NULL;
}

bool invocation_find_workspace(struct invocation *invocation, struct error *err)
{
    const char *named = environment("GENRELAB_WORKSPACE");
    const char *data = environment("XDG_DATA_HOME");
    const char *home = environment("HOME");

    if (invocation->workspace)
        return true;
    if (named)
        invocation->workspace = xstrdup(named);
    else if (data && data[0] == '/')
        invocation->workspace = xformat("%s/genrelab/default", data);
    else if (home)
        invocation->workspace =
            xformat("%s/.local/share/genrelab/default", home);
    else
        return error_set(err, "cannot tell where the workspace is: HOME is "
                              "not set, and there is no --workspace");
    return true;
}

const char *invocation_value(const struct invocation *invocation,
                             const char *name)
{
    for (size_t i = invocation->given_count; i-- > 0;)
        if (strcmp(invocation->given[i].name, name) == 0)
            return invocation->given[i].value;
    return NULL;
}
