#include "tests/check.h"

#include "base/pool.h"

enum { COUNT = 1000 };

struct tally {
    atomic_int seen[COUNT];
    atomic_int busy[4]; /* tasks running with this worker number */
    atomic_bool clash;
    atomic_bool cancelled;
    size_t cancel_at;
};

static void count_one(void *context, size_t index, int worker)
{
    struct tally *tally = context;

    if (atomic_fetch_add(&tally->busy[worker], 1) != 0)
        atomic_store(&tally->clash, true);
    atomic_fetch_add(&tally->seen[index], 1);
    if (index == tally->cancel_at)
        atomic_store(&tally->cancelled, true);
    atomic_fetch_sub(&tally->busy[worker], 1);
}

static void every_index_runs_once_on_a_worker_of_its_own(void **state)
{
    struct tally tally = {.cancel_at = COUNT};

    (void)state;
    pool_run(4, COUNT, count_one, &tally, &tally.cancelled);
    for (int i = 0; i < COUNT; i++)
        assert_int_equal(tally.seen[i], 1);
    assert_false(tally.clash);
}

static void cancelling_starts_no_further_index(void **state)
{
    struct tally tally = {.cancel_at = 10};
    int ran = 0;

    (void)state;
    pool_run(2, COUNT, count_one, &tally, &tally.cancelled);
    for (int i = 0; i < COUNT; i++)
        ran += tally.seen[i];
    assert_in_range(ran, 11, COUNT - 1);
}

static void nothing_to_do_is_fine(void **state)
{
    (void)state;
    pool_run(4, 0, count_one, NULL, NULL);
    assert_in_range(pool_processors(), 1, 100000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_index_runs_once_on_a_worker_of_its_own),
        cmocka_unit_test(cancelling_starts_no_further_index),
        cmocka_unit_test(nothing_to_do_is_fine),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
