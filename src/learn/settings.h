/* settings.h - everything that decides a training, but the data.
 *
 * One table lists the settings: it makes the options of `genrelab train`, the
 * rows of the Train view, what a run stores and what a checkpoint carries.
 */
#ifndef LEARN_SETTINGS_H
#define LEARN_SETTINGS_H

#include "base/error.h"
#include "feature/feature.h"

#include <stddef.h>
#include <stdint.h>

/* Room for any text a setting can be. */
enum { SETTING_TEXT_MAX = 16 };

/* What is done about tracks that differ in length. */
enum unify { UNIFY_CROP, UNIFY_PAD };

struct settings {
    char model[SETTING_TEXT_MAX]; /* "cnn", "rnn" ... */
    unsigned features;            /* bit 1u << enum feature_kind */
    uint64_t seed;
    int epochs;
    int batch;            /* examples a step */
    double learning_rate; /* the largest, after the warm-up */
    double weight_decay;
    double warmup; /* epochs from 0 to the largest rate; then cosine to 0 */
    int unify;     /* enum unify */
    int cut;       /* 1: the longest tracks are cut before they are unified */
    double crop_seconds;
    int crops; /* drawn from each track in an epoch */
    int width; /* channels of the first layer */
    double dropout;
    double label_smoothing;
    char input[SETTING_TEXT_MAX]; /* of baselines: "statistics", "deltas" or
                                     "flat" */
    double c;     /* logistic, svm: how little large weights cost */
    double gamma; /* svm: of the kernel; 0: scaled to the data */
    double alpha; /* sgd: weight of the penalty */
    int trees;    /* forest */
};

enum setting_type {
    SETTING_TEXT,
    SETTING_FEATURES,
    SETTING_INTEGER,
    SETTING_NUMBER,
    SETTING_CHOICE /* one of settings_choices() */
};

struct setting {
    const char *name;    /* "learning-rate": option, key and column */
    const char *metavar; /* "N", "RATE" */
    const char *help;    /* "largest learning rate, after the warm-up" */
    enum setting_type type;
    double minimum, maximum; /* inclusive, for numbers */
    double step; /* what one key press changes; a factor when below 0 */
};

/* The table, in the order people read it. */
const struct setting *settings_table(size_t *count);

/* What a setting can be that is a choice of few texts, NULL at the end; NULL
 * for any other. */
const char *const *settings_choices(const char *name);

/* Whether a model uses the setting of that name. */
bool settings_applies(const char *name, const char *model);

/* The names of the models that can be trained, NULL at the end. */
const char *const *settings_models(void);

/* The defaults of a model; false with a sentence for an unknown one. */
bool settings_init(struct settings *settings, const char *model,
                   struct error *err);

/* Sets one by name from text; wrong names, syntax and ranges are told. */
bool settings_set(struct settings *settings, const char *name, const char *text,
                  struct error *err);

/* The value as text that settings_set() reads back exactly. */
void settings_get(const struct settings *settings, const char *name, char *out,
                  size_t size);

/* "mel,chroma" to a set and back; unknown or repeated names are told. */
bool settings_parse_features(const char *text, unsigned *set,
                             struct error *err);
void settings_format_features(unsigned set, char *out, size_t size);

#endif
