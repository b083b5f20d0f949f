#include "learn/preset.h"

#include "learn/facet.h"

#include <stdio.h>
#include <string.h>

/* Units are so many times the width. */
enum { BLOCKS = 3, VECTOR_UNITS = 4, SEQUENCE_UNITS = 4, SEQUENCE_STEP = 2048 };

/* What is built, and for what. */
struct plan {
    const struct settings *settings;
    const struct extent *extent;
    int classes;
};

static int convolve(struct network *network, const char *name, int input,
                    int channels, int kernel, int stride)
{
    const struct convolution what = {
        .channels = channels,
        .kernel = {kernel, kernel},
        .stride = {stride, stride},
        .padding = {kernel / 2, kernel / 2},
        .dilation = {1, 1},
        .groups = 1,
    };

    return network_add_convolution(network, name, input, &what);
}

/* Adds the layers from a feature's input to a vector; the last of them. */
typedef int encoder(struct network *network, const struct plan *plan,
                    const char *branch, int input);

/* Room for the name of one layer. */
struct label {
    char text[LAYER_NAME_MAX];
};

static const char *name_layer(struct label *label, const char *part,
                              const char *branch, int block)
{
    if (block > 0)
        snprintf(label->text, sizeof(label->text), "%.8s.%d.%.11s", branch,
                 block, part);
    else
        snprintf(label->text, sizeof(label->text), "%.8s.%.11s", branch, part);
    return label->text;
}

/* Two 3 x 3 convolutions around a 1 x 1 shortcut, at half the resolution
 * (He et al., "Deep residual learning for image recognition", 2016). */
static int add_block(struct network *network, const char *branch, int block,
                     int input, int channels)
{
    struct label label;
    int side, path;

    side = convolve(network, name_layer(&label, "side", branch, block), input,
                    channels, 1, 2);
    side = network_add_normalization(
        network, name_layer(&label, "side_norm", branch, block), side, -1,
        false);
    path = convolve(network, name_layer(&label, "first", branch, block), input,
                    channels, 3, 2);
    path = network_add_normalization(
        network, name_layer(&label, "first_norm", branch, block), path, -1,
        true);
    path = convolve(network, name_layer(&label, "second", branch, block), path,
                    channels, 3, 1);
    return network_add_normalization(
        network, name_layer(&label, "second_norm", branch, block), path, side,
        true);
}

/* Time is finer than the network needs: the stem halves bands and quarters
 * frames.  Whole tracks are ten times as long as crops, so that it quarters
 * both. */
static int add_stem(struct network *network, const struct plan *plan,
                    const char *branch, int input)
{
    bool whole = plan->extent->whole;
    const struct convolution what = {
        .channels = plan->settings->width,
        .kernel = {whole ? 5 : 3, 5},
        .stride = {whole ? 4 : 2, 4},
        .padding = {whole ? 2 : 1, 2},
        .dilation = {1, 1},
        .groups = 1,
    };
    struct label label;

    return network_add_convolution(
        network, name_layer(&label, "stem", branch, 0), input, &what);
}

static int add_images(struct network *network, const struct plan *plan,
                      const char *branch, int input)
{
    int layer = add_stem(network, plan, branch, input);
    int channels = plan->settings->width;
    struct label label;

    layer = network_add_normalization(
        network, name_layer(&label, "stem_norm", branch, 0), layer, -1, true);
    for (int block = 1; block <= BLOCKS; block++) {
        channels *= 2;
        layer = add_block(network, branch, block, layer, channels);
    }
    return network_add_global_pooling(
        network, name_layer(&label, "pool", branch, 0), layer);
}

static int add_vector(struct network *network, const struct plan *plan,
                      const char *branch, int input)
{
    int units = VECTOR_UNITS * plan->settings->width;
    struct label label;
    int layer = network_add_dense(
        network, name_layer(&label, "dense", branch, 0), input, units);

    return network_add_relu(network, name_layer(&label, "relu", branch, 0),
                            layer);
}

/* A convolution over all rows that takes a step of some 2048 samples (twice
 * that of whole tracks), then an LSTM in both directions; the head reads its
 * mean and maximum over time. */
static int add_sequence(struct network *network, const struct plan *plan,
                        const char *branch, int input)
{
    enum feature_kind kind = network->layers[input].feature;
    int step = (plan->extent->whole ? 2 : 1) * SEQUENCE_STEP / facet_hop(kind);
    int units = SEQUENCE_UNITS * plan->settings->width;
    const struct convolution stem = {
        .channels = units,
        .kernel = {(int)facet_rows(kind), step + 1},
        .stride = {1, step},
        .padding = {0, step / 2},
        .dilation = {1, 1},
        .groups = 1,
    };
    struct label label;
    int layer = network_add_convolution(
        network, name_layer(&label, "stem", branch, 0), input, &stem);

    layer = network_add_normalization(
        network, name_layer(&label, "stem_norm", branch, 0), layer, -1, true);
    layer = network_add_lstm(network, name_layer(&label, "lstm", branch, 0),
                             layer, units);
    return network_add_global_pooling(
        network, name_layer(&label, "pool", branch, 0), layer);
}

static int add_branch(struct network *network, const struct plan *plan,
                      encoder *encode, enum feature_kind kind)
{
    const char *branch = feature_of(kind)->name;
    struct shape shape = {1, 1, (int)facet_rows(kind),
                          (int)plan->extent->frames[kind]};
    int input = network_add_input(network, branch, kind, shape);

    return facet_is_vector(kind) ? add_vector(network, plan, branch, input)
                                 : encode(network, plan, branch, input);
}

/* An encoder for each feature, then the head. */
static void build(struct network *network, const struct plan *plan,
                  encoder *encode)
{
    const struct settings *settings = plan->settings;
    struct label label;
    int layer = -1;

    for (int kind = 0; kind < FEATURE_COUNT; kind++) {
        int branch;

        if (!(settings->features & 1U << kind))
            continue;
        branch = add_branch(network, plan, encode, (enum feature_kind)kind);
        if (layer < 0)
            layer = branch;
        else
            layer = network_add_join(network,
                                     name_layer(&label, "join", "head", kind),
                                     layer, branch);
    }
    if (settings->dropout > 0)
        layer = network_add_dropout(network, "head.dropout", layer,
                                    (float)settings->dropout);
    (void)network_add_dense(network, "head", layer, plan->classes);
}

static const struct preset {
    const char *model;
    encoder *encode; /* of features over time */
} presets[] = {{"cnn", add_images}, {"rnn", add_sequence}};

static bool check_features(const struct settings *settings, struct error *err)
{
    if (!settings->features || settings->features >> FEATURE_COUNT)
        return error_set(err, "a network needs features to learn from");
    return true;
}

bool preset_build(struct network **out, const struct settings *settings,
                  const struct extent *extent, int classes, struct error *err)
{
    const struct plan plan = {settings, extent, classes};
    struct network *network;

    if (!check_features(settings, err))
        return false;
    for (size_t i = 0; i < sizeof(presets) / sizeof(presets[0]); i++) {
        if (strcmp(presets[i].model, settings->model) != 0)
            continue;
        network = network_create();
        build(network, &plan, presets[i].encode);
        if (!network_lay_out(network, err)) {
            network_destroy(network);
            return false;
        }
        *out = network;
        return true;
    }
    return error_set(err, "no network is called '%s'", settings->model);
}
