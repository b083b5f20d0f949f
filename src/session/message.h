/* message.h - everything the screen (or a verb) and the workers say.
 *
 * Messages travel by value.  A pointer in a command belongs to the session
 * once it is sent; a pointer in an event belongs to the receiver, who frees
 * the whole event with event_finish().
 */
#ifndef SESSION_MESSAGE_H
#define SESSION_MESSAGE_H

#include "base/error.h"
#include "catalog/run.h"
#include "catalog/split.h"
#include "catalog/track.h"
#include "learn/score.h"
#include "learn/score_probability.h"
#include "learn/settings.h"
#include "learn/trainer.h"

#include <stdint.h>

/* What the Library shows: every track, and what the newest finished run said
 * of it. */
struct library_row {
    struct track track;
    int predicted;    /* index into classes; -1: no prediction */
    float confidence; /* probability of the predicted class */
    int part;         /* enum split_part of that run; -1: in none */
};

struct library {
    struct library_row *rows; /* by track name */
    size_t count;
    int64_t run_id; /* whose predictions these are; 0: no run yet */
    char **classes;
    size_t class_count;
};

void library_destroy(struct library *library);

/* How the selected track looks. */
struct preview {
    int64_t track_id;
    double duration_s;
    float *low, *high; /* waveform: count extreme values of [-1, 1] */
    size_t count;
    enum feature_kind feature;     /* what the picture is of */
    struct feature_matrix picture; /* see session/feature_picture.h; without
                                    * values where the feature cannot be had */
};

void preview_destroy(struct preview *preview);

/* One file's or track's genre probabilities. */
struct verdict {
    int64_t track_id; /* 0: a file that is not in the catalogue */
    int64_t run_id;
    char *path;
    double duration_s;
    bool failed;        /* then only path and error are set */
    struct error error; /* also set, with failed unset, for a truncated file */
    char **classes;
    float *probabilities;
    size_t class_count;
};

void verdict_destroy(struct verdict *verdict);

/* What the Results view shows of one run and checkpoint. */
struct result {
    struct run run;
    enum run_checkpoint checkpoint;
    struct run_epoch_list epochs;
    struct run_prediction_list predictions; /* all parts */
    struct score test;                      /* over the test part */
    struct score_probability chances;       /* over the same */
};

void result_destroy(struct result *result);

struct train_order {
    struct settings settings;
    char *split_name; /* NULL: "stratified", drawn when it is not there */
    char *backend;    /* "auto", "cpu" */
    int64_t resume;   /* a run to continue; 0: find out */
    bool fresh;       /* begin anew even where an unfinished run is there */
};

void train_order_destroy(struct train_order *order);

enum command_kind {
    COMMAND_IMPORT,         /* path: a folder or a file; ends EVENT_IMPORTED */
    COMMAND_EXTRACT,        /* features; ends EVENT_EXTRACTED */
    COMMAND_LOAD_LIBRARY,   /* -> EVENT_LIBRARY */
    COMMAND_PREVIEW,        /* track_id, feature -> EVENT_PREVIEW; of several in
                             * a row only the newest is answered */
    COMMAND_CLASSIFY_TRACK, /* track_id, run_id -> EVENT_VERDICT */
    COMMAND_CLASSIFY_FILE,  /* path, run_id -> EVENT_VERDICT */
    COMMAND_LOAD_RUNS,      /* -> EVENT_RUNS */
    COMMAND_LOAD_RESULT,    /* run_id (0: newest done), checkpoint -> RESULT */
    COMMAND_TRAIN,          /* order -> EVENT_RUN_STARTED ... EVENT_RUN_ENDED */
    COMMAND_PAUSE,          /* the training waits between two steps */
    COMMAND_RESUME,
    COMMAND_STOP_KEEP,    /* ends the training; the best epoch is evaluated */
    COMMAND_STOP_DISCARD, /* ends the training and removes the run */
    COMMAND_SCALE_RATE,   /* factor on the learning rate */
    COMMAND_CANCEL        /* ends import, extraction or classification early */
};

struct command {
    enum command_kind kind;
    union {
        struct {
            char *path;       /* IMPORT, CLASSIFY_FILE; free() */
            bool labels;      /* IMPORT: path is a CSV of paths and genres */
            bool stats;       /* IMPORT: path is a CSV of features */
            int64_t track_id; /* PREVIEW, CLASSIFY_TRACK */
            enum feature_kind feature; /* PREVIEW */
            int64_t run_id; /* CLASSIFY_*, LOAD_RESULT; 0: newest done */
            enum run_checkpoint checkpoint; /* LOAD_RESULT */
            unsigned features;              /* EXTRACT: bits 1u << kind */
        };
        struct train_order *order; /* TRAIN */
        double factor;             /* SCALE_RATE */
    };
};

enum job_kind { JOB_IMPORT, JOB_EXTRACT, JOB_CLASSIFY, JOB_TRAIN, JOB_COUNT };

/* "import", ... */
const char *job_name(enum job_kind job);

struct import_summary {
    size_t added, updated, moved, unchanged, missing;
    size_t unreadable, truncated; /* among added and updated */
    size_t ignored;               /* files that are no sound files */
    size_t kept;     /* listed with features, but there is audio: left alone */
    size_t credited; /* got an artist or a title from what is published */
    bool cancelled;
};

struct extract_summary {
    size_t computed, cached, failed;
    size_t without_audio; /* left out: they have other features only */
    bool cancelled;
};

enum event_kind {
    EVENT_JOB_STARTED,  /* job, text */
    EVENT_JOB_PROGRESS, /* job, progress */
    EVENT_JOB_ENDED,    /* job; with failed, error says why */
    EVENT_IMPORTED,     /* imported */
    EVENT_EXTRACTED,    /* extracted */
    EVENT_LOG,          /* text: one line for the Jobs view */
    EVENT_WARNING,      /* text: the same, about something that went wrong */
    EVENT_LIBRARY,      /* library */
    EVENT_PREVIEW,      /* preview */
    EVENT_VERDICT,      /* verdict */
    EVENT_RUNS,         /* runs */
    EVENT_RESULT,       /* result; NULL: there is no such run yet */
    EVENT_RUN_STARTED,  /* run: also for one that is continued */
    EVENT_STEP,         /* step; at most 20 a second */
    EVENT_EPOCH,     /* epoch; also, in order, for those of a continued run */
    EVENT_PAUSED,    /* paused */
    EVENT_RUN_ENDED, /* ended */
    EVENT_FAILED     /* error: an order could not be carried out */
};

struct event {
    enum event_kind kind;
    union {
        struct {
            enum job_kind job;
            size_t done, total; /* total 0: not known yet */
            double per_second;  /* tracks */
            double left_s;      /* seconds; negative: not known yet */
            bool failed;
        } job;
        struct import_summary imported;
        struct extract_summary extracted;
        struct library *library;
        struct preview *preview;
        struct verdict *verdict;
        struct run_list *runs;
        struct result *result;
        struct run *run;
        struct {
            struct trainer_progress progress;
            double left_s; /* to the end of the run */
        } step;
        struct {
            int64_t run_id;
            struct run_epoch epoch;
            bool best;
        } epoch;
        bool paused;
        struct {
            int64_t run_id;
            bool kept; /* false: discarded */
        } ended;
    };
    char *text;         /* JOB_STARTED, LOG, WARNING; owned */
    struct error error; /* JOB_ENDED, FAILED */
};

/* Frees what the message points to; a receiver that keeps something sets its
 * pointer to NULL before. */
void command_finish(struct command *command);
void event_finish(struct event *event);

#endif
