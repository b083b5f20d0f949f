#include "learn/cpu.h"

#include "base/alloc.h"

struct convolution_operation {
    struct operation base;
    struct convolution what;
    dnnl_primitive_t forward, data, weights;
    struct packing source, weight;       /* of the forward pass */
    struct packing data_dy, data_weight; /* of the gradient of the input */
    struct packing weight_source, weight_dy;
    dnnl_primitive_t unpack_dx;
    dnnl_primitive_t unpack_gradient;
    dnnl_memory_t own_dx, own_gradient; /* where the layout is another */
    dnnl_memory_t parameters, gradient; /* canonical, in the arenas */
    dnnl_memory_t bias, bias_gradient;
    uint64_t packed_version; /* of the parameters in weight.packed */
};

/* One convolution as oneDNN wants it described. */
struct geometry {
    dnnl_memory_desc_t source, weight, bias, output;
    dnnl_memory_desc_t canonical; /* of the weights */
    dnnl_dims_t stride, dilation, padding;
    struct shape y;
};

static bool weight_layout(dnnl_memory_desc_t *out,
                          const struct convolution *what, int channels,
                          dnnl_format_tag_t flat, dnnl_format_tag_t grouped)
{
    dnnl_dims_t dims = {what->channels, channels, what->kernel[0],
                        what->kernel[1]};
    dnnl_dims_t parts = {what->groups, what->channels / what->groups,
                         channels / what->groups, what->kernel[0],
                         what->kernel[1]};

    if (what->groups == 1)
        return dnnl_memory_desc_init_by_tag(out, 4, dims, dnnl_f32, flat) ==
               dnnl_success;
    return dnnl_memory_desc_init_by_tag(out, 5, parts, dnnl_f32, grouped) ==
           dnnl_success;
}

static bool geometry_init(struct geometry *g, const struct convolution *what,
                          struct shape x, struct error *err)
{
    g->y = convolution_shape(what, x);
    if (g->y.h < 1 || g->y.w < 1 || x.c % what->groups ||
        what->channels % what->groups)
        return error_set(err,
                         "a %d x %d convolution does not fit %d channels of "
                         "%d x %d values",
                         what->kernel[0], what->kernel[1], x.c, x.h, x.w);
    for (int i = 0; i < 2; i++) {
        g->stride[i] = what->stride[i];
        g->padding[i] = what->padding[i];
        g->dilation[i] = what->dilation[i] - 1; /* oneDNN counts the gaps */
    }
    g->source = cpu_any(x);
    g->output = cpu_any(g->y);
    g->bias = cpu_vector(what->channels);
    if (!weight_layout(&g->weight, what, x.c, dnnl_format_tag_any,
                       dnnl_format_tag_any) ||
        !weight_layout(&g->canonical, what, x.c, dnnl_oihw, dnnl_goihw))
        return error_set(err, "cannot describe the weights of a convolution");
    return true;
}

static bool compile_forward(struct convolution_operation *own,
                            const struct geometry *g, bool training,
                            dnnl_primitive_desc_t *pd, struct error *err)
{
    struct operation *base = &own->base;
    dnnl_convolution_desc_t descriptor;
    dnnl_status_t status = dnnl_dilated_convolution_forward_desc_init(
        &descriptor, training ? dnnl_forward_training : dnnl_forward_inference,
        dnnl_convolution_direct, &g->source, &g->weight,
        own->what.has_bias ? &g->bias : NULL, &g->output, g->stride,
        g->dilation, g->padding, g->padding);

    return cpu_check(status, "describe a convolution", err) &&
           cpu_describe(base, &descriptor, NULL, pd, err) &&
           cpu_primitive(base, *pd, &own->forward, err) &&
           cpu_packing(base, &base->inputs[0]->layout,
                       dnnl_primitive_desc_query_md(*pd, dnnl_query_src_md, 0),
                       &own->source, err) &&
           cpu_packing(
               base, &g->canonical,
               dnnl_primitive_desc_query_md(*pd, dnnl_query_weights_md, 0),
               &own->weight, err) &&
           cpu_output(base, 0, g->y,
                      dnnl_primitive_desc_query_md(*pd, dnnl_query_dst_md, 0),
                      err);
}

static bool compile_data(struct convolution_operation *own,
                         const struct geometry *g, dnnl_primitive_desc_t hint,
                         struct error *err)
{
    struct operation *base = &own->base;
    const dnnl_memory_desc_t *x = &base->inputs[0]->layout;
    const dnnl_memory_desc_t *dx;
    dnnl_convolution_desc_t descriptor;
    dnnl_primitive_desc_t pd;
    dnnl_status_t status = dnnl_dilated_convolution_backward_data_desc_init(
        &descriptor, dnnl_convolution_direct, &g->source, &g->weight,
        &g->output, g->stride, g->dilation, g->padding, g->padding);

    if (!cpu_check(status, "describe a convolution's gradient", err) ||
        !cpu_describe(base, &descriptor, hint, &pd, err) ||
        !cpu_primitive(base, pd, &own->data, err) ||
        !cpu_packing(
            base, &base->outputs[0]->layout,
            dnnl_primitive_desc_query_md(pd, dnnl_query_diff_dst_md, 0),
            &own->data_dy, err) ||
        !cpu_packing(base, &g->canonical,
                     dnnl_primitive_desc_query_md(pd, dnnl_query_weights_md, 0),
                     &own->data_weight, err))
        return false;
    dx = dnnl_primitive_desc_query_md(pd, dnnl_query_diff_src_md, 0);
    if (dnnl_memory_desc_equal(dx, x))
        return true;
    return cpu_memory(base, dx, &own->own_dx, err) &&
           cpu_reorder(base, dx, x, &own->unpack_dx, err);
}

static bool compile_weights(struct convolution_operation *own,
                            const struct geometry *g,
                            dnnl_primitive_desc_t hint, struct error *err)
{
    struct operation *base = &own->base;
    const dnnl_memory_desc_t *gradient;
    dnnl_convolution_desc_t descriptor;
    dnnl_primitive_desc_t pd;
    dnnl_status_t status = dnnl_dilated_convolution_backward_weights_desc_init(
        &descriptor, dnnl_convolution_direct, &g->source, &g->weight,
        own->what.has_bias ? &g->bias : NULL, &g->output, g->stride,
        g->dilation, g->padding, g->padding);

    if (!cpu_check(status, "describe a convolution's gradient", err) ||
        !cpu_describe(base, &descriptor, hint, &pd, err) ||
        !cpu_primitive(base, pd, &own->weights, err) ||
        !cpu_packing(base, &base->inputs[0]->layout,
                     dnnl_primitive_desc_query_md(pd, dnnl_query_src_md, 0),
                     &own->weight_source, err) ||
        !cpu_packing(
            base, &base->outputs[0]->layout,
            dnnl_primitive_desc_query_md(pd, dnnl_query_diff_dst_md, 0),
            &own->weight_dy, err))
        return false;
    gradient = dnnl_primitive_desc_query_md(pd, dnnl_query_diff_weights_md, 0);
    if (dnnl_memory_desc_equal(gradient, &g->canonical))
        return true;
    return cpu_memory(base, gradient, &own->own_gradient, err) &&
           cpu_reorder(base, gradient, &g->canonical, &own->unpack_gradient,
                       err);
}

static bool view_parameters(struct convolution_operation *own,
                            const struct geometry *g, struct error *err)
{
    struct operation *base = &own->base;
    float *values = base->device->arenas[ARENA_PARAMETERS];
    float *gradients = base->device->arenas[ARENA_GRADIENTS];

    return cpu_view(base, &g->canonical, values + own->what.weight,
                    &own->parameters, err) &&
           cpu_view(base, &g->canonical, gradients + own->what.weight,
                    &own->gradient, err) &&
           (!own->what.has_bias ||
            (cpu_view(base, &g->bias, values + own->what.bias, &own->bias,
                      err) &&
             cpu_view(base, &g->bias, gradients + own->what.bias,
                      &own->bias_gradient, err)));
}

static bool run_forward(struct operation *operation, bool training,
                        uint64_t step, struct error *err)
{
    struct convolution_operation *own = (void *)operation;
    struct device *device = operation->device;
    dnnl_memory_t source, weight = own->weight.packed;
    dnnl_exec_arg_t arguments[4];
    int count = 0;

    (void)training;
    (void)step;
    if (!cpu_pack(device, &own->source, operation->inputs[0]->memory, &source,
                  err))
        return false;
    if ((!weight || own->packed_version != device->version) &&
        !cpu_pack(device, &own->weight, own->parameters, &weight, err))
        return false;
    own->packed_version = device->version;
    arguments[count++] = (dnnl_exec_arg_t){DNNL_ARG_SRC, source};
    arguments[count++] = (dnnl_exec_arg_t){DNNL_ARG_WEIGHTS, weight};
    if (own->bias)
        arguments[count++] = (dnnl_exec_arg_t){DNNL_ARG_BIAS, own->bias};
    arguments[count++] =
        (dnnl_exec_arg_t){DNNL_ARG_DST, operation->outputs[0]->memory};
    return cpu_run(device, own->forward, arguments, count, err);
}

static bool run_weights(struct convolution_operation *own, dnnl_memory_t dy,
                        struct error *err)
{
    struct operation *base = &own->base;
    struct device *device = base->device;
    dnnl_memory_t gradient =
        own->unpack_gradient ? own->own_gradient : own->gradient;
    dnnl_memory_t source, packed_dy;
    dnnl_exec_arg_t arguments[4];
    int count = 0;

    if (!cpu_pack(device, &own->weight_source, base->inputs[0]->memory, &source,
                  err) ||
        !cpu_pack(device, &own->weight_dy, dy, &packed_dy, err))
        return false;
    arguments[count++] = (dnnl_exec_arg_t){DNNL_ARG_SRC, source};
    arguments[count++] = (dnnl_exec_arg_t){DNNL_ARG_DIFF_DST, packed_dy};
    arguments[count++] = (dnnl_exec_arg_t){DNNL_ARG_DIFF_WEIGHTS, gradient};
    if (own->bias)
        arguments[count++] =
            (dnnl_exec_arg_t){DNNL_ARG_DIFF_BIAS, own->bias_gradient};
    if (!cpu_run(device, own->weights, arguments, count, err))
        return false;
    return !own->unpack_gradient ||
           cpu_run_reorder(device, own->unpack_gradient, gradient,
                           own->gradient, err);
}

static bool run_backward(struct operation *operation, const struct tensor *dy,
                         struct tensor *const dx[], unsigned accumulate,
                         struct error *err)
{
    struct convolution_operation *own = (void *)operation;
    struct device *device = operation->device;
    dnnl_memory_t given = cpu_tensor_of_const(dy)->memory;
    dnnl_memory_t target, packed_dy, weight;

    if (!run_weights(own, given, err))
        return false;
    if (!dx[0])
        return true;
    if (!cpu_pack(device, &own->data_dy, given, &packed_dy, err) ||
        !cpu_pack(device, &own->data_weight, own->parameters, &weight, err))
        return false;
    target = cpu_target(operation, 0, dx[0], accumulate & 1U);
    if (!cpu_run(device, own->data,
                 (dnnl_exec_arg_t[]){
                     {DNNL_ARG_DIFF_DST, packed_dy},
                     {DNNL_ARG_WEIGHTS, weight},
                     {DNNL_ARG_DIFF_SRC, own->unpack_dx ? own->own_dx : target},
                 },
                 3, err))
        return false;
    if (own->unpack_dx &&
        !cpu_run_reorder(device, own->unpack_dx, own->own_dx, target, err))
        return false;
    cpu_target_done(operation, dx[0], accumulate & 1U);
    return true;
}

static const struct operation_class class = {run_forward, run_backward};

bool cpu_convolution(struct device *device, const struct convolution *what,
                     const struct wiring *wiring, struct tensor **y,
                     struct operation **out, struct error *err)
{
    struct convolution_operation *own;
    dnnl_primitive_desc_t pd;
    struct geometry g;

    if (!geometry_init(&g, what, wiring->inputs[0]->shape, err))
        return false;
    own = xcalloc(1, sizeof(*own));
    own->what = *what;
    if (!cpu_operation_init(&own->base, device, &class, wiring, err) ||
        !view_parameters(own, &g, err) ||
        !compile_forward(own, &g, wiring->training, &pd, err))
        goto fail;
    if (wiring->training && !compile_weights(own, &g, pd, err))
        goto fail;
    if (wiring->training && (wiring->wanted & 1U) &&
        !compile_data(own, &g, pd, err))
        goto fail;
    *y = &own->base.outputs[0]->base;
    *out = &own->base;
    return true;

fail:
    cpu_operation_destroy(&own->base);
    return false;
}
