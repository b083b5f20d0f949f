#include "learn/cpu.h"

#include <math.h>

/* Summed chunk by chunk, so that the number of threads does not matter. */
bool cpu_norm(struct device *device, enum arena arena, double *out,
              struct error *err)
{
    const float *values = device->arenas[arena];
    const size_t count = cpu_arena_size(device, arena);
    const size_t chunks = (count + CPU_CHUNK - 1) / CPU_CHUNK;
    double sum = 0;

    (void)err;
    cpu_enter(device);
#pragma omp parallel for schedule(static)
    for (size_t chunk = 0; chunk < chunks; chunk++) {
        size_t end = (chunk + 1) * CPU_CHUNK;
        double part = 0;

        end = end < count ? end : count;
        for (size_t i = chunk * CPU_CHUNK; i < end; i++)
            part += (double)values[i] * values[i];
        device->partials[chunk] = part;
    }
    for (size_t chunk = 0; chunk < chunks; chunk++)
        sum += device->partials[chunk];
    *out = sqrt(sum);
    return true;
}

bool cpu_adamw(struct device *device, const struct adamw *what,
               struct error *err)
{
    const float beta1 = (float)what->beta1, beta2 = (float)what->beta2;
    const float rate = (float)(what->learning_rate /
                               (1 - pow(what->beta1, (double)what->step)));
    const float unbias =
        (float)(1 / sqrt(1 - pow(what->beta2, (double)what->step)));
    const float epsilon = (float)what->epsilon;
    const float shrink = (float)(what->learning_rate * what->weight_decay);
    const size_t count = device->sizes.parameters;
    const size_t decayed = device->sizes.decayed;
    float *restrict w = device->arenas[ARENA_PARAMETERS];
    const float *restrict g = device->arenas[ARENA_GRADIENTS];
    float *restrict m = device->arenas[ARENA_MOMENT_1];
    float *restrict v = device->arenas[ARENA_MOMENT_2];

    (void)err;
    cpu_enter(device);
#pragma omp parallel for simd schedule(static)
    for (size_t i = 0; i < count; i++) {
        float decay = i < decayed ? shrink * w[i] : 0.0F;

        m[i] = beta1 * m[i] + (1 - beta1) * g[i];
        v[i] = beta2 * v[i] + (1 - beta2) * g[i] * g[i];
        w[i] -= rate * m[i] / (sqrtf(v[i]) * unbias + epsilon) + decay;
    }
    device->version++;
    return true;
}
