/* score.h - what predictions are worth: counts, rates and intervals.
 *
 * Definitions are scikit-learn's (classification_report): a rate whose
 * denominator is zero is 0.  Pure functions of their arguments; any thread.
 */
#ifndef LEARN_SCORE_H
#define LEARN_SCORE_H

#include <stddef.h>

struct class_score {
    double precision, recall, f1;
    size_t support; /* true examples of the class */
};

struct score {
    size_t classes;
    size_t total;
    size_t correct;
    size_t *confusion; /* classes x classes: [true][predicted] */
    struct class_score *by_class;
    struct class_score macro, weighted; /* support: total */
    double accuracy;
    double low, high; /* 95 % Wilson interval of the accuracy */
};

/* Labels and predictions are 0 .. classes - 1. */
void score_init(struct score *score, const int *labels, const int *predicted,
                size_t count, size_t classes);
void score_finish(struct score *score);

/* Wilson score interval (Wilson 1927) at 95 %; 0 .. 1 when total is 0. */
void score_wilson(size_t correct, size_t total, double *low, double *high);

#endif
