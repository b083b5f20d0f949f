#include "learn/linear.h"

#include "base/alloc.h"
#include "learn/algebra.h"

#include <stdlib.h>
#include <string.h>

/* Columns summed in single precision, before the sums are added in double. */
enum { BLOCK = 1024 };

bool linear_create(struct linear **out, const struct lesson *lesson,
                   const struct compact *compact, double *directions,
                   const double *intercepts, struct error *err)
{
    struct linear *linear = xcalloc(1, sizeof(*linear));

    linear->classes = lesson->classes;
    linear->columns = lesson->table->columns;
    linear->sharpness = 1;
    linear->weights = calloc(linear->classes, linear->columns * sizeof(float));
    linear->intercepts = xcalloc(linear->classes, sizeof(float));
    if (!linear->weights) {
        error_set(err, "cannot hold %zu weights: out of memory",
                  linear->classes * linear->columns);
        goto fail;
    }
    for (size_t i = 0; i < linear->classes; i++)
        linear->intercepts[i] = (float)intercepts[i];
    if (!compact_expand(compact, lesson, directions, linear->classes,
                        linear->weights, err))
        goto fail;
    *out = linear;
    return true;

fail:
    linear_destroy(linear);
    return false;
}

bool linear_run(const void *model, const struct question *question,
                double *probabilities, struct error *err)
{
    const struct linear *linear = model;

    (void)err;
    for (size_t i = 0; i < linear->classes; i++)
        probabilities[i] = linear->intercepts[i];
    for (size_t first = 0; first < linear->columns; first += BLOCK) {
        size_t left = linear->columns - first;
        size_t count = left < BLOCK ? left : BLOCK;
        float values[BLOCK];

        question_read(question, first, count, values);
        for (size_t i = 0; i < linear->classes; i++)
            probabilities[i] += (double)algebra_dot_float(
                linear->weights + i * linear->columns + first, values, count);
    }
    for (size_t i = 0; i < linear->classes; i++)
        probabilities[i] *= (double)linear->sharpness;
    algebra_softmax(probabilities, linear->classes);
    return true;
}

void linear_save(const void *model, struct safetensors_writer *writer)
{
    const struct linear *linear = model;
    const size_t shape[] = {linear->classes, linear->columns};

    safetensors_add_tensor(writer, "weights", shape, 2, linear->weights);
    safetensors_add_tensor(writer, "intercepts", shape, 1, linear->intercepts);
    safetensors_add_tensor(writer, "sharpness", NULL, 0, &linear->sharpness);
}

bool linear_load(void **model, const struct record *record, size_t classes,
                 size_t columns, struct error *err)
{
    const size_t shape[] = {classes, columns};
    struct linear *linear = xcalloc(1, sizeof(*linear));
    float *sharpness;

    linear->classes = classes;
    linear->columns = columns;
    if (!record_array(record, "weights", shape, 2, &linear->weights, err) ||
        !record_array(record, "intercepts", shape, 1, &linear->intercepts,
                      err) ||
        !record_array(record, "sharpness", NULL, 0, &sharpness, err)) {
        linear_destroy(linear);
        return false;
    }
    linear->sharpness = *sharpness;
    free(sharpness);
    *model = linear;
    return true;
}

void linear_destroy(void *model)
{
    struct linear *linear = model;

    if (!linear)
        return;
    free(linear->weights);
    free(linear->intercepts);
    free(linear);
}
