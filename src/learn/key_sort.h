/* key_sort.h - sort a few dozen to some thousand values, each with an index.
 *
 * A key holds a float's order in its upper half and an index in its lower.
 */
#ifndef LEARN_KEY_SORT_H
#define LEARN_KEY_SORT_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Greater floats have greater keys; negative and positive zero differ. */
static inline uint64_t key_make(float value, uint32_t index)
{
    uint32_t bits;

    memcpy(&bits, &value, sizeof(bits));
    bits ^= bits & 0x80000000U ? 0xffffffffU : 0x80000000U;
    return (uint64_t)bits << 32 | index;
}

static inline float key_value(uint64_t key)
{
    uint32_t bits = (uint32_t)(key >> 32);
    float value;

    bits ^= bits & 0x80000000U ? 0x80000000U : 0xffffffffU;
    memcpy(&value, &bits, sizeof(value));
    return value;
}

static inline uint32_t key_index(uint64_t key)
{
    return (uint32_t)key;
}

/* Sorts the keys; spare has room for as many.  Returns where they are: keys
 * or spare. */
uint64_t *key_sort(uint64_t *keys, uint64_t *spare, size_t count);

#endif
