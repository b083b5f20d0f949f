#include "learn/checkpoint.h"
#include "learn/checkpoint_name.h"
#include "learn/safetensors.h"

#include <stdio.h>
#include <stdlib.h>

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
    for (int part = CHECKPOINT_VALUE; part <= CHECKPOINT_MOMENT_2; part++) {
        struct checkpoint_name name = {{0}};
        const float *values =
            saving
                ->arenas[checkpoint_arena(array, (enum checkpoint_part)part)] +
            *array->offset;

        if (checkpoint_has(array, (enum checkpoint_part)part))
            safetensors_add_tensor(
                saving->writer,
                checkpoint_array_name(&name, array, (enum checkpoint_part)part),
                array->shape, array->rank, values);
    }
    return true;
}

static void save_standard(struct saving *saving)
{
    const struct standard *standard = &saving->model->standard;

    for (int kind = 0; kind < FEATURE_COUNT; kind++) {
        struct checkpoint_name name = {{0}};
        size_t shape[2], rank;

        if (!standard->mean[kind])
            continue;
        rank = standard_shape(standard, (enum feature_kind)kind, shape);
        safetensors_add_tensor(saving->writer,
                               checkpoint_standard_name(&name, kind, "mean"),
                               shape, rank, standard->mean[kind]);
        safetensors_add_tensor(
            saving->writer, checkpoint_standard_name(&name, kind, "deviation"),
            shape, rank, standard->deviation[kind]);
    }
}

static void save_number(struct saving *saving, const char *name, double value)
{
    char text[CHECKPOINT_TEXT_MAX];

    snprintf(text, sizeof(text), "%.17g", value);
    safetensors_add_text(saving->writer, name, text);
}

static void save_extent(struct saving *saving)
{
    const struct extent *extent = &saving->model->standard.extent;
    struct checkpoint_name name = {{0}};

    for (int kind = 0; kind < FEATURE_COUNT; kind++)
        if (extent->frames[kind])
            save_number(saving, checkpoint_frames_name(&name, kind),
                        (double)extent->frames[kind]);
}

static void save_texts(struct saving *saving, const struct position *position)
{
    const struct model *model = saving->model;
    struct safetensors_writer *writer = saving->writer;
    size_t count;
    const struct setting *table = settings_table(&count);
    char name[CHECKPOINT_TEXT_MAX], value[256];

    safetensors_add_text(writer, "format", CHECKPOINT_FORMAT);
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
    save_extent(saving);
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
