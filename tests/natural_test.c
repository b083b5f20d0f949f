#include "tests/check.h"

#include "catalog/natural.h"

#include <string.h>

/* Each sorts before the next. */
static const char *const in_order[] = {
    "",
    "A",
    "B2",
    "B10",
    "_",
    "a",
    "a-2",
    "a-10",
    "a.00x",
    "a.0x",
    "a0",
    "a00",
    "a001",
    "a01",
    "a1",
    "a1b",
    "a1b2",
    "a1b10",
    "a1c1",
    "a2",
    "a9",
    "a10",
    "a10.5",
    "a10.50",
    "a99",
    "a0100",
    "a18446744073709551616",
    "a18446744073709551617",
    "aa",
    "b1",
    "\xC3\xA9",
    "\xFF",
};
enum { COUNT = sizeof(in_order) / sizeof(in_order[0]) };

static void every_pair_compares_both_ways(void **state)
{
    (void)state;
    for (int i = 0; i < COUNT; i++) {
        for (int j = 0; j < COUNT; j++) {
            int order = natural_compare(in_order[i], in_order[j]);

            if ((order > 0) - (order < 0) != (i > j) - (i < j))
                fail_msg("'%s' and '%s' compare as %d", in_order[i],
                         in_order[j], order);
        }
    }
}

static void shuffled_names_are_sorted(void **state)
{
    struct natural_item items[COUNT];

    (void)state;
    /* 7 has no divisor in common with the count: every name comes once. */
    assert_int_not_equal(COUNT % 7, 0);
    for (size_t i = 0; i < COUNT; i++) {
        size_t from = i * 7 % COUNT;

        items[i] = (struct natural_item){in_order[from], from};
    }
    assert_true(natural_sort(items, COUNT));
    for (size_t i = 0; i < COUNT; i++) {
        assert_string_equal(items[i].name, in_order[i]);
        assert_int_equal(items[i].index, i);
    }
}

static void equal_names_keep_their_order(void **state)
{
    struct natural_item items[9];

    (void)state;
    for (size_t i = 0; i < 9; i++)
        items[i] = (struct natural_item){i % 2 ? "b" : "a", i};
    assert_true(natural_sort(items, 9));
    for (size_t i = 0; i < 9; i++)
        assert_int_equal(items[i].index, i < 5 ? 2 * i : 2 * (i - 5) + 1);
    assert_true(natural_sort(NULL, 0));
    assert_true(natural_sort(items, 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_pair_compares_both_ways),
        cmocka_unit_test(shuffled_names_are_sorted),
        cmocka_unit_test(equal_names_keep_their_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
