#include "tests/check.h"

#include "base/rng.h"
#include "learn/key_sort.h"

enum { MOST = 300 };

static void keys_keep_rank_and_index(void **state)
{
    uint64_t key = key_make(0xfedcba98U, 0x89abcdefU);

    (void)state;
    assert_true(key_rank(key) == 0xfedcba98U);
    assert_true(key_index(key) == 0x89abcdefU);
}

static void ranks_are_ordered_as_values(void **state)
{
    const float ascending[] = {-3e38F, -2, -1, -1e-30F, 0, 1e-30F, 1, 2, 3e38F};

    (void)state;
    for (uint32_t i = 1; i < 9; i++)
        assert_true(key_rank_of(ascending[i - 1]) < key_rank_of(ascending[i]));
    assert_int_equal(key_rank_of(-0.0F), key_rank_of(0.0F));
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
            keys[i] = key_make(rng_below(&rng, 40), i);
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
        cmocka_unit_test(keys_keep_rank_and_index),
        cmocka_unit_test(ranks_are_ordered_as_values),
        cmocka_unit_test(any_number_of_keys_is_sorted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
