#include "command/verb.h"

#include "base/alloc.h"
#include "command/invocation.h"
#include "command/options.h"
#include "command/suggestion.h"
#include "command/tell.h"
#include "command/verbs.h"
#include "command/version.h"

#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct verb *const verbs[] = {
    &demo_verb,      &import_verb,   &list_verb,      &show_verb,
    &features_verb,  &split_verb,    &train_verb,     &runs_verb,
    &compare_verb,   &report_verb,   &confusion_verb, &ablate_verb,
    &protocols_verb, &classify_verb, &doctor_verb,
};
enum { VERBS = sizeof(verbs) / sizeof(verbs[0]) };

static const struct verb *find_verb(const char *name)
{
    for (size_t i = 0; i < VERBS; i++)
        if (strcmp(verbs[i]->name, name) == 0)
            return verbs[i];
    return NULL;
}

static void print_help(void)
{
    fputs("Usage: genrelab [OPTION]... [WORKSPACE]\n"
          "  or:  genrelab VERB [OPTION]... [OPERAND]...\n"
          "\n"
          "A workbench for music-genre classification.  Without a verb it "
          "opens the\nscreen on the workspace; a verb does one thing and "
          "ends.\n"
          "\nVerbs:\n",
          stdout);
    for (size_t i = 0; i < VERBS; i++)
        printf("  %-10s %s\n", verbs[i]->name, verbs[i]->summary);
    options_print("Options", invocation_common_options());
    fputs("      --version                show the version\n"
          "\n'genrelab VERB --help' tells more about a verb.  Without "
          "--workspace it is\n$GENRELAB_WORKSPACE, else "
          "$XDG_DATA_HOME/genrelab/default, else\n"
          "~/.local/share/genrelab/default.\n"
          "\nExit status: 0 done, 1 failed, 2 wrong usage, "
          "4 no terminal.\n",
          stdout);
}

static void print_version(void)
{
    printf("genrelab %s\n"
           "Licence GPL-3.0-or-later.  There is no warranty.\n",
           version_text());
}

/* What was typed is neither a verb nor a folder. */
static int tell_unknown(const char *word)
{
    const char *names[VERBS];
    const char *nearest;

    for (size_t i = 0; i < VERBS; i++)
        names[i] = verbs[i]->name;
    nearest = suggestion_find(word, names, VERBS);
    if (nearest)
        tell("there is no verb '%s'; did you mean '%s'?", word, nearest);
    else
        tell("there is no verb '%s', and no such folder", word);
    fputs("Try 'genrelab --help'.\n", stderr);
    return VERB_USAGE;
}

static int run_verb(struct invocation *invocation, const struct verb *verb,
                    int argc, char **argv)
{
    struct error err = {0};

    switch (invocation_parse(invocation, verb, argc, argv)) {
    case INVOCATION_ANSWERED:
        return VERB_DONE;
    case INVOCATION_WRONG:
        return VERB_USAGE;
    case INVOCATION_READY:
        break;
    }
    if (!invocation_find_workspace(invocation, &err))
        return tell_error(&err);
    return verb->run(invocation);
}

/* A full disk or a closed descriptor shows here at the latest. */
static int check_output(int status)
{
    bool failed = ferror(stdout) != 0;

    errno = 0;
    if (fflush(stdout) == 0 && !failed)
        return status;
    tell("cannot write the output: %s", errno ? strerror(errno) : "it failed");
    return VERB_FAILED;
}

/* Whether the word names a workspace rather than a mistyped verb. */
static bool is_place(const char *word)
{
    return strchr(word, '/') || access(word, F_OK) == 0;
}

static bool ask_for_screen(struct invocation *invocation, const char *place,
                           struct workbench *workbench, int *status)
{
    struct error err = {0};

    if (place) {
        free(invocation->workspace);
        invocation->workspace = xstrdup(place);
    }
    if (!invocation_find_workspace(invocation, &err)) {
        *status = tell_error(&err);
        return true;
    }
    *workbench = (struct workbench){.workspace = invocation->workspace,
                                    .jobs = invocation->jobs};
    invocation->workspace = NULL;
    return false;
}

/* After the common options: a verb, a workspace, or nothing. */
static bool choose(struct invocation *invocation, int argc, char **argv,
                   struct workbench *workbench, int *status)
{
    const struct verb *verb = argc > 0 ? find_verb(argv[0]) : NULL;

    if (verb) {
        *status = run_verb(invocation, verb, argc, argv);
        return true;
    }
    if (argc > 0 && !is_place(argv[0])) {
        *status = tell_unknown(argv[0]);
        return true;
    }
    if (argc > 1) {
        *status = invocation_usage(
            invocation, "'%s' is too much after a workspace", argv[1]);
        return true;
    }
    return ask_for_screen(invocation, argc > 0 ? argv[0] : NULL, workbench,
                          status);
}

bool verb_main(int argc, char **argv, struct workbench *workbench, int *status)
{
    struct invocation invocation = {0};
    bool answered = true;
    int first;

    setlocale(LC_CTYPE, "");
    *status = VERB_DONE;
    if (argc > 1 && strcmp(argv[1], "--version") == 0) {
        print_version();
    } else {
        switch (invocation_parse_common(&invocation, argc, argv, &first)) {
        case INVOCATION_ANSWERED:
            print_help();
            break;
        case INVOCATION_WRONG:
            *status = VERB_USAGE;
            break;
        case INVOCATION_READY:
            answered = choose(&invocation, argc - first, argv + first,
                              workbench, status);
            break;
        }
    }
    if (answered)
        *status = check_output(*status);
    invocation_finish(&invocation);
    return answered;
}

void workbench_finish(struct workbench *workbench)
{
    free(workbench->workspace);
    *workbench = (struct workbench){0};
}
