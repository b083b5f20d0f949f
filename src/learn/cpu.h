/* cpu.h - what the files of the CPU backend share; nobody else includes it.
 *
 * oneDNN runs primitives over memories.  A device owns the engine, the stream
 * and the arenas; an operation owns its primitives, its memories and the
 * buffers behind them, all registered in lists so that one function frees
 * them.  Everything here runs in the device's thread; oneDNN's own threads
 * never outlive a call.
 */
#ifndef LEARN_CPU_H
#define LEARN_CPU_H

#include "learn/backend.h"

#include <oneapi/dnnl/dnnl.h>

enum { CPU_OWNED = 32, CPU_CHUNK = 8192 };

struct device {
    dnnl_engine_t engine;
    dnnl_stream_t stream;
    int threads;
    uint64_t seed;
    struct arena_sizes sizes;
    float *arenas[ARENA_COUNT];
    double *partials; /* sums over CPU_CHUNK values of an arena */
    uint64_t version; /* of the parameters: counts their changes */
    void *scratch;    /* a gradient on its way to be added to another */
    size_t scratch_size;
};

struct cpu_tensor {
    struct tensor base;
    dnnl_memory_desc_t layout;
    dnnl_memory_t memory;
    float *values;
};

struct operation_class {
    bool (*forward)(struct operation *operation, bool training, uint64_t step,
                    struct error *err);
    bool (*backward)(struct operation *operation, const struct tensor *dy,
                     struct tensor *const dx[], unsigned accumulate,
                     struct error *err);
};

/* Each kind of operation embeds this as its first member. */
struct operation {
    const struct operation_class *class;
    struct device *device;
    const struct cpu_tensor *inputs[OPERATION_INPUTS]; /* borrowed */
    struct cpu_tensor *outputs[2];                     /* owned */
    dnnl_memory_t spills[OPERATION_INPUTS]; /* views of the scratch */
    dnnl_primitive_t primitives[CPU_OWNED];
    dnnl_primitive_desc_t descriptions[CPU_OWNED];
    dnnl_memory_t memories[CPU_OWNED];
    void *buffers[CPU_OWNED];
    int primitive_count, description_count, memory_count, buffer_count;
};

/* Brings values into the layout a primitive wants; `reorder` is NULL when
 * they are in it already. */
struct packing {
    dnnl_primitive_t reorder;
    dnnl_memory_t packed;
};

struct cpu_tensor *cpu_tensor_of(struct tensor *tensor);
const struct cpu_tensor *cpu_tensor_of_const(const struct tensor *tensor);

/* Turns a status that is not success into a sentence; true on success. */
bool cpu_check(dnnl_status_t status, const char *what, struct error *err);

/* The plain layout of a shape: examples, channels, rows, columns. */
dnnl_memory_desc_t cpu_plain(struct shape shape);
/* The same shape in whatever layout the primitive likes. */
dnnl_memory_desc_t cpu_any(struct shape shape);
dnnl_memory_desc_t cpu_vector(int count);
size_t cpu_size(const dnnl_memory_desc_t *layout);

bool cpu_tensor_create(struct device *device, struct shape shape,
                       const dnnl_memory_desc_t *layout,
                       struct cpu_tensor **out, struct error *err);
void cpu_tensor_release(struct tensor *tensor);

/* oneDNN and our loops use as many threads as the device has; the number is
 * a property of the calling thread. */
void cpu_enter(const struct device *device);

/* Fills in a zeroed operation, and makes room in the device's scratch for the
 * gradients of its inputs. */
bool cpu_operation_init(struct operation *operation, struct device *device,
                        const struct operation_class *class,
                        const struct wiring *wiring, struct error *err);
void cpu_operation_destroy(struct operation *operation);

/* Makes the operation's output i. */
bool cpu_output(struct operation *operation, int i, struct shape shape,
                const dnnl_memory_desc_t *layout, struct error *err);

/* What follows is owned by the operation. */
bool cpu_memory(struct operation *operation, const dnnl_memory_desc_t *layout,
                dnnl_memory_t *out, struct error *err);
/* A memory over values that somebody else owns; NULL: set before each run. */
bool cpu_view(struct operation *operation, const dnnl_memory_desc_t *layout,
              void *values, dnnl_memory_t *out, struct error *err);
/* The description of a forward or backward descriptor; hint: the forward
 * one's description, or NULL. */
bool cpu_describe(struct operation *operation, const void *descriptor,
                  dnnl_primitive_desc_t hint, dnnl_primitive_desc_t *out,
                  struct error *err);
bool cpu_primitive(struct operation *operation,
                   const_dnnl_primitive_desc_t description,
                   dnnl_primitive_t *out, struct error *err);
bool cpu_reorder(struct operation *operation, const dnnl_memory_desc_t *from,
                 const dnnl_memory_desc_t *to, dnnl_primitive_t *out,
                 struct error *err);
/* Prepares to bring `from` into the layout `to`. */
bool cpu_packing(struct operation *operation, const dnnl_memory_desc_t *from,
                 const dnnl_memory_desc_t *to, struct packing *out,
                 struct error *err);

/* The number of values in an arena. */
size_t cpu_arena_size(const struct device *device, enum arena arena);

bool cpu_run(struct device *device, dnnl_primitive_t primitive,
             const dnnl_exec_arg_t *arguments, int count, struct error *err);
bool cpu_run_reorder(struct device *device, dnnl_primitive_t reorder,
                     dnnl_memory_t from, dnnl_memory_t to, struct error *err);
/* The values in the packing's layout: `from` itself, or packed afresh. */
bool cpu_pack(struct device *device, const struct packing *packing,
              dnnl_memory_t from, dnnl_memory_t *out, struct error *err);

/* Where a backward pass writes the gradient of input i, in that input's
 * layout: dx's own memory, or the device's scratch when it is to be added;
 * then cpu_target_done() adds it. */
dnnl_memory_t cpu_target(struct operation *operation, int i, struct tensor *dx,
                         bool accumulate);
void cpu_target_done(struct operation *operation, struct tensor *dx,
                     bool accumulate);

/* to[i] += from[i], and to[i] = from[i] */
void cpu_add(float *to, const float *from, size_t count);
void cpu_copy(float *to, const float *from, size_t count);

bool cpu_convolution(struct device *device, const struct convolution *what,
                     const struct wiring *wiring, struct tensor **y,
                     struct operation **out, struct error *err);
bool cpu_normalization(struct device *device, const struct normalization *what,
                       const struct wiring *wiring, struct tensor **y,
                       struct operation **out, struct error *err);
bool cpu_pooling(struct device *device, const struct pooling *what,
                 const struct wiring *wiring, struct tensor **y,
                 struct operation **out, struct error *err);
bool cpu_global_pooling(struct device *device, const struct wiring *wiring,
                        struct tensor **y, struct operation **out,
                        struct error *err);
bool cpu_dense(struct device *device, const struct dense *what,
               const struct wiring *wiring, struct tensor **y,
               struct operation **out, struct error *err);
bool cpu_join(struct device *device, const struct wiring *wiring,
              struct tensor **y, struct operation **out, struct error *err);
bool cpu_lstm(struct device *device, const struct lstm *what,
              const struct wiring *wiring, struct tensor **y,
              struct operation **out, struct error *err);
bool cpu_relu(struct device *device, const struct wiring *wiring,
              struct tensor **y, struct operation **out, struct error *err);
bool cpu_dropout(struct device *device, const struct dropout *what,
                 const struct wiring *wiring, struct tensor **y,
                 struct operation **out, struct error *err);
bool cpu_loss(struct device *device, const struct wiring *wiring,
              struct loss_outputs *y, struct operation **out,
              struct error *err);
bool cpu_norm(struct device *device, enum arena arena, double *out,
              struct error *err);
bool cpu_adamw(struct device *device, const struct adamw *what,
               struct error *err);

#endif
