/* method.h - the baselines behind one table of functions.
 *
 * A method trains from rows (lesson.h) and answers for rows; it knows neither
 * features nor files' places.  A trained model is read only, so that several
 * threads may ask it.
 */
#ifndef LEARN_METHOD_H
#define LEARN_METHOD_H

#include "learn/lesson.h"
#include "learn/record.h"

struct method {
    const char *name; /* of the model: "logistic" */
    bool (*train)(void **model, const struct lesson *lesson, struct error *err);

    /* Writes the probability of each class. */
    bool (*run)(const void *model, const struct question *question,
                double *probabilities, struct error *err);

    /* The arrays added stay the model's. */
    void (*save)(const void *model, struct safetensors_writer *writer);
    bool (*load)(void **model, const struct record *record, size_t classes,
                 size_t columns, struct error *err);
    void (*destroy)(void *model); /* accepts NULL */
};

extern const struct method logistic_method;
extern const struct method sgd_method;
extern const struct method forest_method;
extern const struct method svm_method;

#endif
