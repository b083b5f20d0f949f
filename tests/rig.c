#include "tests/rig.h"

#include "base/rng.h"

#include <string.h>

size_t rig_size(struct shape shape)
{
    return (size_t)shape.n * (size_t)shape.c * (size_t)shape.h *
           (size_t)shape.w;
}

static void draw(float *values, size_t count, uint64_t stream)
{
    struct rng rng;

    rng_init(&rng, 5, stream);
    for (size_t i = 0; i < count; i++) {
        /* Not near 0, where relu has no derivative. */
        float size = rng_range(&rng, 0.05F, 1.0F);

        values[i] = rng_below(&rng, 2) ? size : -size;
    }
}

void rig_open(struct rig *rig, size_t parameters, size_t statistics)
{
    struct device_options options = {.threads = 1, .seed = 7};
    struct arena_sizes sizes = {parameters, parameters, statistics};
    struct error err = {0};

    memset(rig, 0, sizeof(*rig));
    rig->backend = &cpu_backend;
    rig->parameters = parameters;
    rig->step = 3;
    assert_true(parameters <= RIG_ROOM);
    check_ok(rig->backend->open(&rig->device, &options, &err), err);
    check_ok(rig->backend->prepare(rig->device, &sizes, &err), err);
}

void rig_close(struct rig *rig)
{
    const struct backend *backend = rig->backend;

    backend->release(rig->dy);
    backend->destroy(rig->operation);
    for (int i = 0; i < OPERATION_INPUTS; i++) {
        backend->release(rig->dx[i]);
        backend->release(rig->x[i]);
        backend->destroy(rig->maker[i]);
        backend->release(rig->seed[i]);
    }
    backend->close(rig->device);
}

void rig_input(struct rig *rig, int i, struct shape shape, bool blocked)
{
    const struct convolution one = {.channels = shape.c,
                                    .kernel = {1, 1},
                                    .stride = {1, 1},
                                    .dilation = {1, 1},
                                    .groups = 1};
    struct wiring wiring = {0};
    struct tensor *model;
    struct error err = {0};

    assert_true(rig_size(shape) <= RIG_ROOM);
    draw(rig->values[i], rig_size(shape), 10 + (uint64_t)i);
    if (!blocked) {
        check_ok(rig->backend->tensor(rig->device, shape, &rig->x[i], &err),
                 err);
        return;
    }
    check_ok(rig->backend->tensor(rig->device, shape, &rig->seed[i], &err),
             err);
    wiring.inputs[0] = rig->seed[i];
    check_ok(rig->backend->convolution(rig->device, &one, &wiring, &model,
                                       &rig->maker[i], &err),
             err);
    check_ok(rig->backend->like(rig->device, model, &rig->x[i], &err), err);
}

struct wiring rig_wiring(const struct rig *rig)
{
    struct wiring wiring = {.training = true};

    for (int i = 0; i < OPERATION_INPUTS; i++) {
        wiring.inputs[i] = rig->x[i];
        if (rig->x[i])
            wiring.wanted |= 1U << i;
    }
    return wiring;
}

void rig_ready(struct rig *rig)
{
    struct error err = {0};

    assert_true(rig_size(rig->y->shape) <= RIG_ROOM);
    draw(rig->weights, rig_size(rig->y->shape), 20);
    check_ok(rig->backend->like(rig->device, rig->y, &rig->dy, &err), err);
    check_ok(rig->backend->write(rig->device, rig->dy, rig->weights, &err),
             err);
    for (int i = 0; i < OPERATION_INPUTS; i++)
        if (rig->x[i])
            check_ok(
                rig->backend->like(rig->device, rig->x[i], &rig->dx[i], &err),
                err);
}

void rig_draw_parameters(struct rig *rig)
{
    float values[RIG_ROOM];
    struct error err = {0};

    draw(values, rig->parameters, 30);
    check_ok(rig->backend->set(rig->device, ARENA_PARAMETERS, 0,
                               rig->parameters, values, &err),
             err);
}

void rig_forward(struct rig *rig, bool training, float *y)
{
    struct error err = {0};

    for (int i = 0; i < OPERATION_INPUTS; i++)
        if (rig->x[i])
            check_ok(rig->backend->write(rig->device, rig->x[i], rig->values[i],
                                         &err),
                     err);
    check_ok(rig->backend->forward(rig->device, rig->operation, training,
                                   rig->step, &err),
             err);
    check_ok(rig->backend->read(rig->device, rig->y, y, &err), err);
}

static double loss(struct rig *rig)
{
    float y[RIG_ROOM];
    double sum = 0;

    rig_forward(rig, true, y);
    for (size_t i = 0; i < rig_size(rig->y->shape); i++)
        sum += (double)y[i] * rig->weights[i];
    return sum;
}

static void backward(struct rig *rig, unsigned accumulate)
{
    struct error err = {0};

    (void)loss(rig);
    check_ok(rig->backend->backward(rig->device, rig->operation, rig->dy,
                                    rig->dx, accumulate, &err),
             err);
}

/* A gradient against the differences that moving each value makes. */
struct comparison {
    double difference, norm;
    size_t count, kinks;
};

/* Where relu changes its side within the step, the slopes above and below
 * differ and there is no derivative to compare with. */
static void compare(struct comparison *sums, const double losses[3],
                    double step, double actual)
{
    double rising = (losses[2] - losses[1]) / step;
    double falling = (losses[1] - losses[0]) / step;
    double expected = (rising + falling) / 2;

    sums->count++;
    if (fabs(rising - falling) > 0.1 + 0.1 * fabs(expected)) {
        sums->kinks++;
        return;
    }
    sums->difference += (expected - actual) * (expected - actual);
    sums->norm += expected * expected;
}

static void check_comparison(const struct comparison *sums, double tolerance)
{
    double relative = sqrt(sums->difference / (sums->norm + 1e-20));

    if (relative > tolerance)
        print_error("gradient differs by %.3g of its norm %.3g\n", relative,
                    sqrt(sums->norm));
    assert_true(relative <= tolerance);
    assert_true(sums->kinks * 10 <= sums->count);
}

static void check_input(struct rig *rig, int i, float step, double tolerance)
{
    size_t count = rig_size(rig->x[i]->shape);
    struct comparison sums = {0};
    float gradient[RIG_ROOM];
    struct error err = {0};

    backward(rig, 0);
    check_ok(rig->backend->read(rig->device, rig->dx[i], gradient, &err), err);
    for (size_t j = 0; j < count; j++) {
        float held = rig->values[i][j];
        double losses[3];

        for (int k = 0; k < 3; k++) {
            rig->values[i][j] = held + step * (float)(k - 1);
            losses[k] = loss(rig);
        }
        rig->values[i][j] = held;
        compare(&sums, losses, step, gradient[j]);
    }
    check_comparison(&sums, tolerance);
}

static void check_parameters(struct rig *rig, float step, double tolerance)
{
    const struct backend *backend = rig->backend;
    struct comparison sums = {0};
    float gradient[RIG_ROOM];
    struct error err = {0};

    backward(rig, 0);
    check_ok(backend->get(rig->device, ARENA_GRADIENTS, 0, rig->parameters,
                          gradient, &err),
             err);
    for (size_t j = 0; j < rig->parameters; j++) {
        double losses[3];
        float held;

        backend->get(rig->device, ARENA_PARAMETERS, j, 1, &held, &err);
        for (int k = 0; k < 3; k++) {
            float moved = held + step * (float)(k - 1);

            backend->set(rig->device, ARENA_PARAMETERS, j, 1, &moved, &err);
            losses[k] = loss(rig);
        }
        backend->set(rig->device, ARENA_PARAMETERS, j, 1, &held, &err);
        compare(&sums, losses, step, gradient[j]);
    }
    check_comparison(&sums, tolerance);
}

/* A fork adds its branches' gradients: running backward once over and once
 * on top gives twice the gradient. */
static void check_accumulation(struct rig *rig, int i)
{
    size_t count = rig_size(rig->x[i]->shape);
    float once[RIG_ROOM], twice[RIG_ROOM];
    struct error err = {0};

    backward(rig, 0);
    check_ok(rig->backend->read(rig->device, rig->dx[i], once, &err), err);
    backward(rig, 1U << i);
    check_ok(rig->backend->read(rig->device, rig->dx[i], twice, &err), err);
    for (size_t j = 0; j < count; j++)
        check_near(twice[j], 2.0 * once[j], 1e-5 + 1e-5 * fabsf(once[j]));
}

void rig_check_gradients(struct rig *rig, float step, double tolerance)
{
    for (int i = 0; i < OPERATION_INPUTS; i++) {
        if (!rig->x[i])
            continue;
        check_input(rig, i, step, tolerance);
        check_accumulation(rig, i);
    }
    if (rig->parameters)
        check_parameters(rig, step, tolerance);
}
