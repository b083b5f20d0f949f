#include "ui/library_detail.h"

#include "base/file.h"
#include "ui/app.h"
#include "ui/bars.h"
#include "ui/format.h"
#include "ui/library_list.h"
#include "ui/library_seek.h"
#include "ui/picture.h"

#include <inttypes.h>
#include <stdio.h>

/* Cells: from the side column's share to what a picture needs, and a whole
 * table beside it. */
enum {
    SIDE_LEAST = 28,
    SIDE_MOST = 46,
    WIDTH_FOR_SIDE = 60,
    WIDTH_FOR_ALL = 130
};

static void draw_heading(struct canvas *canvas, const char *name,
                         const char *note)
{
    int x;

    canvas_line(canvas, 0, 0, canvas->width, STYLE_FRAME);
    x = canvas_print(canvas, 1, 0, STYLE_STRONG, " %s ", name);
    if (note && *note)
        canvas_print(canvas, x + 1, 0, STYLE_TEXT, " %s ", note);
}

static int lines_of(const struct canvas *canvas, const char *text)
{
    struct canvas nowhere = *canvas;

    nowhere.height = 0;
    return canvas_paragraph(&nowhere, 0, STYLE_TEXT, text);
}

/* Over several lines where there is room, else the shorter text on one. */
static void draw_fact(struct canvas *canvas, int *y, const char *name,
                      const char *value, const char *shorter)
{
    struct canvas part;

    if (!value || !*value || *y >= canvas->height)
        return;
    canvas_text(canvas, 0, *y, STYLE_DIM, name);
    part = canvas_part(canvas, 8, *y, canvas->width - 8, canvas->height - *y);
    if (lines_of(&part, value) <= part.height) {
        *y += canvas_paragraph(&part, 0, STYLE_TEXT, value);
        return;
    }
    canvas_field(&part, 0, 0, part.width, STYLE_TEXT, shorter);
    (*y)++;
}

/* Puts a measurement behind those before it, or on a line of its own. */
static void add_measure(struct canvas *canvas, int *x, int *y, const char *text)
{
    int width = canvas_text_width(canvas, text);

    if (*x > 0 && *x + width > canvas->width) {
        *x = 0;
        (*y)++;
    }
    *x = canvas_text(canvas, *x, *y, STYLE_TEXT, text) + 2;
}

/* Length, rate and channels; loudness: two lines where they are wide enough.
 * Returns how many.  Without audio there is nothing measured. */
static int draw_measurements(const struct track *track, struct canvas *canvas)
{
    char texts[6][FORMAT_SIZE + 16], share[FORMAT_SIZE];
    int x = 0, y = 0;

    if (track->status == TRACK_FEATURES)
        return canvas_paragraph(canvas, 0, STYLE_WARNING, track->reason);
    if (!(track->duration_s > 0))
        return 0;
    snprintf(texts[0], sizeof(texts[0]), "%.1f s", track->duration_s);
    snprintf(texts[1], sizeof(texts[1]), "%d Hz", track->rate_hz);
    format_channels(track->channels, texts[2]);
    format_share(track->rms, share);
    snprintf(texts[3], sizeof(texts[3]), "rms %s", share);
    format_share(track->peak, share);
    snprintf(texts[4], sizeof(texts[4]), "peak %s", share);
    snprintf(texts[5], sizeof(texts[5]), "clipped %.3g %%",
             track->clipped * 100);
    for (int i = 0; i < 6; i++) {
        if (i == 3 && x > 0) {
            x = 0;
            y++;
        }
        add_measure(canvas, &x, &y, texts[i]);
    }
    return y + 1;
}

static int draw_facts(const struct track *track, struct canvas *canvas, int y)
{
    draw_fact(canvas, &y, "artist", track->artist, track->artist);
    draw_fact(canvas, &y, "title", track->title, track->title);
    draw_fact(canvas, &y, "format", track->format, track->format);
    if (track->path && track->status != TRACK_FEATURES)
        draw_fact(canvas, &y, "file", track->path, file_name(track->path));
    return y;
}

static void draw_prediction(const struct app *app,
                            const struct library_row *row,
                            struct canvas *canvas, int y)
{
    const struct verdict *verdict = app->verdict;
    const char *predicted = library_predicted(app->library, row);
    char share[FORMAT_SIZE];

    if (verdict && !verdict->failed && verdict->track_id == row->track.id) {
        canvas_print(canvas, 0, y, STYLE_HEADER, "run %" PRId64 " says",
                     verdict->run_id);
        if (row->track.genre)
            canvas_print(canvas, canvas->width - 7, y, STYLE_DIM, "* given");
        bars_draw(canvas, y + 1, verdict->classes, verdict->probabilities,
                  verdict->class_count, row->track.genre);
    } else if (predicted) {
        format_share((double)row->confidence, share);
        canvas_print(
            canvas, 0, y,
            library_is_wrong(app->library, row) ? STYLE_BAD : STYLE_TEXT,
            "run %" PRId64 " says %s%s %s", app->library->run_id, predicted,
            library_is_wrong(app->library, row) ? " !" : "", share);
        canvas_text(canvas, 0, y + 1, STYLE_DIM, "c shows all genres");
    }
}

/* How many lines the prediction wants. */
static int prediction_height(const struct app *app,
                             const struct library_row *row)
{
    const struct verdict *verdict = app->verdict;

    if (verdict && !verdict->failed && verdict->track_id == row->track.id)
        return (int)verdict->class_count + 1;
    return library_predicted(app->library, row) ? 2 : 0;
}

/* The prediction comes first: facts take the lines that it leaves. */
static void draw_side(const struct app *app, const struct library_row *row,
                      struct canvas *canvas)
{
    int y = draw_measurements(&row->track, canvas);
    int wanted = prediction_height(app, row);
    int room = canvas->height - y;
    struct canvas facts = *canvas;

    facts.height = wanted < room ? canvas->height - wanted : y;
    y = draw_facts(&row->track, &facts, y);
    if (wanted + 1 < canvas->height - y)
        y++;
    draw_prediction(app, row, canvas, y);
}

static void draw_left(const struct app *app, const struct track *track,
                      enum feature_kind wanted, struct canvas *canvas)
{
    int y = 0;

    if (track->status != TRACK_READY && track->status != TRACK_FEATURES &&
        track->reason)
        y = canvas_paragraph(canvas, y, STYLE_WARNING, track->reason);
    *canvas = canvas_part(canvas, 0, y, canvas->width, canvas->height - y);
    if (app->preview_failed == track->id)
        canvas_text(canvas, 0, 0, STYLE_WARNING, "no picture; Jobs says why");
    else if (app->preview && app->preview->track_id == track->id)
        picture_draw(app->preview, wanted, canvas);
    else if (track->status != TRACK_UNREADABLE &&
             track->status != TRACK_MISSING)
        canvas_text(canvas, 0, 0, STYLE_DIM, "reading ...");
}

/* What the picture shows, at the right end of the heading; to the left of it
 * is what stands there already. */
static void draw_picture_title(const struct app *app,
                               const struct library_row *row,
                               enum feature_kind wanted, struct canvas *canvas)
{
    const char *title = row->track.status == TRACK_FEATURES
                            ? "imported stats, no audio"
                            : picture_title(wanted);
    int width = canvas_text_width(canvas, title);
    int x = canvas->width - width - 3;

    if (app->preview && app->preview->track_id == row->track.id &&
        x > canvas_text_width(canvas, row->track.name) + 16)
        canvas_print(canvas, x, 0, STYLE_HEADER, " %s ", title);
}

/* The many values in the large detail take the whole width. */
static bool wants_side(const struct library_state *state,
                       enum feature_kind wanted, int width)
{
    return width >= WIDTH_FOR_SIDE &&
           !(state->large && wanted == FEATURE_STATS && width < WIDTH_FOR_ALL);
}

void library_detail_draw(const struct app *app,
                         const struct library_state *state,
                         struct canvas *canvas)
{
    const struct library_row *row = library_seek_row(state);
    const struct track *track = &row->track;
    enum feature_kind wanted = library_seek_feature(state, track);
    struct canvas left =
        canvas_part(canvas, 1, 1, canvas->width - 2, canvas->height - 1);
    int width = left.width * 2 / 5;

    draw_heading(canvas, track->name,
                 track->genre ? track->genre : "without a genre");
    draw_picture_title(app, row, wanted, canvas);
    width = width > SIDE_MOST    ? SIDE_MOST
            : width < SIDE_LEAST ? SIDE_LEAST
                                 : width;
    if (wants_side(state, wanted, left.width)) {
        struct canvas side =
            canvas_part(&left, left.width - width, 0, width, left.height);

        draw_side(app, row, &side);
        left = canvas_part(&left, 0, 0, left.width - width - 2, left.height);
    } else if (!picture_is_table(wanted)) {
        int y = draw_measurements(track, &left);

        left = canvas_part(&left, 0, y, left.width, left.height - y);
    }
    draw_left(app, track, wanted, &left);
}

void library_detail_draw_file(const struct app *app, struct canvas *canvas)
{
    const struct verdict *verdict = app->verdict;
    struct canvas body =
        canvas_part(canvas, 1, 1, canvas->width - 2, canvas->height - 1);
    char note[64];
    int y;

    snprintf(note, sizeof(note), "by run %" PRId64 "  %.1f s", verdict->run_id,
             verdict->duration_s);
    draw_heading(canvas, file_name(verdict->path), note);
    y = canvas_paragraph(&body, 0, STYLE_DIM, verdict->path);
    if (verdict->error.text[0])
        y = canvas_paragraph(&body, y, STYLE_WARNING, verdict->error.text);
    if (body.width > 70)
        body.width = 70;
    bars_draw(&body, y, verdict->classes, verdict->probabilities,
              verdict->class_count, NULL);
}
