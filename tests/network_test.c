#include "tests/check.h"

#include "learn/preset.h"
#include "learn/program.h"

#include "base/rng.h"

#include <string.h>

enum { BATCH = 3, ROWS = 7, COLUMNS = 10, CLASSES = 4 };

static int convolve(struct network *network, const char *name, int input,
                    int channels, int stride)
{
    const struct convolution what = {.channels = channels,
                                     .kernel = {3, 3},
                                     .stride = {stride, stride},
                                     .padding = {1, 1},
                                     .dilation = {1, 1},
                                     .groups = 1};

    return network_add_convolution(network, name, input, &what);
}

/* Everything a network can have: a stem, a fork with the input itself as the
 * residual, a pooling, two branches that join, dropout and a head. */
static struct network *small_network(void)
{
    struct network *network = network_create();
    const struct shape shape = {1, 1, ROWS, COLUMNS};
    const struct pooling pooling = {POOLING_AVERAGE, {1, 2}, {1, 2}, {0, 0}};
    struct error err = {0};
    int x, y, left, right;

    x = network_add_input(network, "mel", FEATURE_MEL, shape);
    x = convolve(network, "stem", x, 5, 2);
    x = network_add_normalization(network, "stem_norm", x, -1, true);
    y = convolve(network, "block", x, 5, 1);
    x = network_add_normalization(network, "block_norm", y, x, true);
    left = network_add_global_pooling(network, "left", x);
    y = network_add_pooling(network, "halve", x, &pooling);
    y = convolve(network, "branch", y, 6, 1);
    y = network_add_relu(network, "relu", y);
    right = network_add_global_pooling(network, "right", y);
    x = network_add_join(network, "join", left, right);
    x = network_add_dropout(network, "dropout", x, 0.2F);
    (void)network_add_dense(network, "head", x, CLASSES);
    check_ok(network_lay_out(network, &err), err);
    return network;
}

struct fixture {
    struct network *network;
    struct device *device;
    struct program *program;
};

static void fixture_open(struct fixture *f)
{
    struct device_options options = {.threads = 2, .seed = 4};
    float input[BATCH * ROWS * COLUMNS], targets[BATCH * CLASSES];
    struct program_plan plan;
    struct error err = {0};
    struct rng rng;

    f->network = small_network();
    check_ok(cpu_backend.open(&f->device, &options, &err), err);
    check_ok(cpu_backend.prepare(f->device, &f->network->sizes, &err), err);
    check_ok(network_start(f->network, &cpu_backend, f->device, 9, &err), err);
    plan =
        (struct program_plan){f->network, &cpu_backend, f->device, BATCH, true};
    check_ok(program_create(&f->program, &plan, &err), err);
    rng_init(&rng, 1, 1);
    for (int i = 0; i < BATCH * ROWS * COLUMNS; i++)
        input[i] = rng_range(&rng, -1, 1);
    for (int i = 0; i < BATCH * CLASSES; i++)
        targets[i] = i % CLASSES == i / CLASSES ? 0.9F : 0.1F / (CLASSES - 1);
    check_ok(program_set_input(f->program, FEATURE_MEL, input, &err), err);
    check_ok(program_set_targets(f->program, targets, &err), err);
}

static void fixture_close(struct fixture *f)
{
    program_destroy(f->program);
    cpu_backend.close(f->device);
    network_destroy(f->network);
}

static double mean_loss(struct fixture *f)
{
    float losses[BATCH];
    struct error err = {0};
    double sum = 0;

    check_ok(program_forward(f->program, true, 5, &err), err);
    check_ok(program_losses(f->program, losses, &err), err);
    for (int i = 0; i < BATCH; i++)
        sum += losses[i] / (double)BATCH;
    return sum;
}

/* The loss with one parameter moved by -step, 0 and step. */
static void around(struct fixture *f, size_t i, float step, double losses[3])
{
    struct error err = {0};
    float held, moved;

    cpu_backend.get(f->device, ARENA_PARAMETERS, i, 1, &held, &err);
    for (int k = 0; k < 3; k++) {
        moved = held + step * (float)(k - 1);
        cpu_backend.set(f->device, ARENA_PARAMETERS, i, 1, &moved, &err);
        losses[k] = mean_loss(f);
    }
    cpu_backend.set(f->device, ARENA_PARAMETERS, i, 1, &held, &err);
}

static void
the_gradient_of_a_whole_network_agrees_with_differences(void **state)
{
    const float step = 2e-3F;
    struct fixture f;
    double difference = 0, norm = 0;
    size_t count, kinks = 0;
    float *gradient;
    struct error err = {0};

    (void)state;
    fixture_open(&f);
    count = f.network->sizes.parameters;
    gradient = calloc(count, sizeof(float));
    (void)mean_loss(&f);
    check_ok(program_backward(f.program, &err), err);
    cpu_backend.get(f.device, ARENA_GRADIENTS, 0, count, gradient, &err);
    for (size_t i = 0; i < count; i++) {
        double losses[3], rising, falling;

        around(&f, i, step, losses);
        rising = (losses[2] - losses[1]) / step;
        falling = (losses[1] - losses[0]) / step;
        /* A relu or a maximum that changes sides has no derivative. */
        if (fabs(rising - falling) > 0.01) {
            kinks++;
            continue;
        }
        difference += pow((rising + falling) / 2 - gradient[i], 2);
        norm += pow(gradient[i], 2);
    }
    check_near(sqrt(difference / norm), 0, 0.02);
    assert_true(norm > 1e-3);
    assert_true(kinks * 10 < count);
    free(gradient);
    fixture_close(&f);
}

static void repeated_passes_give_the_same_bits(void **state)
{
    float *first, *second;
    struct fixture f;
    size_t count;
    struct error err = {0};

    (void)state;
    fixture_open(&f);
    count = f.network->sizes.parameters;
    first = calloc(count, sizeof(float));
    second = calloc(count, sizeof(float));
    (void)mean_loss(&f);
    check_ok(program_backward(f.program, &err), err);
    cpu_backend.get(f.device, ARENA_GRADIENTS, 0, count, first, &err);
    (void)mean_loss(&f);
    check_ok(program_backward(f.program, &err), err);
    cpu_backend.get(f.device, ARENA_GRADIENTS, 0, count, second, &err);
    assert_memory_equal(first, second, count * sizeof(float));
    free(first);
    free(second);
    fixture_close(&f);
}

static void programs_of_other_batches_share_the_weights(void **state)
{
    float input[BATCH * ROWS * COLUMNS], all[BATCH * CLASSES], one[CLASSES];
    struct program_plan plan;
    struct program *single;
    struct error err = {0};
    struct fixture f;
    struct rng rng;

    (void)state;
    fixture_open(&f);
    rng_init(&rng, 1, 1);
    for (int i = 0; i < BATCH * ROWS * COLUMNS; i++)
        input[i] = rng_range(&rng, -1, 1);
    plan = (struct program_plan){f.network, &cpu_backend, f.device, 1, false};
    check_ok(program_create(&single, &plan, &err), err);
    check_ok(program_forward(f.program, false, 0, &err), err);
    check_ok(program_probabilities(f.program, all, &err), err);
    for (size_t i = 0; i < BATCH; i++) {
        check_ok(program_set_input(single, FEATURE_MEL,
                                   input + i * ROWS * COLUMNS, &err),
                 err);
        check_ok(program_forward(single, false, 0, &err), err);
        check_ok(program_probabilities(single, one, &err), err);
        for (size_t c = 0; c < CLASSES; c++)
            check_near(one[c], all[i * CLASSES + c], 1e-5);
    }
    program_destroy(single);
    fixture_close(&f);
}

/* The kinds of layer that can stand right behind the input. */
static int add_first(struct network *network, int kind, int input)
{
    const struct pooling halve = {POOLING_MAX, {2, 2}, {2, 2}, {0, 0}};

    switch (kind) {
    case 0:
        return network_add_normalization(network, "first", input, -1, false);
    case 1:
        return network_add_normalization(network, "first", input, input, true);
    case 2:
        return network_add_pooling(network, "first", input, &halve);
    case 3:
        return network_add_global_pooling(network, "first", input);
    case 4:
        return network_add_join(network, "first", input, input);
    case 5:
        return network_add_relu(network, "first", input);
    case 6:
        return network_add_dropout(network, "first", input, 0.1F);
    default:
        return convolve(network, "first", input, 3, 1);
    }
}

static void check_first(int kind)
{
    const struct shape shape = {1, 1, 12, 12};
    struct device_options options = {.threads = 1};
    float input[2 * 12 * 12], targets[] = {1, 0, 0, 1};
    struct network *network = network_create();
    struct program_plan plan = {network, &cpu_backend, NULL, 2, true};
    struct program *program;
    struct error err = {0};
    double norm;

    (void)network_add_input(network, "mel", FEATURE_MEL, shape);
    (void)network_add_dense(network, "head", add_first(network, kind, 0), 2);
    check_ok(network_lay_out(network, &err), err);
    check_ok(cpu_backend.open(&plan.device, &options, &err), err);
    check_ok(cpu_backend.prepare(plan.device, &network->sizes, &err), err);
    check_ok(network_start(network, &cpu_backend, plan.device, 1, &err), err);
    check_ok(program_create(&program, &plan, &err), err);
    for (int i = 0; i < 2 * 12 * 12; i++)
        input[i] = (float)(i % 17) / 8 - 1;
    check_ok(program_set_input(program, FEATURE_MEL, input, &err), err);
    check_ok(program_set_targets(program, targets, &err), err);
    check_ok(program_forward(program, true, 1, &err), err);
    check_ok(program_backward(program, &err), err);
    check_ok(cpu_backend.norm(plan.device, ARENA_GRADIENTS, &norm, &err), err);
    assert_true(norm > 1e-3 && isfinite(norm));
    program_destroy(program);
    cpu_backend.close(plan.device);
    network_destroy(network);
}

static void layers_behind_the_input_need_not_pass_on_a_gradient(void **state)
{
    (void)state;
    for (int kind = 0; kind < 8; kind++)
        check_first(kind);
}

/* Marks the values an array takes; each may be taken once. */
struct census {
    unsigned char *taken[ARENA_COUNT];
    size_t decayed;
};

static bool mark(void *context, const struct array *array, struct error *err)
{
    struct census *census = context;
    bool below = *array->offset < census->decayed;

    (void)err;
    for (size_t i = 0; i < array_size(array); i++)
        assert_int_equal(census->taken[array->arena][*array->offset + i]++, 0);
    if (array->arena == ARENA_PARAMETERS)
        assert_int_equal(below, array->decayed);
    return true;
}

static void arrays_do_not_overlap_and_weights_come_first(void **state)
{
    struct census census = {0};
    struct network *network;
    struct settings settings;
    struct extent extent;
    struct error err = {0};

    (void)state;
    check_ok(settings_init(&settings, "cnn", &err), err);
    extent = extent_of_crops(&settings);
    check_ok(preset_build(&network, &settings, &extent, 10, &err), err);
    census.decayed = network->sizes.decayed;
    census.taken[ARENA_PARAMETERS] = calloc(network->sizes.parameters, 1);
    census.taken[ARENA_STATISTICS] = calloc(network->sizes.statistics, 1);
    check_ok(network_each_array(network, mark, &census, &err), err);
    free(census.taken[ARENA_PARAMETERS]);
    free(census.taken[ARENA_STATISTICS]);
    network_destroy(network);
}

static void every_feature_in_time_gets_a_branch(void **state)
{
    struct network *network;
    struct settings settings;
    struct extent extent;
    struct error err = {0};
    int inputs = 0, joins = 0;

    (void)state;
    check_ok(settings_init(&settings, "cnn", &err), err);
    settings.features =
        1U << FEATURE_MEL | 1U << FEATURE_MFCC | 1U << FEATURE_CHROMA;
    extent = extent_of_crops(&settings);
    check_ok(preset_build(&network, &settings, &extent, 10, &err), err);
    for (int i = 0; i < network->layer_count; i++) {
        inputs += network->layers[i].kind == LAYER_INPUT;
        joins += network->layers[i].kind == LAYER_JOIN;
    }
    assert_int_equal(inputs, 3);
    assert_int_equal(joins, 2);
    /* Three branches end in averages and maxima of width * 8 channels. */
    assert_int_equal(
        network->layers[network->layer_count - 1].arrays[0].shape[1],
        3 * 2 * 8 * settings.width);
    network_destroy(network);
}

static void vectors_get_a_dense_layer(void **state)
{
    struct network *network;
    struct settings settings;
    struct extent extent;
    struct error err = {0};
    int dense = 0;

    (void)state;
    check_ok(settings_init(&settings, "cnn", &err), err);
    settings.features = (1U << FEATURE_COUNT) - 1;
    extent = extent_of_crops(&settings);
    assert_false(extent.whole);
    check_ok(preset_build(&network, &settings, &extent, 10, &err), err);
    for (int i = 0; i < network->layer_count; i++)
        dense += network->layers[i].kind == LAYER_DENSE;
    assert_int_equal(dense, 3);
    /* Four image branches, and two vectors of four times the width. */
    assert_int_equal(
        network->layers[network->layer_count - 1].arrays[0].shape[1],
        (4 * 2 * 8 + 2 * 4) * settings.width);
    network_destroy(network);
    settings.features = 1U << FEATURE_STATS;
    extent = extent_of_crops(&settings);
    assert_true(extent.whole);
    check_ok(preset_build(&network, &settings, &extent, 10, &err), err);
    network_destroy(network);
}

static void the_seed_decides_the_first_weights(void **state)
{
    struct network *network = small_network();
    const struct layer *head = &network->layers[network->layer_count - 1];
    const struct array *weight = &head->arrays[0];
    float drawn[3][64], bound = sqrtf(6.0F / (float)weight->fan_in);
    struct device_options options = {.threads = 1};
    struct device *device;
    struct error err = {0};

    (void)state;
    assert_true(array_size(weight) >= 64);
    check_ok(cpu_backend.open(&device, &options, &err), err);
    check_ok(cpu_backend.prepare(device, &network->sizes, &err), err);
    for (uint64_t i = 0; i < 3; i++) {
        check_ok(network_start(network, &cpu_backend, device, 1 + i / 2, &err),
                 err);
        cpu_backend.get(device, ARENA_PARAMETERS, *weight->offset, 64, drawn[i],
                        &err);
        for (int j = 0; j < 64; j++)
            assert_true(fabsf(drawn[i][j]) <= bound);
    }
    assert_memory_equal(drawn[0], drawn[1], sizeof(drawn[0]));
    assert_memory_not_equal(drawn[0], drawn[2], sizeof(drawn[0]));
    cpu_backend.close(device);
    network_destroy(network);
}

static void a_layer_without_room_is_named(void **state)
{
    struct network *network = network_create();
    const struct pooling pooling = {POOLING_MAX, {4, 4}, {4, 4}, {0, 0}};
    struct error err = {0};
    int x;

    (void)state;
    x = network_add_input(network, "mel", FEATURE_MEL,
                          (struct shape){1, 1, 8, 3});
    (void)network_add_pooling(network, "shrink", x, &pooling);
    assert_false(network_lay_out(network, &err));
    assert_string_equal(err.text, "the layer 'shrink' gets 8 x 3 values, too "
                                  "few for it; longer crops give more");
    network_destroy(network);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            the_gradient_of_a_whole_network_agrees_with_differences),
        cmocka_unit_test(repeated_passes_give_the_same_bits),
        cmocka_unit_test(programs_of_other_batches_share_the_weights),
        cmocka_unit_test(layers_behind_the_input_need_not_pass_on_a_gradient),
        cmocka_unit_test(arrays_do_not_overlap_and_weights_come_first),
        cmocka_unit_test(every_feature_in_time_gets_a_branch),
        cmocka_unit_test(vectors_get_a_dense_layer),
        cmocka_unit_test(the_seed_decides_the_first_weights),
        cmocka_unit_test(a_layer_without_room_is_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
