#include "tests/check.h"

#include "base/rng.h"
#include "learn/platt.h"

static void pairs_that_agree_give_their_probabilities(void **state)
{
    const double p[4] = {0.5, 0.3, 0.15, 0.05};
    double pairs[16] = {0}, found[4], sum = 0;

    (void)state;
    for (size_t i = 0; i < 4; i++)
        for (size_t j = 0; j < 4; j++)
            if (i != j)
                pairs[i * 4 + j] = p[i] / (p[i] + p[j]);
    platt_couple(pairs, 4, found);
    for (size_t i = 0; i < 4; i++) {
        check_near(found[i], p[i], 1e-5);
        sum += found[i];
    }
    check_near(sum, 1, 1e-12);
}

static void two_classes_keep_the_probability_of_their_pair(void **state)
{
    const double pairs[4] = {0, 0.8, 0.2, 0};
    double found[2];

    (void)state;
    platt_couple(pairs, 2, found);
    check_near(found[0], 0.8, 1e-5);
}

static void contradicting_pairs_give_probabilities(void **state)
{
    /* Each beats the next almost surely, in a circle. */
    const double high = 1 - 1e-7, low = 1e-7;
    const double pairs[9] = {0, high, low, low, 0, high, high, low, 0};
    double found[3];

    (void)state;
    platt_couple(pairs, 3, found);
    for (size_t i = 0; i < 3; i++)
        check_near(found[i], 1.0 / 3, 1e-4);
}

static void the_curve_that_drew_the_labels_is_found(void **state)
{
    enum { COUNT = 20000 };
    const struct platt true_curve = {-1.7, 0.6};
    static double decisions[COUNT];
    static bool first[COUNT];
    struct platt found;
    struct rng rng;

    (void)state;
    rng_init(&rng, 3, 0);
    for (size_t i = 0; i < COUNT; i++) {
        decisions[i] = rng_range(&rng, -3, 3);
        first[i] =
            rng_uniform(&rng) < platt_probability(true_curve, decisions[i]);
    }
    found = platt_fit(decisions, first, COUNT);
    check_near(found.slope, true_curve.slope, 0.06);
    check_near(found.offset, true_curve.offset, 0.06);
}

static void separable_decisions_stay_short_of_certainty(void **state)
{
    const double decisions[] = {-2, -1, 1, 2};
    const bool first[] = {false, false, true, true};
    struct platt found = platt_fit(decisions, first, 4);

    (void)state;
    /* The targets are 3/4 and 1/4 then. */
    assert_true(found.slope < 0);
    check_near(platt_probability(found, 1.5), 0.75, 0.05);
}

static void a_single_kind_takes_decisions_as_they_are(void **state)
{
    const double decisions[] = {-2, 1};
    const bool first[] = {true, true};
    struct platt found = platt_fit(decisions, first, 2);

    (void)state;
    check_near(platt_probability(found, 0), 0.5, 1e-12);
    check_near(platt_probability(found, 1), 1 / (1 + exp(-1)), 1e-12);
}

static void extreme_decisions_do_not_overflow(void **state)
{
    const struct platt curve = {-1, 0};

    (void)state;
    check_near(platt_probability(curve, 1e6), 1, 0);
    check_near(platt_probability(curve, -1e6), 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pairs_that_agree_give_their_probabilities),
        cmocka_unit_test(two_classes_keep_the_probability_of_their_pair),
        cmocka_unit_test(contradicting_pairs_give_probabilities),
        cmocka_unit_test(the_curve_that_drew_the_labels_is_found),
        cmocka_unit_test(separable_decisions_stay_short_of_certainty),
        cmocka_unit_test(a_single_kind_takes_decisions_as_they_are),
        cmocka_unit_test(extreme_decisions_do_not_overflow),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
