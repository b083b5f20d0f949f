#include "session/run_record.h"

#include "base/alloc.h"

#include <inttypes.h>

static bool settings_of(const struct run *run, struct settings *settings,
                        struct error *err)
{
    if (run->status == RUN_DONE && run->epochs_done >= run->epochs_planned)
        return error_set(err, "run %" PRId64 " has done all of its %d epochs",
                         run->id, run->epochs_planned);
    if (!settings_init(settings, run->model, err))
        return false;
    for (size_t i = 0; i < run->setting_count; i++)
        if (!settings_set(settings, run->settings[i].name,
                          run->settings[i].value, err))
            return false;
    return true;
}

bool run_record_settings(struct catalog *catalog,
                         const struct train_order *order,
                         struct settings *settings, struct split *split,
                         struct error *err)
{
    struct run run = {0};
    bool good;

    if (!order->resume) {
        *settings = order->settings;
        return study_choose_split(catalog, order->split_name, settings->seed,
                                  split, err);
    }
    good = run_load(catalog, order->resume, &run, err) &&
           settings_of(&run, settings, err) &&
           split_load(catalog, run.split_name, split, err);
    run_finish(&run);
    return good;
}

static void fill_settings(struct run *run, const struct settings *settings)
{
    size_t count;
    const struct setting *table = settings_table(&count);

    run->settings = xcalloc(count, sizeof(*run->settings));
    for (size_t i = 0; i < count; i++) {
        char value[256];

        if (!settings_applies(table[i].name, settings->model))
            continue;
        settings_get(settings, table[i].name, value, sizeof(value));
        run->settings[run->setting_count].name = xstrdup(table[i].name);
        run->settings[run->setting_count++].value = xstrdup(value);
    }
}

void run_record_fill_order(struct run *run, const struct settings *settings,
                           const struct split *split)
{
    char features[256];

    settings_format_features(settings->features, features, sizeof(features));
    *run = (struct run){
        .model = xstrdup(settings->model),
        .features = xstrdup(features),
        .split_id = split->id,
        .split_name = xstrdup(split->name),
        .protocol = xstrdup(split->protocol),
        .seed = settings->seed,
        .status = RUN_RUNNING,
        .epochs_planned = settings->epochs,
    };
    fill_settings(run, settings);
}

void run_record_fill(struct run *run, const struct settings *settings,
                     const struct study *study, const char *backend)
{
    run_record_fill_order(run, settings, &study->split);
    run->backend = xstrdup(backend);
    run->classes = xcalloc(study->class_count, sizeof(char *));
    run->class_count = study->class_count;
    for (size_t i = 0; i < study->class_count; i++)
        run->classes[i] = xstrdup(study->classes[i]);
}
