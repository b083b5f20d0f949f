#include "learn/cpu.h"

#include "base/alloc.h"

#include <assert.h>
#include <omp.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* What OMP_NUM_THREADS and the machine allow.  A thread that has called
 * cpu_enter() no longer sees it, so it is asked for once. */
static int allowed;
static pthread_once_t asked = PTHREAD_ONCE_INIT;

static void ask(void)
{
    allowed = omp_get_max_threads();
}

void cpu_enter(const struct device *device)
{
    omp_set_num_threads(device->threads);
}

static bool probe(struct error *err)
{
    (void)err;
    return true;
}

static void device_close(struct device *device)
{
    if (!device)
        return;
    for (int i = 0; i < ARENA_COUNT; i++)
        free(device->arenas[i]);
    free(device->partials);
    free(device->scratch);
    if (device->stream)
        dnnl_stream_destroy(device->stream);
    if (device->engine)
        dnnl_engine_destroy(device->engine);
    free(device);
}

static bool device_open(struct device **out,
                        const struct device_options *options, struct error *err)
{
    struct device *device = xcalloc(1, sizeof(*device));

    pthread_once(&asked, ask);
    device->threads = options->threads < allowed ? options->threads : allowed;
    device->seed = options->seed;
    if (!cpu_check(dnnl_engine_create(&device->engine, dnnl_cpu, 0),
                   "start oneDNN", err) ||
        !cpu_check(dnnl_stream_create(&device->stream, device->engine,
                                      dnnl_stream_default_flags),
                   "start oneDNN", err)) {
        device_close(device);
        return false;
    }
    *out = device;
    return true;
}

static bool finish(struct device *device, struct error *err)
{
    return cpu_check(dnnl_stream_wait(device->stream), "finish the work", err);
}

size_t cpu_arena_size(const struct device *device, enum arena arena)
{
    return arena == ARENA_STATISTICS ? device->sizes.statistics
                                     : device->sizes.parameters;
}

static bool prepare(struct device *device, const struct arena_sizes *sizes,
                    struct error *err)
{
    size_t most = 1;

    device->sizes = *sizes;
    for (int i = 0; i < ARENA_COUNT; i++) {
        size_t count = cpu_arena_size(device, (enum arena)i);
        void *values = NULL;

        assert(!device->arenas[i]);
        if (count > SIZE_MAX / sizeof(float) ||
            posix_memalign(&values, 64, count ? count * sizeof(float) : 64) !=
                0)
            return error_set(err,
                             "cannot take memory for %zu weights: "
                             "out of memory",
                             count);
        memset(values, 0, count * sizeof(float));
        device->arenas[i] = values;
        most = count > most ? count : most;
    }
    device->partials = xcalloc(most / CPU_CHUNK + 1, sizeof(double));
    return true;
}

static bool set(struct device *device, enum arena arena, size_t offset,
                size_t count, const float *values, struct error *err)
{
    size_t size = cpu_arena_size(device, arena);

    assert(offset <= size && count <= size - offset);
    (void)size;
    memcpy(device->arenas[arena] + offset, values, count * sizeof(float));
    device->version++;
    return finish(device, err);
}

static bool get(struct device *device, enum arena arena, size_t offset,
                size_t count, float *values, struct error *err)
{
    size_t size = cpu_arena_size(device, arena);

    assert(offset <= size && count <= size - offset);
    (void)size;
    if (!finish(device, err))
        return false;
    memcpy(values, device->arenas[arena] + offset, count * sizeof(float));
    return true;
}

static bool tensor(struct device *device, struct shape shape,
                   struct tensor **out, struct error *err)
{
    dnnl_memory_desc_t layout = cpu_plain(shape);
    struct cpu_tensor *made;

    if (!cpu_tensor_create(device, shape, &layout, &made, err))
        return false;
    *out = &made->base;
    return true;
}

static bool like(struct device *device, const struct tensor *other,
                 struct tensor **out, struct error *err)
{
    const struct cpu_tensor *model = cpu_tensor_of_const(other);
    struct cpu_tensor *made;

    if (!cpu_tensor_create(device, other->shape, &model->layout, &made, err))
        return false;
    *out = &made->base;
    return true;
}

/* Copies between layouts. */
static bool transfer(struct device *device, const struct cpu_tensor *from,
                     const struct cpu_tensor *to, struct error *err)
{
    const struct wiring none = {0};
    struct operation *operation;
    dnnl_primitive_t reorder;
    bool done;

    operation = xcalloc(1, sizeof(*operation));
    done = cpu_operation_init(operation, device, NULL, &none, err) &&
           cpu_reorder(operation, &from->layout, &to->layout, &reorder, err) &&
           cpu_run_reorder(device, reorder, from->memory, to->memory, err) &&
           finish(device, err);
    cpu_operation_destroy(operation);
    return done;
}

static bool plain_copy(struct device *device, const struct cpu_tensor *stored,
                       struct cpu_tensor **out, struct error *err)
{
    dnnl_memory_desc_t layout = cpu_plain(stored->base.shape);

    return cpu_tensor_create(device, stored->base.shape, &layout, out, err);
}

static bool is_plain(const struct cpu_tensor *stored)
{
    dnnl_memory_desc_t layout = cpu_plain(stored->base.shape);

    return dnnl_memory_desc_equal(&layout, &stored->layout);
}

static bool write_tensor(struct device *device, struct tensor *to,
                         const float *values, struct error *err)
{
    struct cpu_tensor *stored = cpu_tensor_of(to), *plain;
    bool done;

    if (is_plain(stored)) {
        memcpy(stored->values, values, cpu_size(&stored->layout));
        return true;
    }
    if (!plain_copy(device, stored, &plain, err))
        return false;
    memcpy(plain->values, values, cpu_size(&plain->layout));
    done = transfer(device, plain, stored, err);
    cpu_tensor_release(&plain->base);
    return done;
}

static bool read_tensor(struct device *device, const struct tensor *from,
                        float *values, struct error *err)
{
    const struct cpu_tensor *stored = cpu_tensor_of_const(from);
    struct cpu_tensor *plain;
    bool done;

    if (!finish(device, err))
        return false;
    if (is_plain(stored)) {
        memcpy(values, stored->values, cpu_size(&stored->layout));
        return true;
    }
    if (!plain_copy(device, stored, &plain, err))
        return false;
    done = transfer(device, stored, plain, err);
    memcpy(values, plain->values, cpu_size(&plain->layout));
    cpu_tensor_release(&plain->base);
    return done;
}

static bool forward(struct device *device, struct operation *operation,
                    bool training, uint64_t step, struct error *err)
{
    cpu_enter(device);
    return operation->class->forward(operation, training, step, err);
}

static bool backward(struct device *device, struct operation *operation,
                     const struct tensor *dy, struct tensor *const dx[],
                     unsigned accumulate, struct error *err)
{
    cpu_enter(device);
    return operation->class->backward(operation, dy, dx, accumulate, err);
}

const struct backend cpu_backend = {
    .abi = BACKEND_ABI,
    .name = "cpu",
    .probe = probe,
    .open = device_open,
    .close = device_close,
    .finish = finish,
    .prepare = prepare,
    .set = set,
    .get = get,
    .tensor = tensor,
    .like = like,
    .release = cpu_tensor_release,
    .write = write_tensor,
    .read = read_tensor,
    .convolution = cpu_convolution,
    .normalization = cpu_normalization,
    .pooling = cpu_pooling,
    .global_pooling = cpu_global_pooling,
    .join = cpu_join,
    .dense = cpu_dense,
    .lstm = cpu_lstm,
    .relu = cpu_relu,
    .dropout = cpu_dropout,
    .loss = cpu_loss,
    .destroy = cpu_operation_destroy,
    .forward = forward,
    .backward = backward,
    .norm = cpu_norm,
    .adamw = cpu_adamw,
};
