/* Operations on single values: relu and dropout. */
#include "learn/cpu.h"

#include "base/alloc.h"
#include "base/rng.h"

#include <string.h>

/* --- relu ---------------------------------------------------------------- */

struct relu_operation {
    struct operation base;
    dnnl_primitive_t forward, backward;
};

static bool relu_forward(struct operation *operation, bool training,
                         uint64_t step, struct error *err)
{
    struct relu_operation *own = (void *)operation;

    (void)training;
    (void)step;
    return cpu_run(
        operation->device, own->forward,
        (dnnl_exec_arg_t[]){{DNNL_ARG_SRC, operation->inputs[0]->memory},
                            {DNNL_ARG_DST, operation->outputs[0]->memory}},
        2, err);
}

static bool relu_backward(struct operation *operation, const struct tensor *dy,
                          struct tensor *const dx[], unsigned accumulate,
                          struct error *err)
{
    struct relu_operation *own = (void *)operation;

    if (!dx[0])
        return true;
    if (!cpu_run(operation->device, own->backward,
                 (dnnl_exec_arg_t[]){
                     {DNNL_ARG_DST, operation->outputs[0]->memory},
                     {DNNL_ARG_DIFF_DST, cpu_tensor_of_const(dy)->memory},
                     {DNNL_ARG_DIFF_SRC,
                      cpu_target(operation, 0, dx[0], accumulate & 1U)}},
                 3, err))
        return false;
    cpu_target_done(operation, dx[0], accumulate & 1U);
    return true;
}

static const struct operation_class relu_class = {relu_forward, relu_backward};

static bool relu_compile(struct relu_operation *own, bool training,
                         struct error *err)
{
    const dnnl_alg_kind_t kind = dnnl_eltwise_relu_use_dst_for_bwd;
    struct operation *base = &own->base;
    const dnnl_memory_desc_t *x = &base->inputs[0]->layout;
    dnnl_eltwise_desc_t forward, backward;
    dnnl_primitive_desc_t hint, pd;

    if (!cpu_check(dnnl_eltwise_forward_desc_init(
                       &forward, dnnl_forward_training, kind, x, 0.0F, 0.0F),
                   "describe a relu", err) ||
        !cpu_describe(base, &forward, NULL, &hint, err) ||
        !cpu_primitive(base, hint, &own->forward, err))
        return false;
    return !training || (cpu_check(dnnl_eltwise_backward_desc_init(
                                       &backward, kind, x, x, 0.0F, 0.0F),
                                   "describe a relu's gradient", err) &&
                         cpu_describe(base, &backward, hint, &pd, err) &&
                         cpu_primitive(base, pd, &own->backward, err));
}

bool cpu_relu(struct device *device, const struct wiring *wiring,
              struct tensor **y, struct operation **out, struct error *err)
{
    struct relu_operation *own = xcalloc(1, sizeof(*own));
    struct operation *base = &own->base;

    if (!cpu_operation_init(base, device, &relu_class, wiring, err) ||
        !relu_compile(own, wiring->training, err) ||
        !cpu_output(base, 0, wiring->inputs[0]->shape, &base->inputs[0]->layout,
                    err)) {
        cpu_operation_destroy(base);
        return false;
    }
    *y = &base->outputs[0]->base;
    *out = base;
    return true;
}

/* --- dropout ------------------------------------------------------------- */

/* The mask is drawn in logical order and brought into the layout of x, so
 * that the same values fall on every device. */
struct dropout_operation {
    struct operation base;
    struct dropout what;
    float *drawn;       /* 0 or 1 / (1 - rate), logical order */
    size_t drawn_count; /* of values; the buffer is rounded up to blocks */
    dnnl_memory_t plain;
    struct packing mask;
    dnnl_memory_t packed; /* of the last forward pass */
};

static void draw(struct dropout_operation *own, uint64_t step)
{
    const float keep = 1.0F / (1.0F - own->what.rate);
    const uint64_t seed = own->base.device->seed;
    const uint64_t stream = DROPOUT_STREAM + step * 65536 + own->what.number;
    const size_t blocks = (own->drawn_count + 3) / 4;

#pragma omp parallel for schedule(static)
    for (size_t block = 0; block < blocks; block++) {
        uint32_t words[4];

        rng_at(seed, stream, block, words);
        for (size_t i = 0; i < 4 && block * 4 + i < own->drawn_count; i++) {
            float fraction = (float)(words[i] >> 8) * 0x1p-24F;

            own->drawn[block * 4 + i] = fraction < own->what.rate ? 0.0F : keep;
        }
    }
}

/* to = from * mask, all in the layout of x */
static void apply(const struct dropout_operation *own, float *to,
                  const float *from, bool accumulate)
{
    size_t count = cpu_size(&own->base.inputs[0]->layout) / sizeof(float);
    void *values;
    const float *mask;

    dnnl_memory_get_data_handle(own->packed, &values);
    mask = values;
    if (accumulate) {
#pragma omp parallel for simd schedule(static)
        for (size_t i = 0; i < count; i++)
            to[i] += from[i] * mask[i];
    } else {
#pragma omp parallel for simd schedule(static)
        for (size_t i = 0; i < count; i++)
            to[i] = from[i] * mask[i];
    }
}

static bool dropout_forward(struct operation *operation, bool training,
                            uint64_t step, struct error *err)
{
    struct dropout_operation *own = (void *)operation;
    const struct cpu_tensor *x = operation->inputs[0];
    struct cpu_tensor *y = operation->outputs[0];

    if (!training) {
        cpu_copy(y->values, x->values, cpu_size(&x->layout) / sizeof(float));
        return true;
    }
    draw(own, step);
    if (!cpu_pack(operation->device, &own->mask, own->plain, &own->packed, err))
        return false;
    apply(own, y->values, x->values, false);
    return true;
}

static bool dropout_backward(struct operation *operation,
                             const struct tensor *dy, struct tensor *const dx[],
                             unsigned accumulate, struct error *err)
{
    (void)err;
    if (!dx[0])
        return true;
    apply((struct dropout_operation *)operation, cpu_tensor_of(dx[0])->values,
          cpu_tensor_of_const(dy)->values, accumulate & 1U);
    return true;
}

static const struct operation_class dropout_class = {dropout_forward,
                                                     dropout_backward};

bool cpu_dropout(struct device *device, const struct dropout *what,
                 const struct wiring *wiring, struct tensor **y,
                 struct operation **out, struct error *err)
{
    struct dropout_operation *own = xcalloc(1, sizeof(*own));
    struct operation *base = &own->base;
    struct shape x = wiring->inputs[0]->shape;
    dnnl_memory_desc_t plain = cpu_plain(x);
    void *drawn;

    own->what = *what;
    own->drawn_count = cpu_size(&plain) / sizeof(float);
    if (!cpu_operation_init(base, device, &dropout_class, wiring, err) ||
        !cpu_output(base, 0, x, &base->inputs[0]->layout, err) ||
        !cpu_memory(base, &plain, &own->plain, err) ||
        !cpu_packing(base, &plain, &base->inputs[0]->layout, &own->mask, err)) {
        cpu_operation_destroy(base);
        return false;
    }
    dnnl_memory_get_data_handle(own->plain, &drawn);
    own->drawn = drawn;
    *y = &base->outputs[0]->base;
    *out = base;
    return true;
}
