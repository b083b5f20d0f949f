/* score_probability.h - what class probabilities are worth.
 *
 * Pure function of its arguments; any thread.
 */
#ifndef LEARN_SCORE_PROBABILITY_H
#define LEARN_SCORE_PROBABILITY_H

#include <stddef.h>

enum { CALIBRATION_BINS = 15 };

/* All but the counts are NAN when total is 0. */
struct score_probability {
    size_t total;
    size_t near;        /* examples whose class is one of the two likeliest */
    double top2;        /* near / total */
    double calibration; /* error, see below */
    double log_loss;    /* mean negative logarithm of the class's chance */
};

/* probabilities: one row of `classes` an example; labels 0 .. classes - 1.
 *
 * Where two classes are equally likely the first counts as the likelier.  The
 * calibration error is the expected one of Guo et al. 2017: examples fall
 * into CALIBRATION_BINS bins of equal width by the chance of the likeliest
 * class, a bin's upper end belonging to it; it is the mean, weighted by their
 * size, of the bins' distance between mean chance and accuracy.  For the
 * logarithm a chance is at least that of float's precision, 2^-23. */
void score_probability_init(struct score_probability *score, const int *labels,
                            const float *const *probabilities, size_t count,
                            size_t classes);

#endif
