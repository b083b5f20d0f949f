/* The baselines beside scikit-learn's on the same arrays. */
#include "tests/check.h"

#include "base/file.h"
#include "learn/safetensors.h"
#include "tests/baseline_rows.h"

#include "tests/golden/baselines.h"

/* Weights are read back from the file: that is where they show. */
static void check_weights(const struct baseline *baseline, size_t columns,
                          const double *weights, const double *intercepts)
{
    const size_t shape[] = {3, columns};
    char *folder = scratch_create();
    char *path = file_join(folder, "model.safetensors");
    struct safetensors *file;
    struct error err = {0};
    const float *values;

    check_ok(baseline_save(baseline, path, &err), err);
    check_ok(safetensors_open(&file, path, &err), err);
    values = safetensors_tensor(file, "weights", shape, 2, &err);
    assert_non_null(values);
    for (size_t i = 0; i < 3 * columns; i++)
        check_near(values[i], weights[i], 2e-5);
    values = safetensors_tensor(file, "intercepts", shape, 1, &err);
    assert_non_null(values);
    /* A constant added to all intercepts changes nothing. */
    for (size_t i = 1; i < 3; i++)
        check_near(values[i] - values[0], intercepts[i] - intercepts[0], 2e-5);
    safetensors_close(file);
    free(path);
    scratch_remove(folder);
}

static void check_logistic(size_t count, size_t columns, const double *weights,
                           const double *intercepts,
                           const double *probabilities)
{
    struct settings settings = rows_settings("logistic");
    struct baseline *baseline;
    struct rows rows;

    settings.c = 0.5;
    rows_init(&rows, 7, count, columns, 3);
    baseline = rows_train(&rows, &settings, 2);
    check_weights(baseline, columns, weights, intercepts);
    for (size_t i = 0; i < count; i++) {
        struct error err = {0};
        float p[3];

        check_ok(baseline_run(baseline, rows.examples[i].inputs, p, &err), err);
        for (size_t j = 0; j < 3; j++)
            check_near(p[j], probabilities[i * 3 + j], 1e-5);
    }
    baseline_close(baseline);
    rows_finish(&rows);
}

static void logistic_equals_scikit_learn(void **state)
{
    (void)state;
    check_logistic(30, 5, narrow_weights, narrow_intercepts,
                   narrow_probabilities);
}

static void logistic_equals_it_where_columns_outnumber_rows(void **state)
{
    (void)state;
    check_logistic(12, 40, wide_weights, wide_intercepts, wide_probabilities);
}

/* The mean over some seeds of what 300 rows teach about 2000 others. */
static double mean_accuracy(const char *model, int seeds)
{
    struct settings settings = rows_settings(model);
    struct rows rows, train;
    double sum = 0;

    rows_init(&rows, 11, 2300, 12, 4);
    train = rows;
    train.data.count = 300;
    for (int i = 0; i < seeds; i++) {
        struct baseline *baseline;

        settings.seed = (uint64_t)i;
        baseline = rows_train(&train, &settings, 2);
        sum += rows_accuracy(baseline, rows.examples + 300, 2000);
        baseline_close(baseline);
    }
    rows_finish(&rows);
    return sum / seeds;
}

static void logistic_is_as_good_as_scikit_learn(void **state)
{
    (void)state;
    check_near(mean_accuracy("logistic", 1), logistic_accuracy, 0.001);
}

static void sgd_is_as_good_as_scikit_learn(void **state)
{
    (void)state;
    check_near(mean_accuracy("sgd", 20), sgd_accuracy, 0.02);
}

static void forest_is_as_good_as_scikit_learn(void **state)
{
    (void)state;
    check_near(mean_accuracy("forest", 5), forest_accuracy, 0.02);
}

static void svm_is_as_good_as_scikit_learn(void **state)
{
    (void)state;
    check_near(mean_accuracy("svm", 1), svm_accuracy, 0.02);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(logistic_equals_scikit_learn),
        cmocka_unit_test(logistic_equals_it_where_columns_outnumber_rows),
        cmocka_unit_test(logistic_is_as_good_as_scikit_learn),
        cmocka_unit_test(sgd_is_as_good_as_scikit_learn),
        cmocka_unit_test(forest_is_as_good_as_scikit_learn),
        cmocka_unit_test(svm_is_as_good_as_scikit_learn),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
