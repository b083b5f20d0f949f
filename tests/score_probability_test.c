#include "tests/check.h"

#include "learn/score_mcnemar.h"
#include "learn/score_probability.h"
#include "learn/score_resampled.h"

struct tested {
    size_t only_first, only_second;
    double chance;
};

struct resampled {
    size_t count;
    double differences[10];
    double chance;
};

struct far {
    double t, freedom, chance;
};

#include "tests/golden/scores.h"

enum { EXAMPLES = 60, CLASSES = 5 };

/* The same numbers as in tests/golden/scores.py. */
static void fill(float values[EXAMPLES][CLASSES], int labels[EXAMPLES])
{
    for (int i = 0; i < EXAMPLES; i++) {
        float sum = 0;

        labels[i] = (i * 13 + i / 7) % CLASSES;
        for (int k = 0; k < CLASSES; k++) {
            int mixed = (i * 7919 + k * 104729 + i * k * 31) % 97;
            float value = (float)(mixed * 5 + k + 1);

            values[i][k] = value * value;
            sum += values[i][k];
        }
        for (int k = 0; k < CLASSES; k++)
            values[i][k] /= sum;
    }
}

static struct score_probability judge(const float *values, const int *labels,
                                      size_t count, size_t classes)
{
    const float *rows[EXAMPLES];
    struct score_probability score;

    for (size_t i = 0; i < count; i++)
        rows[i] = values + i * classes;
    score_probability_init(&score, labels, rows, count, classes);
    return score;
}

static void numbers_are_those_of_others(void **state)
{
    float values[EXAMPLES][CLASSES];
    int labels[EXAMPLES];
    struct score_probability score;

    (void)state;
    fill(values, labels);
    score = judge(values[0], labels, EXAMPLES, CLASSES);
    assert_int_equal(score.total, EXAMPLES);
    check_near(score.top2, TOP2, 1e-15);
    check_near(score.log_loss, LOG_LOSS, 1e-6);
    check_near(score.calibration, CALIBRATION, 1e-6);
}

static void certain_and_right_is_perfect(void **state)
{
    static const float values[] = {1, 0, 0, 0, 0, 1};
    static const int labels[] = {0, 2};
    struct score_probability score = judge(values, labels, 2, 3);

    (void)state;
    check_near(score.top2, 1, 0);
    check_near(score.log_loss, 0, 0);
    check_near(score.calibration, 0, 0);
}

static void certain_and_wrong_is_finite(void **state)
{
    static const float values[] = {1, 0, 0};
    static const int labels[] = {2};
    struct score_probability score = judge(values, labels, 1, 3);

    (void)state;
    check_near(score.top2, 0, 0);
    check_near(score.log_loss, 23 * M_LN2, 1e-12);
    check_near(score.calibration, 1, 0);
}

static void first_of_equals_is_the_likelier(void **state)
{
    static const float values[] = {0.25F, 0.25F, 0.25F, 0.25F,
                                   0.25F, 0.25F, 0.25F, 0.25F};
    static const int labels[] = {1, 2};
    struct score_probability score = judge(values, labels, 2, 4);

    (void)state;
    assert_int_equal(score.near, 1);
    check_near(score.calibration, 0.25, 0);
}

static void one_class_is_always_near(void **state)
{
    static const float values[] = {1};
    static const int labels[] = {0};

    (void)state;
    assert_int_equal(judge(values, labels, 1, 1).near, 1);
}

static void nothing_has_no_score(void **state)
{
    struct score_probability score = judge(NULL, NULL, 0, 3);

    (void)state;
    assert_int_equal(score.total, 0);
    assert_true(isnan(score.top2));
    assert_true(isnan(score.calibration));
    assert_true(isnan(score.log_loss));
}

static void mcnemar_is_that_of_statsmodels(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(tested) / sizeof(tested[0]); i++)
        check_near(score_mcnemar(tested[i].only_first, tested[i].only_second),
                   tested[i].chance, 1e-10 * tested[i].chance + 1e-300);
}

static void equals_do_not_differ_however_many(void **state)
{
    (void)state;
    check_near(score_mcnemar(700, 700), 1, 0);
    check_near(score_mcnemar(500, 500), 1, 0);
}

static void student_is_scipys(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(far) / sizeof(far[0]); i++)
        check_near(score_student(far[i].t, far[i].freedom), far[i].chance,
                   1e-12);
}

static void resampled_test_widens_the_variance(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(resampled) / sizeof(resampled[0]); i++)
        check_near(score_resampled(resampled[i].differences, resampled[i].count,
                                   200, 600),
                   resampled[i].chance, 1e-12);
}

static void differences_without_spread_are_certain(void **state)
{
    static const double same[] = {0.1, 0.1, 0.1};
    static const double none[] = {0, 0, 0};

    (void)state;
    check_near(score_resampled(same, 3, 200, 600), 0, 0);
    check_near(score_resampled(none, 3, 200, 600), 1, 0);
    assert_true(isnan(score_resampled(same, 1, 200, 600)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_those_of_others),
        cmocka_unit_test(certain_and_right_is_perfect),
        cmocka_unit_test(certain_and_wrong_is_finite),
        cmocka_unit_test(first_of_equals_is_the_likelier),
        cmocka_unit_test(one_class_is_always_near),
        cmocka_unit_test(nothing_has_no_score),
        cmocka_unit_test(mcnemar_is_that_of_statsmodels),
        cmocka_unit_test(equals_do_not_differ_however_many),
        cmocka_unit_test(student_is_scipys),
        cmocka_unit_test(resampled_test_widens_the_variance),
        cmocka_unit_test(differences_without_spread_are_certain),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
