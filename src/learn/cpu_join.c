#include "learn/cpu.h"

#include "base/alloc.h"

/* Each input is copied to its place among the output's channels. */
struct join_operation {
    struct operation base;
    dnnl_memory_t places[OPERATION_INPUTS];          /* views of the output */
    dnnl_memory_t gradient_places[OPERATION_INPUTS]; /* views of dy */
    dnnl_primitive_t join[OPERATION_INPUTS], part[OPERATION_INPUTS];
};

static bool run_forward(struct operation *operation, bool training,
                        uint64_t step, struct error *err)
{
    struct join_operation *own = (void *)operation;

    (void)training;
    (void)step;
    for (int i = 0; i < OPERATION_INPUTS; i++)
        if (!cpu_run_reorder(operation->device, own->join[i],
                             operation->inputs[i]->memory, own->places[i], err))
            return false;
    return true;
}

static bool run_backward(struct operation *operation, const struct tensor *dy,
                         struct tensor *const dx[], unsigned accumulate,
                         struct error *err)
{
    struct join_operation *own = (void *)operation;

    for (int i = 0; i < OPERATION_INPUTS; i++) {
        bool adds = accumulate & 1U << i;

        if (!dx[i])
            continue;
        dnnl_memory_set_data_handle(own->gradient_places[i],
                                    cpu_tensor_of_const(dy)->values);
        if (!cpu_run_reorder(operation->device, own->part[i],
                             own->gradient_places[i],
                             cpu_target(operation, i, dx[i], adds), err))
            return false;
        cpu_target_done(operation, dx[i], adds);
    }
    return true;
}

static const struct operation_class class = {run_forward, run_backward};

static bool compile_place(struct join_operation *own, int i, int first,
                          bool training, struct error *err)
{
    struct operation *base = &own->base;
    const struct cpu_tensor *x = base->inputs[i];
    const struct cpu_tensor *y = base->outputs[0];
    struct shape shape = x->base.shape;
    dnnl_dims_t dims = {shape.n, shape.c, shape.h, shape.w};
    dnnl_dims_t offsets = {0, first, 0, 0};
    dnnl_memory_desc_t place;

    return cpu_check(dnnl_memory_desc_init_submemory(&place, &y->layout, dims,
                                                     offsets),
                     "describe part of a tensor", err) &&
           cpu_view(base, &place, y->values, &own->places[i], err) &&
           cpu_reorder(base, &x->layout, &place, &own->join[i], err) &&
           (!training ||
            (cpu_view(base, &place, NULL, &own->gradient_places[i], err) &&
             cpu_reorder(base, &place, &x->layout, &own->part[i], err)));
}

bool cpu_join(struct device *device, const struct wiring *wiring,
              struct tensor **y, struct operation **out, struct error *err)
{
    struct join_operation *own = xcalloc(1, sizeof(*own));
    struct shape shape = wiring->inputs[0]->shape;
    int first = shape.c;
    dnnl_memory_desc_t plain;

    shape.c += wiring->inputs[1]->shape.c;
    plain = cpu_plain(shape);
    if (!cpu_operation_init(&own->base, device, &class, wiring, err) ||
        !cpu_output(&own->base, 0, shape, &plain, err) ||
        !compile_place(own, 0, 0, wiring->training, err) ||
        !compile_place(own, 1, first, wiring->training, err)) {
        cpu_operation_destroy(&own->base);
        return false;
    }
    *y = &own->base.outputs[0]->base;
    *out = &own->base;
    return true;
}
