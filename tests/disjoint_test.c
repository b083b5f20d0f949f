#include "tests/check.h"

#include "catalog/disjoint.h"

#include <string.h>

enum { COUNT = 600, CLASSES = 3, MOST_GROUPS = COUNT };

struct examples {
    int labels[COUNT], groups[COUNT];
    struct disjoint_examples all;
};

/* Classes of 200; groups of 1 to 9 in a row, some across two classes. */
static void examples_init(struct examples *examples)
{
    int group = 0, left = 1;

    for (int i = 0; i < COUNT; i++) {
        examples->labels[i] = i * CLASSES / COUNT;
        examples->groups[i] = group;
        if (--left == 0) {
            group++;
            left = 1 + group * 7 % 9;
        }
    }
    examples->all = (struct disjoint_examples){
        .labels = examples->labels,
        .groups = examples->groups,
        .count = COUNT,
        .classes = CLASSES,
        .group_count = (size_t)examples->groups[COUNT - 1] + 1,
    };
}

static void no_group_is_divided(void **state)
{
    struct disjoint_failure failure;
    enum split_part parts[COUNT];
    struct examples examples;

    (void)state;
    examples_init(&examples);
    for (uint64_t seed = 0; seed < 100; seed++) {
        assert_true(disjoint_split(&examples.all, seed, parts, &failure));
        for (int i = 1; i < COUNT; i++)
            if (examples.groups[i] == examples.groups[i - 1])
                assert_int_equal(parts[i], parts[i - 1]);
    }
}

static void no_class_exceeds_its_quota(void **state)
{
    struct disjoint_failure failure;
    enum split_part parts[COUNT];
    struct examples examples;

    (void)state;
    examples_init(&examples);
    for (uint64_t seed = 0; seed < 100; seed++) {
        size_t sizes[SPLIT_PART_COUNT][CLASSES] = {{0}};

        assert_true(disjoint_split(&examples.all, seed, parts, &failure));
        for (int i = 0; i < COUNT; i++)
            sizes[parts[i]][examples.labels[i]]++;
        /* A fifth of 200, and 15 %: small groups nearly fill it. */
        for (int i = 0; i < CLASSES; i++) {
            assert_in_range(sizes[SPLIT_TEST][i], 38, 46);
            assert_in_range(sizes[SPLIT_VALID][i], 38, 46);
        }
    }
}

static void the_seed_decides_what_is_taken(void **state)
{
    enum split_part first[COUNT], again[COUNT], other[COUNT];
    struct disjoint_failure failure;
    struct examples examples;

    (void)state;
    examples_init(&examples);
    assert_true(disjoint_split(&examples.all, 1, first, &failure));
    assert_true(disjoint_split(&examples.all, 1, again, &failure));
    assert_true(disjoint_split(&examples.all, 2, other, &failure));
    assert_memory_equal(first, again, sizeof(first));
    assert_memory_not_equal(first, other, sizeof(first));
}

static void groups_too_large_for_a_part_are_taken_all_the_same(void **state)
{
    /* Three groups of each class: no one is a quarter of its class. */
    const int labels[] = {0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1};
    const int groups[] = {0, 0, 0, 1, 1, 2, 3, 3, 3, 4, 4, 5};
    const struct disjoint_examples examples = {labels, groups, 12, 2, 6};
    struct disjoint_failure failure;
    enum split_part parts[12];

    (void)state;
    for (uint64_t seed = 0; seed < 50; seed++) {
        size_t sizes[SPLIT_PART_COUNT][2] = {{0}};

        assert_true(disjoint_split(&examples, seed, parts, &failure));
        for (int i = 0; i < 12; i++)
            sizes[parts[i]][labels[i]]++;
        for (int i = 0; i < 2; i++) {
            assert_int_equal(sizes[SPLIT_TEST][i], 1);
            assert_int_equal(sizes[SPLIT_VALID][i], 2);
            assert_int_equal(sizes[SPLIT_TRAIN][i], 3);
        }
    }
}

static void a_class_with_two_groups_is_named(void **state)
{
    const int labels[] = {0, 0, 0, 1, 1, 1};
    const int groups[] = {0, 1, 2, 3, 3, 4};
    const struct disjoint_examples examples = {labels, groups, 6, 2, 5};
    struct disjoint_failure failure;
    enum split_part parts[6];

    (void)state;
    assert_false(disjoint_split(&examples, 1, parts, &failure));
    assert_int_equal(failure.small_class, 1);
    assert_int_equal(failure.groups, 2);
}

static void folds_keep_groups_and_balance_classes(void **state)
{
    int folds[COUNT], again[COUNT];
    struct examples examples;
    struct error err = {0};

    (void)state;
    examples_init(&examples);
    for (int count = 2; count <= 10; count++) {
        size_t sizes[10][CLASSES] = {{0}};
        size_t fair = (size_t)(COUNT / CLASSES / count);

        check_ok(disjoint_fold(&examples.all, count, 3, folds, &err), err);
        for (int i = 0; i < COUNT; i++) {
            assert_in_range(folds[i], 0, count - 1);
            if (i > 0 && examples.groups[i] == examples.groups[i - 1])
                assert_int_equal(folds[i], folds[i - 1]);
            sizes[folds[i]][examples.labels[i]]++;
        }
        for (int i = 0; i < count; i++)
            for (int j = 0; j < CLASSES; j++)
                assert_in_range(sizes[i][j], fair - 4, fair + 5);
    }
    check_ok(disjoint_fold(&examples.all, 10, 3, again, &err), err);
    assert_memory_equal(folds, again, sizeof(folds));
    check_ok(disjoint_fold(&examples.all, 10, 4, again, &err), err);
    assert_memory_not_equal(folds, again, sizeof(folds));
}

static void folds_take_groups_as_long_as_there_are_any(void **state)
{
    const int labels[] = {0, 0, 0}, groups[] = {0, 1, 1};
    const struct disjoint_examples examples = {labels, groups, 3, 1, 2};
    const struct disjoint_examples none = {labels, groups, 0, 0, 0};
    struct error err = {0};
    int folds[3];

    (void)state;
    check_ok(disjoint_fold(&examples, 5, 1, folds, &err), err);
    assert_int_equal(folds[1], folds[2]);
    assert_int_not_equal(folds[0], folds[1]);
    check_ok(disjoint_fold(&none, 5, 1, folds, &err), err);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_group_is_divided),
        cmocka_unit_test(no_class_exceeds_its_quota),
        cmocka_unit_test(the_seed_decides_what_is_taken),
        cmocka_unit_test(groups_too_large_for_a_part_are_taken_all_the_same),
        cmocka_unit_test(a_class_with_two_groups_is_named),
        cmocka_unit_test(folds_keep_groups_and_balance_classes),
        cmocka_unit_test(folds_take_groups_as_long_as_there_are_any),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
