#include "tests/check.h"

#include "command/heatmap.h"
#include "command/plot.h"
#include "command/progress.h"

#include <string.h>

static const double rising[] = {0, 1, 2, 3};
static const double falling[] = {3, 2, 1, 0};

/* The caller frees it. */
static char *print(const struct plot *plot)
{
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);

    assert_non_null(stream);
    plot_print(plot, stream);
    fclose(stream);
    return text;
}

static void letters_mark_the_curves(void **state)
{
    const struct plot_series series[] = {{"train", rising, 4},
                                         {"valid", falling, 4}};
    struct plot plot = {.title = "loss",
                        .series = series,
                        .series_count = 2,
                        .columns = 4,
                        .rows = 4};
    char *text = print(&plot);

    (void)state;
    assert_string_equal(text, "loss\n"
                              "  3.000 |v  t train 3.000\n"
                              "        | vt\n"
                              "        | tv\n"
                              "  0.000 |t  v valid 0.000\n"
                              "        1   4\n");
    free(text);
}

static void braille_has_eight_dots_a_cell(void **state)
{
    const struct plot_series series[] = {{"t", rising, 4}};
    struct plot plot = {.title = "x",
                        .series = series,
                        .series_count = 1,
                        .columns = 2,
                        .rows = 1,
                        .braille = true};
    char *text = print(&plot);

    (void)state;
    /* A diagonal: bottom left to top right of 4 x 4 dots. */
    assert_non_null(strstr(text, "\u2860\u280a"));
    free(text);
}

static void gaps_stay_empty(void **state)
{
    const double values[] = {1, NAN, NAN, 1};
    const struct plot_series series[] = {{"t", values, 4}};
    struct plot plot = {.title = "x",
                        .series = series,
                        .series_count = 1,
                        .low = 0,
                        .high = 1,
                        .columns = 4,
                        .rows = 2};
    char *text = print(&plot);

    (void)state;
    assert_non_null(strstr(text, "|t  t t 1.000\n"));
    free(text);
}

static void one_epoch_and_equal_values_are_drawn(void **state)
{
    const double one = 2;
    const struct plot_series series[] = {{"t", &one, 1}};
    struct plot plot = {.title = "x",
                        .series = series,
                        .series_count = 1,
                        .columns = 4,
                        .rows = 2};
    char *text = print(&plot);

    (void)state;
    assert_string_equal(text, "x\n"
                              "  3.000 |\n"
                              "  2.000 |t    t 2.000\n"
                              "        1   1\n");
    free(text);
}

static void heatmap_shows_counts_and_shares(void **state)
{
    static const int labels[] = {0, 0, 0, 0, 1, 1};
    static const int predicted[] = {0, 0, 0, 1, 1, 1};
    char blues[] = "blues", jazz[] = "\033jazz";
    char *names[] = {blues, jazz};
    struct score score;
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);

    (void)state;
    assert_non_null(stream);
    score_init(&score, labels, predicted, 6, 2);
    heatmap_print(&score, names, stream);
    fclose(stream);
    assert_string_equal(text, "\n"
                              "         predicted\n"
                              "genre    blues \\x1bj tracks\n"
                              "blues       3%    1.      4\n"
                              "           75%   25%\n"
                              "\\x1bjazz    .     2#      2\n"
                              "                100%\n");
    free(text);
    score_finish(&score);
}

static void check_time(double seconds, const char *expected)
{
    char text[24];

    progress_format_time(seconds, text, sizeof(text));
    assert_string_equal(text, expected);
}

static void times_are_short(void **state)
{
    (void)state;
    check_time(0, "0:00");
    check_time(59.6, "1:00");
    check_time(754, "12:34");
    check_time(3600, "1:00:00");
    check_time(-5, "0:00");
    check_time(1e300, "99:59:59");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(letters_mark_the_curves),
        cmocka_unit_test(braille_has_eight_dots_a_cell),
        cmocka_unit_test(gaps_stay_empty),
        cmocka_unit_test(one_epoch_and_equal_values_are_drawn),
        cmocka_unit_test(heatmap_shows_counts_and_shares),
        cmocka_unit_test(times_are_short),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
