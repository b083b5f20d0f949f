#include "tests/baseline_rows.h"

#include "tests/check.h"

const char *const rows_classes[] = {"blues", "disco", "jazz",
                                    "metal", "pop",   "rock"};

/* The minimal generator of Park and Miller (1988), multiplier 48271. */
static float draw(uint32_t *state)
{
    *state = (uint32_t)((uint64_t)*state * 48271 % 2147483647);
    return (float)*state / (float)2147483647;
}

void rows_init(struct rows *rows, uint32_t seed, size_t count, size_t columns,
               int classes)
{
    uint32_t state = seed;
    size_t centre_count = (size_t)classes * columns;
    float *centres = calloc(centre_count, sizeof(*centres));

    for (size_t i = 0; i < centre_count; i++)
        centres[i] = draw(&state);
    rows->columns = columns;
    rows->values = calloc(count * columns, sizeof(float));
    rows->examples = calloc(count, sizeof(*rows->examples));
    rows->data = (struct dataset){rows->examples, count, classes};
    for (size_t i = 0; i < count; i++) {
        float *values = rows->values + i * columns;
        int label = (int)(i % (size_t)classes);

        rows->examples[i].label = label;
        rows->examples[i].inputs[FEATURE_MEL] =
            (struct input){values, columns, 1};
        for (size_t j = 0; j < columns; j++) {
            float noise = draw(&state);

            noise += draw(&state);
            noise += draw(&state);
            values[j] = centres[(size_t)label * columns + j] + noise;
        }
    }
    free(centres);
}

void rows_finish(struct rows *rows)
{
    free(rows->values);
    free(rows->examples);
}

struct settings rows_settings(const char *model)
{
    struct settings settings;
    struct error err = {0};

    check_ok(settings_init(&settings, model, &err), err);
    settings.features = 1U << FEATURE_MEL;
    return settings;
}

struct baseline *rows_train(const struct rows *rows,
                            const struct settings *settings, int threads)
{
    const struct baseline_data data = {&rows->data, rows_classes, NULL};
    struct baseline *baseline = NULL;
    struct error err = {0};

    check_ok(baseline_train(&baseline, settings, &data, threads, &err), err);
    return baseline;
}

double rows_accuracy(const struct baseline *baseline,
                     const struct example *examples, size_t count)
{
    size_t classes = baseline_class_count(baseline), hits = 0;

    for (size_t i = 0; i < count; i++) {
        float p[8];
        struct error err = {0};
        size_t best = 0;

        check_ok(baseline_run(baseline, examples[i].inputs, p, &err), err);
        for (size_t j = 1; j < classes; j++)
            best = p[j] > p[best] ? j : best;
        hits += best == (size_t)examples[i].label;
    }
    return (double)hits / (double)count;
}
