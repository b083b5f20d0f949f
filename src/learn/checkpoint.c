#include "learn/checkpoint.h"

#include "base/alloc.h"
#include "learn/checkpoint_name.h"
#include "learn/safetensors.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* More classes than anybody has genres, and three days of the finest feature;
 * a file cannot make us count on. */
enum { CLASSES_MAX = 4096, FRAMES_MAX = 1 << 24 };

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
        char name[CHECKPOINT_TEXT_MAX];
        const char *text;

        snprintf(name, sizeof(name), "setting.%s", table[i].name);
        text = safetensors_text(checkpoint->file, name);
        if (!text ||
            !settings_set(&checkpoint->settings, table[i].name, text, &why))
            return refuse(checkpoint, name, err);
    }
    return true;
}

/* Only whole tracks have a length that the settings do not tell. */
static bool read_extent(struct checkpoint *checkpoint, struct error *err)
{
    struct extent *extent = &checkpoint->extent;

    *extent = extent_of_crops(&checkpoint->settings);
    extent->whole |= checkpoint->settings.unify == UNIFY_PAD;
    for (int kind = 0; kind < FEATURE_COUNT; kind++) {
        struct checkpoint_name name = {{0}};
        int frames = 0;

        if (!extent->frames[kind])
            continue;
        if (!read_count(checkpoint, checkpoint_frames_name(&name, kind),
                        FRAMES_MAX, &frames, err))
            return false;
        if (frames < 1 ||
            (!extent->whole && (size_t)frames != extent->frames[kind]))
            return refuse(checkpoint, name.text, err);
        extent->frames[kind] = (size_t)frames;
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
        char name[CHECKPOINT_TEXT_MAX];
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
    if (!format || strcmp(format, CHECKPOINT_FORMAT) != 0 ||
        !safetensors_text(checkpoint->file, "checksum")) {
        error_set(err, "'%s' is no checkpoint of this program", path);
        goto fail;
    }
    if (!read_settings(checkpoint, err) || !read_extent(checkpoint, err) ||
        !read_classes(checkpoint, err) || !read_position(checkpoint, err))
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

static bool extent_matches(const struct checkpoint *checkpoint,
                           const struct model *model, struct error *err)
{
    for (int kind = 0; kind < FEATURE_COUNT; kind++) {
        size_t theirs = checkpoint->extent.frames[kind];
        size_t ours = model->standard.extent.frames[kind];

        if (theirs != ours)
            return error_set(err,
                             "'%s' was trained with tracks of %zu frames of "
                             "'%s', not %zu",
                             checkpoint->path, theirs,
                             feature_of((enum feature_kind)kind)->name, ours);
    }
    return true;
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
    return extent_matches(checkpoint, model, err);
}

/* --- into a model -------------------------------------------------------- */

struct applying {
    const struct checkpoint *checkpoint;
    struct model *model;
    enum checkpoint_part last; /* CHECKPOINT_VALUE: without the optimizer */
    bool writes;               /* false: only looks whether it could */
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

    for (int i = CHECKPOINT_VALUE; i <= (int)applying->last; i++) {
        enum checkpoint_part part = (enum checkpoint_part)i;
        const float *values;
        struct checkpoint_name name = {{0}};

        if (!checkpoint_has(array, part))
            continue;
        values = find(applying, checkpoint_array_name(&name, array, part),
                      array->shape, array->rank, err);
        if (!values)
            return false;
        if (applying->writes &&
            !model->backend->set(model->device, checkpoint_arena(array, part),
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
        const float *mean, *deviation;
        struct checkpoint_name name = {{0}};
        size_t shape[2], rank, count;

        if (!standard->mean[kind])
            continue;
        rank = standard_shape(standard, (enum feature_kind)kind, shape);
        count = rank == 2 ? shape[0] * shape[1] : shape[0];
        mean = find(applying, checkpoint_standard_name(&name, kind, "mean"),
                    shape, rank, err);
        if (!mean)
            return false;
        deviation =
            find(applying, checkpoint_standard_name(&name, kind, "deviation"),
                 shape, rank, err);
        if (!deviation)
            return false;
        if (!applying->writes)
            continue;
        memcpy(standard->mean[kind], mean, count * sizeof(*mean));
        memcpy(standard->deviation[kind], deviation,
               count * sizeof(*deviation));
    }
    return true;
}

bool checkpoint_apply(const struct checkpoint *checkpoint, struct model *model,
                      bool optimizer, struct error *err)
{
    struct applying applying = {.checkpoint = checkpoint,
                                .model = model,
                                .last = optimizer ? CHECKPOINT_MOMENT_2
                                                  : CHECKPOINT_VALUE};

    for (int pass = 0; pass < 2; pass++) {
        applying.writes = pass == 1;
        if (!apply_standard(&applying, err) ||
            !network_each_array(model->network, apply_array, &applying, err))
            return false;
    }
    return true;
}
