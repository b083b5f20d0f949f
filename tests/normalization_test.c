#include "tests/rig.h"

struct problem {
    struct shape x;
    bool residual, relu;
};

static const struct problem problems[] = {
    {{4, 16, 3, 5}, false, false}, {{3, 7, 4, 3}, false, true},
    {{2, 16, 5, 4}, true, true},   {{1, 5, 3, 7}, true, false},
    {{1, 32, 4, 4}, false, true},  {{3, 9, 1, 6}, true, true},
    {{3, 5, 4, 5}, true, true},
};

enum { PROBLEMS = sizeof(problems) / sizeof(problems[0]) };

/* Scale and shift first, mean and variance in their own arena. */
static void compile(struct rig *rig, const struct problem *problem,
                    bool blocked)
{
    size_t channels = (size_t)problem->x.c;
    struct normalization what = {.relu = problem->relu,
                                 .epsilon = 1e-5F,
                                 .shift = channels,
                                 .variance = channels};
    struct wiring wiring;
    struct error err = {0};

    rig_open(rig, 2 * channels, 2 * channels);
    rig_draw_parameters(rig);
    rig_input(rig, 0, problem->x, blocked);
    if (problem->residual)
        rig_input(rig, 1, problem->x, true);
    wiring = rig_wiring(rig);
    check_ok(rig->backend->normalization(rig->device, &what, &wiring, &rig->y,
                                         &rig->operation, &err),
             err);
    rig_ready(rig);
}

/* The place of a channel's value i of all examples. */
static size_t place(struct shape x, int channel, int i)
{
    int area = x.h * x.w;

    return ((size_t)(i / area) * x.c + channel) * area + i % area;
}

static void moments(const struct rig *rig, struct shape x, int channel,
                    double *mean, double *squares)
{
    int count = x.n * x.h * x.w;

    *mean = *squares = 0;
    for (int i = 0; i < count; i++)
        *mean += rig->values[0][place(x, channel, i)] / (double)count;
    for (int i = 0; i < count; i++) {
        double away = rig->values[0][place(x, channel, i)] - *mean;

        *squares += away * away;
    }
}

/* y = relu((x - mean) / sqrt(variance + epsilon) * scale + shift + residual) */
static void check_channel(const struct rig *rig, const struct problem *problem,
                          int channel, const float *y)
{
    struct shape x = problem->x;
    double mean, squares, deviation;
    float scale, shift;
    struct error err;

    rig->backend->get(rig->device, ARENA_PARAMETERS, (size_t)channel, 1, &scale,
                      &err);
    rig->backend->get(rig->device, ARENA_PARAMETERS,
                      (size_t)x.c + (size_t)channel, 1, &shift, &err);
    moments(rig, x, channel, &mean, &squares);
    deviation = sqrt(squares / (x.n * x.h * x.w) + 1e-5);
    for (int i = 0; i < x.n * x.h * x.w; i++) {
        size_t at = place(x, channel, i);
        double expected =
            (rig->values[0][at] - mean) / deviation * scale + shift;

        if (problem->residual)
            expected += rig->values[1][at];
        if (problem->relu && expected < 0)
            expected = 0;
        check_near(y[at], expected, 1e-4);
    }
}

static void every_normalization_follows_its_definition(void **state)
{
    static struct rig rig;
    float y[RIG_ROOM];

    (void)state;
    for (int i = 0; i < PROBLEMS * 2; i++) {
        compile(&rig, &problems[i / 2], i % 2);
        rig_forward(&rig, true, y);
        for (int c = 0; c < problems[i / 2].x.c; c++)
            check_channel(&rig, &problems[i / 2], c, y);
        rig_close(&rig);
    }
}

static void every_gradient_agrees_with_differences(void **state)
{
    static struct rig rig;

    (void)state;
    for (int i = 0; i < PROBLEMS * 2; i++) {
        compile(&rig, &problems[i / 2], i % 2);
        rig_check_gradients(&rig, 1e-3F, 1e-2);
        rig_close(&rig);
    }
}

static void running_figures_follow_by_a_tenth(void **state)
{
    static struct rig rig;
    const struct problem *problem = &problems[1];
    int channels = problem->x.c;
    int count = problem->x.n * problem->x.h * problem->x.w;
    float y[RIG_ROOM], statistics[RIG_ROOM];
    struct error err = {0};

    (void)state;
    compile(&rig, problem, true);
    rig_forward(&rig, true, y);
    check_ok(rig.backend->get(rig.device, ARENA_STATISTICS, 0,
                              2 * (size_t)channels, statistics, &err),
             err);
    for (int c = 0; c < channels; c++) {
        double mean, squares;

        moments(&rig, problem->x, c, &mean, &squares);
        check_near(statistics[c], 0.1 * mean, 1e-5);
        check_near(statistics[channels + c], 0.1 * squares / (count - 1), 1e-5);
    }
    rig_close(&rig);
}

static void inference_uses_the_running_figures(void **state)
{
    static struct rig rig;
    const struct problem *problem = &problems[2];
    size_t channels = (size_t)problem->x.c;
    float y[RIG_ROOM], one[RIG_ROOM], two[RIG_ROOM], zero[RIG_ROOM] = {0};
    struct error err = {0};

    (void)state;
    for (size_t i = 0; i < RIG_ROOM; i++) {
        one[i] = 1;
        two[i] = 2;
    }
    compile(&rig, problem, true);
    rig.backend->set(rig.device, ARENA_PARAMETERS, 0, channels, one, &err);
    rig.backend->set(rig.device, ARENA_PARAMETERS, channels, channels, zero,
                     &err);
    rig.backend->set(rig.device, ARENA_STATISTICS, 0, channels, two, &err);
    rig.backend->set(rig.device, ARENA_STATISTICS, channels, channels, two,
                     &err);
    rig_forward(&rig, false, y);
    for (size_t i = 0; i < rig_size(problem->x); i++)
        check_near(y[i],
                   fmax(0, (rig.values[0][i] - 2) / sqrt(2) + rig.values[1][i]),
                   1e-5);
    rig.backend->get(rig.device, ARENA_STATISTICS, 0, 2 * channels, one, &err);
    for (size_t i = 0; i < 2 * channels; i++)
        check_near(one[i], 2, 0);
    rig_close(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_normalization_follows_its_definition),
        cmocka_unit_test(every_gradient_agrees_with_differences),
        cmocka_unit_test(running_figures_follow_by_a_tenth),
        cmocka_unit_test(inference_uses_the_running_figures),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
