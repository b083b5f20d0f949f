/* network_cost.h - what a network weighs and how much it computes.
 *
 * Counted for one example, forward: each multiplication, addition and
 * comparison is one operation, and so is each exponential or root.
 */
#ifndef LEARN_NETWORK_COST_H
#define LEARN_NETWORK_COST_H

#include "learn/network.h"

/* "convolution", ... */
const char *layer_kind_name(enum layer_kind kind);

/* Values that are learned; running statistics are not among them. */
size_t layer_parameters(const struct layer *layer);

/* Of the layer of this number. */
double network_layer_operations(const struct network *network, int number);

struct network_cost {
    size_t parameters;
    double operations;
};

struct network_cost network_cost(const struct network *network);

#endif
