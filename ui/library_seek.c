#include "ui/library_seek.h"

#include "base/alloc.h"

#include <stdlib.h>

const struct library_row *library_seek_row(const struct library_state *state)
{
    if (state->table.cursor >= library_list_count(state->list))
        return NULL;
    return library_list_at(state->list, state->table.cursor);
}

enum feature_kind library_seek_feature(const struct library_state *state,
                                       const struct track *track)
{
    return track->status == TRACK_FEATURES ? FEATURE_STATS : state->feature;
}

static bool is_there(const struct app *app, int64_t track_id,
                     enum feature_kind feature)
{
    return app->preview && app->preview->track_id == track_id &&
           app->preview->feature == feature;
}

/* At most one preview is on its way; when it has come and another is wanted by
 * then, that is asked for next. */
void library_seek_preview(struct app *app, struct library_state *state)
{
    const struct library_row *row = library_seek_row(state);
    struct command command = {.kind = COMMAND_PREVIEW};

    if (!row || state->asked || row->track.status == TRACK_UNREADABLE ||
        row->track.status == TRACK_MISSING)
        return;
    command.track_id = row->track.id;
    command.feature = library_seek_feature(state, &row->track);
    if (is_there(app, command.track_id, command.feature) ||
        !app->options.send(app->options.context, &command))
        return;
    state->asked = row->track.id;
    state->asked_feature = command.feature;
}

/* What failed is not asked for again, but what is wanted instead by now. */
void library_seek_failed(struct app *app, struct library_state *state)
{
    const struct library_row *row = library_seek_row(state);
    int64_t asked = state->asked;

    state->asked = 0;
    if (asked == 0)
        return;
    if (row && row->track.id == asked &&
        library_seek_feature(state, &row->track) == state->asked_feature)
        app->preview_failed = asked;
    else
        library_seek_preview(app, state);
}

void library_seek_moved(struct app *app, struct library_state *state)
{
    const struct library_row *row = library_seek_row(state);

    state->selected = row ? row->track.id : 0;
    state->file_shown = false;
    library_seek_preview(app, state);
}

void library_seek_arranged(struct app *app, struct library_state *state)
{
    size_t count = library_list_count(state->list);
    size_t at = library_list_find(state->list, state->selected);

    table_resize(&state->table, count);
    table_select(&state->table, at < count ? at : 0);
    library_seek_moved(app, state);
}

/* --- filter and search ---------------------------------------------------- */

void library_seek_filter(struct app *app, struct library_state *state,
                         const char *text)
{
    library_list_filter(state->list, text);
    library_seek_arranged(app, state);
}

/* What is typed may pass through filters that show nothing; the track that
 * the cursor was on before is found again when it reappears. */
static void filter_changed(struct app *app, void *opaque, const char *text)
{
    struct library_state *state = opaque;

    state->selected = state->track_before;
    library_seek_filter(app, state, text);
}

static void filter_abandoned(struct app *app, void *opaque)
{
    struct library_state *state = opaque;

    filter_changed(app, state, state->filter_before);
}

void library_seek_ask_filter(struct app *app, struct library_state *state)
{
    struct prompt_asker asker = {state, filter_changed, filter_changed,
                                 filter_abandoned};

    free(state->filter_before);
    state->filter_before = xstrdup(library_list_filter_text(state->list));
    state->track_before = state->selected;
    state->origin = NULL;
    prompt_ask(&app->prompt, "filter:", state->filter_before, &asker);
}

static void search_changed(struct app *app, void *opaque, const char *text)
{
    struct library_state *state = opaque;
    size_t found =
        library_list_search(state->list, text, state->search_from, false);

    table_select(&state->table,
                 found < state->table.count ? found : state->search_from);
    library_seek_moved(app, state);
}

static void search_accepted(struct app *app, void *opaque, const char *text)
{
    struct library_state *state = opaque;

    search_changed(app, state, text);
    free(state->search);
    state->search = xstrdup(text);
    if (library_list_search(state->list, text, 0, false) >= state->table.count)
        app_say(app, MESSAGE_NOTE, "no track shown has '%s'", text);
}

static void search_abandoned(struct app *app, void *opaque)
{
    struct library_state *state = opaque;

    table_select(&state->table, state->search_from);
    library_seek_moved(app, state);
}

void library_seek_ask_search(struct app *app, struct library_state *state)
{
    struct prompt_asker asker = {state, search_changed, search_accepted,
                                 search_abandoned};

    state->search_from = state->table.cursor;
    prompt_ask(&app->prompt, "search:", "", &asker);
}

void library_seek_again(struct app *app, struct library_state *state,
                        bool backwards)
{
    size_t count = state->table.count;
    size_t from = state->table.cursor + (backwards ? count - 1 : 1);
    size_t found;

    if (!state->search || !*state->search) {
        app_say(app, MESSAGE_NOTE, "nothing was searched for yet");
        return;
    }
    if (count == 0)
        return;
    found = library_list_search(state->list, state->search, from % count,
                                backwards);
    if (found >= count)
        app_say(app, MESSAGE_NOTE, "no track shown has '%s'", state->search);
    else
        table_select(&state->table, found);
    library_seek_moved(app, state);
}
