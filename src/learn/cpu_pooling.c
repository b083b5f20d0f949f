#include "learn/cpu.h"

#include "base/alloc.h"

/* One oneDNN pooling, forward and backward. */
struct pool {
    dnnl_primitive_t forward, backward;
    dnnl_memory_t workspace; /* where the maxima were; NULL for averages */
    dnnl_memory_desc_t output;
};

/* What it pools over. */
struct window {
    dnnl_alg_kind_t algorithm;
    dnnl_dims_t kernel, stride, padding;
    struct shape y;
};

static bool pool_forward(struct pool *pool, struct operation *base,
                         const struct window *window, bool training,
                         dnnl_primitive_desc_t *pd, struct error *err)
{
    dnnl_memory_desc_t y = cpu_any(window->y);
    dnnl_pooling_desc_t descriptor;
    dnnl_status_t status = dnnl_pooling_forward_desc_init(
        &descriptor, training ? dnnl_forward_training : dnnl_forward_inference,
        window->algorithm, &base->inputs[0]->layout, &y, window->stride,
        window->kernel, window->padding, window->padding);

    if (!cpu_check(status, "describe a pooling", err) ||
        !cpu_describe(base, &descriptor, NULL, pd, err) ||
        !cpu_primitive(base, *pd, &pool->forward, err))
        return false;
    pool->output = *dnnl_primitive_desc_query_md(*pd, dnnl_query_dst_md, 0);
    return !training || window->algorithm != dnnl_pooling_max ||
           cpu_memory(
               base,
               dnnl_primitive_desc_query_md(*pd, dnnl_query_workspace_md, 0),
               &pool->workspace, err);
}

static bool pool_compile(struct pool *pool, struct operation *base,
                         const struct window *window, bool training,
                         struct error *err)
{
    dnnl_primitive_desc_t forward, pd;
    dnnl_pooling_desc_t descriptor;

    if (!pool_forward(pool, base, window, training, &forward, err))
        return false;
    return !training || (cpu_check(dnnl_pooling_backward_desc_init(
                                       &descriptor, window->algorithm,
                                       &base->inputs[0]->layout, &pool->output,
                                       window->stride, window->kernel,
                                       window->padding, window->padding),
                                   "describe a pooling's gradient", err) &&
                         cpu_describe(base, &descriptor, forward, &pd, err) &&
                         cpu_primitive(base, pd, &pool->backward, err));
}

static bool pool_run(const struct pool *pool, struct device *device,
                     dnnl_memory_t x, dnnl_memory_t y, struct error *err)
{
    return cpu_run(device, pool->forward,
                   (dnnl_exec_arg_t[]){{DNNL_ARG_SRC, x},
                                       {DNNL_ARG_DST, y},
                                       {DNNL_ARG_WORKSPACE, pool->workspace}},
                   pool->workspace ? 3 : 2, err);
}

static bool pool_run_backward(const struct pool *pool, struct device *device,
                              dnnl_memory_t dy, dnnl_memory_t dx,
                              struct error *err)
{
    return cpu_run(device, pool->backward,
                   (dnnl_exec_arg_t[]){{DNNL_ARG_DIFF_DST, dy},
                                       {DNNL_ARG_DIFF_SRC, dx},
                                       {DNNL_ARG_WORKSPACE, pool->workspace}},
                   pool->workspace ? 3 : 2, err);
}

/* --- pooling over windows ------------------------------------------------ */

struct pooling_operation {
    struct operation base;
    struct pool pool;
};

static bool pooling_forward(struct operation *operation, bool training,
                            uint64_t step, struct error *err)
{
    struct pooling_operation *own = (void *)operation;

    (void)training;
    (void)step;
    return pool_run(&own->pool, operation->device, operation->inputs[0]->memory,
                    operation->outputs[0]->memory, err);
}

static bool pooling_backward(struct operation *operation,
                             const struct tensor *dy, struct tensor *const dx[],
                             unsigned accumulate, struct error *err)
{
    struct pooling_operation *own = (void *)operation;

    if (!dx[0])
        return true;
    if (!pool_run_backward(
            &own->pool, operation->device, cpu_tensor_of_const(dy)->memory,
            cpu_target(operation, 0, dx[0], accumulate & 1U), err))
        return false;
    cpu_target_done(operation, dx[0], accumulate & 1U);
    return true;
}

static const struct operation_class pooling_class = {pooling_forward,
                                                     pooling_backward};

static bool window_init(struct window *window, const struct pooling *what,
                        struct shape x, struct error *err)
{
    *window = (struct window){
        .algorithm = what->kind == POOLING_MAX
                         ? dnnl_pooling_max
                         : dnnl_pooling_avg_exclude_padding,
        .y = pooling_shape(what, x),
    };
    if (window->y.h < 1 || window->y.w < 1)
        return error_set(err, "a %d x %d pooling does not fit %d x %d values",
                         what->kernel[0], what->kernel[1], x.h, x.w);
    for (int i = 0; i < 2; i++) {
        window->kernel[i] = what->kernel[i];
        window->stride[i] = what->stride[i];
        window->padding[i] = what->padding[i];
    }
    return true;
}

bool cpu_pooling(struct device *device, const struct pooling *what,
                 const struct wiring *wiring, struct tensor **y,
                 struct operation **out, struct error *err)
{
    struct pooling_operation *own;
    struct window window;

    if (!window_init(&window, what, wiring->inputs[0]->shape, err))
        return false;
    own = xcalloc(1, sizeof(*own));
    if (!cpu_operation_init(&own->base, device, &pooling_class, wiring, err) ||
        !pool_compile(&own->pool, &own->base, &window, wiring->training, err) ||
        !cpu_output(&own->base, 0, window.y, &own->pool.output, err)) {
        cpu_operation_destroy(&own->base);
        return false;
    }
    *y = &own->base.outputs[0]->base;
    *out = &own->base;
    return true;
}

/* --- pooling over everything --------------------------------------------- */

enum { AVERAGE, MAXIMUM, HALVES };

/* Each half is pooled into a memory of its own, and moved into its place
 * among the channels of the output. */
struct global_operation {
    struct operation base;
    struct pool pools[HALVES];
    dnnl_memory_t halves[HALVES], half_gradients[HALVES];
    dnnl_memory_t places[HALVES]; /* views of the output */
    dnnl_memory_t gradient_places[HALVES];
    dnnl_primitive_t join[HALVES], part[HALVES];
    dnnl_memory_t second; /* gradient of x through the maxima */
};

static bool global_forward(struct operation *operation, bool training,
                           uint64_t step, struct error *err)
{
    struct global_operation *own = (void *)operation;
    struct device *device = operation->device;

    (void)training;
    (void)step;
    for (int i = 0; i < HALVES; i++)
        if (!pool_run(&own->pools[i], device, operation->inputs[0]->memory,
                      own->halves[i], err) ||
            !cpu_run_reorder(device, own->join[i], own->halves[i],
                             own->places[i], err))
            return false;
    return true;
}

static bool global_backward(struct operation *operation,
                            const struct tensor *dy, struct tensor *const dx[],
                            unsigned accumulate, struct error *err)
{
    struct global_operation *own = (void *)operation;
    struct device *device = operation->device;
    struct cpu_tensor *first = cpu_tensor_of(dx[0]);
    dnnl_memory_t targets[HALVES];
    void *second;

    if (!dx[0])
        return true;
    targets[AVERAGE] = cpu_target(operation, 0, dx[0], accumulate & 1U);
    targets[MAXIMUM] = own->second;
    for (int i = 0; i < HALVES; i++) {
        dnnl_memory_set_data_handle(own->gradient_places[i],
                                    cpu_tensor_of_const(dy)->values);
        if (!cpu_run_reorder(device, own->part[i], own->gradient_places[i],
                             own->half_gradients[i], err) ||
            !pool_run_backward(&own->pools[i], device, own->half_gradients[i],
                               targets[i], err))
            return false;
    }
    cpu_target_done(operation, dx[0], accumulate & 1U);
    dnnl_memory_get_data_handle(own->second, &second);
    cpu_add(first->values, second, cpu_size(&first->layout) / sizeof(float));
    return true;
}

static const struct operation_class global_class = {global_forward,
                                                    global_backward};

/* The half's channels within a layout of twice as many. */
static bool compile_place(struct global_operation *own, int half, bool training,
                          struct error *err)
{
    struct operation *base = &own->base;
    struct shape x = base->inputs[0]->base.shape;
    const dnnl_memory_desc_t *from = &own->pools[half].output;
    dnnl_dims_t dims = {x.n, x.c, 1, 1};
    dnnl_dims_t offsets = {0, half == AVERAGE ? 0 : x.c, 0, 0};
    dnnl_memory_desc_t place;

    return cpu_check(dnnl_memory_desc_init_submemory(
                         &place, &base->outputs[0]->layout, dims, offsets),
                     "describe half a tensor", err) &&
           cpu_memory(base, from, &own->halves[half], err) &&
           cpu_view(base, &place, base->outputs[0]->values, &own->places[half],
                    err) &&
           cpu_reorder(base, from, &place, &own->join[half], err) &&
           (!training ||
            (cpu_memory(base, from, &own->half_gradients[half], err) &&
             cpu_view(base, &place, NULL, &own->gradient_places[half], err) &&
             cpu_reorder(base, &place, from, &own->part[half], err)));
}

bool cpu_global_pooling(struct device *device, const struct wiring *wiring,
                        struct tensor **y, struct operation **out,
                        struct error *err)
{
    struct global_operation *own = xcalloc(1, sizeof(*own));
    struct shape x = wiring->inputs[0]->shape, joined = {x.n, 2 * x.c, 1, 1};
    struct window window = {.kernel = {x.h, x.w}, .stride = {1, 1}};
    dnnl_memory_desc_t plain = cpu_plain(joined);

    window.y = (struct shape){x.n, x.c, 1, 1};
    if (!cpu_operation_init(&own->base, device, &global_class, wiring, err) ||
        !cpu_output(&own->base, 0, joined, &plain, err))
        goto fail;
    for (int i = 0; i < HALVES; i++) {
        window.algorithm =
            i == AVERAGE ? dnnl_pooling_avg_exclude_padding : dnnl_pooling_max;
        if (!pool_compile(&own->pools[i], &own->base, &window, wiring->training,
                          err) ||
            !compile_place(own, i, wiring->training, err))
            goto fail;
    }
    if (wiring->training &&
        !cpu_memory(&own->base, &own->base.inputs[0]->layout, &own->second,
                    err))
        goto fail;
    *y = &own->base.outputs[0]->base;
    *out = &own->base;
    return true;

fail:
    cpu_operation_destroy(&own->base);
    return false;
}
