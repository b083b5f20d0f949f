/* svm_model.h - what a support vector machine has learnt.
 *
 * Classes meet in pairs: the decision of a pair is a weighted sum of the
 * kernel exp(-gamma |x - y|^2) between the row and the vectors of the two,
 * less an offset, and a curve makes it a probability (platt.h).
 */
#ifndef LEARN_SVM_MODEL_H
#define LEARN_SVM_MODEL_H

#include "learn/method.h"

/* What a pair of classes has besides its vectors. */
enum { SVM_OFFSET, SVM_PLATT_SLOPE, SVM_PLATT_OFFSET, SVM_PAIR_PARTS };

struct svm {
    size_t classes, columns, count, pairs;
    float gamma;
    float *sizes;        /* classes: vectors of each, which stand together */
    float *vectors;      /* count x columns, scaled */
    float *coefficients; /* count x classes: against that class */
    float *curves;       /* pairs x SVM_PAIR_PARTS: 0-1, 0-2, .., 1-2, .. */
};

/* As struct method asks for. */
bool svm_run(const void *model, const struct question *question,
             double *probabilities, struct error *err);
void svm_save(const void *model, struct safetensors_writer *writer);
bool svm_load(void **model, const struct record *record, size_t classes,
              size_t columns, struct error *err);
void svm_destroy(void *model);

#endif
