#include "ui/chart.h"

#include "tests/check.h"
#include "ui/confusion.h"
#include "ui/dots.h"
#include "ui/heat.h"

#include <locale.h>
#include <string.h>

static const struct look coloured = {true, LOOK_256};
static const struct look shaded = {true, LOOK_16};
static const struct look ascii = {false, LOOK_MONO};

static char *dump_and_finish(struct canvas *canvas)
{
    char *text = canvas_dump(canvas);

    canvas_finish(canvas);
    return text;
}

/* --- dots ----------------------------------------------------------------- */

static void dots_are_finer_than_cells(void **state)
{
    struct dots_pen pen = {.style = STYLE_WAVE};
    struct canvas canvas;
    struct dots dots;
    char *text;

    (void)state;
    canvas_init(&canvas, 2, 1, coloured);
    dots_init(&dots, &canvas);
    assert_int_equal(dots.width, 4);
    assert_int_equal(dots.height, 4);
    dots_line(&dots, 0, 0, 3, 3, &pen);
    dots_set(&dots, 4, 0, STYLE_WAVE, 0);
    dots_set(&dots, 0, -1, STYLE_WAVE, 0);
    dots_finish(&dots);
    text = dump_and_finish(&canvas);
    assert_string_equal(text, "⠑⢄\n");
    free(text);
}

static void dots_in_ascii_tell_upper_from_lower(void **state)
{
    struct canvas canvas;
    struct dots dots;
    char *text;

    (void)state;
    canvas_init(&canvas, 4, 1, ascii);
    dots_init(&dots, &canvas);
    dots_set(&dots, 0, 0, STYLE_WAVE, 0);
    dots_set(&dots, 1, 1, STYLE_WAVE, 0);
    dots_set(&dots, 2, 0, STYLE_WAVE, 0);
    dots_set(&dots, 2, 1, STYLE_WAVE, 0);
    dots_set(&dots, 3, 1, STYLE_WAVE, '*');
    dots_finish(&dots);
    text = dump_and_finish(&canvas);
    assert_string_equal(text, "'.#*\n");
    free(text);
}

/* --- chart -----------------------------------------------------------------
 */

static struct chart rising(const double *values, size_t count)
{
    return (struct chart){
        .title = "rising",
        .curves = {{"up", values, sizeof(double), STYLE_CURVE_A, '*', false}},
        .curve_count = 1,
        .count = count,
        .x_max = (double)count,
        .low = 0,
        .high = 1};
}

static void a_straight_line_goes_from_corner_to_corner(void **state)
{
    static const double values[] = {0, 0.25, 0.5, 0.75, 1};
    struct chart chart = rising(values, 5);
    struct canvas canvas;
    char *text;

    (void)state;
    canvas_init(&canvas, 25, 7, ascii);
    chart_draw(&chart, &canvas);
    text = dump_and_finish(&canvas);
    assert_string_equal(text, "rising           up 1.00\n"
                              "   1|                 ***\n"
                              "    |             ****\n"
                              " 0.5|          ***\n"
                              "    |     *****\n"
                              "   0|*****\n"
                              "     1                  5\n");
    free(text);
}

static void a_single_value_stands_in_the_middle(void **state)
{
    static const double values[] = {0.5};
    struct chart chart = rising(values, 1);
    struct canvas canvas;
    char *text;

    (void)state;
    canvas_init(&canvas, 32, 7, ascii);
    chart_draw(&chart, &canvas);
    text = dump_and_finish(&canvas);
    assert_string_equal(text, "rising\n"
                              "   1|\n"
                              "    |\n"
                              " 0.5|             * up .50\n"
                              "    |\n"
                              "   0|\n"
                              "                  1\n");
    free(text);
}

static void values_that_are_no_numbers_leave_a_gap(void **state)
{
    double values[] = {0.5, NAN, NAN, INFINITY, 0.5};
    struct chart chart = rising(values, 5);
    struct canvas canvas;
    int stars = 0;
    char *text;

    (void)state;
    canvas_init(&canvas, 40, 7, ascii);
    chart_draw(&chart, &canvas);
    text = dump_and_finish(&canvas);
    for (const char *c = text; *c; c++)
        stars += *c == '*';
    assert_int_equal(stars, 2);
    free(text);
}

static void axes_end_at_round_numbers(void **state)
{
    (void)state;
    check_near(chart_round_up(2.3), 2.5, 1e-12);
    check_near(chart_round_up(2.5), 2.5, 1e-12);
    check_near(chart_round_up(0.012), 0.015, 1e-12);
    check_near(chart_round_up(1000), 1000, 1e-9);
    check_near(chart_round_up(0), 1, 0);
    check_near(chart_round_up(NAN), 1, 0);
    check_near(chart_round_up(INFINITY), 1, 0);
}

/* --- heat ----------------------------------------------------------------- */

static void the_first_row_is_at_the_bottom(void **state)
{
    static const float values[] = {0, 0, 0, 0, 80, 80, 80, 80};
    struct heat heat = {values, 2, 4, 80};
    struct canvas canvas;
    char *text;

    (void)state;
    canvas_init(&canvas, 4, 2, ascii);
    heat_draw(&heat, &canvas);
    text = dump_and_finish(&canvas);
    assert_string_equal(text, "@@@@\n\n");
    free(text);
}

static void a_coloured_cell_shows_two_rows(void **state)
{
    static const float values[] = {0, 80};
    struct heat heat = {values, 2, 1, 80};
    struct canvas canvas;

    (void)state;
    canvas_init(&canvas, 1, 1, coloured);
    heat_draw(&heat, &canvas);
    assert_int_equal(canvas.cells[0].code, GLYPH_UPPER_HALF);
    assert_int_equal(canvas.cells[0].style,
                     style_heat(STYLE_HEAT_LEVELS - 1, 0));
    canvas_finish(&canvas);
}

static void what_is_no_number_is_dark(void **state)
{
    static const float values[] = {NAN, 1};
    struct heat heat = {values, 1, 2, 80};
    struct canvas canvas;
    char *text;

    (void)state;
    canvas_init(&canvas, 2, 1, ascii);
    heat_draw(&heat, &canvas);
    text = dump_and_finish(&canvas);
    assert_int_equal(text[0], ' ');
    free(text);
}

static void without_a_range_all_levels_are_used(void **state)
{
    static const float values[] = {1, 1.5F, NAN, 2};
    struct heat heat = {values, 1, 4, 0};
    struct canvas canvas;
    char *text;

    (void)state;
    canvas_init(&canvas, 4, 1, ascii);
    heat_draw(&heat, &canvas);
    text = dump_and_finish(&canvas);
    assert_int_equal(text[0], ' ');
    assert_int_not_equal(text[1], ' ');
    assert_int_equal(text[2], ' ');
    assert_int_equal(text[3], '@');
    free(text);
}

static void louder_is_never_darker(void **state)
{
    (void)state;
    for (int i = 1; i < GLYPH_SHADES; i++)
        assert_int_not_equal(glyph_shade(i, false), glyph_shade(i - 1, false));
    assert_int_equal(glyph_shade(-5, true), ' ');
    assert_int_equal(glyph_shade(99, true), 0x2588);
}

/* --- confusion ------------------------------------------------------------ */

static char *names[] = {(char[]){"blues"}, (char[]){"jazz"}, (char[]){"rock"}};

static void init_score(struct score *score)
{
    static const int labels[] = {0, 0, 0, 0, 1, 1, 1, 1, 2, 2};
    static const int predicted[] = {0, 0, 0, 1, 1, 1, 2, 2, 2, 2};

    score_init(score, labels, predicted, 10, 3);
}

static void each_cell_shows_its_number(void **state)
{
    struct confusion_place place;
    struct confusion confusion = {.classes = names, .row = 1, .column = 2};
    struct score score;
    struct canvas canvas;
    char *text;

    (void)state;
    init_score(&score);
    confusion.score = &score;
    canvas_init(&canvas, 50, 8, coloured);
    confusion_draw(&confusion, &canvas, &place);
    text = dump_and_finish(&canvas);
    assert_non_null(strstr(text, "given jazz, predicted rock: 2 of 4 (50 %)"));
    assert_non_null(strstr(text, ".67  .50  .57    4"));
    free(text);
    confusion.percent = true;
    canvas_init(&canvas, 50, 8, shaded);
    confusion_draw(&confusion, &canvas, &place);
    text = dump_and_finish(&canvas);
    assert_non_null(strstr(text, "75"));
    assert_non_null(strstr(text, "100"));
    free(text);
    score_finish(&score);
}

static void a_click_finds_the_cell_that_is_drawn_there(void **state)
{
    struct confusion_place place;
    struct confusion confusion = {.classes = names};
    struct score score;
    struct canvas canvas;
    size_t row, column;

    (void)state;
    init_score(&score);
    confusion.score = &score;
    canvas_init(&canvas, 60, 12, coloured);
    confusion_draw(&confusion, &canvas, &place);
    assert_true(confusion_hit(&place, place.x + place.width,
                              place.y + 2 * place.height, &row, &column));
    assert_int_equal(row, 2);
    assert_int_equal(column, 1);
    assert_false(confusion_hit(&place, place.x - 1, place.y, &row, &column));
    assert_false(confusion_hit(&place, place.x + 3 * place.width, place.y, &row,
                               &column));
    canvas_finish(&canvas);
    score_finish(&score);
}

static void the_selected_cell_is_shown_among_many_classes(void **state)
{
    enum { MANY = 60 };
    static char text[MANY][8];
    char *many[MANY];
    int labels[MANY];
    struct confusion_place place;
    struct confusion confusion = {.classes = many, .row = 59, .column = 30};
    struct score score;
    struct canvas canvas;

    (void)state;
    for (int i = 0; i < MANY; i++) {
        snprintf(text[i], sizeof(text[i]), "g%d", i);
        many[i] = text[i];
        labels[i] = i;
    }
    score_init(&score, labels, labels, MANY, MANY);
    confusion.score = &score;
    canvas_init(&canvas, 78, 18, coloured);
    confusion_draw(&confusion, &canvas, &place);
    assert_in_range(confusion.row, place.row, place.row + place.rows - 1);
    assert_in_range(confusion.column, place.column,
                    place.column + place.columns - 1);
    assert_true(place.row + place.rows <= MANY);
    assert_true(place.column + place.columns <= MANY);
    canvas_finish(&canvas);
    score_finish(&score);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dots_are_finer_than_cells),
        cmocka_unit_test(dots_in_ascii_tell_upper_from_lower),
        cmocka_unit_test(a_straight_line_goes_from_corner_to_corner),
        cmocka_unit_test(a_single_value_stands_in_the_middle),
        cmocka_unit_test(values_that_are_no_numbers_leave_a_gap),
        cmocka_unit_test(axes_end_at_round_numbers),
        cmocka_unit_test(the_first_row_is_at_the_bottom),
        cmocka_unit_test(a_coloured_cell_shows_two_rows),
        cmocka_unit_test(what_is_no_number_is_dark),
        cmocka_unit_test(without_a_range_all_levels_are_used),
        cmocka_unit_test(louder_is_never_darker),
        cmocka_unit_test(each_cell_shows_its_number),
        cmocka_unit_test(a_click_finds_the_cell_that_is_drawn_there),
        cmocka_unit_test(the_selected_cell_is_shown_among_many_classes),
    };

    setlocale(LC_CTYPE, "C.UTF-8");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
