#include "command/verb.h"
#include "session/session.h"
#include "ui/loop.h"
#include "ui/signals.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>

static int complain(const struct error *err, int status)
{
    fprintf(stderr, "genrelab: %s\n", err->text);
    return status;
}

/* The session ends while the terminal is still ours, so that whatever goes
 * wrong in saving cannot leave it in disorder. */
static int open_workbench(const struct workbench *workbench)
{
    struct session_options options = {.workspace = workbench->workspace,
                                      .jobs = workbench->jobs};
    struct terminal *terminal = NULL;
    struct session *session = NULL;
    struct error err = {0};
    int number;

    if (!terminal_probe(&err))
        return complain(&err, VERB_NO_TERMINAL);
    if (!session_create(&session, &options, &err))
        return complain(&err, VERB_FAILED);
    if (!signals_open(&err) || !terminal_open(&terminal, &err)) {
        signals_close();
        session_destroy(session);
        return complain(&err, VERB_NO_TERMINAL);
    }
    number = loop_run(terminal, session, workbench->workspace);
    session_destroy(session);
    terminal_close(terminal);
    signals_close();
    if (number)
        signals_die(number);
    return VERB_DONE;
}

int main(int argc, char **argv)
{
    struct workbench workbench = {0};
    int status = VERB_DONE;

    setlocale(LC_ALL, "");
    /* Numbers are written and read the same everywhere. */
    setlocale(LC_NUMERIC, "C");
    if (!verb_main(argc, argv, &workbench, &status))
        status = open_workbench(&workbench);
    workbench_finish(&workbench);
    return status;
}
