/* lane.h - sixteen frames of sound side by side.
 *
 * The inner loops of the features do the same to many frames, so they hold
 * one value of sixteen frames in a vector of the compiler's (GCC's and
 * clang's vector extension): plain arithmetic, no intrinsics, and whatever
 * registers the machine has.  Arrays of lanes are aligned to their size.
 */
#ifndef FEATURE_LANE_H
#define FEATURE_LANE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LANE = 16 };

typedef float lane __attribute__((vector_size(64)));
typedef int32_t lane_mask __attribute__((vector_size(64))); /* 0 or -1 */
typedef uint32_t lane_bits __attribute__((vector_size(64)));

/* Minus one where a < b.  GCC 12 takes the comparison operators of vectors
 * this long apart into single values; spreading a sign costs one shift. */
static inline void lane_less(const lane *a, const lane *b, lane_mask *out)
{
    *out = (lane_mask)(0 - ((lane_bits)(*a - *b) >> 31));
}

/* Raises each value of a to b's where that is larger. */
static inline void lane_raise(lane *a, const lane *b)
{
    lane_mask less;

    lane_less(a, b, &less);
    *a = (lane)((less & (lane_mask)*b) | (~less & (lane_mask)*a));
}

/* Four values: what every machine can also rearrange in its registers. */
typedef float four __attribute__((vector_size(16)));
typedef float four_anywhere __attribute__((vector_size(16), aligned(4)));

/* Of eight values in a row those at even and those at odd places. */
static inline void four_split(const float *values, four *even, four *odd)
{
    four low = *(const four_anywhere *)values;
    four high = *(const four_anywhere *)(values + 4);

    *even = __builtin_shufflevector(low, high, 0, 2, 4, 6);
    *odd = __builtin_shufflevector(low, high, 1, 3, 5, 7);
}

/* Functions so marked are compiled for several generations of processors, and
 * the loader takes the newest that runs here.  The sanitizers' own start-up
 * comes after the loader's choice, so their builds do without. */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) &&         \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define LANE_CLONES                                                            \
    __attribute__((                                                            \
        target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define LANE_CLONES
#endif

/* Zeroed lanes, or NULL; the caller frees them with free(). */
lane *lane_alloc(size_t count);

/* Replaces powers by decibels: 10 log10(max(power, 1e-10)), to about 1e-5 dB,
 * as librosa.power_to_db does with ref 1 before its top_db. */
void lane_decibels(lane *values, size_t count);

#endif
