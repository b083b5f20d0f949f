#include "ui/job_view.h"

#include "base/alloc.h"
#include "ui/app.h"
#include "ui/format.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Cells and lines. */
enum {
    NAME_WIDTH = 9,
    BAR_WIDTH = 20,
    FULL_LINES = 3, /* the selected message in full */
    BODY_FOR_FULL = 12
};

struct job_state {
    struct table table; /* of messages, the newest first */
    size_t seen;        /* messages when last drawn */
};

static void *create(void)
{
    return xcalloc(1, sizeof(struct job_state));
}

static void destroy(void *state)
{
    free(state);
}

static const struct message *newest(const struct app *app, size_t i)
{
    return journal_at(&app->journal, app->journal.count - 1 - i);
}

static bool can_cancel(const struct app *app)
{
    return app->jobs[JOB_IMPORT].running || app->jobs[JOB_EXTRACT].running;
}

static void cancel(struct app *app)
{
    if (!can_cancel(app))
        app_say(app, MESSAGE_NOTE, "%s",
                live_is_on(&app->live)
                    ? "a training is stopped in Train: s or D"
                    : "nothing runs that could be cancelled");
    else if (app_order(app, (struct command){.kind = COMMAND_CANCEL}))
        app_say(app, MESSAGE_NOTE, "cancelling; what is done stays");
}

static bool request(struct app *app, void *opaque, enum request request)
{
    struct job_state *state = opaque;

    if (request == REQUEST_CANCEL) {
        cancel(app);
        return true;
    }
    return table_move(&state->table, request);
}

static const char *label(const struct app *app, const void *state,
                         enum request request)
{
    (void)state;
    return request == REQUEST_CANCEL && can_cancel(app) ? "cancel" : NULL;
}

/* A cursor that is not on the newest message stays on its message. */
static void event(struct app *app, void *opaque, const struct event *event)
{
    struct job_state *state = opaque;
    size_t count = app->journal.count;

    (void)event;
    table_resize(&state->table, count);
    if (state->table.cursor > 0 && count > state->seen)
        table_select(&state->table, state->table.cursor + count - state->seen);
    state->seen = count;
}

/* --- drawing -------------------------------------------------------------- */

static void draw_measure(const struct job *job, struct canvas *canvas, int y)
{
    char rate[FORMAT_SIZE], left[FORMAT_SIZE];
    double share = job->total ? (double)job->done / (double)job->total : 0;
    int x = NAME_WIDTH;

    if (!job->measured) {
        canvas_field(canvas, x, y, canvas->width - x, STYLE_TEXT, job->title);
        return;
    }
    canvas_bar(canvas, x, y, BAR_WIDTH, share);
    x += BAR_WIDTH + 1;
    format_number(job->per_second, rate);
    format_time(job->left_s, left);
    if (job->total)
        x = canvas_print(canvas, x, y, STYLE_STRONG, "%3.0f %%  %zu of %zu",
                         share * 100, job->done, job->total);
    else
        x = canvas_print(canvas, x, y, STYLE_STRONG, "%zu", job->done);
    if (job->per_second > 0)
        x = canvas_print(canvas, x + 2, y, STYLE_TEXT, "%s/s", rate);
    if (left[0])
        x = canvas_print(canvas, x + 2, y, STYLE_TEXT, "%s left", left);
    canvas_field(canvas, x + 2, y, canvas->width - x - 2, STYLE_DIM,
                 job->title ? job->title : "");
}

static void draw_training(const struct app *app, struct canvas *canvas, int y)
{
    const struct live *live = &app->live;
    const struct run *run = live->run;
    char left[FORMAT_SIZE];
    double epochs;
    int x = NAME_WIDTH;

    if (!run || !live->stepping || run->epochs_planned < 1) {
        canvas_text(canvas, x, y, STYLE_TEXT, "preparing");
        return;
    }
    epochs = live->progress.epoch - 1;
    if (live->progress.steps > 0)
        epochs += (double)live->progress.step / live->progress.steps;
    canvas_bar(canvas, x, y, BAR_WIDTH, epochs / run->epochs_planned);
    format_time(live->left_s, left);
    x = canvas_print(canvas, x + BAR_WIDTH + 1, y, STYLE_STRONG,
                     "%3.0f %%  epoch %d of %d",
                     100 * epochs / run->epochs_planned, live->progress.epoch,
                     run->epochs_planned);
    canvas_print(canvas, x + 2, y, STYLE_TEXT, "%s%s  run %" PRId64 "%s", left,
                 left[0] ? " left" : "", run->id,
                 live->state == LIVE_PAUSED ? "  paused" : "");
}

static void draw_job(const struct app *app, enum job_kind kind,
                     struct canvas *canvas, int y)
{
    const struct job *job = &app->jobs[kind];

    canvas_text(canvas, 0, y, job->running ? STYLE_STRONG : STYLE_DIM,
                job_name(kind));
    if (kind == JOB_TRAIN && live_is_on(&app->live))
        draw_training(app, canvas, y);
    else if (job->running)
        draw_measure(job, canvas, y);
    else if (job->outcome)
        canvas_field(canvas, NAME_WIDTH, y, canvas->width - NAME_WIDTH,
                     job->failed ? STYLE_BAD : STYLE_TEXT, job->outcome);
    else
        canvas_text(canvas, NAME_WIDTH, y, STYLE_DIM, "not since the start");
}

/* The word says what the colour says. */
static const char *kind_word(enum message_kind kind)
{
    switch (kind) {
    case MESSAGE_NOTE:
        return "";
    case MESSAGE_WARNING:
        return "warning";
    case MESSAGE_ERROR:
        return "error";
    }
    return "";
}

static uint16_t kind_style(enum message_kind kind)
{
    switch (kind) {
    case MESSAGE_NOTE:
        return STYLE_TEXT;
    case MESSAGE_WARNING:
        return STYLE_WARNING;
    case MESSAGE_ERROR:
        return STYLE_BAD;
    }
    return STYLE_TEXT;
}

static void draw_message(const struct message *message, bool selected,
                         struct canvas *canvas, int y)
{
    uint16_t style = kind_style(message->kind);
    char time[FORMAT_SIZE];

    format_clock(message->time, time);
    canvas_text(canvas, 2, y, STYLE_DIM, time);
    canvas_text(canvas, 11, y, style, kind_word(message->kind));
    canvas_field(canvas, 19, y, canvas->width - 20, style, message->text);
    if (selected) {
        canvas_paint(canvas, 0, y, canvas->width - 1, STYLE_SELECTED);
        canvas_glyph(canvas, 0, y, GLYPH_CURSOR, STYLE_SELECTED);
    }
}

static void draw_messages(const struct app *app, struct job_state *state,
                          struct canvas *canvas)
{
    struct table *table = &state->table;
    int full = canvas->height >= BODY_FOR_FULL ? FULL_LINES + 1 : 0;
    struct canvas list =
        canvas_part(canvas, 0, 0, canvas->width, canvas->height - full);
    struct canvas text = canvas_part(canvas, 1, canvas->height - full + 1,
                                     canvas->width - 2, full - 1);

    table_resize(table, app->journal.count);
    table_fit(table, list.height);
    for (size_t i = 0; i < table->page && table->top + i < table->count; i++)
        draw_message(newest(app, table->top + i),
                     table->top + i == table->cursor, &list, (int)i);
    table_draw_position(table, &list, list.width - 1, 0);
    if (full) {
        canvas_line(canvas, 0, canvas->height - full, canvas->width,
                    STYLE_FRAME);
        canvas_paragraph(&text, 0, STYLE_TEXT,
                         newest(app, table->cursor)->text);
    }
}

static void draw(const struct app *app, void *opaque, struct canvas *canvas)
{
    struct job_state *state = opaque;
    struct canvas jobs =
        canvas_part(canvas, 1, 0, canvas->width - 2, JOB_COUNT);
    struct canvas messages =
        canvas_part(canvas, 0, JOB_COUNT + 1, canvas->width,
                    canvas->height - JOB_COUNT - 1);

    for (int i = 0; i < JOB_COUNT; i++)
        draw_job(app, (enum job_kind)i, &jobs, i);
    canvas_line(canvas, 0, JOB_COUNT, canvas->width, STYLE_FRAME);
    canvas_text(canvas, 1, JOB_COUNT, STYLE_HEADER, " messages, newest first ");
    if (app->journal.count)
        draw_messages(app, state, &messages);
    else
        canvas_text(&messages, 1, 0, STYLE_DIM,
                    "None yet: i imports a folder, t goes to a training.");
}

static void click(struct app *app, void *opaque, int x, int y)
{
    struct job_state *state = opaque;
    struct table *table = &state->table;
    size_t line = y > JOB_COUNT ? (size_t)(y - JOB_COUNT - 1) : table->page;

    (void)app;
    (void)x;
    if (line < table->page)
        table_select(table, table->top + line);
}

const struct view job_view = {
    .title = "Jobs",
    .scope = SCOPE_JOBS,
    .create = create,
    .destroy = destroy,
    .draw = draw,
    .label = label,
    .request = request,
    .event = event,
    .click = click,
};
