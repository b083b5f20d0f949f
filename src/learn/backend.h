/* backend.h - what a device must do to train and run a network.
 *
 * A backend is one constant table of functions.  It knows operations, memory
 * and order; what the network looks like, how it is trained and stored is
 * shared code above it.  A backend fills every slot.
 *
 * A device holds one network's numbers: all parameters in one block of fp32,
 * and gradients, running statistics and the optimizer's moments in blocks
 * beside it.  An operation names its parameters by their offset there, so the
 * same layer can be compiled for several shapes over the same weights.
 * Weights are in canonical order: a convolution's as [out][in / groups][rows]
 * [columns], a dense layer's as [out][in].
 *
 * Operations are compiled once for a shape (slow; chooses algorithms and takes
 * all memory), and then run many times, in the order they are asked for, with
 * no allocation; a device may still be at it when a call returns.  read(),
 * get() and finish() wait.
 *
 * A tensor has a logical shape; how its values lie in memory is the backend's
 * business.  An operation owns its outputs; they go with it, and whoever
 * compiles on top of them must be released first.
 *
 * A device and all that is made on it belong to the thread that opened it.
 */
#ifndef LEARN_BACKEND_H
#define LEARN_BACKEND_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { BACKEND_ABI = 2, OPERATION_INPUTS = 2 };

struct device;
struct operation;

/* Examples x channels x rows x columns; a vector has one row and column. */
struct shape {
    int n, c, h, w;
};

/* What every tensor begins with; the rest is private to its backend. */
struct tensor {
    struct shape shape;
};

struct device_options {
    int threads;   /* at least 1; for backends that compute on the host */
    uint64_t seed; /* of all random numbers drawn on the device */
};

enum arena {
    ARENA_PARAMETERS,
    ARENA_GRADIENTS,
    ARENA_STATISTICS, /* running means and variances */
    ARENA_MOMENT_1,   /* the optimizer's mean of the gradient */
    ARENA_MOMENT_2,   /* and of its square */
    ARENA_COUNT       /* not an arena: how many there are */
};

struct arena_sizes {
    size_t parameters; /* values; gradients and moments have as many */
    size_t decayed;    /* weight decay applies to the first of them only */
    size_t statistics;
};

/* How an operation stands in its network. */
struct wiring {
    const struct tensor *inputs[OPERATION_INPUTS];
    bool training; /* backward() will be called as well as forward() */
    unsigned
        wanted; /* bit i: backward() will ask for the gradient of input i */
};

struct convolution {
    int channels;             /* of the output */
    int kernel[2], stride[2]; /* rows, columns */
    int padding[2];           /* zeros before and after */
    int dilation[2];          /* 1: neighbouring values */
    int groups;               /* divides both numbers of channels */
    size_t weight;            /* offset of its weights */
    bool has_bias;
    size_t bias; /* offset of one value a channel */
};

/* Batch normalization of input 0, then + input 1 if there is one, then relu
 * if asked for.  The running variance is the unbiased one, and both running
 * figures move by a tenth of the difference in each training step. */
struct normalization {
    bool relu;
    float epsilon;
    size_t scale, shift;   /* offsets among the parameters, one a channel */
    size_t mean, variance; /* offsets among the statistics */
};

enum pooling_kind { POOLING_MAX, POOLING_AVERAGE };

/* Padding counts neither as a maximum nor in an average. */
struct pooling {
    enum pooling_kind kind;
    int kernel[2], stride[2], padding[2]; /* rows, columns */
};

/* The shapes of their outputs; without rows or columns where x is too small
 * for them. */
struct shape convolution_shape(const struct convolution *what, struct shape x);
struct shape pooling_shape(const struct pooling *what, struct shape x);

/* All values of an example, in the order channel, row, column, to `units`. */
struct dense {
    int units;
    size_t weight, bias; /* offsets */
};

/* A long short-term memory in both directions over the columns of a tensor
 * with one row: n x c x 1 x t to n x 2 units x 1 x t, the forward direction's
 * units first.  Both begin with zeros.  The arrays hold the forward
 * direction's rows, then the backward one's; of each those of the input gate,
 * the forget gate, the candidate and the output gate. */
struct lstm {
    int units;        /* of one direction */
    size_t weight;    /* [2 x 4 x units][c] */
    size_t recurrent; /* [2 x 4 x units][units] */
    size_t bias;      /* [2 x 4 x units] */
};

/* In training keeps a value with probability 1 - rate and scales it by
 * 1 / (1 - rate).  Value e of the logical order falls by word e % 4 of the
 * Philox block (seed; stream DROPOUT_STREAM + step * 65536 + number; e / 4),
 * when its upper 24 bits, as a fraction, are below rate. */
struct dropout {
    float rate;      /* 0 .. below 1 */
    unsigned number; /* below 65536; tells apart the dropouts of a network */
};

#define DROPOUT_STREAM ((uint64_t)4 << 56)

/* Softmax of the logits (n x classes x 1 x 1) and cross-entropy against
 * targets of the same shape, whose rows sum to 1. */
struct loss_outputs {
    struct tensor *probabilities; /* n x classes x 1 x 1 */
    struct tensor *losses;        /* n x 1 x 1 x 1, nats */
};

/* Loshchilov and Hutter, "Decoupled weight decay regularization", 2019. */
struct adamw {
    double learning_rate, beta1, beta2, epsilon, weight_decay;
    uint64_t step; /* from 1 */
};

struct backend {
    int abi;          /* BACKEND_ABI of the header it was built with */
    const char *name; /* as typed: "cpu" */

    /* Whether this machine can run it; if not, err says why. */
    bool (*probe)(struct error *err);
    bool (*open)(struct device **out, const struct device_options *options,
                 struct error *err);
    /* Operations and tensors must have been released.  Accepts NULL. */
    void (*close)(struct device *device);
    /* Returns when all that was asked for is done. */
    bool (*finish)(struct device *device, struct error *err);

    /* Makes the arenas, zeroed; once for a device, before any operation. */
    bool (*prepare)(struct device *device, const struct arena_sizes *sizes,
                    struct error *err);
    bool (*set)(struct device *device, enum arena arena, size_t offset,
                size_t count, const float *values, struct error *err);
    bool (*get)(struct device *device, enum arena arena, size_t offset,
                size_t count, float *values, struct error *err);

    /* A tensor for values from outside; and one shaped and laid out like
     * another, for its gradient. */
    bool (*tensor)(struct device *device, struct shape shape,
                   struct tensor **out, struct error *err);
    bool (*like)(struct device *device, const struct tensor *other,
                 struct tensor **out, struct error *err);
    void (*release)(struct tensor *tensor); /* accepts NULL */
    /* All values in logical order. */
    bool (*write)(struct device *device, struct tensor *tensor,
                  const float *values, struct error *err);
    bool (*read)(struct device *device, const struct tensor *tensor,
                 float *values, struct error *err);

    /* Compile; each writes its output tensor, which the operation owns. */
    bool (*convolution)(struct device *device, const struct convolution *what,
                        const struct wiring *wiring, struct tensor **y,
                        struct operation **out, struct error *err);
    bool (*normalization)(struct device *device,
                          const struct normalization *what,
                          const struct wiring *wiring, struct tensor **y,
                          struct operation **out, struct error *err);
    bool (*pooling)(struct device *device, const struct pooling *what,
                    const struct wiring *wiring, struct tensor **y,
                    struct operation **out, struct error *err);
    /* n x c x h x w to n x 2c x 1 x 1: averages, then maxima. */
    bool (*global_pooling)(struct device *device, const struct wiring *wiring,
                           struct tensor **y, struct operation **out,
                           struct error *err);
    /* The channels of input 0, then those of input 1; all else is equal. */
    bool (*join)(struct device *device, const struct wiring *wiring,
                 struct tensor **y, struct operation **out, struct error *err);
    bool (*dense)(struct device *device, const struct dense *what,
                  const struct wiring *wiring, struct tensor **y,
                  struct operation **out, struct error *err);
    bool (*lstm)(struct device *device, const struct lstm *what,
                 const struct wiring *wiring, struct tensor **y,
                 struct operation **out, struct error *err);
    bool (*relu)(struct device *device, const struct wiring *wiring,
                 struct tensor **y, struct operation **out, struct error *err);
    bool (*dropout)(struct device *device, const struct dropout *what,
                    const struct wiring *wiring, struct tensor **y,
                    struct operation **out, struct error *err);
    /* Inputs: logits and targets.  backward() gives the gradient of the mean
     * loss of the batch and takes no dy. */
    bool (*loss)(struct device *device, const struct wiring *wiring,
                 struct loss_outputs *y, struct operation **out,
                 struct error *err);
    void (*destroy)(struct operation *operation); /* accepts NULL */

    /* step counts the training steps of the network and decides what random
     * numbers are drawn; without `training` running statistics are used and
     * nothing is dropped. */
    bool (*forward)(struct device *device, struct operation *operation,
                    bool training, uint64_t step, struct error *err);
    /* After forward() in training.  Writes the gradients of the operation's
     * parameters into their arena, and those of its inputs into dx, one an
     * input (NULL when not wanted), laid out like the inputs.  Where bit i
     * of accumulate is set it adds to dx[i]. */
    bool (*backward)(struct device *device, struct operation *operation,
                     const struct tensor *dy, struct tensor *const dx[],
                     unsigned accumulate, struct error *err);
    /* The root of the sum of an arena's squares; not finite when one of its
     * values is not. */
    bool (*norm)(struct device *device, enum arena arena, double *out,
                 struct error *err);
    /* One step over all parameters from the gradients there are. */
    bool (*adamw)(struct device *device, const struct adamw *what,
                  struct error *err);
};

/* The backends of this program, the preferred first; NULL at the end. */
const struct backend *const *backend_list(void);

/* Finds one by name, or, for "auto", the first that can run here.  Fails with
 * a sentence when the name is unknown or the machine cannot run it.  *why,
 * which may be NULL, is a constant text saying what decided. */
bool backend_choose(const char *name, const struct backend **out,
                    const char **why, struct error *err);

/* oneDNN on the processor; always there. */
extern const struct backend cpu_backend;

#endif
