/* Dense layers, relu, dropout, the loss and the optimizer. */
#include "tests/rig.h"

#include "base/rng.h"

#include <string.h>

static const struct shape shapes[] = {
    {3, 16, 1, 1}, {1, 5, 3, 2}, {2, 32, 2, 3}, {5, 7, 1, 1}};

enum { SHAPES = sizeof(shapes) / sizeof(shapes[0]) };

static void compile_dense(struct rig *rig, struct shape shape, int units,
                          bool blocked)
{
    struct dense what = {.units = units};
    struct wiring wiring;
    struct error err = {0};

    what.bias = rig_size(shape) / (size_t)shape.n * (size_t)units;
    rig_open(rig, what.bias + (size_t)units, 0);
    rig_draw_parameters(rig);
    rig_input(rig, 0, shape, blocked);
    wiring = rig_wiring(rig);
    check_ok(rig->backend->dense(rig->device, &what, &wiring, &rig->y,
                                 &rig->operation, &err),
             err);
    rig_ready(rig);
}

static void a_dense_layer_is_a_matrix_product(void **state)
{
    static struct rig rig;
    const int units = 3;
    float y[RIG_ROOM], w[RIG_ROOM];
    struct error err = {0};

    (void)state;
    for (int k = 0; k < SHAPES * 2; k++) {
        struct shape shape = shapes[k / 2];
        size_t inputs = rig_size(shape) / (size_t)shape.n;

        compile_dense(&rig, shape, units, k % 2);
        rig_forward(&rig, true, y);
        rig.backend->get(rig.device, ARENA_PARAMETERS, 0, rig.parameters, w,
                         &err);
        for (int n = 0; n < shape.n; n++)
            for (int u = 0; u < units; u++) {
                double sum = w[inputs * units + (size_t)u];

                for (size_t i = 0; i < inputs; i++)
                    sum += (double)w[(size_t)u * inputs + i] *
                           rig.values[0][(size_t)n * inputs + i];
                check_near(y[n * units + u], sum, 1e-4);
            }
        rig_close(&rig);
    }
}

static void dense_gradients_agree_with_differences(void **state)
{
    static struct rig rig;

    (void)state;
    for (int k = 0; k < SHAPES * 2; k++) {
        compile_dense(&rig, shapes[k / 2], k % 2 ? 4 : 17, k % 2);
        rig_check_gradients(&rig, 0.5F, 1e-3);
        rig_close(&rig);
    }
}

static void relu_and_its_gradient_follow_the_sign(void **state)
{
    static struct rig rig;
    float y[RIG_ROOM];
    struct wiring wiring;
    struct error err = {0};

    (void)state;
    for (int k = 0; k < SHAPES * 2; k++) {
        rig_open(&rig, 1024, 0);
        rig.parameters = 0;
        rig_input(&rig, 0, shapes[k / 2], k % 2);
        wiring = rig_wiring(&rig);
        check_ok(rig.backend->relu(rig.device, &wiring, &rig.y, &rig.operation,
                                   &err),
                 err);
        rig_ready(&rig);
        rig_forward(&rig, true, y);
        for (size_t i = 0; i < rig_size(shapes[k / 2]); i++)
            check_near(y[i], fmaxf(0, rig.values[0][i]), 0);
        rig_check_gradients(&rig, 0.02F, 1e-3);
        rig_close(&rig);
    }
}

static void compile_dropout(struct rig *rig, struct shape shape, float rate,
                            bool blocked)
{
    struct dropout what = {.rate = rate, .number = 9};
    struct wiring wiring;
    struct error err = {0};

    rig_open(rig, 1024, 0);
    rig->parameters = 0;
    rig_input(rig, 0, shape, blocked);
    wiring = rig_wiring(rig);
    check_ok(rig->backend->dropout(rig->device, &what, &wiring, &rig->y,
                                   &rig->operation, &err),
             err);
    rig_ready(rig);
}

static void dropout_follows_its_counter(void **state)
{
    static struct rig rig;
    const float rate = 0.3F;
    float y[RIG_ROOM];

    (void)state;
    for (int k = 0; k < SHAPES * 2; k++) {
        compile_dropout(&rig, shapes[k / 2], rate, k % 2);
        rig_forward(&rig, true, y);
        for (size_t i = 0; i < rig_size(shapes[k / 2]); i++) {
            uint32_t words[4];
            bool dropped;

            /* 7: the device's seed. */
            rng_at(7, DROPOUT_STREAM + rig.step * 65536 + 9, i / 4, words);
            dropped = (float)(words[i % 4] >> 8) * 0x1p-24F < rate;
            check_near(y[i], dropped ? 0 : rig.values[0][i] / (1 - rate), 1e-6);
        }
        rig_check_gradients(&rig, 0.5F, 1e-3);
        rig_close(&rig);
    }
}

static void dropout_differs_by_step_and_rests_in_inference(void **state)
{
    static struct rig rig;
    const struct shape shape = {8, 64, 1, 1};
    float first[RIG_ROOM], second[RIG_ROOM];
    size_t count = rig_size(shape), changed = 0, zeros = 0;

    (void)state;
    compile_dropout(&rig, shape, 0.5F, false);
    rig_forward(&rig, true, first);
    rig.step++;
    rig_forward(&rig, true, second);
    for (size_t i = 0; i < count; i++) {
        changed += first[i] != second[i];
        zeros += first[i] == 0;
    }
    assert_in_range(changed, count * 4 / 10, count * 6 / 10);
    assert_in_range(zeros, count * 4 / 10, count * 6 / 10);
    rig_forward(&rig, false, first);
    for (size_t i = 0; i < count; i++)
        check_near(first[i], rig.values[0][i], 0);
    rig_close(&rig);
}

enum { EXAMPLES = 3, CLASSES = 5 };

struct losses {
    struct device *device;
    struct tensor *logits, *targets, *dx;
    struct operation *operation;
    struct loss_outputs y;
    float x[EXAMPLES * CLASSES], t[EXAMPLES * CLASSES];
};

static void losses_open(struct losses *l)
{
    struct device_options options = {.threads = 1};
    struct shape shape = {EXAMPLES, CLASSES, 1, 1};
    struct wiring wiring = {.training = true, .wanted = 1};
    struct rng rng;
    struct error err = {0};

    rng_init(&rng, 3, 3);
    check_ok(cpu_backend.open(&l->device, &options, &err), err);
    check_ok(cpu_backend.tensor(l->device, shape, &l->logits, &err), err);
    check_ok(cpu_backend.tensor(l->device, shape, &l->targets, &err), err);
    check_ok(cpu_backend.like(l->device, l->logits, &l->dx, &err), err);
    wiring.inputs[0] = l->logits;
    wiring.inputs[1] = l->targets;
    check_ok(cpu_backend.loss(l->device, &wiring, &l->y, &l->operation, &err),
             err);
    for (int i = 0; i < EXAMPLES * CLASSES; i++) {
        l->x[i] = rng_range(&rng, -3, 3);
        /* Soft targets: a quarter and three quarters of two classes. */
        l->t[i] = i % CLASSES == 0 ? 0.25F : i % CLASSES == 3 ? 0.75F : 0;
    }
}

static void losses_close(struct losses *l)
{
    cpu_backend.destroy(l->operation);
    cpu_backend.release(l->dx);
    cpu_backend.release(l->targets);
    cpu_backend.release(l->logits);
    cpu_backend.close(l->device);
}

static double losses_run(struct losses *l, float *probabilities, float *each)
{
    struct error err = {0};
    double mean = 0;

    check_ok(cpu_backend.write(l->device, l->logits, l->x, &err), err);
    check_ok(cpu_backend.write(l->device, l->targets, l->t, &err), err);
    check_ok(cpu_backend.forward(l->device, l->operation, true, 1, &err), err);
    check_ok(
        cpu_backend.read(l->device, l->y.probabilities, probabilities, &err),
        err);
    check_ok(cpu_backend.read(l->device, l->y.losses, each, &err), err);
    for (int i = 0; i < EXAMPLES; i++)
        mean += each[i] / EXAMPLES;
    return mean;
}

static void the_loss_is_the_cross_entropy_of_a_softmax(void **state)
{
    struct losses l = {0};
    float p[EXAMPLES * CLASSES], each[EXAMPLES];

    (void)state;
    losses_open(&l);
    (void)losses_run(&l, p, each);
    for (int i = 0; i < EXAMPLES; i++) {
        const float *x = l.x + (size_t)i * CLASSES;
        double sum = 0;

        for (int c = 0; c < CLASSES; c++)
            sum += exp((double)x[c]);
        for (int c = 0; c < CLASSES; c++)
            check_near(p[i * CLASSES + c], exp((double)x[c]) / sum, 1e-6);
        check_near(each[i], log(sum) - 0.25 * x[0] - 0.75 * x[3], 1e-5);
    }
    losses_close(&l);
}

static void the_loss_gradient_agrees_with_differences(void **state)
{
    struct losses l = {0};
    float p[EXAMPLES * CLASSES], each[EXAMPLES], dx[EXAMPLES * CLASSES];
    struct error err = {0};

    (void)state;
    losses_open(&l);
    (void)losses_run(&l, p, each);
    check_ok(cpu_backend.backward(l.device, l.operation, NULL,
                                  (struct tensor *[]){l.dx, NULL}, 0, &err),
             err);
    check_ok(cpu_backend.read(l.device, l.dx, dx, &err), err);
    for (int i = 0; i < EXAMPLES * CLASSES; i++) {
        float held = l.x[i];
        double above, below;

        l.x[i] = held + 0.01F;
        above = losses_run(&l, p, each);
        l.x[i] = held - 0.01F;
        below = losses_run(&l, p, each);
        l.x[i] = held;
        check_near(dx[i], (above - below) / 0.02, 1e-4);
    }
    losses_close(&l);
}

static void huge_logits_give_finite_losses(void **state)
{
    struct losses l = {0};
    float p[EXAMPLES * CLASSES], each[EXAMPLES];

    (void)state;
    losses_open(&l);
    l.x[3] = 1e8F;
    l.x[0] = -1e8F;
    assert_true(isfinite(losses_run(&l, p, each)));
    check_near(each[0], 0.25 * 2e8, 10);
    losses_close(&l);
}

static void adamw_takes_the_steps_of_its_paper(void **state)
{
    enum { COUNT = 37, DECAYED = 20 };
    const struct adamw first = {.learning_rate = 0.01,
                                .beta1 = 0.9,
                                .beta2 = 0.999,
                                .epsilon = 1e-8,
                                .weight_decay = 0.1};
    static struct rig rig;
    float w[COUNT], g[COUNT];
    double expected[COUNT], m[COUNT] = {0}, v[COUNT] = {0};
    struct arena_sizes sizes = {COUNT, DECAYED, 0};
    struct device_options options = {.threads = 2};
    struct error err = {0};

    (void)state;
    check_ok(cpu_backend.open(&rig.device, &options, &err), err);
    check_ok(cpu_backend.prepare(rig.device, &sizes, &err), err);
    for (int i = 0; i < COUNT; i++)
        expected[i] = w[i] = (float)i / 10 - 1;
    cpu_backend.set(rig.device, ARENA_PARAMETERS, 0, COUNT, w, &err);
    for (int step = 1; step <= 4; step++) {
        struct adamw what = first;

        what.step = (uint64_t)step;
        for (int i = 0; i < COUNT; i++) {
            double rate = 0.01, mean, square;

            g[i] = (float)((i * 7 + step * 3) % 11) / 5 - 1;
            m[i] = 0.9 * m[i] + 0.1 * g[i];
            v[i] = 0.999 * v[i] + 0.001 * g[i] * g[i];
            mean = m[i] / (1 - pow(0.9, step));
            square = v[i] / (1 - pow(0.999, step));
            expected[i] -= rate * (mean / (sqrt(square) + 1e-8) +
                                   (i < DECAYED ? 0.1 : 0) * expected[i]);
        }
        cpu_backend.set(rig.device, ARENA_GRADIENTS, 0, COUNT, g, &err);
        check_ok(cpu_backend.adamw(rig.device, &what, &err), err);
    }
    cpu_backend.get(rig.device, ARENA_PARAMETERS, 0, COUNT, w, &err);
    for (int i = 0; i < COUNT; i++)
        check_near(w[i], expected[i], 2e-6);
    cpu_backend.close(rig.device);
}

static void the_norm_of_an_arena_tells_wrong_numbers(void **state)
{
    enum { COUNT = 20000 };
    struct arena_sizes sizes = {COUNT, 0, 0};
    struct device_options options = {.threads = 2};
    float *values = calloc(COUNT, sizeof(float));
    struct device *device;
    struct error err = {0};
    double norm;

    (void)state;
    check_ok(cpu_backend.open(&device, &options, &err), err);
    check_ok(cpu_backend.prepare(device, &sizes, &err), err);
    for (int i = 0; i < COUNT; i++)
        values[i] = 0.5F;
    cpu_backend.set(device, ARENA_GRADIENTS, 0, COUNT, values, &err);
    check_ok(cpu_backend.norm(device, ARENA_GRADIENTS, &norm, &err), err);
    check_near(norm, 0.5 * sqrt(COUNT), 1e-9);
    values[0] = NAN;
    cpu_backend.set(device, ARENA_GRADIENTS, COUNT - 1, 1, values, &err);
    check_ok(cpu_backend.norm(device, ARENA_GRADIENTS, &norm, &err), err);
    assert_false(isfinite(norm));
    cpu_backend.close(device);
    free(values);
}

static void backends_are_found_by_name(void **state)
{
    const struct backend *backend = NULL;
    const char *why = NULL;
    struct error err = {0};

    (void)state;
    check_ok(backend_choose("cpu", &backend, NULL, &err), err);
    assert_ptr_equal(backend, &cpu_backend);
    check_ok(backend_choose("auto", &backend, &why, &err), err);
    assert_non_null(backend);
    assert_non_null(why);
    assert_false(backend_choose("abacus", &backend, NULL, &err));
    assert_string_equal(err.text, "there is no backend 'abacus'");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_dense_layer_is_a_matrix_product),
        cmocka_unit_test(dense_gradients_agree_with_differences),
        cmocka_unit_test(relu_and_its_gradient_follow_the_sign),
        cmocka_unit_test(dropout_follows_its_counter),
        cmocka_unit_test(dropout_differs_by_step_and_rests_in_inference),
        cmocka_unit_test(the_loss_is_the_cross_entropy_of_a_softmax),
        cmocka_unit_test(the_loss_gradient_agrees_with_differences),
        cmocka_unit_test(huge_logits_give_finite_losses),
        cmocka_unit_test(adamw_takes_the_steps_of_its_paper),
        cmocka_unit_test(the_norm_of_an_arena_tells_wrong_numbers),
        cmocka_unit_test(backends_are_found_by_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
