#include "learn/baseline.h"

#include "base/alloc.h"
#include "learn/baseline_file.h"

#include <stdlib.h>
#include <string.h>

static const struct method *const methods[] = {
    &logistic_method, &sgd_method, &forest_method, &svm_method, NULL};

const struct method *baseline_find_method(const char *model)
{
    for (size_t i = 0; methods[i]; i++)
        if (strcmp(methods[i]->name, model) == 0)
            return methods[i];
    return NULL;
}

bool baseline_exists(const char *model)
{
    return baseline_find_method(model) != NULL;
}

/* --- training ------------------------------------------------------------ */

static bool check(const struct baseline_data *data, struct error *err)
{
    const struct dataset *train = data->train;

    if (train->count == 0)
        return error_set(err, "the training part has no tracks");
    for (size_t i = 0; i < train->count; i++)
        if (train->examples[i].label < 0 ||
            train->examples[i].label >= train->classes)
            return error_set(err, "track %zu of the training part has no genre",
                             i + 1);
    for (size_t i = 1; i < train->count; i++)
        if (train->examples[i].label != train->examples[0].label)
            return true;
    return error_set(err,
                     "all tracks of the training part are '%s': there is "
                     "nothing to tell apart",
                     data->classes[train->examples[0].label]);
}

/* Numbers the classes that have tracks; returns the labels by that number. */
static int *find_present(struct baseline *baseline, const struct dataset *data)
{
    int *numbers = xcalloc(baseline->class_count, sizeof(*numbers));
    int *labels = xcalloc(data->count, sizeof(*labels));

    baseline->present = xcalloc(baseline->class_count, sizeof(size_t));
    for (size_t i = 0; i < data->count; i++)
        numbers[data->examples[i].label] = 1;
    for (size_t i = 0; i < baseline->class_count; i++)
        if (numbers[i]) {
            numbers[i] = (int)baseline->present_count;
            baseline->present[baseline->present_count++] = i;
        }
    for (size_t i = 0; i < data->count; i++)
        labels[i] = numbers[data->examples[i].label];
    free(numbers);
    return labels;
}

static bool teach(struct baseline *baseline, const struct baseline_data *data,
                  const struct vector_table *table, int threads,
                  struct error *err)
{
    int *labels = find_present(baseline, data->train);
    const struct lesson lesson = {
        .settings = &baseline->settings,
        .table = table,
        .scaling = &baseline->scaling,
        .labels = labels,
        .classes = baseline->present_count,
        .threads = threads,
        .cancelled = data->cancelled,
    };
    bool good = scaling_init(&baseline->scaling, table->columns, err) &&
                scaling_fit(&baseline->scaling, table, threads, err) &&
                !lesson_stopped(&lesson, err) &&
                baseline->method->train(&baseline->model, &lesson, err);

    free(labels);
    return good;
}

static void copy_classes(struct baseline *baseline,
                         const struct baseline_data *data)
{
    baseline->class_count = (size_t)data->train->classes;
    baseline->classes = xcalloc(baseline->class_count, sizeof(char *));
    for (size_t i = 0; i < baseline->class_count; i++)
        baseline->classes[i] = xstrdup(data->classes[i]);
}

bool baseline_train(struct baseline **out, const struct settings *settings,
                    const struct baseline_data *data, int threads,
                    struct error *err)
{
    const struct method *method = baseline_find_method(settings->model);
    struct baseline *baseline;
    struct vector_table table;
    bool good;

    if (!method)
        return error_set(err, "no baseline is called '%s'", settings->model);
    if (!check(data, err))
        return false;
    baseline = xcalloc(1, sizeof(*baseline));
    baseline->method = method;
    baseline->settings = *settings;
    copy_classes(baseline, data);
    good =
        vector_layout_init(&baseline->layout, settings, data->train, err) &&
        vector_table_init(&table, &baseline->layout, data->train, threads, err);
    if (good) {
        good = teach(baseline, data, &table, threads < 1 ? 1 : threads, err);
        vector_table_finish(&table);
    }
    if (!good) {
        baseline_close(baseline);
        return false;
    }
    *out = baseline;
    return true;
}

void baseline_close(struct baseline *baseline)
{
    if (!baseline)
        return;
    if (baseline->method)
        baseline->method->destroy(baseline->model);
    scaling_finish(&baseline->scaling);
    for (size_t i = 0; i < baseline->class_count; i++)
        free(baseline->classes[i]);
    free(baseline->classes);
    free(baseline->present);
    free(baseline);
}

/* --- use ----------------------------------------------------------------- */

const struct settings *baseline_settings(const struct baseline *baseline)
{
    return &baseline->settings;
}

size_t baseline_class_count(const struct baseline *baseline)
{
    return baseline->class_count;
}

const char *baseline_class(const struct baseline *baseline, size_t i)
{
    return baseline->classes[i];
}

unsigned baseline_features(const struct baseline *baseline)
{
    return baseline->settings.features;
}

size_t baseline_columns(const struct baseline *baseline)
{
    return baseline->layout.columns;
}

static bool ask(const struct baseline *baseline,
                const struct vector_table *table, float *probabilities,
                struct error *err)
{
    const struct question question = {table, &baseline->scaling};
    double *present = xcalloc(baseline->present_count, sizeof(*present));
    bool good = baseline->method->run(baseline->model, &question, present, err);

    for (size_t i = 0; i < baseline->class_count; i++)
        probabilities[i] = 0;
    for (size_t i = 0; i < baseline->present_count; i++)
        probabilities[baseline->present[i]] = (float)present[i];
    free(present);
    return good;
}

bool baseline_run(const struct baseline *baseline,
                  const struct input inputs[FEATURE_COUNT],
                  float *probabilities, struct error *err)
{
    struct example example = {.label = -1};
    const struct dataset data = {&example, 1, 0};
    struct vector_table table;
    bool good;

    memcpy(example.inputs, inputs, sizeof(example.inputs));
    if (!vector_check(&baseline->layout, inputs, "the track", err) ||
        !vector_table_init(&table, &baseline->layout, &data, 1, err))
        return false;
    good = ask(baseline, &table, probabilities, err);
    vector_table_finish(&table);
    return good;
}
