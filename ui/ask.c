#include "ui/ask.h"

#include "base/alloc.h"
#include "ui/app.h"
#include "ui/library_view.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* The path as a shell would take it: ~ is the home folder. */
static char *expand(const char *text)
{
    const char *home = getenv("HOME");

    if (text[0] == '~' && (text[1] == '/' || !text[1]) && home)
        return xformat("%s%s", home, text + 1);
    return xstrdup(text);
}

static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text), tail = strlen(end);

    return length >= tail && strcasecmp(text + length - tail, end) == 0;
}

static void classify(struct app *app, void *state, const char *text)
{
    (void)state;
    if (!*text)
        return;
    if (app_order(app, (struct command){.kind = COMMAND_CLASSIFY_FILE,
                                        .path = expand(text)})) {
        app_show(app, &library_view);
        app_say(app, MESSAGE_NOTE, "classifying '%s'", text);
    }
}

void ask_for_file(struct app *app)
{
    static const struct prompt_asker asker = {.accepted = classify};

    if (!app->result)
        app_say(app, MESSAGE_NOTE,
                "no finished run to classify with; train one first (t)");
    else
        prompt_ask(&app->prompt, "classify file:", "", &asker);
}

static void import(struct app *app, void *state, const char *text)
{
    (void)state;
    if (!*text)
        return;
    if (app_order(app, (struct command){.kind = COMMAND_IMPORT,
                                        .path = expand(text),
                                        .labels = ends_with(text, ".csv")}))
        app_say(app, MESSAGE_NOTE, "importing '%s'", text);
}

void ask_for_folder(struct app *app)
{
    static const struct prompt_asker asker = {.accepted = import};

    if (app->jobs[JOB_IMPORT].running)
        app_say(app, MESSAGE_NOTE, "an import is running; Jobs shows it");
    else
        prompt_ask(&app->prompt, "import folder or .csv:", "", &asker);
}
