#include "tests/check.h"

#include "base/rng.h"
#include "learn/compact.h"

#include <string.h>

enum { ROWS = 13, COLUMNS = 5003, CLASSES = 3 };

/* A lesson of random rows, of which some are equal. */
struct fixture {
    float *values;
    struct example examples[ROWS];
    struct dataset data;
    int labels[ROWS];
    struct settings settings;
    struct vector_layout layout;
    struct vector_table table;
    struct scaling scaling;
    struct lesson lesson;
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));
    struct error err = {0};
    struct rng rng;

    rng_init(&rng, 2, 0);
    fixture->values = calloc((size_t)ROWS * COLUMNS, sizeof(float));
    for (size_t i = 0; i < (size_t)ROWS * COLUMNS; i++)
        fixture->values[i] = rng_normal(&rng) + (float)(i % 7);
    memcpy(fixture->values + (size_t)9 * COLUMNS,
           fixture->values + (size_t)4 * COLUMNS, COLUMNS * sizeof(float));
    for (size_t i = 0; i < ROWS; i++)
        fixture->examples[i].inputs[FEATURE_MEL] =
            (struct input){fixture->values + i * COLUMNS, 1, COLUMNS};
    fixture->data = (struct dataset){fixture->examples, ROWS, CLASSES};
    check_ok(settings_init(&fixture->settings, "logistic", &err), err);
    check_ok(settings_set(&fixture->settings, "features", "mel", &err), err);
    check_ok(settings_set(&fixture->settings, "input", "flat", &err), err);
    check_ok(vector_layout_init(&fixture->layout, &fixture->settings,
                                &fixture->data, &err),
             err);
    check_ok(vector_table_init(&fixture->table, &fixture->layout,
                               &fixture->data, 1, &err),
             err);
    check_ok(scaling_init(&fixture->scaling, COLUMNS, &err), err);
    check_ok(scaling_fit(&fixture->scaling, &fixture->table, 2, &err), err);
    fixture->lesson = (struct lesson){
        .settings = &fixture->settings,
        .table = &fixture->table,
        .scaling = &fixture->scaling,
        .labels = fixture->labels,
        .classes = CLASSES,
        .threads = 2,
    };
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;

    scaling_finish(&fixture->scaling);
    vector_table_finish(&fixture->table);
    free(fixture->values);
    free(fixture);
    return 0;
}

static float *read_scaled(const struct fixture *fixture)
{
    float *scaled = calloc((size_t)ROWS * COLUMNS, sizeof(float));

    for (size_t i = 0; i < ROWS; i++) {
        vector_table_read(&fixture->table, i, 0, COLUMNS, scaled + i * COLUMNS);
        scaling_apply(&fixture->scaling, 0, COLUMNS, scaled + i * COLUMNS);
    }
    return scaled;
}

static double product(const float *a, const float *b)
{
    double sum = 0;

    for (size_t i = 0; i < COLUMNS; i++)
        sum += (double)a[i] * b[i];
    return sum;
}

static void scaled_columns_have_mean_0_and_deviation_1(void **state)
{
    const struct fixture *fixture = *state;
    float *scaled = read_scaled(fixture);

    for (size_t j = 0; j < COLUMNS; j += 100) {
        double sum = 0, squares = 0;

        for (size_t i = 0; i < ROWS; i++) {
            double value = scaled[i * COLUMNS + j];

            sum += value;
            squares += value * value;
        }
        check_near(sum / ROWS, 0, 1e-6);
        check_near(squares / ROWS, 1, 1e-5);
    }
    free(scaled);
}

static void products_of_rows_are_kept(void **state)
{
    const struct fixture *fixture = *state;
    float *scaled = read_scaled(fixture);
    struct compact compact = {0};
    struct error err = {0};

    check_ok(compact_init(&compact, &fixture->lesson, &err), err);
    /* One row is another's copy, and the mean is gone. */
    assert_int_equal(compact.rank, ROWS - 2);
    for (size_t i = 0; i < ROWS; i++)
        for (size_t j = 0; j < ROWS; j++) {
            double sum = 0;

            for (size_t k = 0; k < compact.rank; k++)
                sum += compact.values[i * compact.rank + k] *
                       compact.values[j * compact.rank + k];
            check_near(sum, product(scaled + i * COLUMNS, scaled + j * COLUMNS),
                       0.02);
        }
    compact_finish(&compact);
    free(scaled);
}

static void directions_become_weights(void **state)
{
    const struct fixture *fixture = *state;
    float *scaled = read_scaled(fixture);
    float *weights = calloc((size_t)CLASSES * COLUMNS, sizeof(float));
    double directions[CLASSES * ROWS], copy[CLASSES * ROWS] = {0};
    struct compact compact = {0};
    struct error err = {0};
    struct rng rng;

    rng_init(&rng, 3, 0);
    check_ok(compact_init(&compact, &fixture->lesson, &err), err);
    for (size_t i = 0; i < CLASSES * compact.rank; i++)
        copy[i] = directions[i] = (double)rng_normal(&rng);
    check_ok(compact_expand(&compact, &fixture->lesson, directions, CLASSES,
                            weights, &err),
             err);
    for (size_t i = 0; i < ROWS; i++)
        for (size_t j = 0; j < CLASSES; j++) {
            double sum = 0;

            for (size_t k = 0; k < compact.rank; k++)
                sum += compact.values[i * compact.rank + k] *
                       copy[j * compact.rank + k];
            check_near(product(weights + j * COLUMNS, scaled + i * COLUMNS),
                       sum, 1e-3);
        }
    compact_finish(&compact);
    free(weights);
    free(scaled);
}

static void threads_change_no_bit(void **state)
{
    const struct fixture *fixture = *state;
    struct lesson lesson = fixture->lesson;
    struct compact one = {0}, three = {0};
    struct error err = {0};

    lesson.threads = 1;
    check_ok(compact_init(&one, &lesson, &err), err);
    lesson.threads = 3;
    check_ok(compact_init(&three, &lesson, &err), err);
    assert_int_equal(one.rank, three.rank);
    assert_memory_equal(one.values, three.values,
                        ROWS * one.rank * sizeof(double));
    compact_finish(&one);
    compact_finish(&three);
}

static void folds_share_every_class_out(void **state)
{
    struct fixture *fixture = *state;
    size_t folds[ROWS], sizes[5] = {0};

    for (size_t i = 0; i < ROWS; i++)
        fixture->labels[i] = i < 10 ? 0 : (int)i % 2 + 1;
    lesson_deal_folds(&fixture->lesson, 5, folds);
    for (size_t fold = 0; fold < 5; fold++) {
        size_t firsts = 0;

        for (size_t i = 0; i < ROWS; i++) {
            sizes[fold] += folds[i] == fold;
            firsts += folds[i] == fold && fixture->labels[i] == 0;
        }
        assert_int_equal(firsts, 2);
        assert_in_range(sizes[fold], 2, 3);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            scaled_columns_have_mean_0_and_deviation_1, set_up, tear_down),
        cmocka_unit_test_setup_teardown(products_of_rows_are_kept, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(directions_become_weights, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(threads_change_no_bit, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(folds_share_every_class_out, set_up,
                                        tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
