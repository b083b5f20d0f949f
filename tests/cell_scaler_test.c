#include "tests/check.h"

#include "learn/cell_scaler.h"
#include "learn/unify_length.h"

struct measured {
    size_t length;
    int train;
    double mean, deviation, low, high;
};

struct percentile {
    size_t count;
    size_t lengths[10];
    size_t seventieth;
};

#include "tests/golden/standardised.h"

enum { BANDS = 3, TRACKS = 8, TRAINED = 5 };

static const size_t frames_of[TRACKS] = {5, 7, 6, 7, 3, 7, 9, 1};

/* The same numbers as in tests/golden/standardised.py. */
static float value_of(size_t track, size_t band, size_t frame)
{
    size_t mixed = track * 7919 + band * 104729 + frame * 1299709;

    if (band == 2)
        return track % 2 == 0 || frame != 1 ? -80.0F : -79.5F;
    return (float)(mixed % 1009) / 64 - 7;
}

static struct input make_input(size_t track, float *room)
{
    size_t frames = frames_of[track];

    for (size_t band = 0; band < BANDS; band++)
        for (size_t frame = 0; frame < frames; frame++)
            room[band * frames + frame] = value_of(track, band, frame);
    return (struct input){.values = room, .bands = BANDS, .frames = frames};
}

static struct cell_scaler *fit(size_t length)
{
    struct cell_scaler *scaler = NULL;
    struct error err = {0};
    float room[BANDS * 9];

    check_ok(cell_scaler_create(&scaler, BANDS, length, &err), err);
    for (size_t i = 0; i < TRAINED; i++) {
        struct input input = make_input(i, room);

        cell_scaler_add(scaler, &input);
    }
    cell_scaler_fit(scaler);
    return scaler;
}

static struct spread measure(const struct cell_scaler *scaler, size_t first,
                             size_t end)
{
    struct spread spread;
    float room[BANDS * 9];

    spread_init(&spread);
    for (size_t i = first; i < end; i++) {
        struct input input = make_input(i, room);

        cell_scaler_measure(scaler, &input, &spread);
    }
    return spread;
}

static void cells_are_scaled_as_scikit_learn_does(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(measured) / sizeof(measured[0]); i++) {
        const struct measured *wanted = &measured[i];
        struct cell_scaler *scaler = fit(wanted->length);
        struct spread spread = wanted->train ? measure(scaler, 0, TRAINED)
                                             : measure(scaler, TRAINED, TRACKS);

        check_near(spread_mean(&spread), wanted->mean, 1e-13);
        check_near(spread_deviation(&spread), wanted->deviation, 1e-12);
        check_near(spread.low, wanted->low, 1e-11);
        check_near(spread.high, wanted->high, 1e-11);
        cell_scaler_destroy(scaler);
    }
}

static void cells_that_never_vary_are_only_moved(void **state)
{
    struct cell_scaler *scaler = fit(1);
    float values[BANDS] = {0, 0, -77.25F};
    struct input input = {.values = values, .bands = BANDS, .frames = 1};
    struct spread spread;

    (void)state;
    spread_init(&spread);
    cell_scaler_measure(scaler, &input, &spread);
    check_near(spread.high, 2.75, 0);
    cell_scaler_destroy(scaler);
}

static void merged_spreads_are_those_of_all_numbers(void **state)
{
    struct spread all, left, right;

    (void)state;
    spread_init(&all);
    spread_init(&left);
    spread_init(&right);
    for (int i = 0; i < 10; i++) {
        spread_add(&all, i * i - 20);
        spread_add(i < 3 ? &left : &right, i * i - 20);
    }
    spread_merge(&left, &right);
    check_near(spread_mean(&left), 8.5, 0);
    check_near(spread_deviation(&left), spread_deviation(&all), 0);
    check_near(left.low, -20, 0);
    check_near(left.high, 61, 0);
}

static void nothing_has_no_mean(void **state)
{
    struct spread spread;

    (void)state;
    spread_init(&spread);
    assert_true(isnan(spread_mean(&spread)));
    assert_true(isnan(spread_deviation(&spread)));
}

static void percentile_is_numpys(void **state)
{
    /* So many bands that the least number of values is no bound. */
    const size_t bands = UNIFY_LEAST_VALUES;

    (void)state;
    for (size_t i = 0; i < sizeof(percentiles) / sizeof(percentiles[0]); i++) {
        struct percentile given = percentiles[i];

        assert_int_equal(unify_length(given.lengths, given.count, bands, true),
                         given.seventieth);
    }
}

static void length_is_the_longest_without_a_cut(void **state)
{
    size_t frames[] = {4, 90000, 17};

    (void)state;
    assert_int_equal(unify_length(frames, 3, 1, false), 90000);
    assert_int_equal(unify_length(frames, 0, 1, false), 0);
    assert_int_equal(unify_length(frames, 0, 1, true), 0);
}

static void cut_leaves_at_least_15000_values(void **state)
{
    size_t waves[] = {30000, 100, 200, 300, 400, 500};
    size_t short_waves[] = {900, 100, 200};
    size_t images[] = {1000, 50, 50, 50, 50, 50};

    (void)state;
    assert_int_equal(unify_length(waves, 6, 1, true), 15000);
    assert_int_equal(unify_length(short_waves, 3, 1, true), 900);
    assert_int_equal(unify_length(images, 6, 128, true), 118);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_are_scaled_as_scikit_learn_does),
        cmocka_unit_test(cells_that_never_vary_are_only_moved),
        cmocka_unit_test(merged_spreads_are_those_of_all_numbers),
        cmocka_unit_test(nothing_has_no_mean),
        cmocka_unit_test(percentile_is_numpys),
        cmocka_unit_test(length_is_the_longest_without_a_cut),
        cmocka_unit_test(cut_leaves_at_least_15000_values),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
