#include "ui/app.h"

#include "base/alloc.h"
#include "ui/format.h"

#include <stdio.h>
#include <stdlib.h>

/* Frees the old, keeps the new, and leaves nothing in the event. */
#define TAKE(destroy, kept, given)                                             \
    do {                                                                       \
        destroy(kept);                                                         \
        (kept) = (given);                                                      \
        (given) = NULL;                                                        \
    } while (0)

static void note(struct app *app, enum message_kind kind, const char *text)
{
    journal_add(&app->journal, app->options.clock(), kind, text);
}

/* That something was ordered needs no telling when it has come. */
static void forget_note(struct app *app)
{
    if (app->status_kind == MESSAGE_NOTE)
        app->status[0] = '\0';
}

static void job_started(struct app *app, const struct event *event)
{
    struct job *job = &app->jobs[event->job.job];

    free(job->title);
    free(job->outcome);
    *job = (struct job){.running = true, .left_s = -1};
    job->title = xstrdup(event->text ? event->text : "");
}

static void job_progress(struct app *app, const struct event *event)
{
    struct job *job = &app->jobs[event->job.job];

    job->running = true;
    job->measured = true;
    job->done = event->job.done;
    job->total = event->job.total;
    job->per_second = event->job.per_second;
    job->left_s = event->job.left_s;
}

static void set_outcome(struct job *job, char *outcome, bool failed)
{
    free(job->outcome);
    job->outcome = outcome;
    job->failed = failed;
}

static void job_ended(struct app *app, const struct event *event)
{
    struct job *job = &app->jobs[event->job.job];

    job->running = false;
    if (event->job.failed) {
        set_outcome(job, xstrdup(event->error.text), true);
        app_say(app, MESSAGE_ERROR, "%s", event->error.text);
    } else if (!job->outcome) {
        set_outcome(job, xstrdup("done"), false);
    }
    if (event->job.job == JOB_TRAIN && live_is_on(&app->live))
        app->live.state = app->live.run ? LIVE_ENDED : LIVE_NONE;
}

/* "12 tracks added, 3 unreadable"; the parts that are zero are left out. */
static void add_part(char *out, size_t size, size_t count, const char *what)
{
    size_t used = 0;

    while (out[used])
        used++;
    if (count)
        snprintf(out + used, size - used, "%s%zu %s", used ? ", " : "", count,
                 what);
}

static void imported(struct app *app, const struct import_summary *summary)
{
    char text[256] = "";
    size_t faults = summary->unreadable + summary->truncated;

    add_part(text, sizeof(text), summary->added, "added");
    add_part(text, sizeof(text), summary->updated, "updated");
    add_part(text, sizeof(text), summary->moved, "moved");
    add_part(text, sizeof(text), summary->unchanged, "unchanged");
    add_part(text, sizeof(text), summary->missing, "missing");
    add_part(text, sizeof(text), summary->unreadable, "unreadable");
    add_part(text, sizeof(text), summary->truncated, "truncated");
    add_part(text, sizeof(text), summary->ignored, "other files ignored");
    set_outcome(&app->jobs[JOB_IMPORT],
                xformat("%s%s", summary->cancelled ? "cancelled; " : "",
                        text[0] ? text : "no sound files found"),
                false);
    app_say(app, MESSAGE_NOTE, "import: %s%s", app->jobs[JOB_IMPORT].outcome,
            faults ? "; filter status:unreadable or status:truncated" : "");
    note(app, MESSAGE_NOTE, app->status);
    app_order(app, (struct command){.kind = COMMAND_LOAD_LIBRARY});
}

static void extracted(struct app *app, const struct extract_summary *summary)
{
    set_outcome(&app->jobs[JOB_EXTRACT],
                xformat("%s%zu computed, %zu were there, %zu failed",
                        summary->cancelled ? "cancelled; " : "",
                        summary->computed, summary->cached, summary->failed),
                false);
    app_say(app, MESSAGE_NOTE, "features: %s", app->jobs[JOB_EXTRACT].outcome);
    note(app, MESSAGE_NOTE, app->status);
}

static void run_ended(struct app *app, bool kept)
{
    app->live.state = LIVE_ENDED;
    if (!kept) {
        live_finish(&app->live);
        app_say(app, MESSAGE_NOTE, "the run was discarded");
        note(app, MESSAGE_NOTE, app->status);
        return;
    }
    /* In this order: a cell of the result leads to the library's tracks. */
    app_order(app, (struct command){.kind = COMMAND_LOAD_LIBRARY});
    app_order(app, (struct command){.kind = COMMAND_LOAD_RESULT,
                                    .checkpoint = RUN_BEST});
}

static void judged(struct app *app)
{
    const struct verdict *verdict = app->verdict;

    forget_note(app);
    if (verdict->failed)
        app_say(app, MESSAGE_ERROR, "%s", verdict->error.text);
    else if (verdict->error.text[0])
        app_say(app, MESSAGE_WARNING, "%s", verdict->error.text);
}

static void run_started(struct app *app, struct run *run)
{
    live_begin(&app->live, run);
    forget_note(app);
}

/* The epochs that a continued run had before are not news. */
static void epoch_ended(struct app *app, const struct event *event)
{
    const struct run_epoch *epoch = &event->epoch.epoch;
    char train[FORMAT_SIZE], valid[FORMAT_SIZE], text[160];

    live_add_epoch(&app->live, epoch, event->epoch.best);
    if (!app->live.stepping)
        return;
    format_share(epoch->train_accuracy, train);
    format_share(epoch->valid_accuracy, valid);
    snprintf(text, sizeof(text),
             "epoch %d: train loss %.3g, accuracy %s; valid loss %.3g, "
             "accuracy %s%s",
             epoch->number, epoch->train_loss, train, epoch->valid_loss, valid,
             event->epoch.best ? "; the best so far" : "");
    note(app, MESSAGE_NOTE, text);
}

static void step(struct app *app, const struct event *event)
{
    app->live.progress = event->step.progress;
    app->live.left_s = event->step.left_s;
    app->live.stepping = true;
    if (app->live.state == LIVE_STARTING)
        app->live.state = LIVE_RUNNING;
}

static void apply(struct app *app, struct event *event)
{
    switch (event->kind) {
    case EVENT_JOB_STARTED:
        job_started(app, event);
        break;
    case EVENT_JOB_PROGRESS:
        job_progress(app, event);
        break;
    case EVENT_JOB_ENDED:
        job_ended(app, event);
        break;
    case EVENT_IMPORTED:
        imported(app, &event->imported);
        break;
    case EVENT_EXTRACTED:
        extracted(app, &event->extracted);
        break;
    case EVENT_LOG:
        note(app, MESSAGE_NOTE, event->text);
        break;
    case EVENT_WARNING:
        app_say(app, MESSAGE_WARNING, "%s", event->text);
        break;
    case EVENT_LIBRARY:
        TAKE(library_destroy, app->library, event->library);
        break;
    case EVENT_PREVIEW:
        TAKE(preview_destroy, app->preview, event->preview);
        break;
    case EVENT_VERDICT:
        TAKE(verdict_destroy, app->verdict, event->verdict);
        judged(app);
        break;
    case EVENT_RESULT:
        TAKE(result_destroy, app->result, event->result);
        break;
    case EVENT_RUN_STARTED:
        run_started(app, event->run);
        break;
    case EVENT_STEP:
        step(app, event);
        break;
    case EVENT_EPOCH:
        epoch_ended(app, event);
        break;
    case EVENT_PAUSED:
        app->live.state = event->paused ? LIVE_PAUSED : LIVE_RUNNING;
        break;
    case EVENT_RUN_ENDED:
        run_ended(app, event->ended.kept);
        break;
    case EVENT_FAILED:
        app_say(app, MESSAGE_ERROR, "%s", event->error.text);
        app->library_failed = !app->library;
        break;
    case EVENT_RUNS:
        break;
    }
}

void app_event(struct app *app, struct event *event)
{
    size_t count;
    const struct view *const *views = app_views(&count);

    apply(app, event);
    for (size_t i = 0; i < count; i++)
        views[i]->event(app, app->states[i], event);
    event_finish(event);
}
