#include "tests/check.h"

#include "base/rng.h"
#include "learn/key_sort.h"

enum { MOST = 300 };

static void keys_keep_value_and_index(void **state)
{
    const float values[] = {0, -0.0F, 1, -1, 1e-30F, -3e38F, 3e38F};

    (void)state;
    for (uint32_t i = 0; i < 7; i++) {
        uint64_t key = key_make(values[i], i);

        assert_true(key_value(key) == values[i]);
        assert_int_equal(key_index(key), i);
    }
}

static void keys_are_ordered_as_values(void **state)
{
    const float ascending[] = {-3e38F, -2, -1, -1e-30F, 0, 1e-30F, 1, 2, 3e38F};

    (void)state;
    for (uint32_t i = 1; i < 9; i++)
        assert_true(key_make(ascending[i - 1], 9) < key_make(ascending[i], 0));
}

static void any_number_of_keys_is_sorted(void **state)
{
    static uint64_t keys[MOST], spare[MOST];
    struct rng rng;

    (void)state;
    rng_init(&rng, 5, 0);
    for (size_t count = 0; count <= MOST; count++) {
        const uint64_t *sorted;
        bool seen[MOST] = {false};

        /* Few different values, so that many are equal. */
        for (uint32_t i = 0; i < count; i++)
            keys[i] = key_make((float)rng_below(&rng, 40) - 20, i);
        sorted = key_sort(keys, spare, count);
        for (size_t i = 0; i < count; i++) {
            assert_true(i == 0 || sorted[i - 1] < sorted[i]);
            assert_false(seen[key_index(sorted[i])]);
            seen[key_index(sorted[i])] = true;
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_keep_value_and_index),
        cmocka_unit_test(keys_are_ordered_as_values),
        cmocka_unit_test(any_number_of_keys_is_sorted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
