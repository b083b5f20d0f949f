#include "learn/model.h"

#include "base/alloc.h"
#include "learn/preset.h"

#include <stdlib.h>

static bool open_device(struct model *model,
                        const struct model_options *options, struct error *err)
{
    struct device_options how = {.threads = options->threads,
                                 .seed = options->settings->seed};

    return backend_choose(options->backend, &model->backend, NULL, err) &&
           model->backend->open(&model->device, &how, err) &&
           model->backend->prepare(model->device, &model->network->sizes, err);
}

bool model_init(struct model *model, const struct model_options *options,
                struct error *err)
{
    *model = (struct model){.settings = *options->settings};
    model->class_count = options->class_count;
    model->classes = xcalloc(options->class_count, sizeof(*model->classes));
    for (size_t i = 0; i < options->class_count; i++)
        model->classes[i] = xstrdup(options->classes[i]);
    if (standard_init(&model->standard, options->extent, err) &&
        preset_build(&model->network, &model->settings, options->extent,
                     (int)model->class_count, err) &&
        open_device(model, options, err))
        return true;
    model_finish(model);
    return false;
}

void model_finish(struct model *model)
{
    if (model->device)
        model->backend->close(model->device);
    network_destroy(model->network);
    standard_finish(&model->standard);
    for (size_t i = 0; i < model->class_count; i++)
        free(model->classes[i]);
    free(model->classes);
    *model = (struct model){0};
}
