#include "learn/cpu.h"

#include "base/alloc.h"

struct dense_operation {
    struct operation base;
    struct dense what;
    dnnl_primitive_t forward, data, weights;
    struct packing source, weight, data_weight, weight_source;
    dnnl_primitive_t unpack_dx, unpack_gradient;
    dnnl_memory_t own_dx, own_gradient;
    dnnl_memory_t parameters, gradient, bias, bias_gradient;
    dnnl_memory_t y, dy; /* the output's values and gradient as a matrix */
    uint64_t packed_version;
};

/* Layouts of the four arrays.  The weights keep the input's channels, rows
 * and columns as dimensions, so that blocked inputs need no reorder. */
struct matrices {
    dnnl_memory_desc_t source, weight, bias, output;
    dnnl_memory_desc_t canonical;
};

static bool matrices_init(struct matrices *m, const struct dense *what,
                          struct shape x, struct error *err)
{
    struct shape weights = {what->units, x.c, x.h, x.w};
    dnnl_dims_t out = {x.n, what->units};

    m->source = cpu_any(x);
    m->weight = cpu_any(weights);
    m->canonical = cpu_plain(weights);
    m->bias = cpu_vector(what->units);
    return cpu_check(
        dnnl_memory_desc_init_by_tag(&m->output, 2, out, dnnl_f32, dnnl_ab),
        "describe a dense layer", err);
}

static bool view_parameters(struct dense_operation *own,
                            const struct matrices *m, struct error *err)
{
    struct operation *base = &own->base;
    float *values = base->device->arenas[ARENA_PARAMETERS];
    float *gradients = base->device->arenas[ARENA_GRADIENTS];

    return cpu_view(base, &m->canonical, values + own->what.weight,
                    &own->parameters, err) &&
           cpu_view(base, &m->canonical, gradients + own->what.weight,
                    &own->gradient, err) &&
           cpu_view(base, &m->bias, values + own->what.bias, &own->bias, err) &&
           cpu_view(base, &m->bias, gradients + own->what.bias,
                    &own->bias_gradient, err) &&
           cpu_view(base, &m->output, base->outputs[0]->values, &own->y, err) &&
           cpu_view(base, &m->output, NULL, &own->dy, err);
}

static bool compile_forward(struct dense_operation *own,
                            const struct matrices *m, bool training,
                            dnnl_primitive_desc_t *pd, struct error *err)
{
    struct operation *base = &own->base;
    dnnl_inner_product_desc_t descriptor;
    dnnl_status_t status = dnnl_inner_product_forward_desc_init(
        &descriptor, training ? dnnl_forward_training : dnnl_forward_inference,
        &m->source, &m->weight, &m->bias, &m->output);

    return cpu_check(status, "describe a dense layer", err) &&
           cpu_describe(base, &descriptor, NULL, pd, err) &&
           cpu_primitive(base, *pd, &own->forward, err) &&
           cpu_packing(base, &base->inputs[0]->layout,
                       dnnl_primitive_desc_query_md(*pd, dnnl_query_src_md, 0),
                       &own->source, err) &&
           cpu_packing(
               base, &m->canonical,
               dnnl_primitive_desc_query_md(*pd, dnnl_query_weights_md, 0),
               &own->weight, err);
}

static bool compile_data(struct dense_operation *own, const struct matrices *m,
                         dnnl_primitive_desc_t hint, struct error *err)
{
    struct operation *base = &own->base;
    const dnnl_memory_desc_t *x = &base->inputs[0]->layout, *dx;
    dnnl_inner_product_desc_t descriptor;
    dnnl_primitive_desc_t pd;

    if (!cpu_check(dnnl_inner_product_backward_data_desc_init(
                       &descriptor, &m->source, &m->weight, &m->output),
                   "describe a dense layer's gradient", err) ||
        !cpu_describe(base, &descriptor, hint, &pd, err) ||
        !cpu_primitive(base, pd, &own->data, err) ||
        !cpu_packing(base, &m->canonical,
                     dnnl_primitive_desc_query_md(pd, dnnl_query_weights_md, 0),
                     &own->data_weight, err))
        return false;
    dx = dnnl_primitive_desc_query_md(pd, dnnl_query_diff_src_md, 0);
    return dnnl_memory_desc_equal(dx, x) ||
           (cpu_memory(base, dx, &own->own_dx, err) &&
            cpu_reorder(base, dx, x, &own->unpack_dx, err));
}

static bool compile_weights(struct dense_operation *own,
                            const struct matrices *m,
                            dnnl_primitive_desc_t hint, struct error *err)
{
    struct operation *base = &own->base;
    const dnnl_memory_desc_t *gradient;
    dnnl_inner_product_desc_t descriptor;
    dnnl_primitive_desc_t pd;

    if (!cpu_check(
            dnnl_inner_product_backward_weights_desc_init(
                &descriptor, &m->source, &m->weight, &m->bias, &m->output),
            "describe a dense layer's gradient", err) ||
        !cpu_describe(base, &descriptor, hint, &pd, err) ||
        !cpu_primitive(base, pd, &own->weights, err) ||
        !cpu_packing(base, &base->inputs[0]->layout,
                     dnnl_primitive_desc_query_md(pd, dnnl_query_src_md, 0),
                     &own->weight_source, err))
        return false;
    gradient = dnnl_primitive_desc_query_md(pd, dnnl_query_diff_weights_md, 0);
    return dnnl_memory_desc_equal(gradient, &m->canonical) ||
           (cpu_memory(base, gradient, &own->own_gradient, err) &&
            cpu_reorder(base, gradient, &m->canonical, &own->unpack_gradient,
                        err));
}

static bool run_forward(struct operation *operation, bool training,
                        uint64_t step, struct error *err)
{
    struct dense_operation *own = (void *)operation;
    struct device *device = operation->device;
    dnnl_memory_t source, weight = own->weight.packed;

    (void)training;
    (void)step;
    if (!cpu_pack(device, &own->source, operation->inputs[0]->memory, &source,
                  err))
        return false;
    if ((!weight || own->packed_version != device->version) &&
        !cpu_pack(device, &own->weight, own->parameters, &weight, err))
        return false;
    own->packed_version = device->version;
    return cpu_run(device, own->forward,
                   (dnnl_exec_arg_t[]){{DNNL_ARG_SRC, source},
                                       {DNNL_ARG_WEIGHTS, weight},
                                       {DNNL_ARG_BIAS, own->bias},
                                       {DNNL_ARG_DST, own->y}},
                   4, err);
}

static bool run_weights(struct dense_operation *own, struct error *err)
{
    struct operation *base = &own->base;
    dnnl_memory_t gradient =
        own->unpack_gradient ? own->own_gradient : own->gradient;
    dnnl_memory_t source;

    return cpu_pack(base->device, &own->weight_source, base->inputs[0]->memory,
                    &source, err) &&
           cpu_run(
               base->device, own->weights,
               (dnnl_exec_arg_t[]){{DNNL_ARG_SRC, source},
                                   {DNNL_ARG_DIFF_DST, own->dy},
                                   {DNNL_ARG_DIFF_WEIGHTS, gradient},
                                   {DNNL_ARG_DIFF_BIAS, own->bias_gradient}},
               4, err) &&
           (!own->unpack_gradient ||
            cpu_run_reorder(base->device, own->unpack_gradient, gradient,
                            own->gradient, err));
}

static bool run_backward(struct operation *operation, const struct tensor *dy,
                         struct tensor *const dx[], unsigned accumulate,
                         struct error *err)
{
    struct dense_operation *own = (void *)operation;
    struct device *device = operation->device;
    dnnl_memory_t target, weight;

    dnnl_memory_set_data_handle(own->dy, cpu_tensor_of_const(dy)->values);
    if (!run_weights(own, err))
        return false;
    if (!dx[0])
        return true;
    target = cpu_target(operation, 0, dx[0], accumulate & 1U);
    if (!cpu_pack(device, &own->data_weight, own->parameters, &weight, err) ||
        !cpu_run(device, own->data,
                 (dnnl_exec_arg_t[]){
                     {DNNL_ARG_DIFF_DST, own->dy},
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

bool cpu_dense(struct device *device, const struct dense *what,
               const struct wiring *wiring, struct tensor **y,
               struct operation **out, struct error *err)
{
    struct dense_operation *own = xcalloc(1, sizeof(*own));
    struct shape x = wiring->inputs[0]->shape;
    struct shape shape = {x.n, what->units, 1, 1};
    dnnl_memory_desc_t plain = cpu_plain(shape);
    dnnl_primitive_desc_t pd;
    struct matrices m;

    own->what = *what;
    if (!matrices_init(&m, what, x, err) ||
        !cpu_operation_init(&own->base, device, &class, wiring, err) ||
        !cpu_output(&own->base, 0, shape, &plain, err) ||
        !view_parameters(own, &m, err) ||
        !compile_forward(own, &m, wiring->training, &pd, err))
        goto fail;
    if (wiring->training && !compile_weights(own, &m, pd, err))
        goto fail;
    if (wiring->training && (wiring->wanted & 1U) &&
        !compile_data(own, &m, pd, err))
        goto fail;
    *y = &own->base.outputs[0]->base;
    *out = &own->base;
    return true;

fail:
    cpu_operation_destroy(&own->base);
    return false;
}
