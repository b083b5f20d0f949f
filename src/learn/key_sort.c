#include "learn/key_sort.h"

#include <string.h>

/* Runs this long are sorted by insertion. */
enum { RUN = 8 };

/* From so many keys on, they are rather dealt out by the digits of the rank
 * than compared. */
enum { MANY = 128, DIGITS = 4, VALUES = 256 };

uint32_t key_rank_of(float value)
{
    float unsigned_zero = value + 0.0F;
    uint32_t bits;

    memcpy(&bits, &unsigned_zero, sizeof(bits));
    return bits ^ (bits & 0x80000000U ? 0xffffffffU : 0x80000000U);
}

static void insert_run(uint64_t *keys, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        uint64_t key = keys[i];
        size_t j = i;

        for (; j > 0 && keys[j - 1] > key; j--)
            keys[j] = keys[j - 1];
        keys[j] = key;
    }
}

/* Takes the lesser without a branch, which would be guessed wrong half the
 * time. */
static void merge(const uint64_t *left, size_t left_count,
                  const uint64_t *right, size_t right_count, uint64_t *out)
{
    size_t i = 0, j = 0;

    while (i < left_count && j < right_count) {
        uint64_t a = left[i], b = right[j];
        size_t takes_left = a <= b;

        *out++ = takes_left ? a : b;
        i += takes_left;
        j += 1 - takes_left;
    }
    memcpy(out, left + i, (left_count - i) * sizeof(*out));
    memcpy(out + left_count - i, right + j, (right_count - j) * sizeof(*out));
}

static uint64_t *sort_by_merging(uint64_t *keys, uint64_t *spare, size_t count)
{
    for (size_t i = 0; i < count; i += RUN)
        insert_run(keys + i, count - i < RUN ? count - i : RUN);
    for (size_t length = RUN; length < count; length *= 2) {
        uint64_t *held = keys;

        for (size_t i = 0; i < count; i += 2 * length) {
            size_t left = count - i < length ? count - i : length;
            size_t rest = count - i - left;

            merge(keys + i, left, keys + i + left,
                  rest < length ? rest : length, spare + i);
        }
        keys = spare;
        spare = held;
    }
    return keys;
}

static unsigned digit_of(uint64_t key, int digit)
{
    return (unsigned)(key >> (32 + 8 * digit)) % VALUES;
}

static void count_digits(const uint64_t *keys, size_t count,
                         uint32_t counts[DIGITS][VALUES])
{
    memset(counts, 0, DIGITS * sizeof(counts[0]));
    for (size_t i = 0; i < count; i++)
        for (int digit = 0; digit < DIGITS; digit++)
            counts[digit][digit_of(keys[i], digit)]++;
}

/* The last digit first; equal ones keep their order. */
static uint64_t *sort_by_digits(uint64_t *keys, uint64_t *spare, size_t count)
{
    uint32_t counts[DIGITS][VALUES];

    count_digits(keys, count, counts);
    for (int digit = 0; digit < DIGITS; digit++) {
        uint64_t *held = keys;
        uint32_t place = 0;

        if (counts[digit][digit_of(keys[0], digit)] == count)
            continue;
        for (int value = 0; value < VALUES; value++) {
            uint32_t next = place + counts[digit][value];

            counts[digit][value] = place;
            place = next;
        }
        for (size_t i = 0; i < count; i++)
            spare[counts[digit][digit_of(keys[i], digit)]++] = keys[i];
        keys = spare;
        spare = held;
    }
    return keys;
}

uint64_t *key_sort(uint64_t *keys, uint64_t *spare, size_t count)
{
    return count < MANY ? sort_by_merging(keys, spare, count)
                        : sort_by_digits(keys, spare, count);
}
