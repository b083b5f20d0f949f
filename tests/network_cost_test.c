#include "tests/check.h"

#include "learn/network_cost.h"
#include "learn/preset.h"

#include <string.h>

static const struct shape image = {1, 2, 5, 7};

static struct network *one_convolution(int groups, bool has_bias)
{
    const struct convolution what = {.channels = 4,
                                     .kernel = {3, 3},
                                     .stride = {1, 2},
                                     .padding = {1, 1},
                                     .dilation = {1, 1},
                                     .groups = groups,
                                     .has_bias = has_bias};
    struct network *network = network_create();
    struct error err = {0};
    int x = network_add_input(network, "mel", FEATURE_MEL, image);

    (void)network_add_convolution(network, "stem", x, &what);
    check_ok(network_lay_out(network, &err), err);
    return network;
}

/* 4 x 5 x 4 outputs of 2 x 3 x 3 products, and one addition less. */
static void convolution_multiplies_every_weight_at_every_place(void **state)
{
    struct network *network = one_convolution(1, false);

    (void)state;
    assert_int_equal(layer_parameters(&network->layers[1]), 4 * 18);
    check_near(network_layer_operations(network, 1), 80 * (18 + 17), 0);
    check_near(network_layer_operations(network, 0), 0, 0);
    network_destroy(network);
}

static void groups_share_the_channels_out(void **state)
{
    struct network *network = one_convolution(2, true);

    (void)state;
    assert_int_equal(layer_parameters(&network->layers[1]), 4 * 9 + 4);
    check_near(network_layer_operations(network, 1), 80 * (9 + 8 + 1), 0);
    network_destroy(network);
}

static void statistics_are_no_parameters(void **state)
{
    struct network *network = network_create();
    struct error err = {0};
    int x = network_add_input(network, "mel", FEATURE_MEL, image);
    int y = network_add_normalization(network, "plain", x, -1, false);

    (void)state;
    (void)network_add_normalization(network, "residual", y, x, true);
    (void)network_add_dense(network, "head", 2, 3);
    check_ok(network_lay_out(network, &err), err);
    assert_int_equal(layer_parameters(&network->layers[1]), 4);
    check_near(network_layer_operations(network, 1), 70 * 2, 0);
    check_near(network_layer_operations(network, 2), 70 * 4, 0);
    assert_int_equal(layer_parameters(&network->layers[3]), 3 * 70 + 3);
    check_near(network_layer_operations(network, 3), 3 * (70 + 70), 0);
    network_destroy(network);
}

static void whole_is_the_sum_of_its_layers(void **state)
{
    struct settings settings;
    struct network *network;
    struct network_cost cost;
    struct extent extent;
    struct error err = {0};
    size_t parameters = 0;

    (void)state;
    check_ok(settings_init(&settings, "cnn", &err), err);
    extent = extent_of_crops(&settings);
    check_ok(preset_build(&network, &settings, &extent, 10, &err), err);
    cost = network_cost(network);
    for (int i = 0; i < network->layer_count; i++) {
        parameters += layer_parameters(&network->layers[i]);
        assert_true(strlen(layer_kind_name(network->layers[i].kind)) > 0);
    }
    assert_int_equal(cost.parameters, parameters);
    assert_true(parameters <= network->sizes.parameters);
    assert_true(cost.operations > (double)parameters);
    network_destroy(network);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(convolution_multiplies_every_weight_at_every_place),
        cmocka_unit_test(groups_share_the_channels_out),
        cmocka_unit_test(statistics_are_no_parameters),
        cmocka_unit_test(whole_is_the_sum_of_its_layers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
