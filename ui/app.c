#include "ui/app.h"

#include "base/alloc.h"
#include "base/file.h"
#include "ui/ask.h"
#include "ui/frame.h"
#include "ui/help.h"
#include "ui/job_view.h"
#include "ui/library_view.h"
#include "ui/result_view.h"
#include "ui/train_view.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct view *const views[] = {
    &library_view,
    &train_view,
    &result_view,
    &job_view,
};

enum { VIEW_COUNT = sizeof(views) / sizeof(views[0]) };

const struct view *const *app_views(size_t *count)
{
    *count = VIEW_COUNT;
    return views;
}

const struct view *app_view(const struct app *app)
{
    return views[app->view];
}

void *app_state(const struct app *app, const struct view *view)
{
    for (size_t i = 0; i < VIEW_COUNT; i++)
        if (views[i] == view)
            return app->states[i];
    return NULL;
}

void app_show(struct app *app, const struct view *view)
{
    for (size_t i = 0; i < VIEW_COUNT; i++)
        if (views[i] == view)
            app->view = i;
    app->help = false;
}

void app_init(struct app *app, const struct app_options *options)
{
    *app = (struct app){.options = *options, .mouse = true};
    app->workspace = xstrdup(file_name(options->workspace));
    app->live.left_s = -1;
    for (size_t i = 0; i < VIEW_COUNT; i++)
        app->states[i] = views[i]->create();
    app_order(app, (struct command){.kind = COMMAND_LOAD_LIBRARY});
    app_order(app, (struct command){.kind = COMMAND_LOAD_RESULT,
                                    .checkpoint = RUN_BEST});
}

void app_finish(struct app *app)
{
    for (size_t i = 0; i < VIEW_COUNT; i++)
        views[i]->destroy(app->states[i]);
    for (size_t i = 0; i < JOB_COUNT; i++) {
        free(app->jobs[i].title);
        free(app->jobs[i].outcome);
    }
    library_destroy(app->library);
    preview_destroy(app->preview);
    verdict_destroy(app->verdict);
    result_destroy(app->result);
    live_finish(&app->live);
    journal_finish(&app->journal);
    free(app->workspace);
}

/* The session may report a failure both for itself and with the job's end. */
static bool just_said(const struct app *app, int64_t now, const char *text)
{
    size_t count = app->journal.count;

    return count > 0 && journal_at(&app->journal, count - 1)->time + 1 >= now &&
           strcmp(journal_at(&app->journal, count - 1)->text, text) == 0;
}

void app_say(struct app *app, enum message_kind kind, const char *format, ...)
{
    int64_t now = app->options.clock();
    va_list args;

    va_start(args, format);
    vsnprintf(app->status, sizeof(app->status), format, args);
    va_end(args);
    app->status_kind = kind;
    if (kind != MESSAGE_NOTE && !just_said(app, now, app->status))
        journal_add(&app->journal, now, kind, app->status);
}

bool app_order(struct app *app, struct command command)
{
    if (app->options.send(app->options.context, &command))
        return true;
    app_say(app, MESSAGE_WARNING,
            "too much is waiting to be done; try again in a moment");
    return false;
}

bool app_is_busy(const struct app *app)
{
    return app->jobs[JOB_IMPORT].running || app->jobs[JOB_EXTRACT].running ||
           app->jobs[JOB_CLASSIFY].running;
}

static void choose_view(struct app *app, size_t index)
{
    if (index < VIEW_COUNT)
        app_show(app, views[index]);
    else
        app_say(app, MESSAGE_NOTE, "there is no view %zu", index + 1);
}

/* What works in every view.  False: not known here. */
static bool program_request(struct app *app, enum request request)
{
    if (request == REQUEST_HELP)
        help_open(app);
    else if (request == REQUEST_NEXT_VIEW)
        choose_view(app, (app->view + 1) % VIEW_COUNT);
    else if (request == REQUEST_PREVIOUS_VIEW)
        choose_view(app, (app->view + VIEW_COUNT - 1) % VIEW_COUNT);
    else if (request == REQUEST_TRAIN)
        app_show(app, &train_view);
    else if (request == REQUEST_CLASSIFY_FILE)
        ask_for_file(app);
    else if (request == REQUEST_IMPORT)
        ask_for_folder(app);
    else if (request == REQUEST_MOUSE)
        app_say(app, MESSAGE_NOTE, "mouse %s",
                (app->mouse = !app->mouse) ? "on" : "off");
    else if (request == REQUEST_REDRAW)
        app->repaint = true;
    else if (request == REQUEST_QUIT)
        app->ended = true;
    else
        return false;
    return true;
}

void app_request(struct app *app, enum request request)
{
    if (app->help && help_request(app, request))
        return;
    if (!app->help &&
        app_view(app)->request(app, app->states[app->view], request))
        return;
    program_request(app, request);
}

void app_key(struct app *app, int32_t key)
{
    const struct binding *binding;

    if (app->prompt.open) {
        prompt_key(&app->prompt, app, key);
        return;
    }
    app->status[0] = '\0';
    binding = keymap_find(app->options.keymap, key, app_view(app)->scope);
    if (!binding) {
        char name[KEY_NAME_SIZE];
        char help[KEY_NAME_SIZE];

        key_format(key, name);
        keymap_first(app->options.keymap, REQUEST_HELP, help);
        app_say(app, MESSAGE_NOTE, "'%s' does nothing here; %s shows the keys",
                name, help);
    } else if (binding->request == REQUEST_VIEW) {
        choose_view(app, (size_t)binding->ordinal);
    } else {
        app_request(app, binding->request);
    }
}

void app_gesture(struct app *app, const struct gesture *gesture)
{
    switch (gesture->kind) {
    case GESTURE_KEY:
        app_key(app, gesture->key);
        break;
    case GESTURE_CLICK:
        if (!app->prompt.open)
            frame_click(app, gesture->x, gesture->y);
        break;
    case GESTURE_WHEEL:
        for (int i = 0; i < abs(gesture->steps) && !app->prompt.open; i++)
            app_request(app, gesture->steps < 0 ? REQUEST_UP : REQUEST_DOWN);
        break;
    case GESTURE_NONE:
        break;
    }
}

void app_draw(struct app *app, struct canvas *canvas)
{
    canvas_fill(canvas, STYLE_TEXT);
    frame_draw(app, canvas);
    canvas_settle(canvas);
}
