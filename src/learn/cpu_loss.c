#include "learn/cpu.h"

#include "base/alloc.h"

#include <assert.h>
#include <math.h>

enum { PROBABILITIES, LOSSES };

struct loss_operation {
    struct operation base;
    struct packing logits;
    dnnl_memory_t plain; /* dx before it takes the layout of the logits */
    dnnl_primitive_t unpack;
};

/* Softmax and cross-entropy of one example.  The largest logit is taken off
 * first, so that exp() cannot overflow. */
static float one(const float *logits, const float *targets, int classes,
                 float *probabilities)
{
    float largest = logits[0];
    double sum = 0, expected = 0, weight = 0;

    assert(classes > 0);
    for (int i = 1; i < classes; i++)
        largest = logits[i] > largest ? logits[i] : largest;
    for (int i = 0; i < classes; i++) {
        double shifted = (double)logits[i] - largest;
        double value = exp(shifted);

        probabilities[i] = (float)value;
        sum += value;
        /* A target of zero must not meet an infinite logit. */
        if (targets[i] > 0) {
            expected += targets[i] * shifted;
            weight += targets[i];
        }
    }
    for (int i = 0; i < classes; i++)
        probabilities[i] = (float)(probabilities[i] / sum);
    return (float)(weight * log(sum) - expected);
}

static bool run_forward(struct operation *operation, bool training,
                        uint64_t step, struct error *err)
{
    struct loss_operation *own = (void *)operation;
    struct shape shape = operation->inputs[0]->base.shape;
    dnnl_memory_t packed;
    void *handle;
    const float *logits;

    (void)training;
    (void)step;
    if (!cpu_pack(operation->device, &own->logits, operation->inputs[0]->memory,
                  &packed, err))
        return false;
    dnnl_memory_get_data_handle(packed, &handle);
    logits = handle;
    for (int i = 0; i < shape.n; i++) {
        size_t row = (size_t)i * (size_t)shape.c;

        operation->outputs[LOSSES]->values[i] =
            one(logits + row, operation->inputs[1]->values + row, shape.c,
                operation->outputs[PROBABILITIES]->values + row);
    }
    return true;
}

static bool run_backward(struct operation *operation, const struct tensor *dy,
                         struct tensor *const dx[], unsigned accumulate,
                         struct error *err)
{
    struct loss_operation *own = (void *)operation;
    struct shape shape = operation->inputs[0]->base.shape;
    const float *p = operation->outputs[PROBABILITIES]->values;
    const float *t = operation->inputs[1]->values;
    size_t count = (size_t)shape.n * (size_t)shape.c;
    dnnl_memory_t target = cpu_target(operation, 0, dx[0], accumulate & 1U);
    void *handle;
    float *values;

    (void)dy;
    dnnl_memory_get_data_handle(own->unpack ? own->plain : target, &handle);
    values = handle;
    for (size_t i = 0; i < count; i++)
        values[i] = (p[i] - t[i]) / (float)shape.n;
    if (own->unpack && !cpu_run_reorder(operation->device, own->unpack,
                                        own->plain, target, err))
        return false;
    cpu_target_done(operation, dx[0], accumulate & 1U);
    return true;
}

static const struct operation_class class = {run_forward, run_backward};

bool cpu_loss(struct device *device, const struct wiring *wiring,
              struct loss_outputs *y, struct operation **out, struct error *err)
{
    struct loss_operation *own = xcalloc(1, sizeof(*own));
    struct operation *base = &own->base;
    struct shape shape = wiring->inputs[0]->shape;
    struct shape single = {shape.n, 1, 1, 1};
    dnnl_memory_desc_t plain = cpu_plain(shape), losses = cpu_plain(single);

    if (!cpu_operation_init(base, device, &class, wiring, err) ||
        !cpu_packing(base, &base->inputs[0]->layout, &plain, &own->logits,
                     err) ||
        !cpu_output(base, PROBABILITIES, shape, &plain, err) ||
        !cpu_output(base, LOSSES, single, &losses, err))
        goto fail;
    if (own->logits.reorder && wiring->training &&
        (!cpu_memory(base, &plain, &own->plain, err) ||
         !cpu_reorder(base, &plain, &base->inputs[0]->layout, &own->unpack,
                      err)))
        goto fail;
    y->probabilities = &base->outputs[PROBABILITIES]->base;
    y->losses = &base->outputs[LOSSES]->base;
    *out = base;
    return true;

fail:
    cpu_operation_destroy(base);
    return false;
}
