#include "learn/network_cost.h"

const char *layer_kind_name(enum layer_kind kind)
{
    switch (kind) {
    case LAYER_INPUT:
        return "input";
    case LAYER_CONVOLUTION:
        return "convolution";
    case LAYER_NORMALIZATION:
        return "normalization";
    case LAYER_POOLING:
        return "pooling";
    case LAYER_GLOBAL_POOLING:
        return "global pooling";
    case LAYER_JOIN:
        return "join";
    case LAYER_DENSE:
        return "dense";
    case LAYER_LSTM:
        return "lstm";
    case LAYER_RELU:
        return "relu";
    case LAYER_DROPOUT:
        return "dropout";
    }
    return "";
}

size_t layer_parameters(const struct layer *layer)
{
    size_t sum = 0;

    for (int i = 0; i < layer->array_count; i++)
        if (layer->arrays[i].arena == ARENA_PARAMETERS)
            sum += array_size(&layer->arrays[i]);
    return sum;
}

static double values(struct shape shape)
{
    return (double)shape.c * shape.h * shape.w;
}

/* A multiplication and an addition for every weight, at every place. */
static double convolve(const struct layer *layer)
{
    double places = (double)layer->shape.h * layer->shape.w;
    double weights = (double)array_size(&layer->arrays[0]);

    return places * (2 * weights - layer->shape.c +
                     (layer->convolution.has_bias ? layer->shape.c : 0));
}

double network_layer_operations(const struct network *network, int number)
{
    const struct layer *layer = &network->layers[number];
    double out = values(layer->shape);

    switch (layer->kind) {
    case LAYER_CONVOLUTION:
        return convolve(layer);
    case LAYER_NORMALIZATION:
        return out * (2 + (layer->inputs[1] >= 0) + layer->normalization.relu);
    case LAYER_POOLING:
        return out * layer->pooling.kernel[0] * layer->pooling.kernel[1];
    case LAYER_GLOBAL_POOLING:
        return 2 * values(network->layers[layer->inputs[0]].shape);
    case LAYER_DENSE:
        return 2 * (double)array_size(&layer->arrays[0]);
    case LAYER_LSTM: /* the gates' weights, at every moment */
        return 2 * (double)layer->shape.w * (double)layer_parameters(layer);
    case LAYER_RELU:
        return out;
    case LAYER_INPUT:
    case LAYER_JOIN:
    case LAYER_DROPOUT:
        return 0;
    }
    return 0;
}

struct network_cost network_cost(const struct network *network)
{
    struct network_cost cost = {0};

    for (int i = 0; i < network->layer_count; i++) {
        cost.parameters += layer_parameters(&network->layers[i]);
        cost.operations += network_layer_operations(network, i);
    }
    return cost;
}
