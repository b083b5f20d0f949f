/* key_sort.h - sort a few dozen to some thousand ranks, each with an index.
 *
 * A key holds the rank in its upper half and the index in its lower.
 */
#ifndef LEARN_KEY_SORT_H
#define LEARN_KEY_SORT_H

#include <stddef.h>
#include <stdint.h>

static inline uint64_t key_make(uint32_t rank, uint32_t index)
{
    return (uint64_t)rank << 32 | index;
}

static inline uint32_t key_rank(uint64_t key)
{
    return (uint32_t)(key >> 32);
}

static inline uint32_t key_index(uint64_t key)
{
    return (uint32_t)key;
}

/* What orders a float: greater ones have greater ranks, and equal ones, such
 * as the two zeros, the same. */
uint32_t key_rank_of(float value);

/* Sorts the keys by rank, and by index where the indices ascend from the
 * start; spare has room for as many.  Returns where they are: keys or spare.
 * There are fewer than 2^32. */
uint64_t *key_sort(uint64_t *keys, uint64_t *spare, size_t count);

#endif
