#include "learn/cpu.h"

#include "base/alloc.h"

#include <math.h>

/* The weight of a step's figures in the running ones. */
static const float momentum = 0.1F;

struct normalization_operation {
    struct operation base;
    struct normalization what;
    dnnl_primitive_t train, infer, backward;
    dnnl_primitive_t add, add_backward; /* of the residual, with its relu */
    dnnl_memory_t scale, shift, scale_gradient, shift_gradient;
    dnnl_memory_t mean, variance;                 /* of the batch, biased */
    dnnl_memory_t running_mean, running_variance; /* in the arena */
    dnnl_memory_t workspace;                      /* what relu let through */
    struct packing residual;
    dnnl_primitive_t unpack_residual;
    struct packing dy;
    dnnl_memory_t masked; /* dy where relu let y through */
};

static bool has_residual(const struct normalization_operation *own)
{
    return own->base.inputs[1] != NULL;
}

/* relu of the normalized values themselves; with a residual it comes after
 * the sum, which oneDNN 2 does not fuse. */
static bool fused_relu(const struct normalization_operation *own)
{
    return own->what.relu && !has_residual(own);
}

static unsigned flags(const struct normalization_operation *own)
{
    return dnnl_use_scale | dnnl_use_shift |
           (fused_relu(own) ? dnnl_fuse_norm_relu : 0);
}

static bool view_parameters(struct normalization_operation *own,
                            struct error *err)
{
    struct operation *base = &own->base;
    float *const *arenas = base->device->arenas;
    const struct normalization *what = &own->what;
    dnnl_memory_desc_t vector = cpu_vector(base->inputs[0]->base.shape.c);

    return cpu_view(base, &vector, arenas[ARENA_PARAMETERS] + what->scale,
                    &own->scale, err) &&
           cpu_view(base, &vector, arenas[ARENA_PARAMETERS] + what->shift,
                    &own->shift, err) &&
           cpu_view(base, &vector, arenas[ARENA_GRADIENTS] + what->scale,
                    &own->scale_gradient, err) &&
           cpu_view(base, &vector, arenas[ARENA_GRADIENTS] + what->shift,
                    &own->shift_gradient, err) &&
           cpu_view(base, &vector, arenas[ARENA_STATISTICS] + what->mean,
                    &own->running_mean, err) &&
           cpu_view(base, &vector, arenas[ARENA_STATISTICS] + what->variance,
                    &own->running_variance, err);
}

static bool compile_one(struct normalization_operation *own, bool training,
                        dnnl_primitive_desc_t *pd, struct error *err)
{
    dnnl_batch_normalization_desc_t descriptor;
    dnnl_status_t status = dnnl_batch_normalization_forward_desc_init(
        &descriptor, training ? dnnl_forward_training : dnnl_forward_inference,
        &own->base.inputs[0]->layout, own->what.epsilon,
        flags(own) | (training ? 0 : dnnl_use_global_stats));

    return cpu_check(status, "describe a normalization", err) &&
           cpu_describe(&own->base, &descriptor, NULL, pd, err) &&
           cpu_primitive(&own->base, *pd, training ? &own->train : &own->infer,
                         err);
}

static bool compile_training(struct normalization_operation *own,
                             struct error *err)
{
    struct operation *base = &own->base;
    const dnnl_memory_desc_t *x = &base->inputs[0]->layout;
    dnnl_memory_desc_t vector = cpu_vector(base->inputs[0]->base.shape.c);
    dnnl_batch_normalization_desc_t descriptor;
    dnnl_primitive_desc_t forward, pd;
    dnnl_status_t status = dnnl_batch_normalization_backward_desc_init(
        &descriptor, dnnl_backward, x, x, own->what.epsilon, flags(own));

    if (!compile_one(own, true, &forward, err) ||
        !cpu_memory(base, &vector, &own->mean, err) ||
        !cpu_memory(base, &vector, &own->variance, err))
        return false;
    if (fused_relu(own) && !cpu_memory(base,
                                       dnnl_primitive_desc_query_md(
                                           forward, dnnl_query_workspace_md, 0),
                                       &own->workspace, err))
        return false;
    return cpu_check(status, "describe a normalization's gradient", err) &&
           cpu_describe(base, &descriptor, forward, &pd, err) &&
           cpu_primitive(base, pd, &own->backward, err) &&
           cpu_packing(base, &base->outputs[0]->layout, x, &own->dy, err);
}

/* y = relu(y + residual) in place. */
static bool compile_sum(struct normalization_operation *own, struct error *err)
{
    struct operation *base = &own->base;
    const dnnl_memory_desc_t *y = &base->outputs[0]->layout;
    dnnl_primitive_attr_t attributes = NULL;
    dnnl_post_ops_t after = NULL;
    dnnl_binary_desc_t descriptor;
    dnnl_primitive_desc_t pd = NULL;
    bool made;

    dnnl_primitive_attr_create(&attributes);
    dnnl_post_ops_create(&after);
    if (own->what.relu)
        dnnl_post_ops_append_eltwise(after, 1.0F, dnnl_eltwise_relu, 0.0F,
                                     0.0F);
    dnnl_primitive_attr_set_post_ops(attributes, after);
    made =
        cpu_check(dnnl_binary_desc_init(&descriptor, dnnl_binary_add, y, y, y),
                  "describe a sum", err) &&
        cpu_check(dnnl_primitive_desc_create(&pd, &descriptor, attributes,
                                             base->device->engine, NULL),
                  "find an implementation of a sum", err) &&
        cpu_primitive(base, pd, &own->add, err) &&
        cpu_packing(base, &base->inputs[1]->layout, y, &own->residual, err);
    if (pd)
        dnnl_primitive_desc_destroy(pd);
    dnnl_post_ops_destroy(after);
    dnnl_primitive_attr_destroy(attributes);
    return made;
}

static bool compile_sum_backward(struct normalization_operation *own,
                                 struct error *err)
{
    struct operation *base = &own->base;
    const dnnl_memory_desc_t *y = &base->outputs[0]->layout;
    dnnl_eltwise_desc_t forward, backward;
    dnnl_primitive_desc_t hint, pd;

    if (own->residual.reorder && !cpu_reorder(base, y, &base->inputs[1]->layout,
                                              &own->unpack_residual, err))
        return false;
    if (!own->what.relu)
        return true;
    return cpu_check(dnnl_eltwise_forward_desc_init(
                         &forward, dnnl_forward_training,
                         dnnl_eltwise_relu_use_dst_for_bwd, y, 0.0F, 0.0F),
                     "describe a relu", err) &&
           cpu_check(dnnl_eltwise_backward_desc_init(
                         &backward, dnnl_eltwise_relu_use_dst_for_bwd, y, y,
                         0.0F, 0.0F),
                     "describe a relu's gradient", err) &&
           cpu_describe(base, &forward, NULL, &hint, err) &&
           cpu_describe(base, &backward, hint, &pd, err) &&
           cpu_primitive(base, pd, &own->add_backward, err) &&
           cpu_memory(base, y, &own->masked, err);
}

/* oneDNN gives the variance of the batch itself; what is kept estimates that
 * of the data, so it is widened by n / (n - 1). */
static void follow(struct normalization_operation *own)
{
    struct operation *base = &own->base;
    float *statistics = base->device->arenas[ARENA_STATISTICS];
    float *running_mean = statistics + own->what.mean;
    float *running_variance = statistics + own->what.variance;
    struct shape x = base->inputs[0]->base.shape;
    double count = (double)x.n * x.h * x.w;
    float widen = count > 1 ? (float)(count / (count - 1)) : 1.0F;
    void *mean, *variance;

    dnnl_memory_get_data_handle(own->mean, &mean);
    dnnl_memory_get_data_handle(own->variance, &variance);
    for (int i = 0; i < x.c; i++) {
        running_mean[i] += momentum * (((float *)mean)[i] - running_mean[i]);
        running_variance[i] +=
            momentum * (((float *)variance)[i] * widen - running_variance[i]);
    }
}

static bool run_sum(struct normalization_operation *own, struct error *err)
{
    struct operation *base = &own->base;
    dnnl_memory_t y = base->outputs[0]->memory, residual;

    return cpu_pack(base->device, &own->residual, base->inputs[1]->memory,
                    &residual, err) &&
           cpu_run(base->device, own->add,
                   (dnnl_exec_arg_t[]){{DNNL_ARG_SRC_0, y},
                                       {DNNL_ARG_SRC_1, residual},
                                       {DNNL_ARG_DST, y}},
                   3, err);
}

static bool run_forward(struct operation *operation, bool training,
                        uint64_t step, struct error *err)
{
    struct normalization_operation *own = (void *)operation;
    dnnl_exec_arg_t arguments[] = {
        {DNNL_ARG_SRC, operation->inputs[0]->memory},
        {DNNL_ARG_DST, operation->outputs[0]->memory},
        {DNNL_ARG_SCALE, own->scale},
        {DNNL_ARG_SHIFT, own->shift},
        {DNNL_ARG_MEAN, training ? own->mean : own->running_mean},
        {DNNL_ARG_VARIANCE, training ? own->variance : own->running_variance},
        {DNNL_ARG_WORKSPACE, own->workspace},
    };
    bool masks = training && fused_relu(own);

    (void)step;
    if (!cpu_run(operation->device, training ? own->train : own->infer,
                 arguments, masks ? 7 : 6, err))
        return false;
    if (training)
        follow(own);
    return !has_residual(own) || run_sum(own, err);
}

/* The gradient of the sum: *dy becomes that of the normalized values, and is
 * the residual's as well. */
static bool run_sum_backward(struct normalization_operation *own,
                             dnnl_memory_t *dy, struct tensor *dx,
                             bool accumulate, struct error *err)
{
    struct operation *base = &own->base;
    struct device *device = base->device;
    size_t count = cpu_size(&base->outputs[0]->layout) / sizeof(float);
    void *from, *to;
    dnnl_memory_t target;

    if (own->add_backward) {
        if (!cpu_run(
                device, own->add_backward,
                (dnnl_exec_arg_t[]){{DNNL_ARG_DST, base->outputs[0]->memory},
                                    {DNNL_ARG_DIFF_DST, *dy},
                                    {DNNL_ARG_DIFF_SRC, own->masked}},
                3, err))
            return false;
        *dy = own->masked;
    }
    if (!dx)
        return true;
    if (own->unpack_residual) {
        target = cpu_target(base, 1, dx, accumulate);
        if (!cpu_run_reorder(device, own->unpack_residual, *dy, target, err))
            return false;
        cpu_target_done(base, dx, accumulate);
        return true;
    }
    dnnl_memory_get_data_handle(*dy, &from);
    to = cpu_tensor_of(dx)->values;
    if (accumulate)
        cpu_add(to, from, count);
    else
        cpu_copy(to, from, count);
    return true;
}

static bool run_backward(struct operation *operation, const struct tensor *dy,
                         struct tensor *const dx[], unsigned accumulate,
                         struct error *err)
{
    struct normalization_operation *own = (void *)operation;
    struct device *device = operation->device;
    dnnl_memory_t given = cpu_tensor_of_const(dy)->memory, packed, target;

    if (has_residual(own) &&
        !run_sum_backward(own, &given, dx[1], accumulate & 2U, err))
        return false;
    if (!cpu_pack(device, &own->dy, given, &packed, err))
        return false;
    target = cpu_target(operation, 0, dx[0], accumulate & 1U);
    if (!cpu_run(device, own->backward,
                 (dnnl_exec_arg_t[]){
                     {DNNL_ARG_SRC, operation->inputs[0]->memory},
                     {DNNL_ARG_MEAN, own->mean},
                     {DNNL_ARG_VARIANCE, own->variance},
                     {DNNL_ARG_DIFF_DST, packed},
                     {DNNL_ARG_SCALE, own->scale},
                     {DNNL_ARG_SHIFT, own->shift},
                     {DNNL_ARG_DIFF_SRC, target},
                     {DNNL_ARG_DIFF_SCALE, own->scale_gradient},
                     {DNNL_ARG_DIFF_SHIFT, own->shift_gradient},
                     {DNNL_ARG_WORKSPACE, own->workspace},
                 },
                 fused_relu(own) ? 10 : 9, err))
        return false;
    cpu_target_done(operation, dx[0], accumulate & 1U);
    return true;
}

static const struct operation_class class = {run_forward, run_backward};

bool cpu_normalization(struct device *device, const struct normalization *what,
                       const struct wiring *wiring, struct tensor **y,
                       struct operation **out, struct error *err)
{
    struct normalization_operation *own = xcalloc(1, sizeof(*own));
    struct operation *base = &own->base;
    dnnl_primitive_desc_t pd;

    own->what = *what;
    if (!cpu_operation_init(base, device, &class, wiring, err) ||
        !view_parameters(own, err) || !compile_one(own, false, &pd, err) ||
        !cpu_output(base, 0, wiring->inputs[0]->shape, &base->inputs[0]->layout,
                    err))
        goto fail;
    if (wiring->training && !compile_training(own, err))
        goto fail;
    if (has_residual(own) &&
        (!compile_sum(own, err) ||
         (wiring->training && !compile_sum_backward(own, err))))
        goto fail;
    *y = &base->outputs[0]->base;
    *out = base;
    return true;

fail:
    cpu_operation_destroy(base);
    return false;
}
