#include "ui/result_view.h"

#include "base/alloc.h"
#include "ui/app.h"
#include "ui/confusion.h"
#include "ui/format.h"
#include "ui/library_list.h"
#include "ui/library_view.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HEAD = 3 }; /* lines above the matrix */

struct result_state {
    size_t row, column;
    bool percent;
    struct confusion_place place; /* when last drawn */
};

static void *create(void)
{
    return xcalloc(1, sizeof(struct result_state));
}

static void destroy(void *state)
{
    free(state);
}

static size_t class_count(const struct app *app)
{
    return app->result ? app->result->test.classes : 0;
}

static void clamp_cursor(const struct app *app, struct result_state *state)
{
    size_t classes = class_count(app);

    if (state->row >= classes)
        state->row = classes ? classes - 1 : 0;
    if (state->column >= classes)
        state->column = classes ? classes - 1 : 0;
}

/* --- requests ------------------------------------------------------------- */

static bool move(const struct app *app, struct result_state *state,
                 enum request request)
{
    size_t last = class_count(app) ? class_count(app) - 1 : 0;

    if (request == REQUEST_UP)
        state->row -= state->row > 0;
    else if (request == REQUEST_DOWN)
        state->row += state->row < last;
    else if (request == REQUEST_LEFT)
        state->column -= state->column > 0;
    else if (request == REQUEST_RIGHT)
        state->column += state->column < last;
    else if (request == REQUEST_FIRST || request == REQUEST_PAGE_UP)
        state->row = 0;
    else if (request == REQUEST_LAST || request == REQUEST_PAGE_DOWN)
        state->row = last;
    else
        return false;
    return true;
}

/* The Library is filtered to the cell's tracks, as a person would type it. */
static void open_cell(struct app *app, const struct result_state *state)
{
    const struct result *result = app->result;
    size_t count =
        result->test.confusion[state->row * class_count(app) + state->column];
    char *given, *predicted, *filter;

    if (count == 0) {
        app_say(app, MESSAGE_NOTE, "this cell has no tracks");
        return;
    }
    if (!app->library || app->library->run_id != result->run.id) {
        app_say(app, MESSAGE_NOTE,
                "the Library shows another run's "
                "predictions");
        return;
    }
    given = library_value(result->run.classes[state->row]);
    predicted = library_value(result->run.classes[state->column]);
    filter = xformat("genre=%s predicted=%s split:test", given, predicted);
    library_view_filter(app, filter);
    free(given);
    free(predicted);
    free(filter);
}

static void other_checkpoint(struct app *app)
{
    struct command command = {.kind = COMMAND_LOAD_RESULT,
                              .run_id = app->result->run.id};

    command.checkpoint =
        app->result->checkpoint == RUN_BEST ? RUN_LAST : RUN_BEST;
    app_order(app, command);
}

static bool request(struct app *app, void *opaque, enum request request)
{
    struct result_state *state = opaque;

    if (request_info(request)->scope != SCOPE_RESULT)
        return move(app, state, request);
    if (!class_count(app))
        app_say(app, MESSAGE_NOTE, "no finished run yet: t trains a network");
    else if (request == REQUEST_OPEN_CELL)
        open_cell(app, state);
    else if (request == REQUEST_PERCENT)
        state->percent = !state->percent;
    else if (request == REQUEST_CHECKPOINT)
        other_checkpoint(app);
    return true;
}

static const char *label(const struct app *app, const void *opaque,
                         enum request request)
{
    const struct result_state *state = opaque;

    if (!class_count(app))
        return NULL;
    if (request == REQUEST_OPEN_CELL)
        return "the cell's tracks";
    if (request == REQUEST_PERCENT)
        return state->percent ? "counts" : "per cent";
    if (request == REQUEST_CHECKPOINT)
        return app->result->checkpoint == RUN_BEST ? "last epoch"
                                                   : "best epoch";
    return NULL;
}

static void event(struct app *app, void *opaque, const struct event *event)
{
    if (event->kind == EVENT_RESULT)
        clamp_cursor(app, opaque);
}

/* --- drawing -------------------------------------------------------------- */

static void draw_head(const struct result *result,
                      const struct result_state *state, struct canvas *canvas)
{
    const struct run *run = &result->run;
    const struct score *score = &result->test;
    char accuracy[FORMAT_SIZE], low[FORMAT_SIZE], high[FORMAT_SIZE];
    char text[384], protocol[96] = "";
    int x =
        canvas_print(canvas, 0, 0, STYLE_STRONG, "run %" PRId64 "  ", run->id);

    /* A split is often named for its protocol. */
    if (strcmp(run->split_name, run->protocol) != 0)
        snprintf(protocol, sizeof(protocol), " (%s)", run->protocol);
    snprintf(text, sizeof(text),
             "%s on %s  %s split%s  seed %" PRIu64 "  %s epoch %d of %d",
             run->model, run->features, run->split_name, protocol, run->seed,
             result->checkpoint == RUN_BEST ? "best" : "last",
             result->checkpoint == RUN_BEST ? run->best_epoch
                                            : run->epochs_done,
             run->epochs_planned);
    canvas_field(canvas, x, 0, canvas->width - x, STYLE_TEXT, text);
    snprintf(accuracy, sizeof(accuracy), "%.1f %%", score->accuracy * 100);
    snprintf(low, sizeof(low), "%.1f", score->low * 100);
    snprintf(high, sizeof(high), "%.1f", score->high * 100);
    x = canvas_print(canvas, 0, 1, STYLE_STRONG, "accuracy %s", accuracy);
    canvas_print(canvas, x, 1, STYLE_TEXT,
                 "  95 %% interval %s to %s  %zu of %zu test tracks right", low,
                 high, score->correct, score->total);
    canvas_print(canvas, 0, 2, STYLE_DIM, "rows: given, columns: predicted, %s",
                 state->percent ? "per cent of the given genre"
                                : "number of tracks");
}

static void draw_nothing(const struct app *app, struct canvas *canvas)
{
    int y = canvas_paragraph(canvas, 1, STYLE_STRONG,
                             "There is no finished run yet.");

    y = canvas_paragraph(canvas, y + 1, STYLE_TEXT,
                         "A confusion matrix and a report of each genre stand "
                         "here after a training.");
    if (live_is_on(&app->live))
        canvas_paragraph(canvas, y, STYLE_TEXT,
                         "One is under way: 2 shows its curves.");
    else
        canvas_paragraph(canvas, y, STYLE_TEXT, "t goes to where it starts.");
}

static void draw(const struct app *app, void *opaque, struct canvas *canvas)
{
    struct result_state *state = opaque;
    struct canvas body =
        canvas_part(canvas, 1, 0, canvas->width - 2, canvas->height);
    struct canvas matrix =
        canvas_part(&body, 0, HEAD, body.width, body.height - HEAD);
    struct confusion confusion;

    state->place = (struct confusion_place){0};
    if (!class_count(app)) {
        draw_nothing(app, &body);
        return;
    }
    confusion = (struct confusion){.score = &app->result->test,
                                   .classes = app->result->run.classes,
                                   .row = state->row,
                                   .column = state->column,
                                   .percent = state->percent};
    draw_head(app->result, state, &body);
    confusion_draw(&confusion, &matrix, &state->place);
}

static void click(struct app *app, void *opaque, int x, int y)
{
    struct result_state *state = opaque;
    size_t row, column;

    if (!confusion_hit(&state->place, x - 1, y - HEAD, &row, &column))
        return;
    if (row == state->row && column == state->column)
        open_cell(app, state);
    state->row = row;
    state->column = column;
}

const struct view result_view = {
    .title = "Results",
    .scope = SCOPE_RESULT,
    .create = create,
    .destroy = destroy,
    .draw = draw,
    .label = label,
    .request = request,
    .event = event,
    .click = click,
};
