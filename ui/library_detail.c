#include "ui/library_detail.h"

#include "base/file.h"
#include "ui/app.h"
#include "ui/bars.h"
#include "ui/format.h"
#include "ui/library_list.h"
#include "ui/picture.h"

#include <inttypes.h>

/* Cells: from the side column's share to what a picture needs. */
enum { SIDE_LEAST = 28, SIDE_MOST = 46, WIDTH_FOR_SIDE = 60 };

static void draw_heading(struct canvas *canvas, const char *name,
                         const char *note)
{
    int x;

    canvas_line(canvas, 0, 0, canvas->width, STYLE_FRAME);
    x = canvas_print(canvas, 1, 0, STYLE_STRONG, " %s ", name);
    if (note && *note)
        canvas_print(canvas, x + 1, 0, STYLE_TEXT, " %s ", note);
}

static void draw_fact(struct canvas *canvas, int *y, const char *name,
                      const char *value)
{
    if (!value || !*value || *y >= canvas->height)
        return;
    canvas_text(canvas, 0, *y, STYLE_DIM, name);
    canvas_field(canvas, 8, *y, canvas->width - 8, STYLE_TEXT, value);
    (*y)++;
}

/* Length, rate and channels; loudness: two lines that are always there. */
static int draw_measurements(const struct track *track, struct canvas *canvas)
{
    char channels[FORMAT_SIZE], rms[FORMAT_SIZE], peak[FORMAT_SIZE];

    if (!(track->duration_s > 0))
        return 0;
    format_channels(track->channels, channels);
    format_share(track->rms, rms);
    format_share(track->peak, peak);
    canvas_print(canvas, 0, 0, STYLE_TEXT, "%.1f s  %d Hz  %s",
                 track->duration_s, track->rate_hz, channels);
    canvas_print(canvas, 0, 1, STYLE_TEXT, "rms %s  peak %s  %s %.2f %%", rms,
                 peak, canvas->width < 34 ? "clip" : "clipped",
                 track->clipped * 100);
    return 2;
}

static int draw_facts(const struct track *track, struct canvas *canvas, int y)
{
    draw_fact(canvas, &y, "artist", track->artist);
    draw_fact(canvas, &y, "title", track->title);
    draw_fact(canvas, &y, "format", track->format);
    draw_fact(canvas, &y, "file", track->path);
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
                      struct canvas *canvas)
{
    int y = 0;

    if (track->status != TRACK_READY && track->reason)
        y = canvas_paragraph(canvas, y, STYLE_WARNING, track->reason);
    *canvas = canvas_part(canvas, 0, y, canvas->width, canvas->height - y);
    if (app->preview && app->preview->track_id == track->id)
        picture_draw(app->preview, canvas);
    else if (app->preview_failed == track->id)
        canvas_text(canvas, 0, 0, STYLE_WARNING, "no picture; Jobs says why");
    else if (track->status == TRACK_READY || track->status == TRACK_TRUNCATED)
        canvas_text(canvas, 0, 0, STYLE_DIM, "reading ...");
}

void library_detail_draw(const struct app *app, const struct library_row *row,
                         struct canvas *canvas)
{
    const struct track *track = &row->track;
    struct canvas body =
        canvas_part(canvas, 1, 1, canvas->width - 2, canvas->height - 1);
    bool has_side = body.width >= WIDTH_FOR_SIDE;
    int side_width = body.width * 2 / 5;
    struct canvas left, side;

    draw_heading(canvas, track->name,
                 track->genre ? track->genre : "without a genre");
    if (side_width > SIDE_MOST)
        side_width = SIDE_MOST;
    if (side_width < SIDE_LEAST || !has_side)
        side_width = has_side ? SIDE_LEAST : 0;
    left = canvas_part(
        &body, 0, 0, body.width - side_width - (has_side ? 2 : 0), body.height);
    side =
        canvas_part(&body, body.width - side_width, 0, side_width, body.height);
    if (has_side) {
        draw_side(app, row, &side);
    } else {
        int y = draw_measurements(track, &left);

        left = canvas_part(&left, 0, y, left.width, left.height - y);
    }
    draw_left(app, track, &left);
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
