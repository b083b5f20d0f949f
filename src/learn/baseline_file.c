#include "learn/baseline_file.h"

#include "base/alloc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FORMAT "genrelab baseline 1"

/* More classes than anybody has genres; a file cannot make us count on. */
enum { CLASSES_MAX = 4096, NAME_SIZE = 64 };

/* --- writing ------------------------------------------------------------- */

static void add_settings(const struct baseline *baseline,
                         struct safetensors_writer *writer)
{
    size_t count;
    const struct setting *table = settings_table(&count);

    for (size_t i = 0; i < count; i++) {
        char name[NAME_SIZE], value[256];

        if (!settings_applies(table[i].name, baseline->settings.model))
            continue;
        snprintf(name, sizeof(name), "setting.%s", table[i].name);
        settings_get(&baseline->settings, table[i].name, value, sizeof(value));
        safetensors_add_text(writer, name, value);
    }
}

static void add_classes(const struct baseline *baseline,
                        struct safetensors_writer *writer)
{
    char name[NAME_SIZE];

    record_add_count(writer, "classes", baseline->class_count);
    for (size_t i = 0; i < baseline->class_count; i++) {
        snprintf(name, sizeof(name), "class.%zu", i);
        safetensors_add_text(writer, name, baseline->classes[i]);
    }
    record_add_count(writer, "present", baseline->present_count);
    for (size_t i = 0; i < baseline->present_count; i++) {
        snprintf(name, sizeof(name), "present.%zu", i);
        record_add_count(writer, name, baseline->present[i]);
    }
}

static void add_layout(const struct baseline *baseline,
                       struct safetensors_writer *writer)
{
    const struct vector_layout *layout = &baseline->layout;

    for (int kind = 0; kind < FEATURE_COUNT; kind++) {
        const char *feature = feature_of((enum feature_kind)kind)->name;
        char name[NAME_SIZE];

        if (!(layout->features & 1U << kind))
            continue;
        snprintf(name, sizeof(name), "bands.%s", feature);
        record_add_count(writer, name, layout->bands[kind]);
        snprintf(name, sizeof(name), "frames.%s", feature);
        record_add_count(writer, name, layout->frames[kind]);
    }
}

bool baseline_save(const struct baseline *baseline, const char *path,
                   struct error *err)
{
    struct safetensors_writer *writer = safetensors_writer_create();
    const struct scaling *scaling = &baseline->scaling;
    bool saved;

    safetensors_add_text(writer, "format", FORMAT);
    add_settings(baseline, writer);
    add_classes(baseline, writer);
    add_layout(baseline, writer);
    safetensors_add_tensor(writer, "scaling.mean", &scaling->columns, 1,
                           scaling->mean);
    safetensors_add_tensor(writer, "scaling.factor", &scaling->columns, 1,
                           scaling->factor);
    baseline->method->save(baseline->model, writer);
    saved = safetensors_write(writer, path, err);
    safetensors_writer_destroy(writer);
    return saved;
}

/* --- reading ------------------------------------------------------------- */

static bool read_settings(struct baseline *baseline,
                          const struct record *record, struct error *err)
{
    size_t count;
    const struct setting *table = settings_table(&count);
    const char *model = safetensors_text(record->file, "setting.model");
    struct error why;

    baseline->method = model ? baseline_find_method(model) : NULL;
    if (!baseline->method || !settings_init(&baseline->settings, model, &why))
        return record_refuse(record, "setting.model", err);
    for (size_t i = 0; i < count; i++) {
        char name[NAME_SIZE];
        const char *text;

        if (!settings_applies(table[i].name, model))
            continue;
        snprintf(name, sizeof(name), "setting.%s", table[i].name);
        text = safetensors_text(record->file, name);
        if (!text ||
            !settings_set(&baseline->settings, table[i].name, text, &why))
            return record_refuse(record, name, err);
    }
    return true;
}

static bool read_classes(struct baseline *baseline, const struct record *record,
                         struct error *err)
{
    size_t count;

    if (!record_count(record, "classes", 2, CLASSES_MAX, &count, err))
        return false;
    baseline->classes = xcalloc(count, sizeof(*baseline->classes));
    baseline->class_count = count;
    for (size_t i = 0; i < count; i++) {
        char name[NAME_SIZE];
        const char *text;

        snprintf(name, sizeof(name), "class.%zu", i);
        text = safetensors_text(record->file, name);
        if (!text)
            return record_refuse(record, name, err);
        baseline->classes[i] = xstrdup(text);
    }
    return true;
}

/* In ascending order. */
static bool read_present(struct baseline *baseline, const struct record *record,
                         struct error *err)
{
    size_t least = 0;

    if (!record_count(record, "present", 2, baseline->class_count,
                      &baseline->present_count, err))
        return false;
    baseline->present =
        xcalloc(baseline->present_count, sizeof(*baseline->present));
    for (size_t i = 0; i < baseline->present_count; i++) {
        char name[NAME_SIZE];

        snprintf(name, sizeof(name), "present.%zu", i);
        if (!record_count(record, name, least, baseline->class_count - 1,
                          &baseline->present[i], err))
            return false;
        least = baseline->present[i] + 1;
    }
    return true;
}

static bool read_layout(struct baseline *baseline, const struct record *record,
                        struct error *err)
{
    struct vector_layout *layout = &baseline->layout;
    struct error why;

    layout->features = baseline->settings.features;
    layout->form = vector_form_of(&baseline->settings);
    for (int kind = 0; kind < FEATURE_COUNT; kind++) {
        const char *feature = feature_of((enum feature_kind)kind)->name;
        char name[NAME_SIZE];

        if (!(layout->features & 1U << kind))
            continue;
        snprintf(name, sizeof(name), "bands.%s", feature);
        if (!record_count(record, name, 1, VECTOR_COLUMNS_MAX,
                          &layout->bands[kind], err))
            return false;
        snprintf(name, sizeof(name), "frames.%s", feature);
        if (!record_count(record, name, layout->form == VECTOR_FLAT,
                          VECTOR_COLUMNS_MAX, &layout->frames[kind], err))
            return false;
    }
    return vector_layout_count(layout, &why) ||
           record_refuse(record, "setting.features", err);
}

static bool read_all(struct baseline *baseline, const struct record *record,
                     struct error *err)
{
    struct scaling *scaling = &baseline->scaling;
    size_t *columns = &baseline->layout.columns;

    if (!safetensors_text(record->file, "checksum"))
        return error_set(err, "'%s' is no checkpoint of this program",
                         record->path);
    if (!read_settings(baseline, record, err) ||
        !read_classes(baseline, record, err) ||
        !read_present(baseline, record, err) ||
        !read_layout(baseline, record, err) ||
        !record_array(record, "scaling.mean", columns, 1, &scaling->mean,
                      err) ||
        !record_array(record, "scaling.factor", columns, 1, &scaling->factor,
                      err))
        return false;
    scaling->columns = *columns;
    return baseline->method->load(&baseline->model, record,
                                  baseline->present_count, *columns, err);
}

bool baseline_find(struct baseline **out, const char *path, struct error *err)
{
    struct baseline *baseline = NULL;
    struct safetensors *file;
    struct record record;
    const char *format;
    bool good = true;

    if (!safetensors_open(&file, path, err))
        return false;
    record = (struct record){file, path};
    format = safetensors_text(file, "format");
    if (format && strcmp(format, FORMAT) == 0) {
        baseline = xcalloc(1, sizeof(*baseline));
        good = read_all(baseline, &record, err);
    }
    safetensors_close(file);
    if (!good) {
        baseline_close(baseline);
        return false;
    }
    *out = baseline;
    return true;
}

bool baseline_open(struct baseline **out, const char *path, struct error *err)
{
    struct baseline *baseline;

    if (!baseline_find(&baseline, path, err))
        return false;
    if (!baseline)
        return error_set(err, "'%s' is no checkpoint of a baseline", path);
    *out = baseline;
    return true;
}
