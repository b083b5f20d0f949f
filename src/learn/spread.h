/* spread.h - mean, deviation and range of numbers that come bit by bit. */
#ifndef LEARN_SPREAD_H
#define LEARN_SPREAD_H

#include <stddef.h>

struct spread {
    double count, sum, squares;
    double low, high;
};

void spread_init(struct spread *spread);
void spread_add(struct spread *spread, double value);
void spread_merge(struct spread *into, const struct spread *from);

/* NAN when there are no numbers; the deviation is the population's. */
double spread_mean(const struct spread *spread);
double spread_deviation(const struct spread *spread);

#endif
