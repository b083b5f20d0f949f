#include "learn/settings.h"

#include <assert.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Positions in the two tables below. */
enum row {
    MODEL,
    FEATURES,
    EPOCHS,
    BATCH,
    LEARNING_RATE,
    WEIGHT_DECAY,
    WARMUP,
    UNIFY,
    CUT,
    CROP_SECONDS,
    CROPS,
    WIDTH,
    DROPOUT,
    LABEL_SMOOTHING,
    INPUT,
    C,
    GAMMA,
    ALPHA,
    TREES,
    SEED,
    ROWS
};

/* Larger seeds would not survive a JSON reader that knows doubles only. */
#define LARGEST_SEED 9007199254740991.0

static const struct setting table[ROWS] = {
    [MODEL] = {"model", "NAME",
               "what is trained: cnn, rnn, logistic, sgd, forest or svm",
               SETTING_TEXT, 0, 0, 0},
    [FEATURES] = {"features", "LIST", "what it is given, with commas between",
                  SETTING_FEATURES, 0, 0, 0},
    [EPOCHS] = {"epochs", "N", "how often it sees the training part",
                SETTING_INTEGER, 1, 100000, 10},
    [BATCH] = {"batch", "N", "examples in one step", SETTING_INTEGER, 1, 4096,
               -2},
    [LEARNING_RATE] = {"learning-rate", "RATE",
                       "largest learning rate, after the warm-up",
                       SETTING_NUMBER, 1e-8, 10, -1.25},
    [WEIGHT_DECAY] = {"weight-decay", "RATE",
                      "how strongly AdamW pulls weights to zero",
                      SETTING_NUMBER, 0, 10, 0.005},
    [WARMUP] = {"warmup", "EPOCHS",
                "epochs up to the largest rate; then a cosine", SETTING_NUMBER,
                0, 100000, 1},
    [UNIFY] = {"unify", "HOW", "tracks of different length: crop or pad",
               SETTING_CHOICE, 0, 1, 1},
    [CUT] = {"cut", "HOW", "the longest 30 % before padding: on or off",
             SETTING_CHOICE, 0, 1, 1},
    [CROP_SECONDS] = {"crop-seconds", "SECONDS",
                      "length of the pieces it learns from", SETTING_NUMBER,
                      0.5, 60, 0.5},
    [CROPS] = {"crops", "N", "pieces drawn from a track in an epoch",
               SETTING_INTEGER, 1, 64, 1},
    [WIDTH] = {"width", "N", "channels of the first layer", SETTING_INTEGER, 4,
               256, 4},
    [DROPOUT] = {"dropout", "SHARE", "share of inputs of the head left out",
                 SETTING_NUMBER, 0, 0.9, 0.05},
    [LABEL_SMOOTHING] = {"label-smoothing", "SHARE",
                         "share of the target spread over all genres",
                         SETTING_NUMBER, 0, 0.5, 0.05},
    [INPUT] = {"input", "FORM",
               "how a track becomes numbers: statistics, deltas or flat",
               SETTING_TEXT, 0, 0, 0},
    [C] = {"c", "C", "how freely it fits: large is free", SETTING_NUMBER, 1e-6,
           1e6, -2},
    [GAMMA] = {"gamma", "GAMMA",
               "how near tracks must be to matter; 0: by the data",
               SETTING_NUMBER, 0, 1e3, 0.001},
    [ALPHA] = {"alpha", "ALPHA", "how much large weights cost", SETTING_NUMBER,
               1e-9, 1e3, -2},
    [TREES] = {"trees", "N", "trees in the forest", SETTING_INTEGER, 1, 10000,
               50},
    [SEED] = {"seed", "N", "where all random numbers come from",
              SETTING_INTEGER, 0, LARGEST_SEED, 1},
};

/* Where each row lives and how it is kept. */
static const struct place {
    size_t offset;
    enum { TEXT, SET, INT, UINT64, DOUBLE, CHOICE } kept;
} places[ROWS] = {
    [MODEL] = {offsetof(struct settings, model), TEXT},
    [FEATURES] = {offsetof(struct settings, features), SET},
    [EPOCHS] = {offsetof(struct settings, epochs), INT},
    [BATCH] = {offsetof(struct settings, batch), INT},
    [LEARNING_RATE] = {offsetof(struct settings, learning_rate), DOUBLE},
    [WEIGHT_DECAY] = {offsetof(struct settings, weight_decay), DOUBLE},
    [WARMUP] = {offsetof(struct settings, warmup), DOUBLE},
    [UNIFY] = {offsetof(struct settings, unify), CHOICE},
    [CUT] = {offsetof(struct settings, cut), CHOICE},
    [CROP_SECONDS] = {offsetof(struct settings, crop_seconds), DOUBLE},
    [CROPS] = {offsetof(struct settings, crops), INT},
    [WIDTH] = {offsetof(struct settings, width), INT},
    [DROPOUT] = {offsetof(struct settings, dropout), DOUBLE},
    [LABEL_SMOOTHING] = {offsetof(struct settings, label_smoothing), DOUBLE},
    [INPUT] = {offsetof(struct settings, input), TEXT},
    [C] = {offsetof(struct settings, c), DOUBLE},
    [GAMMA] = {offsetof(struct settings, gamma), DOUBLE},
    [ALPHA] = {offsetof(struct settings, alpha), DOUBLE},
    [TREES] = {offsetof(struct settings, trees), INT},
    [SEED] = {offsetof(struct settings, seed), UINT64},
};

static const char *const models[] = {"cnn",    "rnn", "logistic", "sgd",
                                     "forest", "svm", NULL};
static const char *const inputs[] = {"statistics", "deltas", "flat", NULL};

/* Which models use a row, as a set. */
enum user {
    NETWORK = 1,
    LOGISTIC = 2,
    SGD = 4,
    FOREST = 8,
    SVM = 16,
    BASELINE = LOGISTIC | SGD | FOREST | SVM,
    EVERYONE = NETWORK | BASELINE
};

static const unsigned users[ROWS] = {
    [MODEL] = EVERYONE,
    [FEATURES] = EVERYONE,
    [EPOCHS] = NETWORK,
    [BATCH] = NETWORK,
    [LEARNING_RATE] = NETWORK,
    [WEIGHT_DECAY] = NETWORK,
    [WARMUP] = NETWORK,
    [UNIFY] = NETWORK,
    [CUT] = NETWORK,
    [CROP_SECONDS] = NETWORK,
    [CROPS] = NETWORK,
    [WIDTH] = NETWORK,
    [DROPOUT] = NETWORK,
    [LABEL_SMOOTHING] = NETWORK,
    [INPUT] = BASELINE,
    [C] = LOGISTIC | SVM,
    [GAMMA] = SVM,
    [ALPHA] = SGD,
    [TREES] = FOREST,
    [SEED] = EVERYONE,
};

/* Where baselines begin; they have no epochs: what counts them sees one. */
static const struct baseline_row {
    const char *model;
    enum user user;
    double c;
} baselines[] = {
    {"logistic", LOGISTIC, 0.1}, {"sgd", SGD, 1},
    {"forest", FOREST, 1},       {"svm", SVM, 5},
    {NULL, NETWORK, 1},
};

/* In the order of the values. */
static const char *const unify_choices[] = {
    [UNIFY_CROP] = "crop", [UNIFY_PAD] = "pad", NULL};
static const char *const cut_choices[] = {"off", "on", NULL};

/* NULL: not a choice of few texts. */
static const char *const *const choices_of[ROWS] = {
    [MODEL] = models,
    [UNIFY] = unify_choices,
    [CUT] = cut_choices,
    [INPUT] = inputs,
};

static const struct settings cnn = {
    .model = "cnn",
    .features = 1u << FEATURE_MEL,
    .seed = 1,
    .epochs = 40,
    .batch = 16,
    .learning_rate = 2e-3,
    .weight_decay = 0.01,
    .warmup = 4,
    .crop_seconds = 3,
    .crops = 3,
    .width = 16,
    .dropout = 0.3,
    .label_smoothing = 0,
    .input = "deltas",
    .c = 1,
    .gamma = 0,
    .alpha = 1e-4,
    .trees = 100,
};

const struct setting *settings_table(size_t *count)
{
    *count = ROWS;
    return table;
}

const char *const *settings_models(void)
{
    return models;
}

static bool is_one_of(const char *text, const char *const *choices)
{
    for (size_t i = 0; choices[i]; i++)
        if (strcmp(choices[i], text) == 0)
            return true;
    return false;
}

/* ROWS when there is none of that name. */
static size_t find_row(const char *name)
{
    size_t row = 0;

    while (row < ROWS && strcmp(table[row].name, name) != 0)
        row++;
    return row;
}

const char *const *settings_choices(const char *name)
{
    size_t row = find_row(name);

    return row < ROWS ? choices_of[row] : NULL;
}

static bool check_model(const char *name, struct error *err)
{
    if (is_one_of(name, models))
        return true;
    return error_set(err, "no model is called '%s'", name);
}

/* The last row is everything else: the networks. */
static const struct baseline_row *find_baseline(const char *model)
{
    const struct baseline_row *row = baselines;

    while (row->model && strcmp(row->model, model) != 0)
        row++;
    return row;
}

bool settings_init(struct settings *settings, const char *model,
                   struct error *err)
{
    const struct baseline_row *baseline;

    if (!check_model(model, err))
        return false;
    *settings = cnn;
    snprintf(settings->model, sizeof(settings->model), "%s", model);
    if (strcmp(model, "rnn") == 0)
        settings->features = 1U << FEATURE_MFCC | 1U << FEATURE_WAVELET;
    baseline = find_baseline(model);
    if (!baseline->model)
        return true;
    settings->features =
        1U << FEATURE_MEL | 1U << FEATURE_MFCC | 1U << FEATURE_CHROMA;
    settings->epochs = 1;
    settings->c = baseline->c;
    return true;
}

bool settings_applies(const char *name, const char *model)
{
    size_t row = find_row(name);

    return row < ROWS && users[row] & find_baseline(model)->user;
}

static bool range_error(const struct setting *setting, const char *text,
                        struct error *err)
{
    return error_set(err, "%s is a number from %.16g to %.16g, not '%s'",
                     setting->name, setting->minimum, setting->maximum, text);
}

static bool in_range(const struct setting *setting, double value)
{
    return value >= setting->minimum && value <= setting->maximum;
}

static bool parse_integer(const struct setting *setting, const char *text,
                          long long *out, struct error *err)
{
    char *end;

    if (text[0] < '0' || text[0] > '9')
        return range_error(setting, text, err);
    errno = 0;
    *out = strtoll(text, &end, 10);
    if (errno || *end || !in_range(setting, (double)*out))
        return range_error(setting, text, err);
    return true;
}

static bool parse_number(const struct setting *setting, const char *text,
                         double *out, struct error *err)
{
    char *end;

    /* strtod() alone would take spaces, hexadecimal and "nan". */
    if (text[strspn(text, "0123456789.eE+-")])
        return range_error(setting, text, err);
    *out = strtod(text, &end);
    if (end == text || *end || !isfinite(*out) || !in_range(setting, *out))
        return range_error(setting, text, err);
    return true;
}

static bool set_integer(const struct setting *setting, const char *text,
                        const struct place *place, void *target,
                        struct error *err)
{
    long long value = 0;

    if (!parse_integer(setting, text, &value, err))
        return false;
    if (place->kept == UINT64)
        *(uint64_t *)target = (uint64_t)value;
    else
        *(int *)target = (int)value;
    return true;
}

/* "a, b or c" */
static void list_choices(const char *const *choices, char *out, size_t size)
{
    size_t used = 0;

    for (size_t i = 0; choices[i] && used < size; i++) {
        const char *between = i == 0 ? "" : choices[i + 1] ? ", " : " or ";

        used += (size_t)snprintf(out + used, size - used, "%s%s", between,
                                 choices[i]);
    }
}

static bool refuse_choice(size_t row, const char *text, struct error *err)
{
    char all[128];

    if (row == MODEL)
        return error_set(err, "no model is called '%s'", text);
    list_choices(choices_of[row], all, sizeof(all));
    return error_set(err, "%s is %s, not '%s'", table[row].name, all, text);
}

/* All texts are choices, and have room for the longest of these. */
static bool set_text(size_t row, const char *text, char *target,
                     struct error *err)
{
    if (!is_one_of(text, choices_of[row]))
        return refuse_choice(row, text, err);
    snprintf(target, SETTING_TEXT_MAX, "%s", text);
    return true;
}

static bool set_choice(size_t row, const char *text, int *target,
                       struct error *err)
{
    for (int i = 0; choices_of[row][i]; i++)
        if (strcmp(choices_of[row][i], text) == 0) {
            *target = i;
            return true;
        }
    return refuse_choice(row, text, err);
}

bool settings_set(struct settings *settings, const char *name, const char *text,
                  struct error *err)
{
    size_t row = find_row(name);
    double number = 0;
    void *target;

    if (row == ROWS)
        return error_set(err, "no setting is called '%s'", name);
    target = (char *)settings + places[row].offset;
    switch (table[row].type) {
    case SETTING_TEXT:
        return set_text(row, text, target, err);
    case SETTING_FEATURES:
        return settings_parse_features(text, &settings->features, err);
    case SETTING_INTEGER:
        return set_integer(&table[row], text, &places[row], target, err);
    case SETTING_NUMBER:
        if (!parse_number(&table[row], text, &number, err))
            return false;
        *(double *)target = number;
        return true;
    case SETTING_CHOICE:
        return set_choice(row, text, target, err);
    }
    return false;
}

/* The fewest digits that read back as the same number. */
static void format_number(double number, char *out, size_t size)
{
    for (int digits = 1; digits <= 17; digits++) {
        snprintf(out, size, "%.*g", digits, number);
        if (strtod(out, NULL) == number)
            return;
    }
}

void settings_get(const struct settings *settings, const char *name, char *out,
                  size_t size)
{
    size_t row = find_row(name);
    const void *source;

    assert(row < ROWS);
    source = (const char *)settings + places[row].offset;
    switch (places[row].kept) {
    case TEXT:
        snprintf(out, size, "%s", (const char *)source);
        break;
    case SET:
        settings_format_features(*(const unsigned *)source, out, size);
        break;
    case INT:
        snprintf(out, size, "%d", *(const int *)source);
        break;
    case UINT64:
        snprintf(out, size, "%llu",
                 (unsigned long long)*(const uint64_t *)source);
        break;
    case CHOICE:
        snprintf(out, size, "%s", settings_choices(name)[*(const int *)source]);
        break;
    case DOUBLE:
        format_number(*(const double *)source, out, size);
        break;
    }
}

static bool add_feature(const char *name, unsigned *set, struct error *err)
{
    const struct feature *feature = feature_find(name);
    unsigned bit;

    if (!feature)
        return error_set(err, "no feature is called '%s'", name);
    bit = 1u << feature->kind;
    if (*set & bit)
        return error_set(err, "the feature '%s' is given twice", name);
    *set |= bit;
    return true;
}

bool settings_parse_features(const char *text, unsigned *set, struct error *err)
{
    unsigned found = 0;
    const char *start = text;

    for (;;) {
        size_t length = strcspn(start, ",");
        char name[32];

        snprintf(name, sizeof(name), "%.*s", (int)(length < 32 ? length : 31),
                 start);
        if (!add_feature(name, &found, err))
            return false;
        if (start[length] == '\0')
            break;
        start += length + 1;
    }
    *set = found;
    return true;
}

void settings_format_features(unsigned set, char *out, size_t size)
{
    size_t used = 0;

    assert(size > 0);
    out[0] = '\0';
    for (int i = 0; i < FEATURE_COUNT && used < size; i++)
        if (set & 1u << i)
            used += (size_t)snprintf(out + used, size - used, "%s%s",
                                     used ? "," : "",
                                     feature_of((enum feature_kind)i)->name);
}
