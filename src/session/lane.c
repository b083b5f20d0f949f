#include "session/lane.h"

#include "base/alloc.h"
#include "session/classification.h"
#include "session/extraction.h"
#include "session/importer.h"
#include "session/library.h"
#include "session/previewer.h"
#include "session/result.h"
#include "session/training.h"

/* Forgets a cancellation that came when there was nothing to cancel.  When
 * the session ends it sets quitting first, so that the flag set then stays. */
static void begin(struct lane *lane)
{
    atomic_store(&lane->cancelled, false);
    if (atomic_load(lane->quitting))
        atomic_store(&lane->cancelled, true);
}

static void refuse_all(struct lane *lane)
{
    struct error err = {0};
    struct command command;

    error_set(&err, "the workspace '%s' cannot be opened", lane->workspace);
    while (queue_pop(lane->commands, &command)) {
        report_failure(&lane->reporter, &err);
        command_finish(&command);
    }
}

void lane_serve(struct lane *lane)
{
    if (lane->catalog)
        lane->work(lane);
    else
        refuse_all(lane);
}

/* --- the trainer -----------------------------------------------------------
 */

void lane_train(struct lane *lane)
{
    struct training_room room = {
        .catalog = lane->catalog,
        .commands = lane->commands,
        .reporter = &lane->reporter,
        .cancelled = &lane->cancelled,
        .quitting = lane->quitting,
        .threads = lane->jobs,
    };
    struct command command;

    /* Pauses and stops that come without a training mean nothing. */
    while (queue_pop(lane->commands, &command)) {
        begin(lane);
        if (command.kind == COMMAND_TRAIN)
            training_run(&room, command.order);
        command_finish(&command);
    }
}

/* --- the worker ------------------------------------------------------------
 */

static struct job job_of(struct lane *lane)
{
    return (struct job){.catalog = lane->catalog,
                        .reporter = &lane->reporter,
                        .cancelled = &lane->cancelled,
                        .threads = lane->jobs};
}

static void import(struct lane *lane, const struct command *command)
{
    struct import_order order = {.kind = IMPORT_FOLDER, .path = command->path};
    struct event event = {.kind = EVENT_IMPORTED};
    struct job job = job_of(lane);
    struct error err = {0};
    bool good;

    if (command->labels)
        order.kind = IMPORT_LABELS;
    else if (command->stats)
        order.kind = IMPORT_STATS;
    lane->reporter.job = JOB_IMPORT;
    good = importer_run(&job, &order, &event.imported, &err);
    report(&lane->reporter, &event);
    if (!good)
        report_failure(&lane->reporter, &err);
    report_ended(&lane->reporter, good ? NULL : &err);
}

static void extract(struct lane *lane, const struct command *command)
{
    struct event event = {.kind = EVENT_EXTRACTED};
    struct job job = job_of(lane);
    struct error err = {0};
    bool good;

    lane->reporter.job = JOB_EXTRACT;
    good = extraction_run(&job, command->features, &event.extracted, &err);
    if (event.extracted.without_audio)
        report_text(&lane->reporter, EVENT_WARNING,
                    "%zu tracks have no audio and lack some of these features: "
                    "they are left out",
                    event.extracted.without_audio);
    report(&lane->reporter, &event);
    if (!good)
        report_failure(&lane->reporter, &err);
    report_ended(&lane->reporter, good ? NULL : &err);
}

void lane_import(struct lane *lane)
{
    struct command command;

    while (queue_pop(lane->commands, &command)) {
        begin(lane);
        if (command.kind == COMMAND_IMPORT)
            import(lane, &command);
        else if (command.kind == COMMAND_EXTRACT)
            extract(lane, &command);
        command_finish(&command);
    }
}

/* --- the reader ------------------------------------------------------------
 */

static bool load_runs(struct catalog *catalog, struct run_list **out,
                      struct error *err)
{
    *out = xcalloc(1, sizeof(**out));
    return run_list_load(catalog, *out, err);
}

static bool classify(struct classification *classification,
                     const struct command *command, struct verdict **out,
                     struct error *err)
{
    if (command->kind == COMMAND_CLASSIFY_TRACK)
        return classification_track(classification, command->track_id,
                                    command->run_id, out, err);
    return classification_file(classification, command->path, command->run_id,
                               out, err);
}

/* Reports the answer, or why there is none. */
static void answer(struct lane *lane, bool good, struct event *event,
                   const struct error *err)
{
    if (good) {
        report(&lane->reporter, event);
        return;
    }
    event_finish(event);
    report_failure(&lane->reporter, err);
}

static void read_one(struct lane *lane, struct classification *classification,
                     const struct command *command)
{
    struct event event = {.kind = EVENT_LOG};
    struct error err = {0};
    bool good = true;

    switch (command->kind) {
    case COMMAND_LOAD_LIBRARY:
        event.kind = EVENT_LIBRARY;
        good = library_load(lane->catalog, &event.library, &err);
        break;
    case COMMAND_PREVIEW:
        event.kind = EVENT_PREVIEW;
        good = previewer_run(lane->catalog, command->track_id, command->feature,
                             &event.preview, &err);
        break;
    case COMMAND_LOAD_RUNS:
        event.kind = EVENT_RUNS;
        good = load_runs(lane->catalog, &event.runs, &err);
        break;
    case COMMAND_LOAD_RESULT:
        event.kind = EVENT_RESULT;
        good = result_load(lane->catalog, command->run_id, command->checkpoint,
                           &event.result, &err);
        break;
    case COMMAND_CLASSIFY_TRACK:
    case COMMAND_CLASSIFY_FILE:
        event.kind = EVENT_VERDICT;
        good = classify(classification, command, &event.verdict, &err);
        break;
    case COMMAND_IMPORT:
    case COMMAND_EXTRACT:
    case COMMAND_TRAIN:
    case COMMAND_PAUSE:
    case COMMAND_RESUME:
    case COMMAND_STOP_KEEP:
    case COMMAND_STOP_DISCARD:
    case COMMAND_SCALE_RATE:
    case COMMAND_CANCEL:
        return; /* other threads' */
    }
    answer(lane, good, &event, &err);
}

/* Of several previews in a row only the newest is wanted. */
static bool superseded(struct lane *lane, struct command *command,
                       struct command *next, bool *held)
{
    *held =
        command->kind == COMMAND_PREVIEW && queue_try_pop(lane->commands, next);
    return *held && next->kind == COMMAND_PREVIEW;
}

void lane_read(struct lane *lane)
{
    struct classification *classification = NULL;
    struct command command, next;
    bool held = false;

    classification_create(&classification, lane->catalog, lane->jobs);
    while (held || queue_pop(lane->commands, &command)) {
        bool skip;

        if (held)
            command = next;
        skip = superseded(lane, &command, &next, &held);
        if (!skip && !atomic_load(lane->quitting))
            read_one(lane, classification, &command);
        command_finish(&command);
    }
    classification_destroy(classification);
}
