/* network.h - what a network is made of: layers as data, and their numbers.
 *
 * A network is a list of layers, each naming the earlier layers it reads.  It
 * holds no values: a layer's parameters and running statistics are ranges in
 * the arenas of a device (backend.h).  Weights that decay come first there.
 *
 * Layers are added in order and refer to each other by the numbers that
 * network_add_*() return; network_lay_out() ends the building.
 */
#ifndef LEARN_NETWORK_H
#define LEARN_NETWORK_H

#include "feature/feature.h"
#include "learn/backend.h"

#include <stddef.h>
#include <stdint.h>

enum {
    NETWORK_LAYERS_MAX = 256,
    NETWORK_ARRAYS_MAX = 4, /* of one layer */
    NETWORK_NAME_MAX = 64,
    LAYER_NAME_MAX = 40
};

enum layer_kind {
    LAYER_INPUT,
    LAYER_CONVOLUTION,
    LAYER_NORMALIZATION,
    LAYER_POOLING,
    LAYER_GLOBAL_POOLING,
    LAYER_JOIN,
    LAYER_DENSE,
    LAYER_LSTM,
    LAYER_RELU,
    LAYER_DROPOUT
};

/* How an array of parameters or statistics begins. */
enum fill { FILL_ZERO, FILL_ONE, FILL_UNIFORM };

/* One named range of an arena. */
struct array {
    char name[NETWORK_NAME_MAX]; /* "mel.stem.weight" */
    enum arena arena;            /* PARAMETERS or STATISTICS */
    bool decayed;
    enum fill fill;
    size_t shape[4], rank;
    size_t fan_in;  /* inputs that make one output, for FILL_UNIFORM */
    size_t *offset; /* where the layer keeps it */
};

struct layer {
    enum layer_kind kind;
    char name[LAYER_NAME_MAX];
    int inputs[OPERATION_INPUTS]; /* layers; -1: none */
    struct shape shape;           /* of the output for one example */
    union {
        enum feature_kind feature;
        struct convolution convolution;
        struct normalization normalization;
        struct pooling pooling;
        struct dense dense;
        struct lstm lstm;
        struct dropout dropout;
    };
    struct array arrays[NETWORK_ARRAYS_MAX];
    int array_count;
};

struct network {
    struct layer layers[NETWORK_LAYERS_MAX];
    int layer_count;
    int classes;
    struct arena_sizes sizes; /* of the arenas it needs */
};

struct network *network_create(void);
void network_destroy(struct network *network);

/* Each gives the number of the new layer. */
int network_add_input(struct network *network, const char *name,
                      enum feature_kind feature, struct shape shape);
int network_add_convolution(struct network *network, const char *name,
                            int input, const struct convolution *what);
/* residual: a layer of the same shape that is added, or -1. */
int network_add_normalization(struct network *network, const char *name,
                              int input, int residual, bool relu);
int network_add_pooling(struct network *network, const char *name, int input,
                        const struct pooling *what);
int network_add_global_pooling(struct network *network, const char *name,
                               int input);
/* The channels of one after those of the other. */
int network_add_join(struct network *network, const char *name, int input,
                     int other);
int network_add_relu(struct network *network, const char *name, int input);
int network_add_dropout(struct network *network, const char *name, int input,
                        float rate);
int network_add_dense(struct network *network, const char *name, int input,
                      int units);

/* Over the columns of a layer with one row. */
int network_add_lstm(struct network *network, const char *name, int input,
                     int units);

/* Gives every array its place.  The last layer gives the logits.  Fails when
 * a layer has an input too small for it. */
bool network_lay_out(struct network *network, struct error *err);

/* Calls visit for every array of every layer, in order, until it fails. */
typedef bool network_visit(void *context, const struct array *array,
                           struct error *err);
bool network_each_array(const struct network *network, network_visit *visit,
                        void *context, struct error *err);

/* Draws the values a training begins with: weights uniform within
 * +-sqrt(6 / fan_in) (He et al. 2015), those of an LSTM within
 * +-sqrt(1 / units), scales and variances 1, the rest 0. */
bool network_start(const struct network *network, const struct backend *backend,
                   struct device *device, uint64_t seed, struct error *err);

size_t array_size(const struct array *array);

#endif
