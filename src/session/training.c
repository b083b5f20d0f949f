#include "session/training.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "base/file.h"
#include "session/evaluation.h"
#include "session/extraction.h"
#include "session/run_lock.h"
#include "session/run_record.h"
#include "session/study.h"

#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

enum outcome { TRAINED, STOPPED_KEEP, STOPPED_DISCARD, INTERRUPTED };

struct training {
    const struct training_room *room;
    struct settings settings;
    struct study study;
    struct trainer *trainer;
    struct run run;
    struct run_lock *lock;
    char *folder; /* runs/<id> */
    enum outcome outcome;
    bool recorded;        /* the run is in the catalogue */
    double next_report;   /* when the next step may be told */
    double epoch_seconds; /* of the last epoch; 0: none yet */
};

static char *checkpoint_path(const struct training *training,
                             enum run_checkpoint checkpoint)
{
    return run_checkpoint_path(training->room->catalog, training->run.id,
                               checkpoint);
}

/* --- orders that arrive during the training ------------------------------ */

static void tell_paused(const struct training *training, bool paused)
{
    struct event event = {.kind = EVENT_PAUSED, .paused = paused};

    report(training->room->reporter, &event);
}

static void obey(struct training *training, struct command *command,
                 bool *paused)
{
    struct error err = {0};

    switch (command->kind) {
    case COMMAND_PAUSE:
    case COMMAND_RESUME:
        if (*paused != (command->kind == COMMAND_PAUSE)) {
            *paused = !*paused;
            tell_paused(training, *paused);
        }
        break;
    case COMMAND_STOP_KEEP:
        training->outcome = STOPPED_KEEP;
        break;
    case COMMAND_STOP_DISCARD:
        training->outcome = STOPPED_DISCARD;
        break;
    case COMMAND_SCALE_RATE:
        trainer_scale_learning_rate(training->trainer, command->factor);
        report_text(training->room->reporter, EVENT_LOG, "learning rate x %.3g",
                    command->factor);
        break;
    case COMMAND_TRAIN:
        error_set(&err, "run %" PRId64 " is being trained; stop it first",
                  training->run.id);
        report_failure(training->room->reporter, &err);
        break;
    case COMMAND_IMPORT:
    case COMMAND_EXTRACT:
    case COMMAND_LOAD_LIBRARY:
    case COMMAND_PREVIEW:
    case COMMAND_CLASSIFY_TRACK:
    case COMMAND_CLASSIFY_FILE:
    case COMMAND_LOAD_RUNS:
    case COMMAND_LOAD_RESULT:
    case COMMAND_CANCEL:
        break; /* other threads' */
    }
    command_finish(command);
}

/* Reads the orders that wait, and all of a pause.  False: end the epoch. */
static bool obey_all(struct training *training)
{
    struct command command;
    bool paused = false;

    while (training->outcome == TRAINED &&
           queue_try_pop(training->room->commands, &command))
        obey(training, &command, &paused);
    while (paused && training->outcome == TRAINED &&
           queue_pop(training->room->commands, &command))
        obey(training, &command, &paused);
    if (atomic_load(training->room->quitting))
        training->outcome = INTERRUPTED;
    return training->outcome == TRAINED;
}

static bool after_step(void *context, const struct trainer_progress *progress)
{
    struct training *training = context;
    double now = clock_seconds();

    if (now >= training->next_report) {
        struct event event = {.kind = EVENT_STEP};
        double epoch = training->epoch_seconds > 0
                           ? training->epoch_seconds
                           : 1e-3 * progress->step_ms * progress->steps;

        event.step.progress = *progress;
        event.step.left_s =
            epoch * (training->run.epochs_planned - progress->epoch + 1 -
                     (double)progress->step / progress->steps);
        report(training->room->reporter, &event);
        training->next_report = now + 0.05;
    }
    return obey_all(training);
}

/* --- epochs --------------------------------------------------------------- */

static void tell_epoch(const struct training *training,
                       const struct run_epoch *epoch, bool best)
{
    struct event event = {.kind = EVENT_EPOCH};

    event.epoch.run_id = training->run.id;
    event.epoch.epoch = *epoch;
    event.epoch.best = best;
    report(training->room->reporter, &event);
}

static bool save(const struct training *training,
                 enum run_checkpoint checkpoint, struct error *err)
{
    char *path = checkpoint_path(training, checkpoint);
    bool good = trainer_save(training->trainer, path, err);

    free(path);
    return good;
}

/* The row goes before the checkpoint: a run cut off between the two repeats
 * the epoch, and the row is replaced. */
static bool record_epoch(struct training *training,
                         const struct trainer_epoch *result, struct error *err)
{
    struct run_epoch epoch = {
        .number = result->number,
        .train_loss = result->train_loss,
        .train_accuracy = result->train_accuracy,
        .valid_loss = result->valid_loss,
        .valid_accuracy = result->valid_accuracy,
        .learning_rate = result->learning_rate,
        .seconds = result->seconds,
    };

    if (result->best && !save(training, RUN_BEST, err))
        return false;
    if (!run_add_epoch(training->room->catalog, training->run.id, &epoch,
                       trainer_best_epoch(training->trainer), err) ||
        !save(training, RUN_LAST, err))
        return false;
    training->epoch_seconds = result->seconds;
    tell_epoch(training, &epoch, result->best);
    return true;
}

static bool train_epochs(struct training *training, struct error *err)
{
    while (training->outcome == TRAINED &&
           trainer_epochs_done(training->trainer) <
               training->run.epochs_planned) {
        struct trainer_epoch result;
        bool stopped = false;

        if (!trainer_run_epoch(training->trainer, after_step, training, &result,
                               &stopped, err))
            return false;
        if (!stopped && !record_epoch(training, &result, err))
            return false;
        if (!stopped)
            obey_all(training);
    }
    return true;
}

/* --- beginning and continuing --------------------------------------------- */

static bool tell_started(struct training *training, struct error *err)
{
    struct event event = {.kind = EVENT_RUN_STARTED};
    struct run_epoch_list epochs = {0};

    event.run = xcalloc(1, sizeof(*event.run));
    if (!run_load(training->room->catalog, training->run.id, event.run, err) ||
        !run_load_epochs(training->room->catalog, training->run.id, &epochs,
                         err)) {
        event_finish(&event);
        return false;
    }
    report(training->room->reporter, &event);
    for (size_t i = 0; i < epochs.count; i++)
        tell_epoch(training, &epochs.items[i], false);
    run_epoch_list_finish(&epochs);
    return true;
}

/* Takes up the last checkpoint, if the run got that far. */
static bool load_checkpoint(struct training *training, struct error *err)
{
    char *path = checkpoint_path(training, RUN_LAST);
    bool there = access(path, F_OK) == 0;
    bool good = !there || trainer_load(training->trainer, path, err);

    free(path);
    return good &&
           run_truncate_epochs(training->room->catalog, training->run.id,
                               trainer_epochs_done(training->trainer), err) &&
           run_set_status(training->room->catalog, training->run.id,
                          RUN_RUNNING, NULL, err);
}

/* Finds the run to continue, or makes a new one, and locks it. */
static bool open_run(struct training *training, const struct train_order *order,
                     struct error *err)
{
    struct catalog *catalog = training->room->catalog;
    int64_t unfinished = order->resume;

    if (!unfinished && !order->fresh &&
        !run_find_unfinished(catalog, &training->run, &unfinished, err))
        return false;
    /* Another program may be at it; then this one trains a run of its own. */
    if (unfinished && !order->resume && run_lock_is_held(catalog, unfinished))
        unfinished = 0;
    if (unfinished)
        training->run.id = unfinished;
    else if (!run_create(catalog, &training->run, err))
        return false;
    if (!run_lock_take(catalog, training->run.id, &training->lock, err) ||
        !run_folder(catalog, training->run.id, &training->folder, err))
        return false;
    training->recorded = true;
    if (!unfinished)
        return true;
    if (!load_checkpoint(training, err))
        return false;
    report_text(training->room->reporter, EVENT_LOG,
                "run %" PRId64 " is continued after epoch %d", training->run.id,
                trainer_epochs_done(training->trainer));
    return true;
}

static bool prepare(struct training *training, const struct train_order *order,
                    struct error *err)
{
    const struct training_room *room = training->room;
    struct job job = {.catalog = room->catalog,
                      .reporter = room->reporter,
                      .cancelled = room->cancelled,
                      .threads = room->threads};
    struct extract_summary extracted;
    struct trainer_data data;
    struct split split = {0};

    if (!run_record_settings(room->catalog, order, &training->settings, &split,
                             err))
        return false;
    if (!extraction_run(&job, training->settings.features, &extracted, err)) {
        split_finish(&split);
        return false;
    }
    report_ended(room->reporter, NULL);
    if (extracted.cancelled) {
        training->outcome =
            atomic_load(room->quitting) ? INTERRUPTED : STOPPED_DISCARD;
        split_finish(&split);
        return true;
    }
    if (!study_load(room->catalog, &split, training->settings.features,
                    room->reporter, &training->study, err))
        return false;
    data = (struct trainer_data){
        .train = &training->study.parts[SPLIT_TRAIN],
        .valid = &training->study.parts[SPLIT_VALID],
        .test = &training->study.parts[SPLIT_TEST],
        .classes = (const char *const *)training->study.classes,
    };
    if (!trainer_create(&training->trainer, &training->settings, &data,
                        order->backend ? order->backend : "auto", room->threads,
                        err))
        return false;
    run_record_fill(&training->run, &training->settings, &training->study,
                    trainer_backend(training->trainer));
    return open_run(training, order, err);
}

/* --- the end ---------------------------------------------------------------
 */

static bool discard(struct training *training, struct error *err)
{
    enum run_checkpoint both[] = {RUN_BEST, RUN_LAST};
    char *lock = file_join(training->folder, "lock");

    for (size_t i = 0; i < 2; i++) {
        char *path = checkpoint_path(training, both[i]);

        unlink(path);
        free(path);
    }
    unlink(lock);
    free(lock);
    rmdir(training->folder);
    return run_delete(training->room->catalog, training->run.id, err);
}

static bool keep(struct training *training, struct error *err)
{
    struct catalog *catalog = training->room->catalog;
    int done = trainer_epochs_done(training->trainer);
    char *reason = NULL;
    bool whole = false;
    bool good;

    if (training->outcome == STOPPED_KEEP)
        reason = xformat("stopped by the user after epoch %d", done);
    good = evaluation_run(
               &(struct evaluation){
                   .catalog = catalog,
                   .study = &training->study,
                   .run_id = training->run.id,
                   .threads = training->room->threads,
                   .reporter = training->room->reporter,
                   .quitting = training->room->quitting,
               },
               &whole, err) &&
           (!whole ||
            run_set_status(catalog, training->run.id, RUN_DONE, reason, err));
    if (good && !whole)
        training->outcome = INTERRUPTED;
    free(reason);
    return good;
}

static bool finish(struct training *training, struct error *err)
{
    struct event event = {.kind = EVENT_RUN_ENDED};
    bool good = true;

    if (training->outcome == STOPPED_KEEP &&
        trainer_epochs_done(training->trainer) == 0) {
        report_text(training->room->reporter, EVENT_WARNING,
                    "stopped before the first epoch ended: there is nothing "
                    "to keep");
        training->outcome = STOPPED_DISCARD;
    }
    if (training->outcome == TRAINED || training->outcome == STOPPED_KEEP)
        good = keep(training, err);
    else if (training->outcome == STOPPED_DISCARD)
        good = discard(training, err);
    if (!good || training->outcome == INTERRUPTED)
        return good;
    event.ended.run_id = training->run.id;
    event.ended.kept = training->outcome != STOPPED_DISCARD;
    report(training->room->reporter, &event);
    return true;
}

static bool train(struct training *training, const struct train_order *order,
                  struct error *err)
{
    if (!prepare(training, order, err))
        return false;
    if (training->outcome != TRAINED)
        return true; /* stopped before there was a run */
    report_started(training->room->reporter, JOB_TRAIN,
                   (size_t)training->run.epochs_planned, training->run.model);
    return tell_started(training, err) && train_epochs(training, err) &&
           finish(training, err);
}

/* A run that fails keeps its epochs and can be continued by its number. */
static void record_failure(const struct training *training,
                           const struct error *err)
{
    struct error ignored;

    if (training->recorded)
        run_set_status(training->room->catalog, training->run.id, RUN_FAILED,
                       err->text, &ignored);
}

void training_run(const struct training_room *room,
                  const struct train_order *order)
{
    struct training training = {.room = room};
    struct error err = {0};
    bool good = train(&training, order, &err);

    if (!good) {
        record_failure(&training, &err);
        report_failure(room->reporter, &err);
    }
    trainer_destroy(training.trainer);
    run_lock_release(training.lock);
    study_finish(&training.study);
    run_finish(&training.run);
    free(training.folder);
    room->reporter->job = JOB_TRAIN;
    report_ended(room->reporter, good ? NULL : &err);
}
