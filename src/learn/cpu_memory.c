#include "learn/cpu.h"

#include "base/alloc.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* A cache line, and one AVX-512 register. */
enum { ALIGNMENT = 64 };

bool cpu_check(dnnl_status_t status, const char *what, struct error *err)
{
    const char *reason = "the library refused";

    if (status == dnnl_success)
        return true;
    if (status == dnnl_out_of_memory)
        reason = "out of memory";
    else if (status == dnnl_unimplemented)
        reason = "oneDNN has no implementation for this shape";
    else if (status == dnnl_invalid_arguments)
        reason = "the shapes do not fit";
    return error_set(err, "cannot %s: %s (oneDNN status %d)", what, reason,
                     (int)status);
}

struct cpu_tensor *cpu_tensor_of(struct tensor *tensor)
{
    return (struct cpu_tensor *)tensor;
}

const struct cpu_tensor *cpu_tensor_of_const(const struct tensor *tensor)
{
    return (const struct cpu_tensor *)tensor;
}

static dnnl_memory_desc_t describe(struct shape shape, dnnl_format_tag_t tag)
{
    dnnl_dims_t dims = {shape.n, shape.c, shape.h, shape.w};
    dnnl_memory_desc_t layout;
    dnnl_status_t status =
        dnnl_memory_desc_init_by_tag(&layout, 4, dims, dnnl_f32, tag);

    assert(status == dnnl_success);
    (void)status;
    return layout;
}

dnnl_memory_desc_t cpu_plain(struct shape shape)
{
    return describe(shape, dnnl_nchw);
}

dnnl_memory_desc_t cpu_any(struct shape shape)
{
    return describe(shape, dnnl_format_tag_any);
}

dnnl_memory_desc_t cpu_vector(int count)
{
    dnnl_dims_t dims = {count};
    dnnl_memory_desc_t layout;
    dnnl_status_t status =
        dnnl_memory_desc_init_by_tag(&layout, 1, dims, dnnl_f32, dnnl_a);

    assert(status == dnnl_success);
    (void)status;
    return layout;
}

size_t cpu_size(const dnnl_memory_desc_t *layout)
{
    return dnnl_memory_desc_get_size(layout);
}

/* Zeroed: blocked layouts count on zeros where they pad channels. */
static bool allocate(size_t size, void **out, struct error *err)
{
    if (posix_memalign(out, ALIGNMENT, size ? size : ALIGNMENT) != 0) {
        *out = NULL;
        return error_set(err,
                         "cannot take %zu bytes for the network: "
                         "out of memory",
                         size);
    }
    memset(*out, 0, size);
    return true;
}

bool cpu_tensor_create(struct device *device, struct shape shape,
                       const dnnl_memory_desc_t *layout,
                       struct cpu_tensor **out, struct error *err)
{
    struct cpu_tensor *tensor = xcalloc(1, sizeof(*tensor));
    void *values;

    tensor->base.shape = shape;
    tensor->layout = *layout;
    if (!allocate(cpu_size(layout), &values, err))
        goto fail;
    tensor->values = values;
    if (!cpu_check(
            dnnl_memory_create(&tensor->memory, layout, device->engine, values),
            "make a tensor", err))
        goto fail;
    *out = tensor;
    return true;

fail:
    cpu_tensor_release(&tensor->base);
    return false;
}

void cpu_tensor_release(struct tensor *tensor)
{
    struct cpu_tensor *own = cpu_tensor_of(tensor);

    if (!own)
        return;
    if (own->memory)
        dnnl_memory_destroy(own->memory);
    free(own->values);
    free(own);
}

/* The scratch only grows, and no primitive runs while it does. */
static bool reserve(struct device *device, size_t size, struct error *err)
{
    void *larger;

    if (size <= device->scratch_size)
        return true;
    if (!allocate(size, &larger, err))
        return false;
    free(device->scratch);
    device->scratch = larger;
    device->scratch_size = size;
    return true;
}

bool cpu_operation_init(struct operation *operation, struct device *device,
                        const struct operation_class *class,
                        const struct wiring *wiring, struct error *err)
{
    cpu_enter(device);
    operation->class = class;
    operation->device = device;
    for (int i = 0; i < OPERATION_INPUTS; i++) {
        const struct cpu_tensor *input = cpu_tensor_of_const(wiring->inputs[i]);

        operation->inputs[i] = input;
        if (!input || !wiring->training || !(wiring->wanted & 1U << i))
            continue;
        if (!reserve(device, cpu_size(&input->layout), err) ||
            !cpu_view(operation, &input->layout, NULL, &operation->spills[i],
                      err))
            return false;
    }
    return true;
}

void cpu_operation_destroy(struct operation *operation)
{
    if (!operation)
        return;
    for (int i = 0; i < operation->primitive_count; i++)
        dnnl_primitive_destroy(operation->primitives[i]);
    for (int i = 0; i < operation->description_count; i++)
        dnnl_primitive_desc_destroy(operation->descriptions[i]);
    for (int i = 0; i < operation->memory_count; i++)
        dnnl_memory_destroy(operation->memories[i]);
    for (int i = 0; i < operation->buffer_count; i++)
        free(operation->buffers[i]);
    for (int i = 0; i < 2; i++)
        if (operation->outputs[i])
            cpu_tensor_release(&operation->outputs[i]->base);
    free(operation);
}

bool cpu_output(struct operation *operation, int i, struct shape shape,
                const dnnl_memory_desc_t *layout, struct error *err)
{
    return cpu_tensor_create(operation->device, shape, layout,
                             &operation->outputs[i], err);
}

bool cpu_view(struct operation *operation, const dnnl_memory_desc_t *layout,
              void *values, dnnl_memory_t *out, struct error *err)
{
    assert(operation->memory_count < CPU_OWNED);
    if (!cpu_check(
            dnnl_memory_create(out, layout, operation->device->engine, values),
            "make a view of memory", err))
        return false;
    operation->memories[operation->memory_count++] = *out;
    return true;
}

bool cpu_memory(struct operation *operation, const dnnl_memory_desc_t *layout,
                dnnl_memory_t *out, struct error *err)
{
    void *values;

    assert(operation->buffer_count < CPU_OWNED);
    if (!allocate(cpu_size(layout), &values, err))
        return false;
    operation->buffers[operation->buffer_count++] = values;
    return cpu_view(operation, layout, values, out, err);
}

bool cpu_describe(struct operation *operation, const void *descriptor,
                  dnnl_primitive_desc_t hint, dnnl_primitive_desc_t *out,
                  struct error *err)
{
    assert(operation->description_count < CPU_OWNED);
    if (!cpu_check(dnnl_primitive_desc_create(out, descriptor, NULL,
                                              operation->device->engine, hint),
                   "find an implementation of an operation", err))
        return false;
    operation->descriptions[operation->description_count++] = *out;
    return true;
}

bool cpu_primitive(struct operation *operation,
                   const_dnnl_primitive_desc_t description,
                   dnnl_primitive_t *out, struct error *err)
{
    assert(operation->primitive_count < CPU_OWNED);
    if (!cpu_check(dnnl_primitive_create(out, description),
                   "compile an operation", err))
        return false;
    operation->primitives[operation->primitive_count++] = *out;
    return true;
}

bool cpu_reorder(struct operation *operation, const dnnl_memory_desc_t *from,
                 const dnnl_memory_desc_t *to, dnnl_primitive_t *out,
                 struct error *err)
{
    dnnl_engine_t engine = operation->device->engine;
    dnnl_primitive_desc_t description;
    bool made;

    if (!cpu_check(dnnl_reorder_primitive_desc_create(&description, from,
                                                      engine, to, engine, NULL),
                   "change the layout of a tensor", err))
        return false;
    made = cpu_primitive(operation, description, out, err);
    dnnl_primitive_desc_destroy(description);
    return made;
}

bool cpu_packing(struct operation *operation, const dnnl_memory_desc_t *from,
                 const dnnl_memory_desc_t *to, struct packing *out,
                 struct error *err)
{
    *out = (struct packing){0};
    if (dnnl_memory_desc_equal(from, to))
        return true;
    return cpu_memory(operation, to, &out->packed, err) &&
           cpu_reorder(operation, from, to, &out->reorder, err);
}

bool cpu_run(struct device *device, dnnl_primitive_t primitive,
             const dnnl_exec_arg_t *arguments, int count, struct error *err)
{
    return cpu_check(
        dnnl_primitive_execute(primitive, device->stream, count, arguments),
        "run an operation", err);
}

bool cpu_run_reorder(struct device *device, dnnl_primitive_t reorder,
                     dnnl_memory_t from, dnnl_memory_t to, struct error *err)
{
    const dnnl_exec_arg_t arguments[] = {{DNNL_ARG_FROM, from},
                                         {DNNL_ARG_TO, to}};

    return cpu_run(device, reorder, arguments, 2, err);
}

bool cpu_pack(struct device *device, const struct packing *packing,
              dnnl_memory_t from, dnnl_memory_t *out, struct error *err)
{
    if (!packing->reorder) {
        *out = from;
        return true;
    }
    *out = packing->packed;
    return cpu_run_reorder(device, packing->reorder, from, packing->packed,
                           err);
}

dnnl_memory_t cpu_target(struct operation *operation, int i, struct tensor *dx,
                         bool accumulate)
{
    if (!accumulate)
        return cpu_tensor_of(dx)->memory;
    dnnl_memory_set_data_handle(operation->spills[i],
                                operation->device->scratch);
    return operation->spills[i];
}

void cpu_target_done(struct operation *operation, struct tensor *dx,
                     bool accumulate)
{
    struct cpu_tensor *own = cpu_tensor_of(dx);

    if (accumulate)
        cpu_add(own->values, operation->device->scratch,
                cpu_size(&own->layout) / sizeof(float));
}

void cpu_add(float *to, const float *from, size_t count)
{
#pragma omp parallel for simd schedule(static)
    for (size_t i = 0; i < count; i++)
        to[i] += from[i];
}

void cpu_copy(float *to, const float *from, size_t count)
{
#pragma omp parallel for simd schedule(static)
    for (size_t i = 0; i < count; i++)
        to[i] = from[i];
}
