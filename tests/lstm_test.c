/* The LSTM against its definition, and its gradients against differences. */
#include "tests/rig.h"

#include <string.h>

static const struct shape shapes[] = {
    {2, 3, 1, 4}, {1, 16, 1, 3}, {3, 5, 1, 1}, {2, 17, 1, 7}};

enum { SHAPES = sizeof(shapes) / sizeof(shapes[0]) };

static void compile_lstm(struct rig *rig, struct shape shape, int units,
                         bool blocked)
{
    size_t rows = 8 * (size_t)units;
    struct lstm what = {.units = units};
    struct wiring wiring;
    struct error err = {0};

    what.recurrent = rows * (size_t)shape.c;
    what.bias = what.recurrent + rows * (size_t)units;
    rig_open(rig, what.bias + rows, 0);
    rig_draw_parameters(rig);
    rig_input(rig, 0, shape, blocked);
    wiring = rig_wiring(rig);
    check_ok(rig->backend->lstm(rig->device, &what, &wiring, &rig->y,
                                &rig->operation, &err),
             err);
    rig_ready(rig);
}

static double sigmoid(double x)
{
    return 1 / (1 + exp(-x));
}

/* What each gate of one example gets at one step. */
struct naive {
    const float *w, *r, *b; /* of one direction */
    const float *x;         /* channels x steps of the example */
    size_t channels, steps, units;
};

static double gate(const struct naive *naive, size_t row, size_t step,
                   const double *hidden)
{
    double sum = naive->b[row];

    for (size_t c = 0; c < naive->channels; c++)
        sum += (double)naive->w[row * naive->channels + c] *
               naive->x[c * naive->steps + step];
    for (size_t u = 0; u < naive->units; u++)
        sum += naive->r[row * naive->units + u] * hidden[u];
    return sum;
}

/* Writes steps x units. */
static void run_naive(const struct naive *naive, bool backwards, double *out)
{
    double hidden[8] = {0}, cell[8] = {0};

    for (size_t i = 0; i < naive->steps; i++) {
        size_t step = backwards ? naive->steps - 1 - i : i;
        double next[8] = {0};

        for (size_t u = 0; u < naive->units; u++) {
            double in = sigmoid(gate(naive, u, step, hidden));
            double forget =
                sigmoid(gate(naive, naive->units + u, step, hidden));
            double candidate =
                tanh(gate(naive, 2 * naive->units + u, step, hidden));
            double open =
                sigmoid(gate(naive, 3 * naive->units + u, step, hidden));

            cell[u] = forget * cell[u] + in * candidate;
            next[u] = open * tanh(cell[u]);
        }
        memcpy(hidden, next, sizeof(hidden));
        memcpy(out + step * naive->units, next, naive->units * sizeof(*out));
    }
}

static void check_example(const struct rig *rig, const float *w, const float *y,
                          size_t example, size_t units)
{
    struct shape shape = rig->x[0]->shape;
    size_t channels = (size_t)shape.c, steps = (size_t)shape.w;

    for (size_t d = 0; d < 2; d++) {
        struct naive naive = {
            .w = w + d * 4 * units * channels,
            .r = w + 8 * units * channels + d * 4 * units * units,
            .b = w + 8 * units * (channels + units) + d * 4 * units,
            .x = rig->values[0] + example * channels * steps,
            .channels = channels,
            .steps = steps,
            .units = units,
        };
        double wanted[64];

        run_naive(&naive, d == 1, wanted);
        for (size_t t = 0; t < steps; t++)
            for (size_t u = 0; u < units; u++)
                check_near(y[((example * 2 + d) * units + u) * steps + t],
                           wanted[t * units + u], 1e-5);
    }
}

static void an_lstm_follows_its_definition(void **state)
{
    static struct rig rig;
    const size_t units = 5;
    float y[RIG_ROOM], w[RIG_ROOM];
    struct error err = {0};

    (void)state;
    for (int k = 0; k < SHAPES * 2; k++) {
        compile_lstm(&rig, shapes[k / 2], (int)units, k % 2);
        rig_forward(&rig, true, y);
        check_ok(rig.backend->get(rig.device, ARENA_PARAMETERS, 0,
                                  rig.parameters, w, &err),
                 err);
        for (int n = 0; n < shapes[k / 2].n; n++)
            check_example(&rig, w, y, (size_t)n, units);
        rig_close(&rig);
    }
}

static void its_gradients_agree_with_differences(void **state)
{
    static struct rig rig;

    (void)state;
    for (int k = 0; k < SHAPES * 2; k++) {
        compile_lstm(&rig, shapes[k / 2], k % 2 ? 4 : 3, k % 2);
        rig_check_gradients(&rig, 0.02F, 2e-3);
        rig_close(&rig);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_lstm_follows_its_definition),
        cmocka_unit_test(its_gradients_agree_with_differences),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
