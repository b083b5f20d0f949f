/* run.h - trainings: their settings, curves and predictions.
 *
 * A run's folder is runs/<id>/ in the workspace; checkpoints and the lock of
 * the program that trains it live there.
 */
#ifndef CATALOG_RUN_H
#define CATALOG_RUN_H

#include "catalog/catalog.h"
#include "catalog/split.h"

#include <stddef.h>
#include <stdint.h>

enum run_status {
    RUN_RUNNING, /* being trained, or interrupted when nobody holds its lock */
    RUN_DONE,    /* all epochs, or stopped with the best kept */
    RUN_FAILED,
    RUN_STATUS_COUNT
};

const char *run_status_name(enum run_status status);

/* A configuration: names to text, in a fixed order, nothing else. */
struct run_setting {
    char *name; /* "epochs", "learning-rate", ... as on the command line */
    char *value;
};

struct run_epoch {
    int number; /* from 1 */
    double train_loss, train_accuracy;
    double valid_loss, valid_accuracy;
    double learning_rate; /* at the epoch's end */
    double seconds;
};

struct run {
    int64_t id;
    char *model;    /* "cnn" */
    char *features; /* "mel" or "mel,chroma" */
    int64_t split_id;
    char *split_name;
    char *protocol;
    uint64_t seed;
    char *backend; /* "cpu" */
    enum run_status status;
    char *reason;    /* why it failed, or "stopped by the user"; else NULL */
    int64_t created; /* seconds since 1970, UTC */
    int epochs_planned;
    int epochs_done;
    int best_epoch; /* by validation; 0: none yet */
    struct run_setting *settings;
    size_t setting_count;
    char **classes; /* the genres it tells apart, by output index */
    size_t class_count;
};

void run_finish(struct run *run);

struct run_list {
    struct run *items; /* newest first */
    size_t count;
};
void run_list_finish(struct run_list *list);

bool run_list_load(struct catalog *catalog, struct run_list *out,
                   struct error *err);
bool run_load(struct catalog *catalog, int64_t id, struct run *out,
              struct error *err);

/* Stores a new run and sets run->id and run->created. */
bool run_create(struct catalog *catalog, struct run *run, struct error *err);

/* The newest run with these settings (model, features, split, seed and every
 * setting equal) whose status is running; *id is 0 when there is none. */
bool run_find_unfinished(struct catalog *catalog, const struct run *like,
                         int64_t *id, struct error *err);

/* The newest such run that was trained to its end. */
bool run_find_finished(struct catalog *catalog, const struct run *like,
                       int64_t *id, struct error *err);

/* Adds or replaces the epoch of that number, and updates epochs_done and
 * best_epoch, in one transaction. */
bool run_add_epoch(struct catalog *catalog, int64_t run_id,
                   const struct run_epoch *epoch, int best_epoch,
                   struct error *err);

struct run_epoch_list {
    struct run_epoch *items;
    size_t count;
};
bool run_load_epochs(struct catalog *catalog, int64_t run_id,
                     struct run_epoch_list *out, struct error *err);
void run_epoch_list_finish(struct run_epoch_list *list);

/* Removes the epochs after this number (before continuing a run). */
bool run_truncate_epochs(struct catalog *catalog, int64_t run_id, int last,
                         struct error *err);

/* The newest run that is done; *id is 0 when there is none. */
bool run_find_newest(struct catalog *catalog, int64_t *id, struct error *err);

bool run_set_status(struct catalog *catalog, int64_t run_id,
                    enum run_status status, const char *reason,
                    struct error *err);

enum run_checkpoint { RUN_BEST, RUN_LAST };

/* What a run said of one track.  probabilities has class_count values. */
struct run_prediction {
    int64_t track_id;
    char *track_name;
    enum split_part part;
    int label; /* index into the run's classes */
    int predicted;
    float *probabilities;
};

struct run_prediction_list {
    struct run_prediction *items; /* ordered by track name */
    size_t count;
    size_t class_count;
};
void run_prediction_list_finish(struct run_prediction_list *list);

/* Replaces all predictions of this run and checkpoint. */
bool run_put_predictions(struct catalog *catalog, int64_t run_id,
                         enum run_checkpoint checkpoint,
                         const struct run_prediction_list *list,
                         struct error *err);
bool run_load_predictions(struct catalog *catalog, int64_t run_id,
                          enum run_checkpoint checkpoint,
                          struct run_prediction_list *out, struct error *err);

/* Removes a run, its epochs and predictions (not its folder). */
bool run_delete(struct catalog *catalog, int64_t run_id, struct error *err);

/* The file of a checkpoint, in the run's folder; the caller frees it. */
char *run_checkpoint_path(const struct catalog *catalog, int64_t run_id,
                          enum run_checkpoint checkpoint);

/* runs/<id>, made if needed; the caller frees it. */
bool run_folder(struct catalog *catalog, int64_t run_id, char **out,
                struct error *err);

#endif
