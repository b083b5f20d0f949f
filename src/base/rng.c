#include "base/rng.h"

#include <assert.h>
#include <math.h>

static void multiply(uint32_t a, uint32_t b, uint32_t *high, uint32_t *low)
{
    uint64_t product = (uint64_t)a * b;

    *high = (uint32_t)(product >> 32);
    *low = (uint32_t)product;
}

void rng_at(uint64_t seed, uint64_t stream, uint64_t counter, uint32_t out[4])
{
    uint32_t key0 = (uint32_t)seed, key1 = (uint32_t)(seed >> 32);
    uint32_t x0 = (uint32_t)counter, x1 = (uint32_t)(counter >> 32);
    uint32_t x2 = (uint32_t)stream, x3 = (uint32_t)(stream >> 32);

    for (int round = 0; round < 10; round++) {
        uint32_t high0, low0, high1, low1;

        multiply(0xD2511F53U, x0, &high0, &low0);
        multiply(0xCD9E8D57U, x2, &high1, &low1);
        x0 = high1 ^ x1 ^ key0;
        x1 = low1;
        x2 = high0 ^ x3 ^ key1;
        x3 = low0;
        key0 += 0x9E3779B9U;
        key1 += 0xBB67AE85U;
    }
    out[0] = x0;
    out[1] = x1;
    out[2] = x2;
    out[3] = x3;
}

void rng_init(struct rng *rng, uint64_t seed, uint64_t stream)
{
    *rng = (struct rng){.seed = seed, .stream = stream};
}

uint32_t rng_next(struct rng *rng)
{
    if (rng->left == 0) {
        rng_at(rng->seed, rng->stream, rng->counter++, rng->block);
        rng->left = 4;
    }
    return rng->block[4 - rng->left--];
}

float rng_uniform(struct rng *rng)
{
    return (float)(rng_next(rng) >> 8) * 0x1p-24F;
}

float rng_range(struct rng *rng, float low, float high)
{
    return low + (high - low) * rng_uniform(rng);
}

float rng_normal(struct rng *rng)
{
    /* 1 - u is in (0, 1], so the logarithm is finite. */
    double radius = sqrt(-2.0 * log(1.0 - (double)rng_uniform(rng)));
    double angle = 2.0 * M_PI * (double)rng_uniform(rng);

    return (float)(radius * cos(angle));
}

uint32_t rng_below(struct rng *rng, uint32_t bound)
{
    uint32_t threshold;
    uint32_t word;

    assert(bound > 0);
    /* Words under the threshold would favour small results. */
    threshold = -bound % bound;
    do
        word = rng_next(rng);
    while (word < threshold);
    return word % bound;
}

void rng_shuffle(struct rng *rng, size_t *items, size_t count)
{
    for (size_t i = count; i > 1; i--) {
        size_t j = rng_below(rng, (uint32_t)i);
        size_t held = items[i - 1];

        items[i - 1] = items[j];
        items[j] = held;
    }
}
