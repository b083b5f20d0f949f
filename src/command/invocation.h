/* invocation.h - one verb with its command line taken apart.
 *
 * An invocation borrows argv; it owns its lists and the workspace's path.
 */
#ifndef COMMAND_INVOCATION_H
#define COMMAND_INVOCATION_H

#include "base/error.h"
#include "command/output.h"

#include <stddef.h>

struct invocation;

struct verb_option {
    const char *name;    /* "labels", without dashes */
    char letter;         /* 0: there is no short form */
    const char *metavar; /* "FILE"; NULL when it takes no value */
    const char *help;    /* one line */
};

struct verb {
    const char *name;
    const char *summary;               /* one line, for the list of verbs */
    const char *operands;              /* "DIR...", or "" */
    const char *example;               /* a whole command line */
    const struct verb_option *options; /* a NULL name at the end; or NULL */
    bool settings; /* takes every setting of learn/settings.h as well */
    bool settings_unlisted;   /* its help leaves them to that of `train` */
    int least, most;          /* how many operands; most -1: any number */
    void (*print_more)(void); /* help behind the options; or NULL */
    int (*run)(const struct invocation *invocation); /* to an exit status */
};

struct given_option {
    const char *name;
    const char *value; /* "" for one that takes none */
};

struct invocation {
    const struct verb *verb;
    enum output_format format;
    char *workspace;
    int jobs; /* 0: all cores */
    bool quiet, verbose;
    struct given_option *given;
    size_t given_count;
    char *const *operands;
    int operand_count;
};

/* How a command line was understood. */
enum invocation_state {
    INVOCATION_READY,
    INVOCATION_ANSWERED, /* --help: all is said */
    INVOCATION_WRONG     /* told on standard error */
};

/* Takes apart what follows the verb's name; argv[0] is the name.  Options
 * that were given before the verb stay unless given again. */
enum invocation_state invocation_parse(struct invocation *invocation,
                                       const struct verb *verb, int argc,
                                       char **argv);

/* Takes apart the options before the verb, which are those that all verbs
 * have; *first receives the index of what follows them. */
enum invocation_state invocation_parse_common(struct invocation *invocation,
                                              int argc, char **argv,
                                              int *first);
void invocation_finish(struct invocation *invocation);

/* Fills in the workspace where none was given: $GENRELAB_WORKSPACE,
 * $XDG_DATA_HOME/genrelab/default, ~/.local/share/genrelab/default. */
bool invocation_find_workspace(struct invocation *invocation,
                               struct error *err);

/* The value of an option, NULL when it was not given. */
const char *invocation_value(const struct invocation *invocation,
                             const char *name);

/* The value of an option as a number of this range; `fallback` when it was
 * not given; otherwise false, told as a usage error. */
bool invocation_integer(const struct invocation *invocation, const char *name,
                        const long long range[2], long long fallback,
                        long long *out);

/* Tells what is wrong with the command line and where help is; returns
 * VERB_USAGE. */
int invocation_usage(const struct invocation *invocation, const char *format,
                     ...) __attribute__((format(printf, 2, 3)));

/* The options of every verb, a NULL name at the end. */
const struct verb_option *invocation_common_options(void);

#endif
