/* rng.h - random numbers that depend on a seed and a position only.
 *
 * Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2,
 * 3", SC 2011): every (seed, stream, counter) has its own 128 random bits,
 * so that results do not depend on the number of threads or on who draws
 * first.  A struct rng is a plain value that walks one stream.
 */
#ifndef BASE_RNG_H
#define BASE_RNG_H

#include <stddef.h>
#include <stdint.h>

struct rng {
    uint64_t seed;
    uint64_t stream;
    uint64_t counter; /* next block to draw */
    uint32_t block[4];
    int left; /* words of block that are unused */
};

/* The four random words at one position. */
void rng_at(uint64_t seed, uint64_t stream, uint64_t counter, uint32_t out[4]);

void rng_init(struct rng *rng, uint64_t seed, uint64_t stream);
uint32_t rng_next(struct rng *rng);

/* Uniform in [0, 1), 24 bits. */
float rng_uniform(struct rng *rng);

/* Uniform in [low, high). */
float rng_range(struct rng *rng, float low, float high);

/* Normal, mean 0, standard deviation 1 (Box-Muller). */
float rng_normal(struct rng *rng);

/* Uniform in 0 .. bound - 1, without bias; bound must be at least 1. */
uint32_t rng_below(struct rng *rng, uint32_t bound);

/* Fisher-Yates on an array of indices. */
void rng_shuffle(struct rng *rng, size_t *items, size_t count);

#endif
