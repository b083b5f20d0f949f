#include "command/campaign.h"

#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

enum { SEEDS_MAX = 1000, MODELS_MAX = 16 };

bool campaign_parse_seeds(const struct invocation *invocation,
                          long long fallback, long long *count)
{
    static const long long range[] = {1, SEEDS_MAX};

    return invocation_integer(invocation, "seeds", range, fallback, count);
}

/* The features are a list of lists for some: their verb takes them apart. */
static bool is_apart(const struct setting *setting)
{
    return strcmp(setting->name, "model") == 0 ||
           setting->type == SETTING_FEATURES;
}

static bool fill(const struct invocation *invocation, struct settings *settings)
{
    size_t count;
    const struct setting *table = settings_table(&count);
    struct error err = {0};

    for (size_t i = 0; i < count; i++) {
        const char *text = invocation_value(invocation, table[i].name);

        if (!text || is_apart(&table[i]) ||
            !settings_applies(table[i].name, settings->model) ||
            settings_set(settings, table[i].name, text, &err))
            continue;
        invocation_usage(invocation, "--%s: %s", table[i].name, err.text);
        return false;
    }
    return true;
}

/* A setting that none of the models has can only be a mistake. */
static bool check_use(const struct invocation *invocation,
                      const struct settings *models, size_t model_count)
{
    size_t count;
    const struct setting *table = settings_table(&count);

    for (size_t i = 0; i < count; i++) {
        bool used = !invocation_value(invocation, table[i].name);

        for (size_t j = 0; j < model_count; j++)
            used |= settings_applies(table[i].name, models[j].model);
        if (used)
            continue;
        invocation_usage(invocation, "--%s: no such setting has '%s'",
                         table[i].name, models[0].model);
        return false;
    }
    return true;
}

static bool add_model(const struct invocation *invocation, const char *name,
                      struct settings *models, size_t *count)
{
    struct error err = {0};

    for (size_t i = 0; i < *count; i++)
        if (strcmp(models[i].model, name) == 0) {
            invocation_usage(invocation, "--model: '%s' is there twice", name);
            return false;
        }
    if (*count == MODELS_MAX) {
        invocation_usage(invocation, "--model: more than %d models",
                         MODELS_MAX);
        return false;
    }
    if (!settings_init(&models[*count], name, &err)) {
        invocation_usage(invocation, "--model: %s", err.text);
        return false;
    }
    return fill(invocation, &models[(*count)++]);
}

struct settings *campaign_parse_models(const struct invocation *invocation,
                                       size_t *count)
{
    const char *given = invocation_value(invocation, "model");
    char *list = xstrdup(given ? given : settings_models()[0]);
    struct settings *models = xcalloc(MODELS_MAX, sizeof(*models));
    char *rest = list;
    bool good = true;

    *count = 0;
    while (good && rest)
        good = add_model(invocation, strsep(&rest, ","), models, count);
    free(list);
    if (good && check_use(invocation, models, *count))
        return models;
    free(models);
    return NULL;
}
