#include "learn/network.h"

#include "base/alloc.h"
#include "base/rng.h"
#include "learn/stream.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* Offsets are multiples of a cache line, so that no array shares one. */
enum { LINE = 16 };

struct network *network_create(void)
{
    return xcalloc(1, sizeof(struct network));
}

void network_destroy(struct network *network)
{
    free(network);
}

static struct layer *add(struct network *network, enum layer_kind kind,
                         const char *name, int input)
{
    struct layer *layer = &network->layers[network->layer_count];

    assert(network->layer_count < NETWORK_LAYERS_MAX);
    assert(input < network->layer_count);
    network->layer_count++;
    layer->kind = kind;
    snprintf(layer->name, sizeof(layer->name), "%s", name);
    layer->inputs[0] = input;
    for (int i = 1; i < OPERATION_INPUTS; i++)
        layer->inputs[i] = -1;
    if (input >= 0)
        layer->shape = network->layers[input].shape;
    return layer;
}

static int number(const struct network *network, const struct layer *layer)
{
    return (int)(layer - network->layers);
}

static struct shape input_shape(const struct network *network,
                                const struct layer *layer)
{
    return network->layers[layer->inputs[0]].shape;
}

/* An array of one value a channel; weights get their shape afterwards. */
static struct array *add_array(struct layer *layer, const char *name,
                               size_t count, size_t *offset)
{
    struct array *array = &layer->arrays[layer->array_count++];

    assert(layer->array_count <= NETWORK_ARRAYS_MAX);
    snprintf(array->name, sizeof(array->name), "%s.%s", layer->name, name);
    array->arena = ARENA_PARAMETERS;
    array->shape[0] = count;
    array->rank = 1;
    array->offset = offset;
    return array;
}

int network_add_input(struct network *network, const char *name,
                      enum feature_kind feature, struct shape shape)
{
    struct layer *layer = add(network, LAYER_INPUT, name, -1);

    layer->feature = feature;
    layer->shape = shape;
    return number(network, layer);
}

int network_add_convolution(struct network *network, const char *name,
                            int input, const struct convolution *what)
{
    struct layer *layer = add(network, LAYER_CONVOLUTION, name, input);
    size_t inside = (size_t)(layer->shape.c / what->groups);
    size_t rows = (size_t)what->kernel[0], columns = (size_t)what->kernel[1];
    struct array *weight;

    layer->convolution = *what;
    layer->shape = convolution_shape(what, layer->shape);
    weight = add_array(layer, "weight", (size_t)what->channels,
                       &layer->convolution.weight);
    weight->shape[1] = inside;
    weight->shape[2] = rows;
    weight->shape[3] = columns;
    weight->rank = 4;
    weight->decayed = true;
    weight->fill = FILL_UNIFORM;
    weight->fan_in = inside * rows * columns;
    if (what->has_bias)
        add_array(layer, "bias", (size_t)what->channels,
                  &layer->convolution.bias);
    return number(network, layer);
}

int network_add_normalization(struct network *network, const char *name,
                              int input, int residual, bool relu)
{
    struct layer *layer = add(network, LAYER_NORMALIZATION, name, input);
    struct normalization *what = &layer->normalization;
    size_t channels = (size_t)layer->shape.c;
    struct array *array;

    layer->inputs[1] = residual;
    what->relu = relu;
    what->epsilon = 1e-5F;
    array = add_array(layer, "scale", channels, &what->scale);
    array->fill = FILL_ONE;
    add_array(layer, "shift", channels, &what->shift);
    array = add_array(layer, "mean", channels, &what->mean);
    array->arena = ARENA_STATISTICS;
    array = add_array(layer, "variance", channels, &what->variance);
    array->arena = ARENA_STATISTICS;
    array->fill = FILL_ONE;
    return number(network, layer);
}

int network_add_pooling(struct network *network, const char *name, int input,
                        const struct pooling *what)
{
    struct layer *layer = add(network, LAYER_POOLING, name, input);

    layer->pooling = *what;
    layer->shape = pooling_shape(what, layer->shape);
    return number(network, layer);
}

int network_add_global_pooling(struct network *network, const char *name,
                               int input)
{
    struct layer *layer = add(network, LAYER_GLOBAL_POOLING, name, input);

    layer->shape = (struct shape){1, 2 * layer->shape.c, 1, 1};
    return number(network, layer);
}

int network_add_join(struct network *network, const char *name, int input,
                     int other)
{
    struct layer *layer = add(network, LAYER_JOIN, name, input);

    assert(other < number(network, layer));
    layer->inputs[1] = other;
    layer->shape.c += network->layers[other].shape.c;
    return number(network, layer);
}

int network_add_relu(struct network *network, const char *name, int input)
{
    return number(network, add(network, LAYER_RELU, name, input));
}

int network_add_dropout(struct network *network, const char *name, int input,
                        float rate)
{
    struct layer *layer = add(network, LAYER_DROPOUT, name, input);

    layer->dropout.rate = rate;
    layer->dropout.number = (unsigned)number(network, layer);
    return number(network, layer);
}

int network_add_dense(struct network *network, const char *name, int input,
                      int units)
{
    struct layer *layer = add(network, LAYER_DENSE, name, input);
    struct array *weight;

    layer->dense.units = units;
    weight = add_array(layer, "weight", (size_t)units, &layer->dense.weight);
    weight->shape[1] = (size_t)layer->shape.c * (size_t)layer->shape.h *
                       (size_t)layer->shape.w;
    weight->rank = 2;
    weight->decayed = true;
    weight->fill = FILL_UNIFORM;
    weight->fan_in = weight->shape[1];
    add_array(layer, "bias", (size_t)units, &layer->dense.bias);
    layer->shape = (struct shape){1, units, 1, 1};
    return number(network, layer);
}

/* Rows for both directions and four gates. */
static void add_gates(struct layer *layer, const char *name, size_t columns,
                      size_t *offset)
{
    size_t units = (size_t)layer->lstm.units;
    struct array *array = add_array(layer, name, 8 * units, offset);

    array->shape[1] = columns;
    array->rank = 2;
    array->decayed = true;
    array->fill = FILL_UNIFORM;
    array->fan_in = 6 * units;
}

int network_add_lstm(struct network *network, const char *name, int input,
                     int units)
{
    struct layer *layer = add(network, LAYER_LSTM, name, input);

    assert(layer->shape.h == 1);
    layer->lstm.units = units;
    add_gates(layer, "weight", (size_t)layer->shape.c, &layer->lstm.weight);
    add_gates(layer, "recurrent", (size_t)units, &layer->lstm.recurrent);
    add_array(layer, "bias", 8 * (size_t)units, &layer->lstm.bias);
    layer->shape.c = 2 * units;
    return number(network, layer);
}

size_t array_size(const struct array *array)
{
    size_t size = 1;

    for (size_t i = 0; i < array->rank; i++)
        size *= array->shape[i];
    return size;
}

bool network_each_array(const struct network *network, network_visit *visit,
                        void *context, struct error *err)
{
    for (int i = 0; i < network->layer_count; i++)
        for (int j = 0; j < network->layers[i].array_count; j++)
            if (!visit(context, &network->layers[i].arrays[j], err))
                return false;
    return true;
}

struct placing {
    enum arena arena;
    bool decayed;
    size_t *end;
};

static bool place(void *context, const struct array *array, struct error *err)
{
    const struct placing *placing = context;

    (void)err;
    if (array->arena != placing->arena || array->decayed != placing->decayed)
        return true;
    *array->offset = *placing->end;
    *placing->end += (array_size(array) + LINE - 1) / LINE * LINE;
    return true;
}

bool network_lay_out(struct network *network, struct error *err)
{
    struct arena_sizes *sizes = &network->sizes;
    struct placing weights = {ARENA_PARAMETERS, true, &sizes->parameters};
    struct placing others = {ARENA_PARAMETERS, false, &sizes->parameters};
    struct placing figures = {ARENA_STATISTICS, false, &sizes->statistics};

    for (int i = 0; i < network->layer_count; i++) {
        const struct layer *layer = &network->layers[i];

        if (layer->shape.h < 1 || layer->shape.w < 1)
            return error_set(err,
                             "the layer '%s' gets %d x %d values, too few for "
                             "it; longer crops give more",
                             layer->name, input_shape(network, layer).h,
                             input_shape(network, layer).w);
    }
    network->classes = network->layers[network->layer_count - 1].shape.c;
    (void)network_each_array(network, place, &weights, err);
    sizes->decayed = sizes->parameters;
    (void)network_each_array(network, place, &others, err);
    (void)network_each_array(network, place, &figures, err);
    return true;
}

struct drawing {
    const struct backend *backend;
    struct device *device;
    uint64_t seed;
    uint64_t next; /* array */
};

static bool draw(void *context, const struct array *array, struct error *err)
{
    struct drawing *drawing = context;
    size_t count = array_size(array);
    float *values = malloc(count * sizeof(*values));
    float bound = 0;
    struct rng rng;
    bool set;

    if (!values)
        return error_set(err, "cannot draw '%s': out of memory", array->name);
    if (array->fan_in)
        bound = sqrtf(6.0F / (float)array->fan_in);
    rng_init(&rng, drawing->seed, STREAM_WEIGHTS + drawing->next++);
    for (size_t i = 0; i < count; i++)
        values[i] = array->fill == FILL_UNIFORM ? rng_range(&rng, -bound, bound)
                    : array->fill == FILL_ONE   ? 1.0F
                                                : 0.0F;
    set = drawing->backend->set(drawing->device, array->arena, *array->offset,
                                count, values, err);
    free(values);
    return set;
}

bool network_start(const struct network *network, const struct backend *backend,
                   struct device *device, uint64_t seed, struct error *err)
{
    struct drawing drawing = {backend, device, seed, 0};

    return network_each_array(network, draw, &drawing, err);
}
