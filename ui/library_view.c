#include "ui/library_view.h"

#include "base/alloc.h"
#include "ui/app.h"
#include "ui/library_detail.h"
#include "ui/library_seek.h"
#include "ui/library_table.h"
#include "ui/train_view.h"
#include "ui/welcome.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Lines: the least list, and the bodies too low to show a detail. */
enum { LIST_LEAST = 4, BODY_FOR_DETAIL = 14, DETAIL_LEAST = 9 };

static void *create(void)
{
    struct library_state *state = xcalloc(1, sizeof(*state));

    state->list = library_list_create();
    return state;
}

static void destroy(void *opaque)
{
    struct library_state *state = opaque;

    library_list_destroy(state->list);
    free(state->search);
    free(state->filter_before);
    free(state);
}

void library_view_filter(struct app *app, const char *filter)
{
    struct library_state *state = app_state(app, &library_view);

    state->origin = app_view(app);
    library_list_filter(state->list, filter);
    app_show(app, &library_view);
    state->table.cursor = 0;
    state->selected = 0;
    library_seek_arranged(app, state);
}

/* --- requests ------------------------------------------------------------- */

static void sort_next(struct app *app, struct library_state *state)
{
    enum library_column column = library_list_column(state->list);

    do
        column = (enum library_column)((column + 1) % LIBRARY_COLUMN_COUNT);
    while (!library_table_sortable(app->library, column));
    library_list_sort(state->list, column, false);
    library_seek_arranged(app, state);
    app_say(app, MESSAGE_NOTE, "sorted by %s", library_column_title(column));
}

static void reverse(struct app *app, struct library_state *state)
{
    library_list_sort(state->list, library_list_column(state->list),
                      !library_list_reversed(state->list));
    library_seek_arranged(app, state);
}

static void classify(struct app *app, const struct library_state *state)
{
    const struct library_row *row = library_seek_row(state);
    struct command command = {.kind = COMMAND_CLASSIFY_TRACK};

    if (!row)
        return;
    if (!app->result) {
        app_say(app, MESSAGE_NOTE,
                "no finished run to classify with; train one first (t)");
        return;
    }
    command.track_id = row->track.id;
    if (app_order(app, command))
        app_say(app, MESSAGE_NOTE, "classifying '%s'", row->track.name);
}

static void extract(struct app *app)
{
    struct command command = {.kind = COMMAND_EXTRACT,
                              .features = train_view_features(app)};

    if (app->jobs[JOB_EXTRACT].running)
        app_say(app, MESSAGE_NOTE, "features are being computed; see Jobs");
    else if (app_order(app, command))
        app_say(app, MESSAGE_NOTE, "computing the features chosen in Train");
}

static void next_picture(struct app *app, struct library_state *state)
{
    const struct library_row *row = library_seek_row(state);

    if (row && row->track.status == TRACK_FEATURES) {
        app_say(app, MESSAGE_NOTE,
                "'%s' has no audio: its imported values are all there is",
                row->track.name);
        return;
    }
    state->feature = (enum feature_kind)((state->feature + 1) % FEATURE_COUNT);
    app->preview_failed = 0;
    library_seek_preview(app, state);
    app_say(app, MESSAGE_NOTE, "picture: %s",
            feature_of(state->feature)->title);
}

/* One step back: from the file, from the large detail, from the filter, and
 * to the view that asked for it. */
static void go_back(struct app *app, struct library_state *state)
{
    const struct view *origin = state->origin;

    if (state->file_shown) {
        state->file_shown = false;
    } else if (state->large) {
        state->large = false;
    } else if (*library_list_filter_text(state->list)) {
        state->origin = NULL;
        library_seek_filter(app, state, "");
        if (origin)
            app_show(app, origin);
    }
}

static bool list_request(struct app *app, struct library_state *state,
                         enum request request)
{
    if (request == REQUEST_DETAIL)
        state->large = !state->large;
    else if (request == REQUEST_PICTURE)
        next_picture(app, state);
    else if (request == REQUEST_BACK)
        go_back(app, state);
    else if (request == REQUEST_SEARCH)
        library_seek_ask_search(app, state);
    else if (request == REQUEST_SEARCH_NEXT)
        library_seek_again(app, state, false);
    else if (request == REQUEST_SEARCH_PREVIOUS)
        library_seek_again(app, state, true);
    else if (request == REQUEST_FILTER)
        library_seek_ask_filter(app, state);
    else if (request == REQUEST_UNFILTER)
        library_seek_filter(app, state, "");
    else if (request == REQUEST_SORT)
        sort_next(app, state);
    else if (request == REQUEST_REVERSE)
        reverse(app, state);
    else if (request == REQUEST_CLASSIFY)
        classify(app, state);
    else if (request == REQUEST_EXTRACT)
        extract(app);
    else
        return false;
    return true;
}

static bool has_tracks(const struct app *app)
{
    return app->library && app->library->count > 0;
}

static bool request(struct app *app, void *opaque, enum request request)
{
    struct library_state *state = opaque;

    if (table_move(&state->table, request)) {
        library_seek_moved(app, state);
        return true;
    }
    if (has_tracks(app))
        return list_request(app, state, request);
    if (request_info(request)->scope != SCOPE_LIBRARY)
        return false;
    app_say(app, MESSAGE_NOTE, "there are no tracks yet; i imports a folder");
    return true;
}

static const char *list_label(const struct app *app,
                              const struct library_state *state,
                              enum request request)
{
    bool any = library_list_count(state->list) > 0;
    bool filtered = *library_list_filter_text(state->list) != '\0';

    if (request == REQUEST_DETAIL)
        return !any ? NULL : state->large ? "list" : "detail";
    if (request == REQUEST_PICTURE)
        return any ? "picture" : NULL;
    if (request == REQUEST_FILTER)
        return "filter";
    if (request == REQUEST_UNFILTER)
        return filtered ? "all tracks" : NULL;
    if (request == REQUEST_SEARCH)
        return any ? "search" : NULL;
    if (request == REQUEST_SEARCH_NEXT)
        return any && state->search ? "next" : NULL;
    if (request == REQUEST_SORT)
        return any ? "sort" : NULL;
    if (request == REQUEST_REVERSE)
        return any ? "" : NULL;
    if (request == REQUEST_CLASSIFY)
        return any && app->result ? "classify" : NULL;
    if (request == REQUEST_EXTRACT)
        return app->jobs[JOB_EXTRACT].running ? NULL : "features";
    return NULL;
}

static const char *label(const struct app *app, const void *state,
                         enum request request)
{
    return has_tracks(app) ? list_label(app, state, request) : NULL;
}

/* --- events, drawing ------------------------------------------------------ */

static void event(struct app *app, void *opaque, const struct event *event)
{
    struct library_state *state = opaque;

    if (event->kind == EVENT_LIBRARY) {
        library_list_set(state->list, app->library);
        library_seek_arranged(app, state);
    } else if (event->kind == EVENT_FAILED) {
        library_seek_failed(app, state);
    } else if (event->kind == EVENT_PREVIEW) {
        state->asked = 0;
        library_seek_preview(app, state);
    } else if (event->kind == EVENT_VERDICT && !app->verdict->failed) {
        state->file_shown = app->verdict->track_id == 0;
    }
}

/* How many lines the detail gets; 0: none. */
static int detail_height(const struct library_state *state, int height)
{
    int rows = height * 2 / 5;

    if (state->large || state->file_shown)
        return height - LIST_LEAST > 0 ? height - LIST_LEAST : height;
    if (height < BODY_FOR_DETAIL)
        return 0;
    return rows < DETAIL_LEAST ? DETAIL_LEAST : rows;
}

static void draw_filter_line(const struct app *app,
                             const struct library_state *state,
                             struct canvas *canvas)
{
    const char *filter = library_list_filter_text(state->list);
    const char *fault = library_list_fault(state->list);
    char count[64];

    if (*fault) {
        canvas_field(canvas, 0, 0, canvas->width, STYLE_BAD, fault);
        return;
    }
    if (*filter) {
        snprintf(count, sizeof(count), "%zu of %zu",
                 library_list_count(state->list), app->library->count);
        canvas_text(canvas, 0, 0, STYLE_KEY, "filter");
        canvas_field(canvas, 7, 0, canvas->width - 24, STYLE_STRONG, filter);
    } else {
        snprintf(count, sizeof(count), "by %s",
                 library_column_title(library_list_column(state->list)));
        if (app->library->run_id)
            canvas_print(canvas, 0, 0, STYLE_DIM,
                         "predictions of run %lld; ! is not the given genre",
                         (long long)app->library->run_id);
        else
            canvas_text(canvas, 0, 0, STYLE_DIM,
                        "no predictions yet: t trains a network");
    }
    canvas_field_right(canvas, canvas->width - 16, 0, 16, STYLE_TEXT, count);
}

static void draw_list(const struct app *app, struct library_state *state,
                      struct canvas *canvas)
{
    struct canvas line = canvas_part(canvas, 1, 0, canvas->width - 2, 1);
    struct canvas list =
        canvas_part(canvas, 0, 1, canvas->width, canvas->height - 1);

    draw_filter_line(app, state, &line);
    state->list_top = 2;
    library_table_draw(app->library, state->list, &state->table, &list);
    if (library_list_count(state->list) == 0)
        canvas_text(&list, 2, 2, STYLE_DIM,
                    "No track matches.  F shows all, f changes the filter.");
}

static void draw(const struct app *app, void *opaque, struct canvas *canvas)
{
    struct library_state *state = opaque;
    int height = detail_height(state, canvas->height);
    struct canvas upper =
        canvas_part(canvas, 0, 0, canvas->width, canvas->height - height);
    struct canvas lower =
        canvas_part(canvas, 0, canvas->height - height, canvas->width, height);
    const struct library_row *row = library_seek_row(state);

    if (!app->library) {
        canvas_text(canvas, 2, 1, app->library_failed ? STYLE_BAD : STYLE_DIM,
                    app->library_failed
                        ? "the catalogue cannot be read; Jobs (4) says why"
                        : "reading the catalogue ...");
        return;
    }
    if (!has_tracks(app) && !state->file_shown) {
        welcome_draw(canvas);
        return;
    }
    draw_list(app, state, row || state->file_shown ? &upper : canvas);
    if (state->file_shown)
        library_detail_draw_file(app, &lower);
    else if (row && height)
        library_detail_draw(app, state, &lower);
}

static void click(struct app *app, void *opaque, int x, int y)
{
    struct library_state *state = opaque;
    size_t line = y >= state->list_top ? (size_t)(y - state->list_top) : 0;

    (void)x;
    if (y < state->list_top || line >= state->table.page ||
        state->table.top + line >= state->table.count)
        return;
    table_select(&state->table, state->table.top + line);
    library_seek_moved(app, state);
}

const struct view library_view = {
    .title = "Library",
    .scope = SCOPE_LIBRARY,
    .create = create,
    .destroy = destroy,
    .draw = draw,
    .label = label,
    .request = request,
    .event = event,
    .click = click,
};
