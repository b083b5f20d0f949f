#include "learn/cpu.h"

#include "base/alloc.h"

/* The weight of a step's figures in the running ones. */
static const float momentum = 0.1F;

struct normalization_operation {
    struct operation base;
    struct normalization what;
    dnnl_primitive_t train, infer, backward;
    dnnl_memory_t scale, shift, scale_gradient, shift_gradient;
    dnnl_memory_t mean, variance;                 /* of the batch, biased */
    dnnl_memory_t running_mean, running_variance; /* in the arena */
    dnnl_memory_t workspace;                      /* what relu let through */
    struct packing residual;                      /* into the layout of y */
    dnnl_primitive_t unpack_residual;
    dnnl_memory_t masked;  /* dy where relu let y through */
    dnnl_memory_t discard; /* a gradient of the input that nobody wants */
};

static bool has_residual(const struct normalization_operation *own)
{
    return own->base.inputs[1] != NULL;
}

/* relu of the normalized values themselves.  With a residual it comes after
 * the sum, which oneDNN 2 does not fuse; its own sum with relu (2.6.3) leaves
 * small tensors of a channel number that fills no block untouched, so the
 * loops are ours. */
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

static bool compile_training(struct normalization_operation *own, bool wanted,
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
    if (!wanted && !cpu_memory(base, x, &own->discard, err))
        return false;
    if (fused_relu(own) && !cpu_memory(base,
                                       dnnl_primitive_desc_query_md(
                                           forward, dnnl_query_workspace_md, 0),
                                       &own->workspace, err))
        return false;
    return cpu_check(status, "describe a normalization's gradient", err) &&
           cpu_describe(base, &descriptor, forward, &pd, err) &&
           cpu_primitive(base, pd, &own->backward, err);
}

static bool compile_sum(struct normalization_operation *own, bool training,
                        struct error *err)
{
    struct operation *base = &own->base;
    const dnnl_memory_desc_t *y = &base->outputs[0]->layout;
    const dnnl_memory_desc_t *residual = &base->inputs[1]->layout;

    return cpu_packing(base, residual, y, &own->residual, err) &&
           (!training ||
            (cpu_memory(base, y, &own->masked, err) &&
             (!own->residual.reorder ||
              cpu_reorder(base, y, residual, &own->unpack_residual, err))));
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

static size_t value_count(const struct normalization_operation *own)
{
    return cpu_size(&own->base.outputs[0]->layout) / sizeof(float);
}

/* y = relu(y + residual) */
static bool run_sum(struct normalization_operation *own, struct error *err)
{
    struct operation *base = &own->base;
    const size_t count = value_count(own);
    float *y = base->outputs[0]->values;
    const float *added;
    dnnl_memory_t residual;
    void *handle;

    if (!cpu_pack(base->device, &own->residual, base->inputs[1]->memory,
                  &residual, err))
        return false;
    dnnl_memory_get_data_handle(residual, &handle);
    added = handle;
    if (!own->what.relu) {
        cpu_add(y, added, count);
        return true;
    }
#pragma omp parallel for simd schedule(static)
    for (size_t i = 0; i < count; i++) {
        float sum = y[i] + added[i];

        y[i] = sum < 0 ? 0 : sum;
    }
    return true;
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

/* to = dy where y is positive, or everywhere without relu */
static void mask(const struct normalization_operation *own, float *to,
                 const float *dy)
{
    const size_t count = value_count(own);
    const float *y = own->base.outputs[0]->values;

    if (!own->what.relu) {
        cpu_copy(to, dy, count);
        return;
    }
#pragma omp parallel for simd schedule(static)
    for (size_t i = 0; i < count; i++)
        to[i] = y[i] > 0 ? dy[i] : 0;
}

/* The gradient of the sum is that of the normalized values, in `masked`, and
 * the residual's as well. */
static bool run_sum_backward(struct normalization_operation *own,
                             const struct cpu_tensor *dy, struct tensor *dx,
                             bool accumulate, struct error *err)
{
    struct operation *base = &own->base;
    void *handle;

    dnnl_memory_get_data_handle(own->masked, &handle);
    mask(own, handle, dy->values);
    if (!dx)
        return true;
    if (own->unpack_residual) {
        if (!cpu_run_reorder(base->device, own->unpack_residual, own->masked,
                             cpu_target(base, 1, dx, accumulate), err))
            return false;
        cpu_target_done(base, dx, accumulate);
    } else if (accumulate) {
        cpu_add(cpu_tensor_of(dx)->values, handle, value_count(own));
    } else {
        cpu_copy(cpu_tensor_of(dx)->values, handle, value_count(own));
    }
    return true;
}

static bool run_backward(struct operation *operation, const struct tensor *dy,
                         struct tensor *const dx[], unsigned accumulate,
                         struct error *err)
{
    struct normalization_operation *own = (void *)operation;
    struct device *device = operation->device;
    const struct cpu_tensor *given = cpu_tensor_of_const(dy);
    dnnl_memory_t target;

    if (has_residual(own) &&
        !run_sum_backward(own, given, dx[1], accumulate & 2U, err))
        return false;
    target =
        dx[0] ? cpu_target(operation, 0, dx[0], accumulate & 1U) : own->discard;
    if (!cpu_run(device, own->backward,
                 (dnnl_exec_arg_t[]){
                     {DNNL_ARG_SRC, operation->inputs[0]->memory},
                     {DNNL_ARG_MEAN, own->mean},
                     {DNNL_ARG_VARIANCE, own->variance},
                     {DNNL_ARG_DIFF_DST,
                      has_residual(own) ? own->masked : given->memory},
                     {DNNL_ARG_SCALE, own->scale},
                     {DNNL_ARG_SHIFT, own->shift},
                     {DNNL_ARG_DIFF_SRC, target},
                     {DNNL_ARG_DIFF_SCALE, own->scale_gradient},
                     {DNNL_ARG_DIFF_SHIFT, own->shift_gradient},
                     {DNNL_ARG_WORKSPACE, own->workspace},
                 },
                 fused_relu(own) ? 10 : 9, err))
        return false;
    if (dx[0])
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
    if (wiring->training && !compile_training(own, wiring->wanted & 1U, err))
        goto fail;
    if (has_residual(own) && !compile_sum(own, wiring->training, err))
        goto fail;
    *y = &base->outputs[0]->base;
    *out = base;
    return true;

fail:
    cpu_operation_destroy(base);
    return false;
}
