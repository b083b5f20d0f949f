#include "learn/backend.h"

#include <string.h>

/* How many windows fit; none where even one does not. */
static int windows(int size, int padding, int span, int stride)
{
    int room = size + 2 * padding - span;

    return room < 0 ? 0 : room / stride + 1;
}

struct shape convolution_shape(const struct convolution *what, struct shape x)
{
    int spans[2];

    for (int i = 0; i < 2; i++)
        spans[i] = what->dilation[i] * (what->kernel[i] - 1) + 1;
    return (struct shape){
        .n = x.n,
        .c = what->channels,
        .h = windows(x.h, what->padding[0], spans[0], what->stride[0]),
        .w = windows(x.w, what->padding[1], spans[1], what->stride[1]),
    };
}

struct shape pooling_shape(const struct pooling *what, struct shape x)
{
    return (struct shape){
        .n = x.n,
        .c = x.c,
        .h = windows(x.h, what->padding[0], what->kernel[0], what->stride[0]),
        .w = windows(x.w, what->padding[1], what->kernel[1], what->stride[1]),
    };
}

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
    if (strcmp(name, "auto") == 0) {
        if (why)
            *why = "it is the only one here that computes networks";
        return choose_any(out, err);
    }
    for (size_t i = 0; backends[i]; i++) {
        if (strcmp(backends[i]->name, name) != 0)
            continue;
        if (why)
            *why = "it was asked for by name";
        *out = backends[i];
        return backends[i]->probe(err);
    }
    return error_set(err, "there is no backend '%s'", name);
}
