#include "tests/check.h"

#include "learn/settings.h"

#include <string.h>

static struct settings defaults_of(const char *model)
{
    struct settings settings;
    struct error err = {0};

    check_ok(settings_init(&settings, model, &err), err);
    return settings;
}

static struct settings defaults(void)
{
    return defaults_of("cnn");
}

static void every_setting_survives_a_round_trip(void **state)
{
    struct settings settings = defaults(), copy = defaults();
    size_t count;
    const struct setting *table = settings_table(&count);
    struct error err = {0};

    (void)state;
    settings.learning_rate = 0.1 / 3;
    settings.dropout = 1.0 / 3;
    settings.seed = 9007199254740991;
    settings.epochs = 123;
    settings.unify = UNIFY_PAD;
    settings.cut = 1;
    for (size_t i = 0; i < count; i++) {
        char text[64];

        settings_get(&settings, table[i].name, text, sizeof(text));
        check_ok(settings_set(&copy, table[i].name, text, &err), err);
    }
    assert_true(copy.learning_rate == settings.learning_rate);
    assert_true(copy.dropout == settings.dropout);
    assert_true(copy.seed == settings.seed);
    assert_int_equal(copy.epochs, 123);
    assert_int_equal(copy.unify, UNIFY_PAD);
    assert_int_equal(copy.cut, 1);
    assert_int_equal(copy.features, settings.features);
    assert_string_equal(copy.model, "cnn");
}

static void numbers_are_written_short(void **state)
{
    struct settings settings = defaults();
    char text[64];

    (void)state;
    settings.learning_rate = 0.002;
    settings_get(&settings, "learning-rate", text, sizeof(text));
    assert_string_equal(text, "0.002");
}

static void defaults_are_within_their_ranges(void **state)
{
    const char *const *models = settings_models();
    size_t count;
    const struct setting *table = settings_table(&count);

    (void)state;
    for (size_t i = 0; models[i / count]; i++) {
        struct settings settings = defaults_of(models[i / count]);
        const char *name = table[i % count].name;
        struct settings copy = settings;
        struct error err = {0};
        char text[64];

        settings_get(&settings, name, text, sizeof(text));
        check_ok(settings_set(&copy, name, text, &err), err);
        assert_memory_equal(&copy, &settings, sizeof(copy));
    }
}

static void check_refused(const char *name, const char *text,
                          const char *sentence)
{
    struct settings settings = defaults(), before = settings;
    struct error err = {0};

    assert_false(settings_set(&settings, name, text, &err));
    assert_string_equal(err.text, sentence);
    assert_memory_equal(&settings, &before, sizeof(before));
}

static void wrong_values_are_told(void **state)
{
    (void)state;
    check_refused("epochs", "0",
                  "epochs is a number from 1 to 100000, not '0'");
    check_refused("epochs", "12x",
                  "epochs is a number from 1 to 100000, not '12x'");
    check_refused("epochs", "99999999999999999999",
                  "epochs is a number from 1 to 100000, not "
                  "'99999999999999999999'");
    check_refused("epochs", "-1",
                  "epochs is a number from 1 to 100000, not '-1'");
    check_refused("dropout", "nan",
                  "dropout is a number from 0 to 0.9, not 'nan'");
    check_refused("dropout", "", "dropout is a number from 0 to 0.9, not ''");
    check_refused("dropout", "0.95",
                  "dropout is a number from 0 to 0.9, not '0.95'");
    check_refused("unify", "stretch", "unify is crop or pad, not 'stretch'");
    check_refused("cut", "1", "cut is off or on, not '1'");
    check_refused("speed", "1", "no setting is called 'speed'");
    check_refused("model", "rnnn", "no model is called 'rnnn'");
}

static void feature_lists_are_checked(void **state)
{
    struct error err = {0};
    unsigned set = 0;
    char text[64];

    (void)state;
    check_ok(settings_parse_features("mel", &set, &err), err);
    assert_int_equal(set, 1u << FEATURE_MEL);
    settings_format_features(set, text, sizeof(text));
    assert_string_equal(text, "mel");
    assert_false(settings_parse_features("mel,mel", &set, &err));
    assert_string_equal(err.text, "the feature 'mel' is given twice");
    assert_false(settings_parse_features("mel,", &set, &err));
    assert_string_equal(err.text, "no feature is called ''");
    assert_false(settings_parse_features("smell", &set, &err));
    assert_string_equal(err.text, "no feature is called 'smell'");
}

static void models_can_be_initialised(void **state)
{
    const char *const *models = settings_models();
    struct settings settings;
    struct error err = {0};

    (void)state;
    assert_non_null(models[0]);
    for (size_t i = 0; models[i]; i++) {
        check_ok(settings_init(&settings, models[i], &err), err);
        assert_string_equal(settings.model, models[i]);
    }
    check_ok(settings_init(&settings, "rnn", &err), err);
    assert_int_equal(settings.features,
                     1U << FEATURE_MFCC | 1U << FEATURE_WAVELET);
    assert_true(settings_applies("epochs", "rnn"));
    assert_false(settings_init(&settings, "oracle", &err));
    assert_string_equal(err.text, "no model is called 'oracle'");
}

static void choices_are_told_and_kept(void **state)
{
    struct settings settings = defaults();
    const char *const *choices = settings_choices("input");
    struct error err = {0};
    char text[64];

    (void)state;
    for (size_t i = 0; choices[i]; i++) {
        check_ok(settings_set(&settings, "input", choices[i], &err), err);
        settings_get(&settings, "input", text, sizeof(text));
        assert_string_equal(text, choices[i]);
    }
    assert_ptr_equal(settings_choices("model"), settings_models());
    assert_null(settings_choices("epochs"));
    assert_null(settings_choices("nothing"));
    check_refused("input", "flatter",
                  "input is statistics, deltas or flat, not 'flatter'");
}

static void models_use_what_is_theirs(void **state)
{
    static const struct {
        const char *name, *model;
        bool applies;
    } expected[] = {
        {"model", "cnn", true},    {"features", "svm", true},
        {"seed", "forest", true},  {"epochs", "cnn", true},
        {"epochs", "svm", false},  {"input", "cnn", false},
        {"input", "sgd", true},    {"c", "logistic", true},
        {"c", "svm", true},        {"c", "forest", false},
        {"gamma", "svm", true},    {"gamma", "logistic", false},
        {"alpha", "sgd", true},    {"alpha", "cnn", false},
        {"trees", "forest", true}, {"trees", "svm", false},
        {"nothing", "svm", false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++)
        assert_int_equal(settings_applies(expected[i].name, expected[i].model),
                         expected[i].applies);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_setting_survives_a_round_trip),
        cmocka_unit_test(numbers_are_written_short),
        cmocka_unit_test(defaults_are_within_their_ranges),
        cmocka_unit_test(wrong_values_are_told),
        cmocka_unit_test(feature_lists_are_checked),
        cmocka_unit_test(choices_are_told_and_kept),
        cmocka_unit_test(models_use_what_is_theirs),
        cmocka_unit_test(models_can_be_initialised),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
