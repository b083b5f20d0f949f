#include "tests/rig.h"

#include "base/rng.h"

struct problem {
    struct shape x;
    struct pooling what;
};

static const struct problem problems[] = {
    {{2, 16, 6, 8}, {POOLING_MAX, {2, 2}, {2, 2}, {0, 0}}},
    {{1, 5, 7, 9}, {POOLING_MAX, {3, 3}, {2, 2}, {1, 1}}},
    {{3, 7, 5, 6}, {POOLING_AVERAGE, {2, 3}, {2, 1}, {0, 1}}},
    {{1, 16, 7, 7}, {POOLING_AVERAGE, {3, 3}, {3, 3}, {1, 1}}},
    {{2, 3, 1, 20}, {POOLING_MAX, {1, 4}, {1, 4}, {0, 0}}},
};

static const struct shape shapes[] = {
    {2, 16, 3, 5},
    {1, 7, 4, 4},
    {3, 1, 2, 9},
    {1, 32, 1, 1},
};

enum {
    PROBLEMS = sizeof(problems) / sizeof(problems[0]),
    SHAPES = sizeof(shapes) / sizeof(shapes[0])
};

/* Values so far apart that no difference step changes which is largest. */
static void spread(struct rig *rig, size_t count)
{
    size_t order[RIG_ROOM];
    struct rng rng;

    for (size_t i = 0; i < count; i++)
        order[i] = i;
    rng_init(&rng, 1, 2);
    rng_shuffle(&rng, order, count);
    for (size_t i = 0; i < count; i++)
        rig->values[0][i] = 0.02F * ((float)order[i] - (float)count / 2);
}

static void compile(struct rig *rig, const struct problem *problem,
                    bool blocked)
{
    struct wiring wiring;
    struct error err = {0};

    rig_open(rig, 1024, 0);
    rig->parameters = 0;
    rig_input(rig, 0, problem->x, blocked);
    spread(rig, rig_size(problem->x));
    wiring = rig_wiring(rig);
    check_ok(rig->backend->pooling(rig->device, &problem->what, &wiring,
                                   &rig->y, &rig->operation, &err),
             err);
    rig_ready(rig);
}

static void compile_global(struct rig *rig, struct shape shape, bool blocked)
{
    struct wiring wiring;
    struct error err = {0};

    rig_open(rig, 1024, 0);
    rig->parameters = 0;
    rig_input(rig, 0, shape, blocked);
    spread(rig, rig_size(shape));
    wiring = rig_wiring(rig);
    check_ok(rig->backend->global_pooling(rig->device, &wiring, &rig->y,
                                          &rig->operation, &err),
             err);
    rig_ready(rig);
}

static double window(const struct problem *problem, const float *plane, int row,
                     int column)
{
    const struct pooling *what = &problem->what;
    double sum = 0, largest = -1e9;
    int inside = 0;

    for (int i = 0; i < what->kernel[0]; i++)
        for (int j = 0; j < what->kernel[1]; j++) {
            int r = row * what->stride[0] - what->padding[0] + i;
            int c = column * what->stride[1] - what->padding[1] + j;
            double value;

            if (r < 0 || c < 0 || r >= problem->x.h || c >= problem->x.w)
                continue;
            value = plane[r * problem->x.w + c];
            largest = fmax(largest, value);
            sum += value;
            inside++;
        }
    return what->kind == POOLING_MAX ? largest : sum / inside;
}

static void every_pooling_follows_its_definition(void **state)
{
    static struct rig rig;
    float y[RIG_ROOM];

    (void)state;
    for (int i = 0; i < PROBLEMS * 2; i++) {
        const struct problem *problem = &problems[i / 2];
        struct shape x = problem->x, shape;
        size_t at = 0;

        compile(&rig, problem, i % 2);
        rig_forward(&rig, true, y);
        shape = rig.y->shape;
        for (int plane = 0; plane < x.n * x.c; plane++)
            for (int row = 0; row < shape.h; row++)
                for (int column = 0; column < shape.w; column++)
                    check_near(y[at++],
                               window(problem,
                                      rig.values[0] + (size_t)plane * x.h * x.w,
                                      row, column),
                               1e-5);
        rig_close(&rig);
    }
}

static void every_gradient_agrees_with_differences(void **state)
{
    static struct rig rig;

    (void)state;
    for (int i = 0; i < PROBLEMS * 2; i++) {
        compile(&rig, &problems[i / 2], i % 2);
        rig_check_gradients(&rig, 5e-3F, 1e-2);
        rig_close(&rig);
    }
}

static void global_pooling_gives_averages_then_maxima(void **state)
{
    static struct rig rig;
    float y[RIG_ROOM];

    (void)state;
    for (int i = 0; i < SHAPES * 2; i++) {
        struct shape x = shapes[i / 2];
        int area = x.h * x.w;

        compile_global(&rig, x, i % 2);
        rig_forward(&rig, true, y);
        for (int plane = 0; plane < x.n * x.c; plane++) {
            const float *values = rig.values[0] + (size_t)plane * area;
            size_t row = (size_t)(plane / x.c) * 2 * x.c + plane % x.c;
            double sum = 0, largest = values[0];

            for (int j = 0; j < area; j++) {
                sum += values[j];
                largest = fmax(largest, values[j]);
            }
            check_near(y[row], sum / area, 1e-5);
            check_near(y[row + x.c], largest, 0);
        }
        rig_close(&rig);
    }
}

static void global_gradients_agree_with_differences(void **state)
{
    static struct rig rig;

    (void)state;
    for (int i = 0; i < SHAPES * 2; i++) {
        compile_global(&rig, shapes[i / 2], i % 2);
        rig_check_gradients(&rig, 5e-3F, 1e-2);
        rig_close(&rig);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_pooling_follows_its_definition),
        cmocka_unit_test(every_gradient_agrees_with_differences),
        cmocka_unit_test(global_pooling_gives_averages_then_maxima),
        cmocka_unit_test(global_gradients_agree_with_differences),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
