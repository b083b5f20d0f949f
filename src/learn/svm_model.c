#include "learn/svm_model.h"

#include "base/alloc.h"
#include "learn/algebra.h"
#include "learn/platt.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Columns summed in single precision, before the sums are added in double. */
enum { BLOCK = 1024 };

void svm_destroy(void *model)
{
    struct svm *svm = model;

    if (!svm)
        return;
    free(svm->sizes);
    free(svm->vectors);
    free(svm->coefficients);
    free(svm->curves);
    free(svm);
}

/* --- use ----------------------------------------------------------------- */

/* The kernel between the question's row and each vector. */
static void compare(const struct svm *svm, const struct question *question,
                    double *kernel)
{
    for (size_t first = 0; first < svm->columns; first += BLOCK) {
        size_t left = svm->columns - first;
        size_t count = left < BLOCK ? left : BLOCK;
        float values[BLOCK];

        question_read(question, first, count, values);
        for (size_t i = 0; i < svm->count; i++)
            kernel[i] += (double)algebra_distance_float(
                svm->vectors + i * svm->columns + first, values, count);
    }
    for (size_t i = 0; i < svm->count; i++)
        kernel[i] = exp(-(double)svm->gamma * kernel[i]);
}

/* The part of a pair's decision that vectors of one class have in it. */
static double sum_class(const struct svm *svm, const double *kernel,
                        size_t first, size_t class, size_t other)
{
    double sum = 0;
    size_t end = first + (size_t)svm->sizes[class];

    for (size_t i = first; i < end; i++)
        sum += (double)svm->coefficients[i * svm->classes + other] * kernel[i];
    return sum;
}

static void decide_pairs(const struct svm *svm, const double *kernel,
                         double *pairs)
{
    const double least = 1e-7;
    size_t first = 0, pair = 0;

    for (size_t i = 0; i < svm->classes; i++) {
        size_t other = first + (size_t)svm->sizes[i];

        for (size_t j = i + 1; j < svm->classes; j++, pair++) {
            const float *curve = svm->curves + pair * SVM_PAIR_PARTS;
            const struct platt platt = {(double)curve[SVM_PLATT_SLOPE],
                                        (double)curve[SVM_PLATT_OFFSET]};
            double decision = sum_class(svm, kernel, first, i, j) +
                              sum_class(svm, kernel, other, j, i) -
                              (double)curve[SVM_OFFSET];
            double p = platt_probability(platt, decision);

            p = fmin(fmax(p, least), 1 - least);
            pairs[i * svm->classes + j] = p;
            pairs[j * svm->classes + i] = 1 - p;
            other += (size_t)svm->sizes[j];
        }
        first += (size_t)svm->sizes[i];
    }
}

bool svm_run(const void *model, const struct question *question,
             double *probabilities, struct error *err)
{
    const struct svm *svm = model;
    double *kernel = calloc(svm->count, sizeof(*kernel));
    double *pairs;

    if (!kernel)
        return error_set(err, "cannot compare with %zu tracks: out of memory",
                         svm->count);
    pairs = xcalloc(svm->classes * svm->classes, sizeof(*pairs));
    compare(svm, question, kernel);
    decide_pairs(svm, kernel, pairs);
    platt_couple(pairs, svm->classes, probabilities);
    free(kernel);
    free(pairs);
    return true;
}

/* --- files --------------------------------------------------------------- */

void svm_save(const void *model, struct safetensors_writer *writer)
{
    const struct svm *svm = model;
    const size_t vectors[] = {svm->count, svm->columns};
    const size_t coefficients[] = {svm->count, svm->classes};
    const size_t curves[] = {svm->pairs, SVM_PAIR_PARTS};

    record_add_count(writer, "vectors", svm->count);
    safetensors_add_tensor(writer, "kernel-gamma", NULL, 0, &svm->gamma);
    safetensors_add_tensor(writer, "vector-counts", &svm->classes, 1,
                           svm->sizes);
    safetensors_add_tensor(writer, "support-vectors", vectors, 2, svm->vectors);
    safetensors_add_tensor(writer, "coefficients", coefficients, 2,
                           svm->coefficients);
    safetensors_add_tensor(writer, "pair-curves", curves, 2, svm->curves);
}

static bool read_arrays(struct svm *svm, const struct record *record,
                        struct error *err)
{
    size_t vectors[] = {0, svm->columns}, coefficients[] = {0, svm->classes};
    const size_t curves[] = {svm->pairs, SVM_PAIR_PARTS};
    float *gamma;

    if (!record_count(record, "vectors", 1, SIZE_MAX / 64, &svm->count, err))
        return false;
    vectors[0] = coefficients[0] = svm->count;
    if (!record_array(record, "vector-counts", &svm->classes, 1, &svm->sizes,
                      err) ||
        !record_array(record, "support-vectors", vectors, 2, &svm->vectors,
                      err) ||
        !record_array(record, "coefficients", coefficients, 2,
                      &svm->coefficients, err) ||
        !record_array(record, "pair-curves", curves, 2, &svm->curves, err) ||
        !record_array(record, "kernel-gamma", NULL, 0, &gamma, err))
        return false;
    svm->gamma = *gamma;
    free(gamma);
    return true;
}

static bool check(const struct svm *svm)
{
    size_t left = svm->count;

    for (size_t i = 0; i < svm->classes; i++) {
        if (!(svm->sizes[i] >= 0 && svm->sizes[i] <= (float)left) ||
            svm->sizes[i] != floorf(svm->sizes[i]))
            return false;
        left -= (size_t)svm->sizes[i];
    }
    return left == 0 && svm->gamma > 0;
}

bool svm_load(void **model, const struct record *record, size_t classes,
              size_t columns, struct error *err)
{
    struct svm *svm = xcalloc(1, sizeof(*svm));
    bool good;

    svm->classes = classes;
    svm->columns = columns;
    svm->pairs = classes * (classes - 1) / 2;
    good = read_arrays(svm, record, err);
    if (good && !check(svm))
        good = record_refuse(record, "vector-counts", err);
    if (!good) {
        svm_destroy(svm);
        return false;
    }
    *model = svm;
    return true;
}
