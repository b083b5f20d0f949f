#include "tests/check.h"

#include "feature/wavelet.h"
#include "learn/vector.h"

#include <string.h>

static struct settings settings_of(const char *features, const char *input)
{
    struct settings settings;
    struct error err = {0};

    check_ok(settings_init(&settings, "logistic", &err), err);
    check_ok(settings_set(&settings, "features", features, &err), err);
    check_ok(settings_set(&settings, "input", input, &err), err);
    return settings;
}

/* Reads all columns of the rows; the caller frees them. */
static float *read_rows(const struct settings *settings,
                        const struct dataset *data, size_t *columns)
{
    struct vector_layout layout;
    struct vector_table table;
    struct error err = {0};
    float *rows;

    check_ok(vector_layout_init(&layout, settings, data, &err), err);
    check_ok(vector_table_init(&table, &layout, data, 2, &err), err);
    *columns = layout.columns;
    rows = calloc(data->count, layout.columns * sizeof(*rows));
    for (size_t i = 0; i < data->count; i++)
        vector_table_read(&table, i, 0, layout.columns,
                          rows + i * layout.columns);
    vector_table_finish(&table);
    return rows;
}

static void check_error(const struct settings *settings,
                        const struct dataset *data, const char *sentence)
{
    struct vector_layout layout;
    struct error err = {0};

    assert_false(vector_layout_init(&layout, settings, data, &err));
    assert_string_equal(err.text, sentence);
}

static const float mel[] = {1, 2, 3, 6, /* the second band */ 5, 5, 5, 5};
static const float chroma[] = {-1, 1};

static struct example sample(void)
{
    return (struct example){
        .inputs =
            {[FEATURE_MEL] = {mel, 2, 4}, [FEATURE_CHROMA] = {chroma, 1, 2}},
    };
}

static void bands_become_mean_and_deviation(void **state)
{
    struct settings settings = settings_of("mel,chroma", "statistics");
    struct example example = sample();
    const struct dataset data = {&example, 1, 1};
    const float expected[] = {3, 5, 1.8708287F, 0, 0, 1};
    size_t columns;
    float *row = read_rows(&settings, &data, &columns);

    (void)state;
    assert_int_equal(columns, 6);
    for (size_t i = 0; i < 6; i++)
        check_near(row[i], expected[i], 1e-6);
    free(row);
}

static void deltas_add_the_deviation_of_steps(void **state)
{
    struct settings settings = settings_of("mel", "deltas");
    struct example example = sample();
    const struct dataset data = {&example, 1, 1};
    /* Steps of 1, 1 and 3: mean 5/3, variance 8/9. */
    const float expected[] = {3, 5, 1.8708287F, 0, 0.9428090F, 0};
    size_t columns;
    float *row = read_rows(&settings, &data, &columns);

    (void)state;
    assert_int_equal(columns, 6);
    for (size_t i = 0; i < 6; i++)
        check_near(row[i], expected[i], 1e-6);
    free(row);
}

static void flat_rows_are_filled_up_to_the_longest(void **state)
{
    struct settings settings = settings_of("mel,chroma", "flat");
    struct example examples[2] = {sample(), sample()};
    const struct dataset data = {examples, 2, 1};
    const float expected[] = {1, 2, 3, 6, 5, 5, 5, 5, -1, 1,
                              1, 2, 0, 0, 3, 6, 0, 0, -1, 0};
    size_t columns;
    float *rows;

    (void)state;
    examples[1].inputs[FEATURE_MEL].frames = 2;
    examples[1].inputs[FEATURE_CHROMA].frames = 1;
    rows = read_rows(&settings, &data, &columns);
    assert_int_equal(columns, 10);
    assert_memory_equal(rows, expected, sizeof(expected));
    free(rows);
}

static void longer_tracks_are_cut(void **state)
{
    struct settings settings = settings_of("mel", "flat");
    struct example examples[2] = {sample(), sample()};
    const struct dataset train = {examples, 1, 1}, all = {examples, 2, 1};
    struct vector_layout layout;
    struct vector_table table;
    struct error err = {0};
    float row[4];

    (void)state;
    examples[0].inputs[FEATURE_MEL].frames = 2;
    check_ok(vector_layout_init(&layout, &settings, &train, &err), err);
    check_ok(vector_table_init(&table, &layout, &all, 1, &err), err);
    assert_int_equal(table.columns, 4);
    vector_table_read(&table, 1, 0, 4, row);
    assert_memory_equal(row, ((const float[]){1, 2, 5, 5}), sizeof(row));
    vector_table_finish(&table);
}

static void any_piece_of_a_flat_row_can_be_read(void **state)
{
    struct settings settings = settings_of("mel,chroma", "flat");
    struct example examples[2] = {sample(), sample()};
    const struct dataset data = {examples, 2, 1};
    struct vector_layout layout;
    struct vector_table table;
    struct error err = {0};
    float whole[10], piece[10];

    (void)state;
    examples[1].inputs[FEATURE_MEL].frames = 3;
    check_ok(vector_layout_init(&layout, &settings, &data, &err), err);
    check_ok(vector_table_init(&table, &layout, &data, 1, &err), err);
    vector_table_read(&table, 1, 0, 10, whole);
    for (size_t first = 0; first < 10; first++)
        for (size_t count = 0; first + count <= 10; count++) {
            vector_table_read(&table, 1, first, count, piece);
            assert_memory_equal(piece, whole + first, count * sizeof(float));
        }
    vector_table_finish(&table);
}

static void single_frames_are_taken_as_they_are(void **state)
{
    struct settings settings = settings_of("mel", "deltas");
    struct example example = sample();
    const struct dataset data = {&example, 1, 1};
    size_t columns;
    float *row;

    (void)state;
    example.inputs[FEATURE_MEL] = (struct input){mel, 8, 1};
    row = read_rows(&settings, &data, &columns);
    assert_int_equal(columns, 8);
    assert_memory_equal(row, mel, sizeof(mel));
    free(row);
}

static void rows_of_columns_are_taken_as_they_are(void **state)
{
    struct settings settings = settings_of("stats", "deltas");
    struct example examples[2] = {{.label = 0}, {.label = 1}};
    const struct dataset data = {examples, 2, 2};
    size_t columns;
    float *rows;

    (void)state;
    examples[0].inputs[FEATURE_STATS] = (struct input){mel, 1, 4};
    examples[1].inputs[FEATURE_STATS] = (struct input){mel + 4, 1, 4};
    rows = read_rows(&settings, &data, &columns);
    assert_int_equal(columns, 4);
    assert_memory_equal(rows, mel, sizeof(mel));
    free(rows);
    examples[1].inputs[FEATURE_STATS].frames = 3;
    check_error(&settings, &data,
                "the 'stats' of track 2 of the training part has 3 values, "
                "not 4");
}

static void wavelets_become_the_energy_of_levels(void **state)
{
    enum { SAMPLES = 4001 };
    struct settings settings = settings_of("wavelet", "statistics");
    static float samples[SAMPLES];
    const struct clip clip = {.samples = samples, .count = SAMPLES};
    size_t count = wavelet_count(SAMPLES), columns;
    float *coefficients = calloc(count, sizeof(float)), *row;
    struct example example = {
        .inputs = {[FEATURE_WAVELET] = {coefficients, 1, count}}};
    const struct dataset data = {&example, 1, 1};

    (void)state;
    /* All of it changes from one sample to the next: the finest level. */
    for (size_t i = 0; i < SAMPLES; i++)
        samples[i] = i % 2 ? -1.0F : 1.0F;
    wavelet_run(&clip, coefficients);
    row = read_rows(&settings, &data, &columns);
    assert_int_equal(columns, 12);
    /* The last sample has no partner and leaks into the others. */
    for (size_t level = 0; level < 5; level++)
        assert_true(row[level] < -40);
    check_near(row[5], 10 * log10(2), 0.1);
    check_near(row[11], 0, 0.2);
    free(row);
    free(coefficients);
}

static void impossible_wavelets_are_told(void **state)
{
    struct settings settings = settings_of("wavelet", "statistics");
    static const float values[128];
    struct example example = {.inputs = {[FEATURE_WAVELET] = {values, 1, 3}}};
    const struct dataset data = {&example, 1, 1};

    (void)state;
    check_error(&settings, &data,
                "the 'wavelet' of track 1 of the training part has 3 "
                "coefficients, which is no decomposition of 5 levels");
}

static void missing_features_are_told(void **state)
{
    struct settings settings = settings_of("mel,mfcc", "statistics");
    struct example example = sample();
    const struct dataset data = {&example, 1, 1};

    (void)state;
    check_error(&settings, &data, "track 1 of the training part has no 'mfcc'");
}

static void other_numbers_of_bands_are_told(void **state)
{
    struct settings settings = settings_of("mel", "statistics");
    struct example examples[2] = {sample(), sample()};
    const struct dataset data = {examples, 2, 1};

    (void)state;
    examples[1].inputs[FEATURE_MEL] = (struct input){mel, 4, 2};
    check_error(&settings, &data,
                "the 'mel' of track 2 of the training part has 4 bands, not 2");
}

static void too_many_columns_are_told(void **state)
{
    struct settings settings = settings_of("mel,chroma", "flat");
    struct example example = sample();
    const struct dataset data = {&example, 1, 1};

    (void)state;
    /* Nothing is read before the lengths are checked. */
    example.inputs[FEATURE_MEL].frames = VECTOR_COLUMNS_MAX / 2;
    check_error(&settings, &data,
                "a track would be 16777218 numbers, and 16777216 are the "
                "most; leave out a feature, or learn from statistics");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bands_become_mean_and_deviation),
        cmocka_unit_test(deltas_add_the_deviation_of_steps),
        cmocka_unit_test(flat_rows_are_filled_up_to_the_longest),
        cmocka_unit_test(longer_tracks_are_cut),
        cmocka_unit_test(any_piece_of_a_flat_row_can_be_read),
        cmocka_unit_test(single_frames_are_taken_as_they_are),
        cmocka_unit_test(rows_of_columns_are_taken_as_they_are),
        cmocka_unit_test(wavelets_become_the_energy_of_levels),
        cmocka_unit_test(impossible_wavelets_are_told),
        cmocka_unit_test(missing_features_are_told),
        cmocka_unit_test(other_numbers_of_bands_are_told),
        cmocka_unit_test(too_many_columns_are_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
