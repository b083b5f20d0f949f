#include "ui/train_view.h"

#include "base/alloc.h"
#include "ui/app.h"
#include "ui/train_curves.h"
#include "ui/train_settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Cells: where settings and curves stand side by side, and for the list. */
enum { WIDTH_FOR_BOTH = 130, LIST_WIDTH = 46, GENRES_COUNTED = 64 };

#define RATE_UP 1.25
#define RATE_DOWN 0.8

/* What the collection offers to learn from; counted when it comes. */
struct supply {
    size_t tracks; /* labelled, with all features to be had */
    size_t genres; /* at most GENRES_COUNTED are told apart */
};

struct train_state {
    struct train_settings settings;
    struct supply supply, supply_of_stats;
    bool watching; /* the keys go to the curves, not to the settings */
    int list_top;  /* the first row of settings when last drawn; -1: none */
};

static void *create(void)
{
    struct train_state *state = xcalloc(1, sizeof(*state));

    train_settings_init(&state->settings);
    return state;
}

static void destroy(void *state)
{
    free(state);
}

unsigned train_view_features(const struct app *app)
{
    const struct train_state *state = app_state(app, &train_view);

    return state->settings.settings.features;
}

/* --- what is missing ------------------------------------------------------ */

static void count_one(struct supply *supply, const struct track *track,
                      const char **genres)
{
    size_t known = 0;

    supply->tracks++;
    while (known < supply->genres && strcmp(genres[known], track->genre) != 0)
        known++;
    if (known == supply->genres && known < GENRES_COUNTED)
        genres[supply->genres++] = track->genre;
}

static void count_supply(const struct library *library, struct supply *supply,
                         bool without_audio)
{
    const char *genres[GENRES_COUNTED];

    *supply = (struct supply){0};
    for (size_t i = 0; library && i < library->count; i++) {
        const struct track *track = &library->rows[i].track;

        if (track->genre &&
            (track->status == TRACK_READY ||
             (without_audio && track->status == TRACK_FEATURES)))
            count_one(supply, track, genres);
    }
}

/* What was imported without audio has the feature stats only. */
static const struct supply *supply_of(const struct train_state *state)
{
    return state->settings.settings.features == 1u << FEATURE_STATS
               ? &state->supply_of_stats
               : &state->supply;
}

/* Why a training cannot start now, with the key that helps; NULL: it can. */
static const char *obstacle(const struct app *app,
                            const struct train_state *state)
{
    if (live_is_on(&app->live))
        return "a training is under way: s stops it and keeps the best";
    if (!app->library)
        return app->library_failed ? "the catalogue cannot be read"
                                   : "the catalogue is still being read";
    if (supply_of(state)->tracks == 0)
        return "no labelled tracks yet: i imports a folder per genre";
    if (supply_of(state)->genres < 2)
        return "tracks of a second genre are needed: i imports more";
    if (state->settings.settings.features == 0)
        return "no feature is chosen: Space switches one on";
    return NULL;
}

static void start(struct app *app, struct train_state *state)
{
    const char *reason = obstacle(app, state);
    struct command command = {.kind = COMMAND_TRAIN};

    if (reason) {
        app_say(app, MESSAGE_NOTE, "%s", reason);
        return;
    }
    command.order = train_settings_order(&state->settings);
    if (!app_order(app, command))
        return;
    live_order(&app->live);
    state->watching = true;
    app_say(app, MESSAGE_NOTE, "the training starts in the background");
}

/* --- requests ------------------------------------------------------------- */

static void setting_typed(struct app *app, void *opaque, const char *text)
{
    struct train_state *state = opaque;
    struct error err = {0};

    if (!train_settings_put(&state->settings,
                            train_settings_row(&state->settings), text, &err))
        app_say(app, MESSAGE_WARNING, "%s", err.text);
}

static void change(struct app *app, struct train_state *state)
{
    struct prompt_asker asker = {.state = state, .accepted = setting_typed};
    struct train_row row = train_settings_row(&state->settings);
    char value[128];
    char prompt[64];

    if (row.kind == TRAIN_ROW_START) {
        start(app, state);
    } else if (row.kind == TRAIN_ROW_FEATURE || row.kind == TRAIN_ROW_FRESH) {
        setting_typed(app, state, "");
    } else {
        train_settings_value(&state->settings, row, value, sizeof(value));
        snprintf(prompt, sizeof(prompt),
                 "%s:", row.setting ? row.setting->name : "split");
        prompt_ask(&app->prompt, prompt, value, &asker);
    }
}

static void step(struct app *app, struct train_state *state, int direction)
{
    struct error err = {0};

    if (!train_settings_step(&state->settings,
                             train_settings_row(&state->settings), direction,
                             &err))
        app_say(app, MESSAGE_NOTE, "%s", err.text);
}

static void scale_rate(struct app *app, double factor)
{
    if (!live_is_on(&app->live))
        app_say(app, MESSAGE_NOTE, "no training is under way");
    else if (app_order(app, (struct command){.kind = COMMAND_SCALE_RATE,
                                             .factor = factor}))
        app_say(app, MESSAGE_NOTE,
                "learning rate times %.2f from the next step on", factor);
}

static void more_or_less(struct app *app, struct train_state *state, int sign)
{
    if (state->watching)
        scale_rate(app, sign > 0 ? RATE_UP : RATE_DOWN);
    else
        step(app, state, sign);
}

static void pause_or_resume(struct app *app)
{
    if (app->live.state == LIVE_RUNNING)
        app_order(app, (struct command){.kind = COMMAND_PAUSE});
    else if (app->live.state == LIVE_PAUSED)
        app_order(app, (struct command){.kind = COMMAND_RESUME});
    else
        app_say(app, MESSAGE_NOTE, "no training to pause");
}

static void stop(struct app *app, enum command_kind kind)
{
    if (app_order(app, (struct command){.kind = kind}))
        app->live.state = LIVE_STOPPING;
}

static void discard(struct app *app, void *state, const char *text)
{
    (void)state;
    (void)text;
    /* The run may have ended while the question stood. */
    if (live_is_on(&app->live))
        stop(app, COMMAND_STOP_DISCARD);
}

static void ask_discard(struct app *app)
{
    static const struct prompt_asker asker = {.accepted = discard};

    prompt_confirm(&app->prompt, "stop and lose this run?", &asker);
}

static void toggle_curves(struct app *app, struct train_state *state)
{
    if (!state->watching && !train_curves_any(app))
        app_say(app, MESSAGE_NOTE, "no run yet: t starts one");
    else
        state->watching = !state->watching;
}

static bool run_request(struct app *app, struct train_state *state,
                        enum request request)
{
    bool on = live_is_on(&app->live);

    if (request == REQUEST_PAUSE)
        pause_or_resume(app);
    else if (request == REQUEST_CURVES)
        toggle_curves(app, state);
    else if (request == REQUEST_STOP && on)
        stop(app, COMMAND_STOP_KEEP);
    else if (request == REQUEST_DISCARD && on)
        ask_discard(app);
    else if (request == REQUEST_STOP || request == REQUEST_DISCARD)
        app_say(app, MESSAGE_NOTE, "no training to stop");
    else
        return false;
    return true;
}

static bool request(struct app *app, void *opaque, enum request request)
{
    struct train_state *state = opaque;

    if (request == REQUEST_TRAIN)
        start(app, state);
    else if (request == REQUEST_MORE || request == REQUEST_RIGHT)
        more_or_less(app, state, 1);
    else if (request == REQUEST_LESS || request == REQUEST_LEFT)
        more_or_less(app, state, -1);
    else if (request == REQUEST_CHANGE && !state->watching)
        change(app, state);
    else if (request == REQUEST_TOGGLE && !state->watching)
        step(app, state, 1);
    else if (request == REQUEST_DEFAULTS)
        train_settings_init(&state->settings);
    else if (request == REQUEST_BACK)
        state->watching = false;
    else if (request == REQUEST_CHANGE || request == REQUEST_TOGGLE)
        app_say(app, MESSAGE_NOTE, "e goes to the settings");
    else
        return run_request(app, state, request) ||
               (!state->watching &&
                table_move(&state->settings.table, request));
    return true;
}

/* What the keys of a run do; NULL where there is none. */
static const char *run_label(const struct app *app,
                             const struct train_state *state,
                             enum request request)
{
    bool on = live_is_on(&app->live);

    if (request == REQUEST_PAUSE)
        return app->live.state == LIVE_PAUSED    ? "resume"
               : app->live.state == LIVE_RUNNING ? "pause"
                                                 : NULL;
    if (request == REQUEST_STOP)
        return on ? "stop, keep best" : NULL;
    if (request == REQUEST_DISCARD)
        return on ? "discard" : NULL;
    if (request == REQUEST_CURVES)
        return state->watching         ? "settings"
               : train_curves_any(app) ? "curves"
                                       : NULL;
    return NULL;
}

static const char *label(const struct app *app, const void *opaque,
                         enum request request)
{
    const struct train_state *state = opaque;
    bool editing = !state->watching;
    bool on = live_is_on(&app->live);

    if (request == REQUEST_TRAIN)
        return obstacle(app, state) ? NULL : "start";
    if (request == REQUEST_CHANGE)
        return editing ? "change" : NULL;
    if (request == REQUEST_MORE)
        return editing ? "more" : on ? "lr up" : NULL;
    if (request == REQUEST_LESS)
        return editing ? "less" : on ? "lr down" : NULL;
    if (request == REQUEST_DEFAULTS)
        return editing ? "reset" : NULL;
    return run_label(app, state, request);
}

static void event(struct app *app, void *opaque, const struct event *event)
{
    struct train_state *state = opaque;

    if (event->kind == EVENT_LIBRARY) {
        count_supply(app->library, &state->supply, false);
        count_supply(app->library, &state->supply_of_stats, true);
    } else if (event->kind == EVENT_RUN_STARTED)
        state->watching = true;
    else if (!train_curves_any(app))
        state->watching = false;
}

/* --- drawing -------------------------------------------------------------- */

static int draw_supply(const struct app *app, const struct train_state *state,
                       struct canvas *canvas, int y)
{
    const char *reason = obstacle(app, state);
    char text[192];

    if (reason)
        return canvas_paragraph(canvas, y, STYLE_WARNING, reason);
    snprintf(text, sizeof(text),
             "ready: %zu labelled tracks of %s%zu genres; t starts",
             supply_of(state)->tracks,
             supply_of(state)->genres == GENRES_COUNTED ? "at least " : "",
             supply_of(state)->genres);
    return canvas_paragraph(canvas, y, STYLE_GOOD, text);
}

static void draw_settings(const struct app *app, struct train_state *state,
                          struct canvas *canvas)
{
    /* Where only that makes room for all rows, they do without a heading. */
    int top = state->settings.table.count == (size_t)canvas->height ? 0 : 1;
    struct canvas list =
        canvas_part(canvas, 0, top, LIST_WIDTH, canvas->height - top);
    struct canvas side =
        canvas_part(canvas, LIST_WIDTH + 2, 1, canvas->width - LIST_WIDTH - 3,
                    canvas->height - 1);
    struct train_row row = train_settings_row(&state->settings);
    int y;

    if (top)
        canvas_text(canvas, 2, 0, STYLE_HEADER, "next run");
    state->list_top = top;
    if (side.width < 16) {
        /* No room beside the list: the notes go below it. */
        int notes = canvas->height > 8 ? 4 : 0;

        list = canvas_part(canvas, 0, top, canvas->width,
                           canvas->height - top - notes);
        side = canvas_part(canvas, 2, canvas->height - notes, canvas->width - 4,
                           notes);
    }
    train_settings_draw(&state->settings, !state->watching, &list);
    y = draw_supply(app, state, &side, 0);
    canvas_paragraph(&side, y + (side.height > 6), STYLE_DIM,
                     train_row_help(row));
}

/* Beside the curves there is room for the list and a few lines below it. */
static void draw_narrow_settings(const struct app *app,
                                 struct train_state *state,
                                 struct canvas *canvas)
{
    struct canvas part = canvas_part(canvas, 0, 0, LIST_WIDTH, canvas->height);

    draw_settings(app, state, &part);
    for (int y = 0; y < canvas->height; y++)
        canvas_glyph(canvas, LIST_WIDTH, y, GLYPH_VERTICAL, STYLE_FRAME);
}

static void draw(const struct app *app, void *opaque, struct canvas *canvas)
{
    struct train_state *state = opaque;
    bool any = train_curves_any(app);
    struct canvas curves =
        canvas_part(canvas, 1, 0, canvas->width - 2, canvas->height);

    state->list_top = -1;
    if (any && canvas->width >= WIDTH_FOR_BOTH) {
        draw_narrow_settings(app, state, canvas);
        curves = canvas_part(canvas, LIST_WIDTH + 2, 0,
                             canvas->width - LIST_WIDTH - 3, canvas->height);
        train_curves_draw(app, &curves);
    } else if (any && state->watching) {
        train_curves_draw(app, &curves);
    } else {
        draw_settings(app, state, canvas);
    }
}

static void click(struct app *app, void *opaque, int x, int y)
{
    struct train_state *state = opaque;
    struct table *table = &state->settings.table;
    size_t line;

    (void)app;
    if (state->list_top < 0 || y < state->list_top)
        return;
    state->watching = x >= LIST_WIDTH && state->watching;
    line = table->top + (size_t)(y - state->list_top);
    if (x < LIST_WIDTH && line < table->count &&
        (size_t)(y - state->list_top) < table->page)
        table_select(table, line);
}

const struct view train_view = {
    .title = "Train",
    .scope = SCOPE_TRAIN,
    .create = create,
    .destroy = destroy,
    .draw = draw,
    .label = label,
    .request = request,
    .event = event,
    .click = click,
};
