#include "tests/rig.h"

#include <string.h>

struct problem {
    struct shape x;
    struct convolution what;
};

/* Odd sizes, one example, channels that fill no block, a first layer, and
 * each of stride, padding, dilation and groups. */
static const struct problem problems[] = {
    {{2, 1, 7, 9},
     {.channels = 16,
      .kernel = {3, 3},
      .stride = {2, 2},
      .padding = {1, 1},
      .dilation = {1, 1},
      .groups = 1}},
    {{1, 3, 5, 4},
     {.channels = 7,
      .kernel = {3, 2},
      .stride = {1, 1},
      .padding = {1, 0},
      .dilation = {1, 1},
      .groups = 1,
      .has_bias = true}},
    {{3, 16, 5, 6},
     {.channels = 16,
      .kernel = {3, 3},
      .stride = {1, 1},
      .padding = {1, 1},
      .dilation = {1, 1},
      .groups = 1}},
    {{2, 16, 5, 7},
     {.channels = 32,
      .kernel = {1, 1},
      .stride = {2, 2},
      .dilation = {1, 1},
      .groups = 1,
      .has_bias = true}},
    {{1, 5, 9, 8},
     {.channels = 6,
      .kernel = {3, 3},
      .stride = {1, 2},
      .padding = {2, 1},
      .dilation = {2, 3},
      .groups = 1}},
    {{2, 6, 6, 5},
     {.channels = 9,
      .kernel = {3, 3},
      .stride = {1, 1},
      .padding = {1, 1},
      .dilation = {1, 1},
      .groups = 3,
      .has_bias = true}},
    {{1, 16, 6, 6},
     {.channels = 16,
      .kernel = {3, 3},
      .stride = {2, 1},
      .padding = {1, 1},
      .dilation = {1, 1},
      .groups = 16}},
    {{1, 4, 1, 30},
     {.channels = 8,
      .kernel = {1, 5},
      .stride = {1, 4},
      .padding = {0, 2},
      .dilation = {1, 1},
      .groups = 1}},
    {{2, 2, 8, 12},
     {.channels = 16,
      .kernel = {3, 5},
      .stride = {2, 4},
      .padding = {1, 2},
      .dilation = {1, 1},
      .groups = 1}},
};

enum { PROBLEMS = sizeof(problems) / sizeof(problems[0]) };

static size_t weight_count(const struct problem *problem)
{
    const struct convolution *what = &problem->what;

    return (size_t)what->channels * (size_t)(problem->x.c / what->groups) *
           (size_t)(what->kernel[0] * what->kernel[1]);
}

static void compile(struct rig *rig, const struct problem *problem,
                    bool blocked)
{
    struct convolution what = problem->what;
    size_t weights = weight_count(problem);
    struct wiring wiring;
    struct error err = {0};

    what.bias = weights;
    rig_open(rig, weights + (what.has_bias ? (size_t)what.channels : 0), 0);
    rig_draw_parameters(rig);
    rig_input(rig, 0, problem->x, blocked);
    wiring = rig_wiring(rig);
    check_ok(rig->backend->convolution(rig->device, &what, &wiring, &rig->y,
                                       &rig->operation, &err),
             err);
    rig_ready(rig);
}

/* One output value by the definition. */
static double value_at(const struct problem *problem, const float *x,
                       const float *weights, const int at[4])
{
    const struct convolution *what = &problem->what;
    struct shape shape = problem->x;
    int inside = shape.c / what->groups;
    int first = at[1] / (what->channels / what->groups) * inside;
    double sum = what->has_bias ? weights[weight_count(problem) + at[1]] : 0;

    for (int c = 0; c < inside; c++)
        for (int i = 0; i < what->kernel[0]; i++)
            for (int j = 0; j < what->kernel[1]; j++) {
                int row = at[2] * what->stride[0] - what->padding[0] +
                          i * what->dilation[0];
                int column = at[3] * what->stride[1] - what->padding[1] +
                             j * what->dilation[1];
                size_t from =
                    (((size_t)at[0] * shape.c + first + c) * shape.h + row) *
                        shape.w +
                    column;
                size_t weight =
                    (((size_t)at[1] * inside + c) * what->kernel[0] + i) *
                        what->kernel[1] +
                    j;

                if (row >= 0 && row < shape.h && column >= 0 &&
                    column < shape.w)
                    sum += (double)x[from] * weights[weight];
            }
    return sum;
}

static void check_values(struct rig *rig, const struct problem *problem)
{
    float y[RIG_ROOM], weights[RIG_ROOM];
    struct shape shape = rig->y->shape;
    struct error err = {0};
    size_t i = 0;
    int at[4];

    rig_forward(rig, true, y);
    rig->backend->get(rig->device, ARENA_PARAMETERS, 0, rig->parameters,
                      weights, &err);
    for (at[0] = 0; at[0] < shape.n; at[0]++)
        for (at[1] = 0; at[1] < shape.c; at[1]++)
            for (at[2] = 0; at[2] < shape.h; at[2]++)
                for (at[3] = 0; at[3] < shape.w; at[3]++)
                    check_near(y[i++],
                               value_at(problem, rig->values[0], weights, at),
                               1e-4);
}

static void every_convolution_follows_its_definition(void **state)
{
    static struct rig rig;

    (void)state;
    for (int i = 0; i < PROBLEMS * 2; i++) {
        compile(&rig, &problems[i / 2], i % 2);
        check_values(&rig, &problems[i / 2]);
        rig_close(&rig);
    }
}

static void every_gradient_agrees_with_differences(void **state)
{
    static struct rig rig;

    (void)state;
    for (int i = 0; i < PROBLEMS * 2; i++) {
        compile(&rig, &problems[i / 2], i % 2);
        /* A linear function: a large step costs no accuracy. */
        rig_check_gradients(&rig, 0.5F, 1e-3);
        rig_close(&rig);
    }
}

static void inference_sees_changed_weights(void **state)
{
    static struct rig rig;
    float before[RIG_ROOM], after[RIG_ROOM], zeros[RIG_ROOM] = {0};
    struct error err = {0};

    (void)state;
    compile(&rig, &problems[2], true);
    rig_forward(&rig, false, before);
    assert_true(fabsf(before[0]) > 0);
    check_ok(rig.backend->set(rig.device, ARENA_PARAMETERS, 0, rig.parameters,
                              zeros, &err),
             err);
    rig_forward(&rig, false, after);
    for (size_t i = 0; i < rig_size(rig.y->shape); i++)
        check_near(after[i], 0, 0);
    rig_close(&rig);
}

static void a_kernel_larger_than_its_input_is_refused(void **state)
{
    static struct rig rig;
    struct convolution what = problems[2].what;
    struct wiring wiring;
    struct error err = {0};

    (void)state;
    rig_open(&rig, 100, 0);
    rig_input(&rig, 0, (struct shape){1, 1, 2, 2}, false);
    wiring = rig_wiring(&rig);
    what.kernel[0] = 5;
    assert_false(rig.backend->convolution(rig.device, &what, &wiring, &rig.y,
                                          &rig.operation, &err));
    assert_string_equal(err.text, "a 5 x 3 convolution does not fit 1 "
                                  "channels of 2 x 2 values");
    rig_close(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_convolution_follows_its_definition),
        cmocka_unit_test(every_gradient_agrees_with_differences),
        cmocka_unit_test(inference_sees_changed_weights),
        cmocka_unit_test(a_kernel_larger_than_its_input_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
