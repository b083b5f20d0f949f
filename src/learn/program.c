#include "learn/program.h"

#include "base/alloc.h"

#include <math.h>
#include <stdlib.h>

/* One layer, compiled. */
struct stage {
    struct operation *operation; /* NULL for inputs */
    struct tensor *y;            /* owned only by inputs */
    struct tensor *dy;           /* owned; NULL where nobody asks for it */
    unsigned accumulate;         /* inputs whose gradient was begun before */
};

struct program {
    const struct network *network;
    const struct backend *backend;
    struct device *device;
    int batch;
    bool training;
    struct stage *stages; /* one a layer */
    struct tensor *targets;
    struct operation *loss;
    struct loss_outputs outputs;
};

static bool compile_operation(struct program *program,
                              const struct layer *layer,
                              const struct wiring *wiring, struct stage *stage,
                              struct error *err)
{
    const struct backend *backend = program->backend;
    struct device *device = program->device;
    struct tensor **y = &stage->y;
    struct operation **out = &stage->operation;
    struct shape shape = layer->shape;

    switch (layer->kind) {
    case LAYER_INPUT:
        shape.n = program->batch;
        return backend->tensor(device, shape, y, err);
    case LAYER_CONVOLUTION:
        return backend->convolution(device, &layer->convolution, wiring, y, out,
                                    err);
    case LAYER_NORMALIZATION:
        return backend->normalization(device, &layer->normalization, wiring, y,
                                      out, err);
    case LAYER_POOLING:
        return backend->pooling(device, &layer->pooling, wiring, y, out, err);
    case LAYER_GLOBAL_POOLING:
        return backend->global_pooling(device, wiring, y, out, err);
    case LAYER_JOIN:
        return backend->join(device, wiring, y, out, err);
    case LAYER_DENSE:
        return backend->dense(device, &layer->dense, wiring, y, out, err);
    case LAYER_LSTM:
        return backend->lstm(device, &layer->lstm, wiring, y, out, err);
    case LAYER_RELU:
        return backend->relu(device, wiring, y, out, err);
    case LAYER_DROPOUT:
        return backend->dropout(device, &layer->dropout, wiring, y, out, err);
    }
    return false;
}

/* Inputs of the network need no gradient. */
static bool wants_gradient(const struct network *network, int layer)
{
    return network->layers[layer].kind != LAYER_INPUT;
}

static bool compile(struct program *program, int number, struct error *err)
{
    const struct layer *layer = &program->network->layers[number];
    struct stage *stage = &program->stages[number];
    struct wiring wiring = {.training = program->training};

    for (int i = 0; i < OPERATION_INPUTS; i++) {
        if (layer->inputs[i] < 0)
            continue;
        wiring.inputs[i] = program->stages[layer->inputs[i]].y;
        if (wants_gradient(program->network, layer->inputs[i]))
            wiring.wanted |= 1U << i;
    }
    if (!compile_operation(program, layer, &wiring, stage, err))
        return false;
    return !program->training || !wants_gradient(program->network, number) ||
           program->backend->like(program->device, stage->y, &stage->dy, err);
}

static bool compile_loss(struct program *program, struct error *err)
{
    struct stage *last = &program->stages[program->network->layer_count - 1];
    struct shape shape = {program->batch, program->network->classes, 1, 1};
    struct wiring wiring = {
        .inputs = {last->y, NULL}, .training = program->training, .wanted = 1};

    if (!program->backend->tensor(program->device, shape, &program->targets,
                                  err))
        return false;
    wiring.inputs[1] = program->targets;
    return program->backend->loss(program->device, &wiring, &program->outputs,
                                  &program->loss, err);
}

/* Backward goes from the last layer to the first: of the readers of a layer,
 * the last begins its gradient and the earlier ones add to it. */
static void plan_accumulation(struct program *program)
{
    const struct network *network = program->network;
    bool *begun = xcalloc((size_t)network->layer_count, sizeof(*begun));

    for (int i = network->layer_count - 1; i >= 0; i--)
        for (int j = 0; j < OPERATION_INPUTS; j++) {
            int input = network->layers[i].inputs[j];

            if (input < 0)
                continue;
            if (begun[input])
                program->stages[i].accumulate |= 1U << j;
            begun[input] = true;
        }
    free(begun);
}

bool program_create(struct program **out, const struct program_plan *plan,
                    struct error *err)
{
    struct program *program = xcalloc(1, sizeof(*program));
    const struct network *network = plan->network;

    program->network = network;
    program->backend = plan->backend;
    program->device = plan->device;
    program->batch = plan->batch;
    program->training = plan->training;
    program->stages =
        xcalloc((size_t)network->layer_count, sizeof(*program->stages));
    for (int i = 0; i < network->layer_count; i++)
        if (!compile(program, i, err))
            goto fail;
    if (!compile_loss(program, err))
        goto fail;
    plan_accumulation(program);
    *out = program;
    return true;

fail:
    program_destroy(program);
    return false;
}

void program_destroy(struct program *program)
{
    const struct backend *backend;

    if (!program)
        return;
    backend = program->backend;
    backend->destroy(program->loss);
    backend->release(program->targets);
    for (int i = program->network->layer_count - 1; i >= 0; i--) {
        struct stage *stage = &program->stages[i];

        backend->release(stage->dy);
        if (!stage->operation)
            backend->release(stage->y);
        backend->destroy(stage->operation);
    }
    free(program->stages);
    free(program);
}

int program_batch(const struct program *program)
{
    return program->batch;
}

bool program_set_input(struct program *program, enum feature_kind kind,
                       const float *values, struct error *err)
{
    for (int i = 0; i < program->network->layer_count; i++) {
        const struct layer *layer = &program->network->layers[i];

        if (layer->kind == LAYER_INPUT && layer->feature == kind)
            return program->backend->write(program->device,
                                           program->stages[i].y, values, err);
    }
    return true;
}

bool program_set_targets(struct program *program, const float *targets,
                         struct error *err)
{
    return program->backend->write(program->device, program->targets, targets,
                                   err);
}

bool program_forward(struct program *program, bool training, uint64_t step,
                     struct error *err)
{
    for (int i = 0; i < program->network->layer_count; i++)
        if (program->stages[i].operation &&
            !program->backend->forward(program->device,
                                       program->stages[i].operation, training,
                                       step, err))
            return false;
    return program->backend->forward(program->device, program->loss, training,
                                     step, err);
}

static bool backward_one(struct program *program, int number, struct error *err)
{
    const struct layer *layer = &program->network->layers[number];
    const struct stage *stage = &program->stages[number];
    struct tensor *dx[OPERATION_INPUTS] = {NULL};

    if (!stage->operation)
        return true;
    for (int i = 0; i < OPERATION_INPUTS; i++)
        if (layer->inputs[i] >= 0)
            dx[i] = program->stages[layer->inputs[i]].dy;
    return program->backend->backward(program->device, stage->operation,
                                      stage->dy, dx, stage->accumulate, err);
}

bool program_backward(struct program *program, struct error *err)
{
    int last = program->network->layer_count - 1;
    struct tensor *dx[OPERATION_INPUTS] = {program->stages[last].dy, NULL};

    if (!program->backend->backward(program->device, program->loss, NULL, dx, 0,
                                    err))
        return false;
    for (int i = last; i >= 0; i--)
        if (!backward_one(program, i, err))
            return false;
    return true;
}

bool program_probabilities(struct program *program, float *out,
                           struct error *err)
{
    return program->backend->read(program->device,
                                  program->outputs.probabilities, out, err);
}

bool program_losses(struct program *program, float *out, struct error *err)
{
    return program->backend->read(program->device, program->outputs.losses, out,
                                  err);
}

/* The largest magnitude among a layer's outputs; infinite when one of them is
 * no number. */
static bool magnitude(struct program *program, int number, float *out)
{
    const struct tensor *y = program->stages[number].y;
    size_t count = (size_t)y->shape.n * (size_t)y->shape.c *
                   (size_t)y->shape.h * (size_t)y->shape.w;
    float *values = malloc(count * sizeof(*values));
    struct error err;
    bool good =
        values && program->backend->read(program->device, y, values, &err);

    *out = 0;
    for (size_t i = 0; good && i < count && !isinf(*out); i++)
        *out = isfinite(values[i]) ? fmaxf(*out, fabsf(values[i])) : INFINITY;
    free(values);
    return good;
}

static bool gradient_is_finite(const struct program *program,
                               const struct array *array)
{
    size_t count = array_size(array);
    float *values = malloc(count * sizeof(*values));
    struct error err;
    bool known =
        values && program->backend->get(program->device, ARENA_GRADIENTS,
                                        *array->offset, count, values, &err);
    bool finite = true;

    for (size_t i = 0; known && finite && i < count; i++)
        finite = isfinite(values[i]);
    free(values);
    return finite;
}

/* Gradients run backwards: the last layer is where they went wrong first. */
static const char *blame_gradient(const struct program *program)
{
    for (int i = program->network->layer_count - 1; i >= 0; i--) {
        const struct layer *layer = &program->network->layers[i];

        for (int j = 0; j < layer->array_count; j++)
            if (layer->arrays[j].arena == ARENA_PARAMETERS &&
                !gradient_is_finite(program, &layer->arrays[j]))
                return layer->name;
    }
    return NULL;
}

const char *program_blame(struct program *program)
{
    const char *name = NULL, *wrong;
    float largest = -1;

    for (int i = 0; i < program->network->layer_count; i++) {
        float size;

        if (!magnitude(program, i, &size))
            return name;
        if (isinf(size))
            return program->network->layers[i].name;
        if (size > largest) {
            largest = size;
            name = program->network->layers[i].name;
        }
    }
    wrong = blame_gradient(program);
    return wrong ? wrong : name;
}
