/* program.h - a network compiled for a device and a number of examples.
 *
 * A program owns its operations and all values between them; the weights are
 * the device's, so several programs of one network share them.
 */
#ifndef LEARN_PROGRAM_H
#define LEARN_PROGRAM_H

#include "learn/network.h"

struct program;

/* What is compiled for whom; all of it must outlive the program. */
struct program_plan {
    const struct network *network;
    const struct backend *backend;
    struct device *device;
    int batch;     /* examples */
    bool training; /* false: only to be run forward, without training */
};

bool program_create(struct program **out, const struct program_plan *plan,
                    struct error *err);
void program_destroy(struct program *program); /* accepts NULL */

int program_batch(const struct program *program);

/* Puts in batch x bands x frames values of a feature, or batch x classes
 * targets. */
bool program_set_input(struct program *program, enum feature_kind kind,
                       const float *values, struct error *err);
bool program_set_targets(struct program *program, const float *targets,
                         struct error *err);

bool program_forward(struct program *program, bool training, uint64_t step,
                     struct error *err);
/* The gradients of the mean loss, into the device's arena. */
bool program_backward(struct program *program, struct error *err);

/* Of the last forward pass: batch x classes, and batch values. */
bool program_probabilities(struct program *program, float *out,
                           struct error *err);
bool program_losses(struct program *program, float *out, struct error *err);

/* The layer to name when numbers went wrong: the first whose output is not
 * finite, or else the last whose parameters have such a gradient, or else the
 * one with the largest output.  NULL if it cannot be told. */
const char *program_blame(struct program *program);

#endif
