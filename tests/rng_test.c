#include "tests/check.h"

#include "base/rng.h"

/* Known answers of Random123's kat_vectors for philox4x32-10. */
static void philox_gives_its_published_vectors(void **state)
{
    uint32_t out[4];

    (void)state;
    rng_at(0, 0, 0, out);
    assert_int_equal(out[0], 0x6627e8d5);
    assert_int_equal(out[1], 0xe169c58d);
    assert_int_equal(out[2], 0xbc57ac4c);
    assert_int_equal(out[3], 0x9b00dbd8);
    rng_at(UINT64_MAX, UINT64_MAX, UINT64_MAX, out);
    assert_int_equal(out[0], 0x408f276d);
    assert_int_equal(out[1], 0x41c83b0e);
    assert_int_equal(out[2], 0xa20bc7c6);
    assert_int_equal(out[3], 0x6d5451fd);
}

static void uniform_and_normal_have_their_moments(void **state)
{
    enum { N = 200000 };
    struct rng rng;
    double sum = 0, squares = 0, uniform = 0;

    (void)state;
    rng_init(&rng, 42, 1);
    for (int i = 0; i < N; i++) {
        double z = rng_normal(&rng);

        sum += z;
        squares += z * z;
        uniform += rng_range(&rng, 2, 4);
    }
    check_near(sum / N, 0, 0.01);
    check_near(squares / N, 1, 0.02);
    check_near(uniform / N, 3, 0.01);
}

static void below_reaches_every_value_and_no_other(void **state)
{
    struct rng rng;
    int seen[7] = {0};

    (void)state;
    rng_init(&rng, 1, 0);
    for (int i = 0; i < 7000; i++)
        seen[rng_below(&rng, 7)]++;
    for (int i = 0; i < 7; i++)
        assert_in_range(seen[i], 850, 1150);
}

static void shuffle_keeps_every_item(void **state)
{
    size_t items[100];
    int seen[100] = {0}, moved = 0;
    struct rng rng;

    (void)state;
    for (size_t i = 0; i < 100; i++)
        items[i] = i;
    rng_init(&rng, 3, 9);
    rng_shuffle(&rng, items, 100);
    for (size_t i = 0; i < 100; i++) {
        seen[items[i]]++;
        moved += items[i] != i;
    }
    for (int i = 0; i < 100; i++)
        assert_int_equal(seen[i], 1);
    assert_in_range(moved, 80, 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(philox_gives_its_published_vectors),
        cmocka_unit_test(uniform_and_normal_have_their_moments),
        cmocka_unit_test(below_reaches_every_value_and_no_other),
        cmocka_unit_test(shuffle_keeps_every_item),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
