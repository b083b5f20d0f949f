#include "learn/key_sort.h"

/* Runs this long are sorted by insertion. */
enum { RUN = 8 };

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

uint64_t *key_sort(uint64_t *keys, uint64_t *spare, size_t count)
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
