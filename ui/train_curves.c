#include "ui/train_curves.h"

#include "base/alloc.h"
#include "ui/app.h"
#include "ui/chart.h"
#include "ui/format.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Cells: below the curves are figures, progress, best epoch and the log. */
enum {
    BELOW = 3,
    TIME_WIDTH = 9,
    LOG_LEAST = 2,
    LOG_MOST = 10,
    WIDTH_FOR_TWO = 64
};

/* The run that is shown; everything is lent. */
struct source {
    const struct run *run;
    const struct run_epoch *epochs;
    size_t count;
    int best;
};

static struct source source_of(const struct app *app)
{
    const struct live *live = &app->live;

    if (live->state != LIVE_NONE)
        return (struct source){live->run, live->epochs, live->count,
                               live->best_epoch};
    if (app->result)
        return (struct source){&app->result->run, app->result->epochs.items,
                               app->result->epochs.count,
                               app->result->run.best_epoch};
    return (struct source){0};
}

bool train_curves_any(const struct app *app)
{
    return app->live.state != LIVE_NONE || app->result;
}

static bool is_evaluated(const struct live *live)
{
    return live->state == LIVE_RUNNING && live->run && live->count > 0 &&
           live->epochs[live->count - 1].number >= live->run->epochs_planned;
}

static const char *state_words(const struct app *app)
{
    const struct live *live = &app->live;

    if (is_evaluated(live))
        return "predicting all tracks";
    switch (live->state) {
    case LIVE_NONE:
        return "last run";
    case LIVE_STARTING:
        return "starting";
    case LIVE_RUNNING:
        return "training";
    case LIVE_PAUSED:
        return "PAUSED";
    case LIVE_STOPPING:
        return "stopping";
    case LIVE_ENDED:
        return app->jobs[JOB_TRAIN].failed ? "failed" : "ended";
    }
    return "";
}

/* What the run is, as much of it as there is room for. */
static void draw_about(const struct run *run, struct canvas *canvas, int x,
                       int end)
{
    enum { PARTS = 4 };
    char *parts[PARTS] = {
        xformat("%s on %s", run->model, run->features),
        xformat("%s split", run->split_name),
        xformat("seed %" PRIu64, run->seed),
        xformat("%s", run->backend),
    };

    for (int i = 0; i < PARTS; i++) {
        int width = canvas_text_width(canvas, parts[i]);

        if (i == 0 && x + width > end && x < end)
            canvas_field(canvas, x, 0, end - x, STYLE_TEXT, parts[i]);
        if (x + width <= end)
            canvas_text(canvas, x, 0, STYLE_TEXT, parts[i]);
        x += width + 2;
        free(parts[i]);
    }
}

static void draw_heading(const struct app *app, const struct source *source,
                         struct canvas *canvas)
{
    const struct live *live = &app->live;
    const struct run *run = source->run;
    char right[96], left[FORMAT_SIZE];
    int x, width;

    format_time(live->left_s, left);
    if (live_is_on(live) && live->stepping && !is_evaluated(live))
        snprintf(right, sizeof(right), "%s  epoch %d of %d  %s%s",
                 state_words(app), live->progress.epoch, run->epochs_planned,
                 left, left[0] ? " left" : "");
    else
        snprintf(right, sizeof(right), "%s  %zu of %d epochs", state_words(app),
                 source->count, run->epochs_planned);
    width = canvas_text_width(canvas, right);
    x = canvas_print(canvas, 0, 0, STYLE_STRONG, "run %" PRId64, run->id);
    canvas_text(canvas, canvas->width - width, 0,
                live->state == LIVE_PAUSED ? STYLE_WARNING : STYLE_STRONG,
                right);
    draw_about(run, canvas, x + 2, canvas->width - width - 2);
}

/* --- curves --------------------------------------------------------------- */

static double largest_loss(const struct source *source)
{
    double largest = 0;

    for (size_t i = 0; source->epochs && i < source->count; i++) {
        const struct run_epoch *epoch = &source->epochs[i];

        if (isfinite(epoch->train_loss))
            largest = fmax(largest, epoch->train_loss);
        if (isfinite(epoch->valid_loss))
            largest = fmax(largest, epoch->valid_loss);
    }
    return largest;
}

static struct chart chart_of(const struct source *source, const char *title,
                             const double *train, const double *valid)
{
    struct chart chart = {
        .title = title,
        .curves = {{"train", train, sizeof(struct run_epoch), STYLE_CURVE_A,
                    '.', true},
                   {"valid", valid, sizeof(struct run_epoch), STYLE_CURVE_B,
                    '*', false}},
        .curve_count = 2,
        .count = source->count,
        .x_max = fmax(source->run->epochs_planned, (double)source->count),
        .low = 0,
        .high = 1,
        .mark_x = source->best,
    };

    return chart;
}

static void draw_loss(const struct source *source, struct canvas *canvas)
{
    const struct run_epoch *epochs = source->epochs;
    struct chart chart =
        chart_of(source, "loss", epochs ? &epochs->train_loss : NULL,
                 epochs ? &epochs->valid_loss : NULL);

    chart.high = chart_round_up(largest_loss(source));
    chart_draw(&chart, canvas);
}

static void draw_accuracy(const struct source *source, struct canvas *canvas)
{
    const struct run_epoch *epochs = source->epochs;
    struct chart chart =
        chart_of(source, "accuracy", epochs ? &epochs->train_accuracy : NULL,
                 epochs ? &epochs->valid_accuracy : NULL);

    chart_draw(&chart, canvas);
}

static void draw_charts(const struct source *source, struct canvas *canvas)
{
    int half = canvas->width / 2;
    struct canvas part;

    if (canvas->width >= WIDTH_FOR_TWO) {
        part = canvas_part(canvas, 0, 0, half - 1, canvas->height);
        draw_loss(source, &part);
        part = canvas_part(canvas, half + 1, 0, canvas->width - half - 1,
                           canvas->height);
        draw_accuracy(source, &part);
        return;
    }
    part = canvas_part(canvas, 0, 0, canvas->width, canvas->height / 2);
    draw_loss(source, &part);
    part = canvas_part(canvas, 0, canvas->height / 2, canvas->width,
                       canvas->height - canvas->height / 2);
    draw_accuracy(source, &part);
}

/* --- figures -------------------------------------------------------------- */

static void draw_figures(const struct live *live, struct canvas *canvas, int y)
{
    const struct trainer_progress *progress = &live->progress;
    char rate[FORMAT_SIZE], step[FORMAT_SIZE], tracks[FORMAT_SIZE];
    char loss[FORMAT_SIZE];
    int x;

    if (!live->stepping)
        return;
    format_number(progress->learning_rate, rate);
    format_number(progress->step_ms, step);
    format_number(progress->tracks_per_second, tracks);
    format_number(progress->loss, loss);
    x = canvas_print(canvas, 0, y, STYLE_TEXT,
                     "lr %-7s  loss %-5s step %s ms  %s tracks/s  batch %d/%d ",
                     rate, loss, step, tracks, progress->step, progress->steps);
    if (live_is_on(live) && progress->steps > 0 && x + 6 < canvas->width)
        canvas_bar(canvas, x + 1, y,
                   canvas->width - x - 1 > 40 ? 40 : canvas->width - x - 1,
                   (double)progress->step / progress->steps);
}

static void draw_best(const struct source *source, struct canvas *canvas, int y)
{
    char accuracy[FORMAT_SIZE], loss[FORMAT_SIZE];

    for (size_t i = 0; i < source->count; i++) {
        if (source->epochs[i].number != source->best)
            continue;
        format_share(source->epochs[i].valid_accuracy, accuracy);
        format_number(source->epochs[i].valid_loss, loss);
        canvas_print(canvas, 0, y, STYLE_STRONG,
                     "best epoch %d: valid accuracy %s, valid loss %s",
                     source->best, accuracy, loss);
        return;
    }
    canvas_text(canvas, 0, y, STYLE_DIM, "no epoch is finished yet");
}

/* Returns how many lines the message takes; without a canvas that is all. */
static int draw_message(const struct message *message, struct canvas *canvas,
                        int y, int width)
{
    struct canvas part = {.width = width - TIME_WIDTH};
    char time[FORMAT_SIZE];

    if (canvas) {
        part = canvas_part(canvas, TIME_WIDTH, y, width - TIME_WIDTH,
                           canvas->height - y);
        format_clock(message->time, time);
        canvas_text(canvas, 0, y, STYLE_DIM, time);
    }
    return canvas_paragraph(
        &part, 0, message->kind == MESSAGE_NOTE ? STYLE_TEXT : STYLE_BAD,
        message->text);
}

/* The newest messages, the newest last. */
static void draw_log(const struct app *app, struct canvas *canvas)
{
    size_t count = app->journal.count, from = count;
    int lines = 0, y = 0;

    while (from > 0) {
        lines += draw_message(journal_at(&app->journal, from - 1), NULL, 0,
                              canvas->width);
        if (lines > canvas->height && from < count)
            break;
        from--;
    }
    for (; from < count; from++)
        y += draw_message(journal_at(&app->journal, from), canvas, y,
                          canvas->width);
}

/* Before the first step: features may have to be computed. */
static void draw_preparation(const struct app *app, struct canvas *canvas)
{
    const struct job *job = app->jobs[JOB_EXTRACT].running
                                ? &app->jobs[JOB_EXTRACT]
                                : &app->jobs[JOB_TRAIN];
    char left[FORMAT_SIZE];
    int y = 1;

    canvas_text(canvas, 0, y++, STYLE_STRONG,
                "The training is being prepared.");
    canvas_text(canvas, 0, y++, STYLE_TEXT,
                "Features that are not in the cache are computed first.");
    if (!job->running || !job->measured || job->total == 0)
        return;
    format_time(job->left_s, left);
    canvas_bar(canvas, 0, y + 1, canvas->width > 60 ? 60 : canvas->width,
               (double)job->done / (double)job->total);
    canvas_print(canvas, 0, y + 2, STYLE_TEXT, "%zu of %zu  %s%s", job->done,
                 job->total, left, left[0] ? " left" : "");
}

void train_curves_draw(const struct app *app, struct canvas *canvas)
{
    struct source source = source_of(app);
    int log = (canvas->height - BELOW) / 4;
    struct canvas charts, lines;
    int rows;

    if (!source.run) {
        draw_preparation(app, canvas);
        return;
    }
    log = log < LOG_LEAST ? LOG_LEAST : log > LOG_MOST ? LOG_MOST : log;
    rows = canvas->height - BELOW - log;
    charts = canvas_part(canvas, 0, 1, canvas->width, rows);
    lines = canvas_part(canvas, 0, canvas->height - log, canvas->width, log);
    draw_heading(app, &source, canvas);
    draw_charts(&source, &charts);
    if (rows > 0) {
        draw_figures(&app->live, canvas, rows + 1);
        draw_best(&source, canvas, rows + 2);
        draw_log(app, &lines);
    }
}
