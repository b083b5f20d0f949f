/* rig.h - one operation of a backend under test: its inputs, a gradient for
 * its output, and the checks that hold for every operation.
 *
 * The loss is the sum of the outputs, each times a fixed random weight; its
 * gradients are compared with central differences.
 */
#ifndef TESTS_RIG_H
#define TESTS_RIG_H

#include "tests/check.h"

#include "learn/backend.h"

enum { RIG_ROOM = 4096 };

struct rig {
    const struct backend *backend;
    struct device *device;
    struct operation *maker[OPERATION_INPUTS]; /* gave the inputs a layout */
    struct tensor *seed[OPERATION_INPUTS];
    struct tensor *x[OPERATION_INPUTS], *dx[OPERATION_INPUTS];
    float values[OPERATION_INPUTS][RIG_ROOM];
    struct tensor *y, *dy;
    struct operation *operation;
    float weights[RIG_ROOM]; /* of the outputs in the loss */
    size_t parameters;
    uint64_t step;
};

void rig_open(struct rig *rig, size_t parameters, size_t statistics);
void rig_close(struct rig *rig);

/* Gives the operation an input of random values.  `blocked` asks for the
 * layout that the backend's own convolutions give. */
void rig_input(struct rig *rig, int i, struct shape shape, bool blocked);

/* The wiring of the inputs given so far, in training. */
struct wiring rig_wiring(const struct rig *rig);

/* To be called after rig->y and rig->operation were compiled. */
void rig_ready(struct rig *rig);

/* Draws parameters from -1 to 1. */
void rig_draw_parameters(struct rig *rig);

/* Forward with the values as they are; writes the outputs. */
void rig_forward(struct rig *rig, bool training, float *y);

/* Compares all gradients with differences of this step; the norm of the
 * difference may be `tolerance` of the gradient's norm. */
void rig_check_gradients(struct rig *rig, float step, double tolerance);

size_t rig_size(struct shape shape);

#endif
