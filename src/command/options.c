#include "command/options.h"

#include "base/alloc.h"
#include "learn/settings.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct verb_option common[] = {
    {"workspace", 'w', "DIR", "the workspace to use"},
    {"format", 0, "text|tsv|json", "how the output is written"},
    {"jobs", 0, "N", "threads that work at once; all cores without it"},
    {"quiet", 'q', NULL, "no progress and no notes"},
    {"verbose", 'v', NULL, "more about what is done"},
    {"help", 'h', NULL, "show this help"},
    {0},
};

const struct verb_option *invocation_common_options(void)
{
    return common;
}

static void append(struct option_set *set, struct verb_option option)
{
    struct verb_option *grown =
        xcalloc(set->count + 2, sizeof(struct verb_option));

    if (set->count)
        memcpy(grown, set->items, set->count * sizeof(*grown));
    free(set->items);
    set->items = grown;
    grown[set->count++] = option;
}

static void append_all(struct option_set *set,
                       const struct verb_option *options)
{
    for (; options && options->name; options++)
        append(set, *options);
}

static void append_settings(struct option_set *set)
{
    size_t count;
    const struct setting *table = settings_table(&count);

    for (size_t i = 0; i < count; i++)
        append(set, (struct verb_option){.name = table[i].name,
                                         .metavar = table[i].metavar,
                                         .help = table[i].help});
}

static bool has(const struct option_set *set, const char *name)
{
    for (size_t i = 0; i < set->count; i++)
        if (strcmp(set->items[i].name, name) == 0)
            return true;
    return false;
}

/* A verb's own option goes before the setting of its name. */
static void append_other_settings(struct option_set *set)
{
    struct option_set settings = {0};

    append_settings(&settings);
    for (size_t i = 0; i < settings.count; i++)
        if (!has(set, settings.items[i].name))
            append(set, settings.items[i]);
    option_set_finish(&settings);
}

void option_set_init(struct option_set *set, const struct verb *verb)
{
    *set = (struct option_set){0};
    if (verb)
        append_all(set, verb->options);
    if (verb && verb->settings)
        append_other_settings(set);
    append_all(set, common);
}

void option_set_finish(struct option_set *set)
{
    free(set->items);
    *set = (struct option_set){0};
}

static void print_one(const struct verb_option *option, int width)
{
    char *left = xformat("%s%s%s", option->name, option->metavar ? " " : "",
                         option->metavar ? option->metavar : "");

    if (option->letter)
        printf("  -%c, --%-*s  %s\n", option->letter, width, left,
               option->help);
    else
        printf("      --%-*s  %s\n", width, left, option->help);
    free(left);
}

static int width_of(const struct verb_option *options)
{
    size_t width = 0;

    for (; options && options->name; options++) {
        size_t length = strlen(options->name);

        if (options->metavar)
            length += 1 + strlen(options->metavar);
        width = length > width ? length : width;
    }
    return (int)width;
}

void options_print(const char *title, const struct verb_option *options)
{
    int width = width_of(options);

    printf("\n%s:\n", title);
    for (; options && options->name; options++)
        print_one(options, width);
}

/* The models that use a setting, ", "-separated; empty when all do. */
static void name_users(const char *setting, char *out, size_t size)
{
    const char *const *models = settings_models();
    bool all = true;
    size_t used = 0;

    out[0] = '\0';
    for (size_t i = 0; models[i]; i++) {
        if (!settings_applies(setting, models[i]))
            all = false;
        else if (used < size)
            used += (size_t)snprintf(out + used, size - used, "%s%s",
                                     used ? ", " : "", models[i]);
    }
    if (all)
        out[0] = '\0';
}

/* The default of the first model that uses the setting. */
static void get_default(const char *setting, char *out, size_t size)
{
    const char *const *models = settings_models();
    struct settings defaults;
    struct error err;

    out[0] = '\0';
    for (size_t i = 0; models[i] && !out[0]; i++)
        if (settings_applies(setting, models[i]) &&
            settings_init(&defaults, models[i], &err))
            settings_get(&defaults, setting, out, size);
}

/* The settings with the values they have when they are not given. */
static void print_settings(void)
{
    struct option_set set = {0};

    append_settings(&set);
    for (size_t i = 0; i < set.count; i++) {
        struct verb_option *item = &set.items[i];
        char value[64], users[256];

        get_default(item->name, value, sizeof(value));
        name_users(item->name, users, sizeof(users));
        item->help = xformat("%s%s%s [%s]", item->help, users[0] ? ", of " : "",
                             users, value);
    }
    options_print("Settings of the training, with their defaults", set.items);
    for (size_t i = 0; i < set.count; i++)
        free((char *)set.items[i].help);
    option_set_finish(&set);
}

void options_print_help(const struct verb *verb)
{
    const char *space = verb->operands[0] ? " " : "";

    printf("Usage: genrelab %s [OPTION]...%s%s\n", verb->name, space,
           verb->operands);
    printf("\n%c%s.\n", toupper((unsigned char)verb->summary[0]),
           verb->summary + 1);
    if (verb->settings && verb->settings_unlisted)
        puts("Takes the settings of 'genrelab train' as well.");
    else if (verb->settings)
        print_settings();
    if (verb->options)
        options_print("Options", verb->options);
    options_print("Options of every verb", common);
    if (verb->print_more)
        verb->print_more();
    printf("\nExample:\n  %s\n", verb->example);
}
