#include "learn/cpu.h"

#include "base/alloc.h"

#include <math.h>
#include <string.h>

/* Gates lie in memory in this order. */
enum { INPUT_GATE, FORGET_GATE, CANDIDATE, OUTPUT_GATE, GATES };

/* Everything is kept time-major: steps x examples x values, so that a step is
 * one matrix.  oneDNN has an LSTM, but its layouts are its own; a product of
 * matrices a step is what it would compute. */
struct lstm_operation {
    struct operation base;
    struct lstm what;
    size_t steps, examples, inputs, units;
    dnnl_primitive_t take_x, give_y, take_dy, give_dx;
    dnnl_memory_t x_memory, y_memory, dy_memory, dx_memory;
    float *x, *dx; /* steps x examples x inputs */
    float *y, *dy; /* steps x examples x (2 x units) */
    float
        *gates[2]; /* steps x examples x (4 x units), as functions gave them */
    float *cells[2];        /* steps x examples x units */
    float *dgates;          /* as gates, of one direction at a time */
    float *dhidden, *dcell; /* examples x units */
};

/* One direction through time, with its parameters. */
struct pass {
    struct lstm_operation *own;
    int direction; /* 1: from the last step to the first */
    size_t weight, recurrent, bias;
};

static struct pass pass_of(struct lstm_operation *own, int direction)
{
    size_t rows = (size_t)direction * GATES * own->units;

    return (struct pass){
        .own = own,
        .direction = direction,
        .weight = own->what.weight + rows * own->inputs,
        .recurrent = own->what.recurrent + rows * own->units,
        .bias = own->what.bias + rows,
    };
}

/* A matrix, row after row; `stride` values from one row to the next. */
struct matrix {
    float *values;
    size_t rows, columns, stride;
    bool turned; /* is taken as its transpose */
};

static struct matrix turn(struct matrix matrix)
{
    matrix.turned = true;
    return matrix;
}

/* out = a b + beta out */
static bool multiply(struct matrix a, struct matrix b, float beta,
                     const struct matrix *out, struct error *err)
{
    size_t inner = a.turned ? a.rows : a.columns;

    return cpu_check(dnnl_sgemm(a.turned ? 'T' : 'N', b.turned ? 'T' : 'N',
                                (dnnl_dim_t)out->rows, (dnnl_dim_t)out->columns,
                                (dnnl_dim_t)inner, 1, a.values,
                                (dnnl_dim_t)a.stride, b.values,
                                (dnnl_dim_t)b.stride, beta, out->values,
                                (dnnl_dim_t)out->stride),
                     "multiply matrices", err);
}

/* Views of the operation's arrays; the parameters' and their gradients' are
 * told apart by the arena. */
static struct matrix weights(const struct pass *pass, enum arena arena)
{
    const struct lstm_operation *own = pass->own;

    return (struct matrix){own->base.device->arenas[arena] + pass->weight,
                           GATES * own->units, own->inputs, own->inputs, false};
}

static struct matrix recurrent(const struct pass *pass, enum arena arena)
{
    const struct lstm_operation *own = pass->own;

    return (struct matrix){own->base.device->arenas[arena] + pass->recurrent,
                           GATES * own->units, own->units, own->units, false};
}

/* `count` steps from `step` on. */
static struct matrix gates_at(const struct lstm_operation *own, float *gates,
                              size_t step, size_t count)
{
    size_t columns = GATES * own->units;

    return (struct matrix){gates + step * own->examples * columns,
                           count * own->examples, columns, columns, false};
}

static struct matrix hidden_at(const struct pass *pass, size_t step,
                               size_t count)
{
    const struct lstm_operation *own = pass->own;
    size_t stride = 2 * own->units;

    return (struct matrix){own->y + step * own->examples * stride +
                               (size_t)pass->direction * own->units,
                           count * own->examples, own->units, stride, false};
}

static struct matrix inputs_of(const struct lstm_operation *own, float *values)
{
    return (struct matrix){values, own->steps * own->examples, own->inputs,
                           own->inputs, false};
}

/* The step that is taken i-th, and the one before it. */
static size_t step_at(const struct pass *pass, size_t i)
{
    return pass->direction ? pass->own->steps - 1 - i : i;
}

static float sigmoid(float x)
{
    return 1.0F / (1.0F + expf(-x));
}

/* c = f c' + i g, h = o tanh(c) (Hochreiter and Schmidhuber 1997; Gers et al.
 * 2000), of one example. */
static void run_cell(const struct pass *pass, float *gates,
                     const float *cell_before, float *cell, float *hidden)
{
    const struct lstm_operation *own = pass->own;
    const float *bias = own->base.device->arenas[ARENA_PARAMETERS] + pass->bias;
    size_t units = own->units;

    for (size_t u = 0; u < units; u++) {
        float *in = gates + INPUT_GATE * units + u;
        float *forget = gates + FORGET_GATE * units + u;
        float *candidate = gates + CANDIDATE * units + u;
        float *out = gates + OUTPUT_GATE * units + u;

        *in = sigmoid(*in + bias[INPUT_GATE * units + u]);
        *forget = sigmoid(*forget + bias[FORGET_GATE * units + u]);
        *candidate = tanhf(*candidate + bias[CANDIDATE * units + u]);
        *out = sigmoid(*out + bias[OUTPUT_GATE * units + u]);
        cell[u] = *in * *candidate;
        if (cell_before)
            cell[u] += *forget * cell_before[u];
        hidden[u] = *out * tanhf(cell[u]);
    }
}

static void run_cells(const struct pass *pass, size_t i)
{
    struct lstm_operation *own = pass->own;
    size_t step = step_at(pass, i), units = own->units;
    struct matrix gates = gates_at(own, own->gates[pass->direction], step, 1);
    struct matrix hidden = hidden_at(pass, step, 1);
    float *cells = own->cells[pass->direction];

    for (size_t n = 0; n < own->examples; n++) {
        const float *before = NULL;

        if (i > 0)
            before = cells + (step_at(pass, i - 1) * own->examples + n) * units;
        run_cell(pass, gates.values + n * gates.stride, before,
                 cells + (step * own->examples + n) * units,
                 hidden.values + n * hidden.stride);
    }
}

static bool run_through(struct lstm_operation *own, int direction,
                        struct error *err)
{
    struct pass pass = pass_of(own, direction);
    struct matrix x = inputs_of(own, own->x);
    struct matrix w = weights(&pass, ARENA_PARAMETERS);
    struct matrix r = recurrent(&pass, ARENA_PARAMETERS);
    struct matrix all = gates_at(own, own->gates[direction], 0, own->steps);

    if (!multiply(x, turn(w), 0, &all, err))
        return false;
    for (size_t i = 0; i < own->steps; i++) {
        if (i > 0) {
            struct matrix before = hidden_at(&pass, step_at(&pass, i - 1), 1);
            struct matrix gates =
                gates_at(own, own->gates[direction], step_at(&pass, i), 1);

            if (!multiply(before, turn(r), 1, &gates, err))
                return false;
        }
        run_cells(&pass, i);
    }
    return true;
}

static bool run_forward(struct operation *operation, bool training,
                        uint64_t step, struct error *err)
{
    struct lstm_operation *own = (void *)operation;

    (void)training;
    (void)step;
    return cpu_run_reorder(operation->device, own->take_x,
                           operation->inputs[0]->memory, own->x_memory, err) &&
           run_through(own, 0, err) && run_through(own, 1, err) &&
           cpu_run_reorder(operation->device, own->give_y, own->y_memory,
                           operation->outputs[0]->memory, err);
}

/* What forward left of one example and step. */
struct moment {
    const float *gates, *cell;
    const float *cell_before; /* NULL in the first step */
};

/* Of one example: from the gradients of h and c to those of the gates before
 * their functions, and of the cell a step earlier. */
static void unrun_cell(size_t units, const struct moment *at,
                       const float *dhidden, float *dcell, float *dgates)
{
    const float *gates = at->gates;

    for (size_t u = 0; u < units; u++) {
        float in = gates[INPUT_GATE * units + u];
        float forget = gates[FORGET_GATE * units + u];
        float candidate = gates[CANDIDATE * units + u];
        float out = gates[OUTPUT_GATE * units + u];
        float bent = tanhf(at->cell[u]);
        float d = dcell[u] + dhidden[u] * out * (1 - bent * bent);
        float before = at->cell_before ? at->cell_before[u] : 0;

        dgates[INPUT_GATE * units + u] = d * candidate * in * (1 - in);
        dgates[FORGET_GATE * units + u] = d * before * forget * (1 - forget);
        dgates[CANDIDATE * units + u] = d * in * (1 - candidate * candidate);
        dgates[OUTPUT_GATE * units + u] = dhidden[u] * bent * out * (1 - out);
        dcell[u] = d * forget;
    }
}

static void unrun_cells(const struct pass *pass, size_t i)
{
    struct lstm_operation *own = pass->own;
    size_t step = step_at(pass, i), units = own->units;
    struct matrix gates = gates_at(own, own->gates[pass->direction], step, 1);
    struct matrix dgates = gates_at(own, own->dgates, step, 1);
    const float *cells = own->cells[pass->direction];

    for (size_t n = 0; n < own->examples; n++) {
        struct moment at = {
            .gates = gates.values + n * gates.stride,
            .cell = cells + (step * own->examples + n) * units,
        };

        if (i > 0)
            at.cell_before =
                cells + (step_at(pass, i - 1) * own->examples + n) * units;
        unrun_cell(units, &at, own->dhidden + n * units, own->dcell + n * units,
                   dgates.values + n * dgates.stride);
    }
}

/* The gradient of a step's output: from above, and from the step after. */
static bool gather(const struct pass *pass, size_t i, struct error *err)
{
    struct lstm_operation *own = pass->own;
    struct matrix r = recurrent(pass, ARENA_PARAMETERS);
    struct matrix dhidden = {own->dhidden, own->examples, own->units,
                             own->units, false};
    size_t step = step_at(pass, i);
    struct matrix after;

    for (size_t n = 0; n < own->examples; n++)
        memcpy(own->dhidden + n * own->units,
               own->dy + (step * own->examples + n) * 2 * own->units +
                   (size_t)pass->direction * own->units,
               own->units * sizeof(float));
    if (i + 1 == own->steps)
        return true;
    after = gates_at(own, own->dgates, step_at(pass, i + 1), 1);
    return multiply(after, r, 1, &dhidden, err);
}

static void sum_biases(const struct pass *pass)
{
    const struct lstm_operation *own = pass->own;
    struct matrix all = gates_at(own, own->dgates, 0, own->steps);
    float *sums = own->base.device->arenas[ARENA_GRADIENTS] + pass->bias;

    memset(sums, 0, all.columns * sizeof(*sums));
    for (size_t row = 0; row < all.rows; row++)
        cpu_add(sums, all.values + row * all.stride, all.columns);
}

/* All steps' shares at once: dW = dG' X, dR = dG' H a step before, dX = dG W
 * summed over the directions. */
static bool sum_up(const struct pass *pass, bool wants_dx, struct error *err)
{
    struct lstm_operation *own = pass->own;
    struct matrix all = gates_at(own, own->dgates, 0, own->steps);
    struct matrix x = inputs_of(own, own->x), dx = inputs_of(own, own->dx);
    struct matrix w = weights(pass, ARENA_PARAMETERS);
    struct matrix dw = weights(pass, ARENA_GRADIENTS);
    struct matrix dr = recurrent(pass, ARENA_GRADIENTS);
    size_t first = pass->direction ? 0 : 1;

    sum_biases(pass);
    if (own->steps > 1) {
        struct matrix later = gates_at(own, own->dgates, first, own->steps - 1);
        struct matrix earlier = hidden_at(pass, 1 - first, own->steps - 1);

        if (!multiply(turn(later), earlier, 0, &dr, err))
            return false;
    } else {
        memset(dr.values, 0, dr.rows * dr.columns * sizeof(float));
    }
    return multiply(turn(all), x, 0, &dw, err) &&
           (!wants_dx || multiply(all, w, pass->direction ? 1 : 0, &dx, err));
}

static bool unrun_through(struct lstm_operation *own, int direction,
                          bool wants_dx, struct error *err)
{
    struct pass pass = pass_of(own, direction);

    memset(own->dcell, 0, own->examples * own->units * sizeof(float));
    for (size_t i = own->steps; i-- > 0;) {
        if (!gather(&pass, i, err))
            return false;
        unrun_cells(&pass, i);
    }
    return sum_up(&pass, wants_dx, err);
}

static bool run_backward(struct operation *operation, const struct tensor *dy,
                         struct tensor *const dx[], unsigned accumulate,
                         struct error *err)
{
    struct lstm_operation *own = (void *)operation;

    if (!cpu_run_reorder(operation->device, own->take_dy,
                         cpu_tensor_of_const(dy)->memory, own->dy_memory,
                         err) ||
        !unrun_through(own, 0, dx[0] != NULL, err) ||
        !unrun_through(own, 1, dx[0] != NULL, err))
        return false;
    if (!dx[0])
        return true;
    if (!cpu_run_reorder(operation->device, own->give_dx, own->dx_memory,
                         cpu_target(operation, 0, dx[0], accumulate & 1U), err))
        return false;
    cpu_target_done(operation, dx[0], accumulate & 1U);
    return true;
}

static const struct operation_class class = {run_forward, run_backward};

/* An array that the operation owns. */
static bool take(struct operation *base, size_t count, float **out,
                 struct error *err)
{
    dnnl_memory_desc_t layout = cpu_vector((int)count);
    dnnl_memory_t memory;
    void *values;

    if (!cpu_memory(base, &layout, &memory, err) ||
        !cpu_check(dnnl_memory_get_data_handle(memory, &values),
                   "find an array", err))
        return false;
    *out = values;
    return true;
}

static bool take_arrays(struct lstm_operation *own, bool training,
                        struct error *err)
{
    struct operation *base = &own->base;
    size_t rows = own->steps * own->examples, units = own->units;

    for (int i = 0; i < 2; i++)
        if (!take(base, rows * GATES * units, &own->gates[i], err) ||
            !take(base, rows * units, &own->cells[i], err))
            return false;
    return !training ||
           (take(base, rows * GATES * units, &own->dgates, err) &&
            take(base, own->examples * units, &own->dhidden, err) &&
            take(base, own->examples * units, &own->dcell, err));
}

/* A tensor's values with time as the slowest index. */
static bool take_time_major(struct operation *base, struct shape shape,
                            dnnl_memory_desc_t *layout, dnnl_memory_t *memory,
                            float **values, struct error *err)
{
    dnnl_dims_t dims = {shape.n, shape.c, 1, shape.w};
    dnnl_dims_t strides = {shape.c, 1, (dnnl_dim_t)shape.n * shape.c,
                           (dnnl_dim_t)shape.n * shape.c};
    void *handle;

    if (!cpu_check(dnnl_memory_desc_init_by_strides(layout, 4, dims, dnnl_f32,
                                                    strides),
                   "describe a sequence", err) ||
        !cpu_memory(base, layout, memory, err) ||
        !cpu_check(dnnl_memory_get_data_handle(*memory, &handle),
                   "find an array", err))
        return false;
    *values = handle;
    return true;
}

static bool compile(struct lstm_operation *own, struct shape x, struct shape y,
                    bool training, struct error *err)
{
    struct operation *base = &own->base;
    const dnnl_memory_desc_t *x_layout = &base->inputs[0]->layout;
    const dnnl_memory_desc_t *y_layout = &base->outputs[0]->layout;
    dnnl_memory_desc_t in, out;

    if (!take_arrays(own, training, err) ||
        !take_time_major(base, x, &in, &own->x_memory, &own->x, err) ||
        !take_time_major(base, y, &out, &own->y_memory, &own->y, err) ||
        !cpu_reorder(base, x_layout, &in, &own->take_x, err) ||
        !cpu_reorder(base, &out, y_layout, &own->give_y, err))
        return false;
    return !training ||
           (take_time_major(base, x, &in, &own->dx_memory, &own->dx, err) &&
            take_time_major(base, y, &out, &own->dy_memory, &own->dy, err) &&
            cpu_reorder(base, &in, x_layout, &own->give_dx, err) &&
            cpu_reorder(base, y_layout, &out, &own->take_dy, err));
}

bool cpu_lstm(struct device *device, const struct lstm *what,
              const struct wiring *wiring, struct tensor **y,
              struct operation **out, struct error *err)
{
    struct lstm_operation *own = xcalloc(1, sizeof(*own));
    struct shape x = wiring->inputs[0]->shape;
    struct shape shape = {x.n, 2 * what->units, 1, x.w};
    dnnl_memory_desc_t plain = cpu_plain(shape);

    own->what = *what;
    own->steps = (size_t)x.w;
    own->examples = (size_t)x.n;
    own->inputs = (size_t)x.c;
    own->units = (size_t)what->units;
    if (!cpu_operation_init(&own->base, device, &class, wiring, err) ||
        !cpu_output(&own->base, 0, shape, &plain, err) ||
        !compile(own, x, shape, wiring->training, err)) {
        cpu_operation_destroy(&own->base);
        return false;
    }
    *y = &own->base.outputs[0]->base;
    *out = &own->base;
    return true;
}
