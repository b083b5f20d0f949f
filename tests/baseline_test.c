#include "tests/check.h"

#include "tests/baseline_rows.h"

#include <string.h>

static const char *const models[] = {"logistic", "sgd", "forest", "svm", NULL};

/* --- what is predicted --------------------------------------------------- */

static void check_probabilities(const float *p, size_t count)
{
    double sum = 0;

    for (size_t i = 0; i < count; i++) {
        assert_true(p[i] >= 0 && p[i] <= 1);
        sum += (double)p[i];
    }
    check_near(sum, 1, 1e-5);
}

static void probabilities_are_honest(void **state)
{
    struct rows rows, train;

    (void)state;
    rows_init(&rows, 11, 2300, 12, 4);
    train = rows;
    train.data.count = 300;
    for (size_t i = 0; models[i]; i++) {
        struct settings settings = rows_settings(models[i]);
        struct baseline *baseline = rows_train(&train, &settings, 2);
        double certainty = 0;

        for (size_t j = 300; j < 2300; j++) {
            struct error err = {0};
            float p[4], most = 0;

            check_ok(baseline_run(baseline, rows.examples[j].inputs, p, &err),
                     err);
            check_probabilities(p, 4);
            for (size_t k = 0; k < 4; k++)
                most = p[k] > most ? p[k] : most;
            certainty += (double)most / 2000;
        }
        /* What it says it knows is about what it knows; a forest averages
         * and says less. */
        check_near(certainty,
                   rows_accuracy(baseline, rows.examples + 300, 2000),
                   strcmp(models[i], "forest") == 0 ? 0.2 : 0.12);
        baseline_close(baseline);
    }
    rows_finish(&rows);
}

static void a_class_without_tracks_is_never_predicted(void **state)
{
    struct rows rows;

    (void)state;
    rows_init(&rows, 5, 40, 8, 4);
    for (size_t i = 0; i < 40; i++)
        if (rows.examples[i].label == 1)
            rows.examples[i].label = 2;
    for (size_t i = 0; models[i]; i++) {
        struct settings settings = rows_settings(models[i]);
        struct baseline *baseline = rows_train(&rows, &settings, 1);
        struct error err = {0};
        float p[4];

        check_ok(baseline_run(baseline, rows.examples[3].inputs, p, &err), err);
        check_probabilities(p, 4);
        assert_true(p[1] == 0);
        baseline_close(baseline);
    }
    rows_finish(&rows);
}

static void few_rows_are_enough(void **state)
{
    /* Two tracks of two classes, and five of five: one each. */
    for (int classes = 2; classes <= 5; classes += 3) {
        struct rows rows;

        (void)state;
        rows_init(&rows, 9, (size_t)classes, 30, classes);
        for (size_t i = 0; models[i]; i++) {
            struct settings settings = rows_settings(models[i]);
            struct baseline *baseline = rows_train(&rows, &settings, 2);
            struct error err = {0};
            float p[5];

            check_ok(baseline_run(baseline, rows.examples[1].inputs, p, &err),
                     err);
            check_probabilities(p, (size_t)classes);
            baseline_close(baseline);
        }
        rows_finish(&rows);
    }
}

static void columns_that_say_nothing_do_no_harm(void **state)
{
    struct rows rows;

    (void)state;
    rows_init(&rows, 5, 60, 10, 3);
    for (size_t i = 0; i < 60; i++) {
        rows.values[i * 10 + 4] = 0.1F;
        rows.values[i * 10 + 7] = 0;
    }
    for (size_t i = 0; models[i]; i++) {
        struct settings settings = rows_settings(models[i]);
        struct baseline *baseline = rows_train(&rows, &settings, 1);

        assert_true(rows_accuracy(baseline, rows.examples, 60) > 0.7);
        baseline_close(baseline);
    }
    rows_finish(&rows);
}

static void forests_split_values_that_many_share(void **state)
{
    struct settings settings = rows_settings("forest");
    struct baseline *baseline;
    struct rows rows;

    (void)state;
    rows_init(&rows, 5, 200, 2, 2);
    for (size_t i = 0; i < 200; i++) {
        /* The middle is apart from both sides; the other column is mute. */
        rows.values[2 * i] = (float)(i % 5);
        rows.values[2 * i + 1] = -1;
        rows.examples[i].label = i % 5 == 2;
    }
    baseline = rows_train(&rows, &settings, 2);
    check_near(rows_accuracy(baseline, rows.examples, 200), 1, 0);
    baseline_close(baseline);
    rows_finish(&rows);
}

static void tracks_all_alike_give_the_classes_shares(void **state)
{
    struct rows rows;

    (void)state;
    rows_init(&rows, 5, 40, 10, 4);
    memset(rows.values, 0, (size_t)40 * 10 * sizeof(float));
    for (size_t i = 0; models[i]; i++) {
        struct settings settings = rows_settings(models[i]);
        struct baseline *baseline = rows_train(&rows, &settings, 1);
        struct error err = {0};
        float p[4];

        check_ok(baseline_run(baseline, rows.examples[0].inputs, p, &err), err);
        check_probabilities(p, 4);
        for (size_t j = 0; j < 4; j++)
            check_near(p[j], 0.25, 0.05);
        baseline_close(baseline);
    }
    rows_finish(&rows);
}

static void the_seed_changes_what_is_drawn(void **state)
{
    static const char *const drawn[] = {"sgd", "forest", NULL};
    struct rows rows;

    (void)state;
    rows_init(&rows, 5, 60, 10, 3);
    for (size_t i = 0; drawn[i]; i++) {
        struct settings settings = rows_settings(drawn[i]);
        struct baseline *a = rows_train(&rows, &settings, 1), *b;
        struct error err = {0};
        float p[3], q[3];

        settings.seed++;
        b = rows_train(&rows, &settings, 1);
        check_ok(baseline_run(a, rows.examples[0].inputs, p, &err), err);
        check_ok(baseline_run(b, rows.examples[0].inputs, q, &err), err);
        assert_memory_not_equal(p, q, sizeof(p));
        baseline_close(a);
        baseline_close(b);
    }
    rows_finish(&rows);
}

/* --- what cannot be learnt from ------------------------------------------ */

static void check_refused(const struct rows *rows, const char *model,
                          const atomic_bool *cancelled, const char *sentence)
{
    const struct baseline_data data = {&rows->data, rows_classes, cancelled};
    struct settings settings = rows_settings(model);
    struct baseline *baseline = NULL;
    struct error err = {0};

    assert_false(baseline_train(&baseline, &settings, &data, 2, &err));
    assert_string_equal(err.text, sentence);
    assert_null(baseline);
}

static void one_class_alone_is_told(void **state)
{
    struct rows rows;

    (void)state;
    rows_init(&rows, 5, 12, 3, 3);
    for (size_t i = 0; i < 12; i++)
        rows.examples[i].label = 1;
    for (size_t i = 0; models[i]; i++)
        check_refused(&rows, models[i], NULL,
                      "all tracks of the training part are 'disco': there is "
                      "nothing to tell apart");
    rows.data.count = 0;
    check_refused(&rows, "svm", NULL, "the training part has no tracks");
    rows_finish(&rows);
}

static void wrong_examples_are_told(void **state)
{
    struct rows rows;

    (void)state;
    rows_init(&rows, 5, 12, 3, 3);
    rows.examples[4].label = 3;
    check_refused(&rows, "logistic", NULL,
                  "track 5 of the training part has no genre");
    rows.examples[4].label = -1;
    check_refused(&rows, "forest", NULL,
                  "track 5 of the training part has no genre");
    rows.examples[4].label = 1;
    rows.examples[4].inputs[FEATURE_MEL].values = NULL;
    check_refused(&rows, "sgd", NULL,
                  "track 5 of the training part has no 'mel'");
    rows_finish(&rows);
}

static void values_that_are_no_numbers_are_told(void **state)
{
    const float wrong[] = {NAN, INFINITY, -INFINITY};
    struct rows rows;

    (void)state;
    rows_init(&rows, 5, 12, 3, 3);
    for (size_t i = 0; i < 3; i++) {
        rows.values[7] = wrong[i];
        for (size_t j = 0; models[j]; j++)
            check_refused(&rows, models[j], NULL,
                          "the features of the training part hold values that "
                          "are no numbers, or are too large");
    }
    rows_finish(&rows);
}

static void a_training_can_be_cancelled(void **state)
{
    const atomic_bool cancelled = true;
    struct rows rows;

    (void)state;
    rows_init(&rows, 5, 12, 3, 3);
    for (size_t i = 0; models[i]; i++)
        check_refused(&rows, models[i], &cancelled, "the training was stopped");
    rows_finish(&rows);
}

static void a_track_without_the_feature_is_told(void **state)
{
    const struct input none[FEATURE_COUNT] = {{0}};
    struct settings settings = rows_settings("logistic");
    struct baseline *baseline;
    struct error err = {0};
    struct rows rows;
    float p[3];

    (void)state;
    rows_init(&rows, 5, 12, 3, 3);
    baseline = rows_train(&rows, &settings, 1);
    assert_false(baseline_run(baseline, none, p, &err));
    assert_string_equal(err.text, "the track has no 'mel'");
    baseline_close(baseline);
    rows_finish(&rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_seed_changes_what_is_drawn),
        cmocka_unit_test(probabilities_are_honest),
        cmocka_unit_test(a_class_without_tracks_is_never_predicted),
        cmocka_unit_test(few_rows_are_enough),
        cmocka_unit_test(columns_that_say_nothing_do_no_harm),
        cmocka_unit_test(forests_split_values_that_many_share),
        cmocka_unit_test(tracks_all_alike_give_the_classes_shares),
        cmocka_unit_test(one_class_alone_is_told),
        cmocka_unit_test(wrong_examples_are_told),
        cmocka_unit_test(values_that_are_no_numbers_are_told),
        cmocka_unit_test(a_training_can_be_cancelled),
        cmocka_unit_test(a_track_without_the_feature_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
