/* linear.h - a class's value is a weighted sum of the scaled columns.
 *
 * What `logistic` and `sgd` come to.  The probabilities are the softmax of
 * the values times a common sharpness, which is 1 for values that are
 * logarithms of odds already.
 */
#ifndef LEARN_LINEAR_H
#define LEARN_LINEAR_H

#include "learn/compact.h"
#include "learn/method.h"

struct linear {
    size_t classes, columns;
    float *weights;    /* classes x columns */
    float *intercepts; /* classes */
    float sharpness;
};

/* From directions (classes x rank, overwritten) in the compact rows'
 * coordinates and intercepts. */
bool linear_create(struct linear **out, const struct lesson *lesson,
                   const struct compact *compact, double *directions,
                   const double *intercepts, struct error *err);

/* As struct method asks for. */
bool linear_run(const void *model, const struct question *question,
                double *probabilities, struct error *err);
void linear_save(const void *model, struct safetensors_writer *writer);
bool linear_load(void **model, const struct record *record, size_t classes,
                 size_t columns, struct error *err);
void linear_destroy(void *model);

#endif
