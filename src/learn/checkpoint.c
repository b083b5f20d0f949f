#include "learn/checkpoint.h"

#include "base/alloc.h"
#include "learn/safetensors.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FORMAT "genrelab network 1"

/* More classes than anybody has genres; a file cannot make us count on. */
enum { CLASSES_MAX = 4096, TEXT_MAX = 64 };

/* --- names --------------------------------------------------------------- */

enum part { PART_VALUE, PART_MOMENT_1, PART_MOMENT_2 };

struct name {
    char text[2 * NETWORK_NAME_MAX];
};

static const char *array_name(struct name *name, const struct array *array,
                              enum part part)
{
    const char *prefix = "";

    switch (part) {
    case PART_VALUE:
        break;
    case PART_MOMENT_1:
        prefix = "moment1.";
        break;
    case PART_MOMENT_2:
        prefix = "moment2.";
        break;
    }
    snprintf(name->text, sizeof(name->text), "%s%s", prefix, array->name);
    return name->text;
}

static const char *standard_name(struct name *name, int kind, const char *what)
{
    snprintf(name->text, sizeof(name->text), "standard.%s.%s",
             feature_of((enum feature_kind)kind)->name, what);
    return name->text;
}

static enum arena arena_of(const struct array *array, enum part part)
{
    switch (part) {
    case PART_VALUE:
        break;
    case PART_MOMENT_1:
        return ARENA_MOMENT_1;
    case PART_MOMENT_2:
        return ARENA_MOMENT_2;
    }
    return array->arena;
}

/* The optimizer moves parameters only. */
static bool has_part(const struct array *array, enum part part)
{
    return part == PART_VALUE || array->arena == ARENA_PARAMETERS;
}

/* --- writing ------------------------------------------------------------- */

struct saving {
    const struct model *model;
    struct safetensors_writer *writer;
    float *arenas[ARENA_COUNT]; /* copies, until the file is written */
};

static bool copy_arenas(struct saving *saving, struct error *err)
{
    const struct model *model = saving->model;
    const struct arena_sizes *sizes = &model->network->sizes;

    for (int i = 0; i < ARENA_COUNT; i++) {
        size_t count =
            i == ARENA_STATISTICS ? sizes->statistics : sizes->parameters;

        if (i == ARENA_GRADIENTS)
            continue;
        saving->arenas[i] = calloc(count ? count : 1, sizeof(float));
        if (!saving->arenas[i])
            return error_set(err, "cannot copy %zu weights: out of memory",
                             count);
        if (!model->backend->get(model->device, (enum arena)i, 0, count,
                                 saving->arenas[i], err))
            return false;
    }
    return true;
}

static bool save_array(void *context, const struct array *array,
                       struct error *err)
{
    struct saving *saving = context;

    (void)err;
    for (int part = PART_VALUE; part <= PART_MOMENT_2; part++) {
        struct name name = {{0}};
        const float *values =
            saving->arenas[arena_of(array, (enum part)part)] + *array->offset;

        if (has_part(array, (enum part)part))
            safetensors_add_tensor(saving->writer,
                                   array_name(&name, array, (enum part)part),
                                   array->shape, array->rank, values);
    }
    return true;
}

static void save_standard(struct saving *saving)
{
    const struct standard *standard = &saving->model->standard;

    for (int kind = 0; kind < FEATURE_COUNT; kind++) {
        size_t bands = (size_t)feature_of((enum feature_kind)kind)->bands;
        struct name name = {{0}};

        if (!standard->mean[kind])
            continue;
        safetensors_add_tensor(saving->writer,
                               standard_name(&name, kind, "mean"), &bands, 1,
                               standard->mean[kind]);
        safetensors_add_tensor(saving->writer,
                               standard_name(&name, kind, "deviation"), &bands,
                               1, standard->deviation[kind]);
    }
}

static void save_number(struct saving *saving, const char *name, double value)
{
    char text[TEXT_MAX];

    snprintf(text, sizeof(text), "%.17g", value);
    safetensors_add_text(saving->writer, name, text);
}

static void save_texts(struct saving *saving, const struct position *position)
{
    const struct model *model = saving->model;
    struct safetensors_writer *writer = saving->writer;
    size_t count;
    const struct setting *table = settings_table(&count);
    char name[TEXT_MAX], value[256];

    safetensors_add_text(writer, "format", FORMAT);
    for (size_t i = 0; i < count; i++) {
        snprintf(name, sizeof(name), "setting.%s", table[i].name);
        settings_get(&model->settings, table[i].name, value, sizeof(value));
        safetensors_add_text(writer, name, value);
    }
    for (size_t i = 0; i < model->class_count; i++) {
        snprintf(name, sizeof(name), "class.%zu", i);
        safetensors_add_text(writer, name, model->classes[i]);
    }
    save_number(saving, "classes", (double)model->class_count);
    save_number(saving, "epochs-done", position->epochs_done);
    save_number(saving, "best-epoch", position->best_epoch);
    save_number(saving, "best-accuracy", position->best_accuracy);
    save_number(saving, "best-loss", position->best_loss);
    save_number(saving, "rate-factor", position->rate_factor);
}

bool checkpoint_save(const struct model *model, const struct position *position,
                     const char *path, struct error *err)
{
    struct saving saving = {.model = model};
    bool saved;

    saving.writer = safetensors_writer_create();
    saved = copy_arenas(&saving, err);
    if (saved) {
        save_texts(&saving, position);
        save_standard(&saving);
        (void)network_each_array(model->network, save_array, &saving, err);
        saved = safetensors_write(saving.writer, path, err);
    }
    safetensors_writer_destroy(saving.writer);
    for (int i = 0; i < ARENA_COUNT; i++)
        free(saving.arenas[i]);
    return saved;
}

/* --- reading ------------------------------------------------------------- */

static bool refuse(const struct checkpoint *checkpoint, const char *name,
                   struct error *err)
{
    return error_set(err,
                     "'%s' is no checkpoint of this program: its '%s' is "
                     "missing or wrong",
                     checkpoint->path, name);
}

static bool read_number(const struct checkpoint *checkpoint, const char *name,
                        double *out, struct error *err)
{
    const char *text = safetensors_text(checkpoint->file, name);
    char *end;

    if (!text || !*text)
        return refuse(checkpoint, name, err);
    *out = strtod(text, &end);
    return *end ? refuse(checkpoint, name, err) : true;
}

static bool read_count(const struct checkpoint *checkpoint, const char *name,
                       int largest, int *out, struct error *err)
{
    double value = 0;

    if (!read_number(checkpoint, name, &value, err))
        return false;
    if (!(value >= 0 && value <= largest) || value != floor(value))
        return refuse(checkpoint, name, err);
    *out = (int)value;
    return true;
}

static bool read_settings(struct checkpoint *checkpoint, struct error *err)
{
    size_t count;
    const struct setting *table = settings_table(&count);
    const char *model = safetensors_text(checkpoint->file, "setting.model");
    struct error why;

    if (!model || !settings_init(&checkpoint->settings, model, &why))
        return refuse(checkpoint, "setting.model", err);
    for (size_t i = 0; i < count; i++) {
        char name[TEXT_MAX];
        const char *text;

        snprintf(name, sizeof(name), "setting.%s", table[i].name);
        text = safetensors_text(checkpoint->file, name);
        if (!text ||
            !settings_set(&checkpoint->settings, table[i].name, text, &why))
            return refuse(checkpoint, name, err);
    }
    return true;
}

static bool read_classes(struct checkpoint *checkpoint, struct error *err)
{
    int count = 0;

    if (!read_count(checkpoint, "classes", CLASSES_MAX, &count, err))
        return false;
    if (count < 2)
        return refuse(checkpoint, "classes", err);
    checkpoint->classes = xcalloc((size_t)count, sizeof(*checkpoint->classes));
    checkpoint->class_count = (size_t)count;
    for (int i = 0; i < count; i++) {
        char name[TEXT_MAX];
        const char *text;

        snprintf(name, sizeof(name), "class.%d", i);
        text = safetensors_text(checkpoint->file, name);
        if (!text)
            return refuse(checkpoint, name, err);
        checkpoint->classes[i] = xstrdup(text);
    }
    return true;
}

static bool read_position(struct checkpoint *checkpoint, struct error *err)
{
    struct position *position = &checkpoint->position;

    return read_count(checkpoint, "epochs-done", checkpoint->settings.epochs,
                      &position->epochs_done, err) &&
           read_count(checkpoint, "best-epoch", position->epochs_done,
                      &position->best_epoch, err) &&
           read_number(checkpoint, "best-accuracy", &position->best_accuracy,
                       err) &&
           read_number(checkpoint, "best-loss", &position->best_loss, err) &&
           read_number(checkpoint, "rate-factor", &position->rate_factor, err);
}

bool checkpoint_open(struct checkpoint **out, const char *path,
                     struct error *err)
{
    struct checkpoint *checkpoint = xcalloc(1, sizeof(*checkpoint));
    const char *format;

    checkpoint->path = xstrdup(path);
    if (!safetensors_open(&checkpoint->file, path, err))
        goto fail;
    format = safetensors_text(checkpoint->file, "format");
    if (!format || strcmp(format, FORMAT) != 0 ||
        !safetensors_text(checkpoint->file, "checksum")) {
        error_set(err, "'%s' is no checkpoint of this program", path);
        goto fail;
    }
    if (!read_settings(checkpoint, err) || !read_classes(checkpoint, err) ||
        !read_position(checkpoint, err))
        goto fail;
    *out = checkpoint;
    return true;

fail:
    checkpoint_close(checkpoint);
    return false;
}

void checkpoint_close(struct checkpoint *checkpoint)
{
    if (!checkpoint)
        return;
    if (checkpoint->file)
        safetensors_close(checkpoint->file);
    for (size_t i = 0; i < checkpoint->class_count; i++)
        free(checkpoint->classes[i]);
    free(checkpoint->classes);
    free(checkpoint->path);
    free(checkpoint);
}

bool checkpoint_matches(const struct checkpoint *checkpoint,
                        const struct model *model, struct error *err)
{
    size_t count;
    const struct setting *table = settings_table(&count);

    for (size_t i = 0; i < count; i++) {
        char theirs[256], ours[256];

        settings_get(&checkpoint->settings, table[i].name, theirs,
                     sizeof(theirs));
        settings_get(&model->settings, table[i].name, ours, sizeof(ours));
        if (strcmp(theirs, ours) != 0)
            return error_set(err, "'%s' was trained with %s %s, not %s",
                             checkpoint->path, table[i].name, theirs, ours);
    }
    if (checkpoint->class_count != model->class_count)
        return error_set(err, "'%s' tells %zu genres apart, not %zu",
                         checkpoint->path, checkpoint->class_count,
                         model->class_count);
    for (size_t i = 0; i < model->class_count; i++)
        if (strcmp(checkpoint->classes[i], model->classes[i]) != 0)
            return error_set(err,
                             "'%s' knows the genre '%s' where '%s' is "
                             "expected",
                             checkpoint->path, checkpoint->classes[i],
                             model->classes[i]);
    return true;
}

/* --- into a model -------------------------------------------------------- */

struct applying {
    const struct checkpoint *checkpoint;
    struct model *model;
    enum part last; /* PART_VALUE: without the optimizer */
    bool writes;    /* false: only looks whether it could */
};

/* The values of an array; NULL with a sentence when they cannot be used. */
static const float *find(const struct applying *applying, const char *name,
                         const size_t *shape, size_t rank, struct error *err)
{
    const float *values =
        safetensors_tensor(applying->checkpoint->file, name, shape, rank, err);
    size_t count = 1;

    for (size_t i = 0; i < rank; i++)
        count *= shape[i];
    for (size_t i = 0; values && i < count; i++)
        if (!isfinite(values[i])) {
            error_set(err, "'%s' holds values in '%s' that are no numbers",
                      applying->checkpoint->path, name);
            return NULL;
        }
    return values;
}

static bool apply_array(void *context, const struct array *array,
                        struct error *err)
{
    const struct applying *applying = context;
    const struct model *model = applying->model;

    for (int i = PART_VALUE; i <= (int)applying->last; i++) {
        enum part part = (enum part)i;
        const float *values;
        struct name name = {{0}};

        if (!has_part(array, part))
            continue;
        values = find(applying, array_name(&name, array, part), array->shape,
                      array->rank, err);
        if (!values)
            return false;
        if (applying->writes &&
            !model->backend->set(model->device, arena_of(array, part),
                                 *array->offset, array_size(array), values,
                                 err))
            return false;
    }
    return true;
}

static bool apply_standard(const struct applying *applying, struct error *err)
{
    struct standard *standard = &applying->model->standard;

    for (int kind = 0; kind < FEATURE_COUNT; kind++) {
        size_t bands = (size_t)feature_of((enum feature_kind)kind)->bands;
        const float *mean, *deviation;
        struct name name = {{0}};

        if (!standard->mean[kind])
            continue;
        mean =
            find(applying, standard_name(&name, kind, "mean"), &bands, 1, err);
        if (!mean)
            return false;
        deviation = find(applying, standard_name(&name, kind, "deviation"),
                         &bands, 1, err);
        if (!deviation)
            return false;
        if (!applying->writes)
            continue;
        memcpy(standard->mean[kind], mean, bands * sizeof(*mean));
        memcpy(standard->deviation[kind], deviation,
               bands * sizeof(*deviation));
    }
    return true;
}

bool checkpoint_apply(const struct checkpoint *checkpoint, struct model *model,
                      bool optimizer, struct error *err)
{
    struct applying applying = {.checkpoint = checkpoint,
                                .model = model,
                                .last = optimizer ? PART_MOMENT_2 : PART_VALUE};

    for (int pass = 0; pass < 2; pass++) {
        applying.writes = pass == 1;
        if (!apply_standard(&applying, err) ||
            !network_each_array(model->network, apply_array, &applying, err))
            return false;
    }
    return true;
}
