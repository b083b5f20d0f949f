#include "command/describe.h"

#include "catalog/track.h"
#include "command/describe_extent.h"
#include "command/tell.h"
#include "command/verb.h"
#include "command/workspace.h"
#include "learn/baseline.h"
#include "learn/network_cost.h"
#include "learn/preset.h"

#include <stdio.h>

enum { USUAL_GENRES = 10 };

/* Fewer than two genres cannot be told apart: then it is the usual number. */
static bool count_genres(const struct invocation *invocation, int *count,
                         struct error *err)
{
    struct genre_list genres = {0};
    struct catalog *catalog;
    struct error none;
    bool good;

    *count = USUAL_GENRES;
    if (!workspace_check(invocation, &none))
        return true;
    if (!workspace_open(invocation, &catalog, err))
        return false;
    good = genre_list_load(catalog, &genres, err);
    if (good && genres.count >= 2)
        *count = (int)genres.count;
    genre_list_finish(&genres);
    catalog_close(catalog);
    return good;
}

static void add_count(struct output *output, const char *name,
                      const char *title, double count)
{
    output_fact(output, (struct output_column){name, title, NULL, 0, true},
                output_number(count));
}

static void add_facts(struct output *output, const struct settings *settings,
                      const struct network *network)
{
    struct network_cost cost = network_cost(network);
    char features[256];

    settings_format_features(settings->features, features, sizeof(features));
    output_fact(output,
                (struct output_column){"model", "model", NULL, 0, false},
                output_text(settings->model));
    output_fact(output,
                (struct output_column){"features", "features", NULL, 0, false},
                output_text(features));
    output_fact(output,
                (struct output_column){"classes", "genres", NULL, 0, true},
                output_integer(network->classes));
    output_fact(output,
                (struct output_column){"layers", "layers", NULL, 0, true},
                output_integer(network->layer_count));
    add_count(output, "parameters", "parameters", (double)cost.parameters);
    add_count(output, "flops", NULL, cost.operations);
    output_fact(
        output,
        (struct output_column){NULL, "a forward pass takes", "MFLOP", 1, true},
        output_number(cost.operations / 1e6));
}

/* Names of the layers it reads. */
static void add_inputs(struct output *output, const struct network *network,
                       const struct layer *layer)
{
    char text[OPERATION_INPUTS * (LAYER_NAME_MAX + 2)] = "";
    size_t end = 0;

    for (int i = 0; i < OPERATION_INPUTS; i++)
        if (layer->inputs[i] >= 0)
            end += (size_t)snprintf(text + end, sizeof(text) - end, "%s%s",
                                    end ? ", " : "",
                                    network->layers[layer->inputs[i]].name);
    output_cell(output, output_text(text));
}

static void add_layer(struct output *output, const struct network *network,
                      int number)
{
    const struct layer *layer = &network->layers[number];
    double operations = network_layer_operations(network, number);
    char shape[64];

    output_cell(output, output_text(layer->name));
    output_cell(output, output_text(layer_kind_name(layer->kind)));
    add_inputs(output, network, layer);
    snprintf(shape, sizeof(shape), "%d x %d x %d", layer->shape.c,
             layer->shape.h, layer->shape.w);
    output_cell(output, output_text(shape));
    output_cell(output, output_integer(layer->shape.c));
    output_cell(output, output_integer(layer->shape.h));
    output_cell(output, output_integer(layer->shape.w));
    output_cell(output, output_integer((long long)layer_parameters(layer)));
    output_cell(output, output_number(operations / 1e6));
    output_cell(output, output_number(operations));
}

static void print_network(const struct invocation *invocation,
                          const struct settings *settings,
                          const struct network *network)
{
    static const struct output_column columns[] = {
        {"layer", "layer", NULL, 0, false},
        {"kind", "kind", NULL, 0, false},
        {"inputs", "reads", NULL, 0, false},
        {NULL, "shape", NULL, 0, true},
        {"channels", NULL, NULL, 0, true},
        {"rows", NULL, NULL, 0, true},
        {"columns", NULL, NULL, 0, true},
        {"parameters", "parameters", NULL, 0, true},
        {NULL, "MFLOP", NULL, 3, true},
        {"flops", NULL, NULL, 0, true},
    };
    struct output *output = output_create(invocation->format, "train");

    add_facts(output, settings, network);
    output_table(output, "network", NULL, columns,
                 sizeof(columns) / sizeof(columns[0]));
    for (int i = 0; i < network->layer_count; i++)
        add_layer(output, network, i);
    output_finish(output, stdout);
}

/* A baseline has no layers: it is what its settings say. */
static void print_baseline(const struct invocation *invocation,
                           const struct settings *settings)
{
    static const struct output_column columns[] = {
        {"setting", "setting", NULL, 0, false},
        {"value", "value", NULL, 0, false},
        {"meaning", "meaning", NULL, 0, false},
    };
    struct output *output = output_create(invocation->format, "train");
    size_t count;
    const struct setting *table = settings_table(&count);

    output_table(output, "settings", NULL, columns, 3);
    for (size_t i = 0; i < count; i++) {
        char value[256];

        if (!settings_applies(table[i].name, settings->model))
            continue;
        settings_get(settings, table[i].name, value, sizeof(value));
        output_cell(output, output_text(table[i].name));
        output_cell(output, output_text(value));
        output_cell(output, output_text(table[i].help));
    }
    output_finish(output, stdout);
}

int describe_print(const struct invocation *invocation,
                   const struct settings *settings)
{
    struct network *network;
    struct extent extent;
    struct error err = {0};
    int classes;

    if (baseline_exists(settings->model)) {
        print_baseline(invocation, settings);
        return VERB_DONE;
    }
    if (!count_genres(invocation, &classes, &err) ||
        !describe_extent(invocation, settings, &extent, &err) ||
        !preset_build(&network, settings, &extent, classes, &err))
        return tell_error(&err);
    print_network(invocation, settings, network);
    network_destroy(network);
    return VERB_DONE;
}
