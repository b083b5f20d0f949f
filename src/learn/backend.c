#include "learn/backend.h"

#include <string.h>

static const struct backend *const backends[] = {&cpu_backend, NULL};

const struct backend *const *backend_list(void)
{
    return backends;
}

/* The reason the last candidate of "auto" gives is the one to show: the list
 * ends with the processor, which can always run. */
static bool choose_any(const struct backend **out, struct error *err)
{
    for (size_t i = 0; backends[i]; i++) {
        if (!backends[i]->probe(err))
            continue;
        *out = backends[i];
        return true;
    }
    return false;
}

bool backend_choose(const char *name, const struct backend **out,
                    const char **why, struct error *err)
{
    const char *reason = "asked for by name";

    if (strcmp(name, "auto") == 0) {
        if (why)
            *why = "no device module is there: the processor computes";
        return choose_any(out, err);
    }
    for (size_t i = 0; backends[i]; i++) {
        if (strcmp(backends[i]->name, name) != 0)
            continue;
        if (why)
            *why = reason;
        *out = backends[i];
        return backends[i]->probe(err);
    }
    return error_set(err, "there is no backend '%s'", name);
}
