#include "tests/check.h"

#include "learn/score.h"

/* 60 examples of five classes; class 3 is never predicted, class 4 is in
 * neither.  The expected values below are those of scikit-learn 1.9.1,
 * classification_report(..., labels=range(5), zero_division=0). */
static const int labels[] = {3, 2, 2, 3, 2, 3, 3, 0, 0, 1, 1, 3, 3, 0, 1,
                             3, 0, 3, 0, 1, 3, 1, 1, 1, 2, 1, 3, 1, 1, 2,
                             2, 2, 2, 3, 3, 3, 2, 2, 1, 3, 1, 0, 3, 0, 3,
                             2, 0, 0, 1, 0, 0, 2, 3, 1, 3, 3, 3, 2, 1, 2};
static const int predicted[] = {0, 2, 2, 0, 2, 0, 0, 0, 1, 1, 1, 0, 0, 0, 2,
                                1, 0, 0, 0, 0, 0, 1, 1, 1, 2, 1, 0, 1, 1, 2,
                                2, 1, 0, 0, 0, 0, 2, 2, 0, 0, 2, 0, 0, 0, 0,
                                0, 1, 0, 1, 0, 0, 0, 0, 1, 2, 0, 0, 2, 1, 2};

static void check_rates(struct class_score rates, double precision,
                        double recall, double f1, size_t support)
{
    check_near(rates.precision, precision, 1e-15);
    check_near(rates.recall, recall, 1e-15);
    check_near(rates.f1, f1, 1e-15);
    assert_int_equal(rates.support, support);
}

static void rates_are_scikit_learns(void **state)
{
    struct score score;

    (void)state;
    score_init(&score, labels, predicted, 60, 5);
    check_rates(score.by_class[0], 0.28125, 0.8181818181818182,
                0.4186046511627907, 11);
    check_rates(score.by_class[1], 0.7333333333333333, 0.7333333333333333,
                0.7333333333333333, 15);
    check_rates(score.by_class[2], 0.7692307692307693, 0.7142857142857143,
                0.7407407407407407, 14);
    check_rates(score.by_class[3], 0, 0, 0, 20);
    check_rates(score.by_class[4], 0, 0, 0, 0);
    check_rates(score.macro, 0.3567628205128205, 0.45316017316017315,
                0.3785357450473729, 60);
    check_rates(score.weighted, 0.4143830128205128, 0.5, 0.43291702555268446,
                60);
    check_near(score.accuracy, 0.5, 0);
    score_finish(&score);
}

static void confusion_is_true_by_predicted(void **state)
{
    static const size_t expected[25] = {9, 2, 0, 0,  0, 2, 11, 2, 0,
                                        0, 3, 1, 10, 0, 0, 18, 1, 1,
                                        0, 0, 0, 0,  0, 0, 0};
    struct score score;

    (void)state;
    score_init(&score, labels, predicted, 60, 5);
    for (size_t i = 0; i < 25; i++)
        assert_int_equal(score.confusion[i], expected[i]);
    assert_int_equal(score.correct, 30);
    assert_int_equal(score.total, 60);
    score_finish(&score);
}

static void no_examples_score_nothing(void **state)
{
    struct score score;

    (void)state;
    score_init(&score, NULL, NULL, 0, 3);
    check_near(score.accuracy, 0, 0);
    check_near(score.macro.f1, 0, 0);
    check_near(score.weighted.f1, 0, 0);
    check_near(score.low, 0, 0);
    check_near(score.high, 1, 0);
    score_finish(&score);
}

static void check_wilson(size_t correct, size_t total, double low, double high)
{
    double got_low, got_high;

    score_wilson(correct, total, &got_low, &got_high);
    check_near(got_low, low, 1e-15);
    check_near(got_high, high, 1e-15);
}

/* SciPy: binomtest(k, n).proportion_ci(method="wilson"). */
static void interval_is_scipys(void **state)
{
    (void)state;
    check_wilson(0, 10, 0, 0.27753279986288926);
    check_wilson(10, 10, 0.7224672001371109, 1);
    check_wilson(31, 60, 0.39307810032592494, 0.6382495046026722);
    check_wilson(149, 200, 0.6803707417954529, 0.8003950482796865);
    check_wilson(0, 0, 0, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rates_are_scikit_learns),
        cmocka_unit_test(confusion_is_true_by_predicted),
        cmocka_unit_test(no_examples_score_nothing),
        cmocka_unit_test(interval_is_scipys),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
