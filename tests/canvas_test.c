#include "ui/canvas.h"

#include "tests/check.h"

#include <locale.h>
#include <string.h>

static const struct look utf8 = {true, LOOK_256};
static const struct look ascii = {false, LOOK_MONO};

static void check_dump(const struct canvas *canvas, const char *expected)
{
    char *text = canvas_dump(canvas);

    assert_string_equal(text, expected);
    free(text);
}

static void text_is_clipped_on_all_sides(void **state)
{
    struct canvas canvas;

    (void)state;
    canvas_init(&canvas, 5, 2, utf8);
    canvas_text(&canvas, -2, 0, STYLE_TEXT, "abcdefghij");
    canvas_text(&canvas, 3, 1, STYLE_TEXT, "xyz");
    canvas_text(&canvas, 0, -1, STYLE_TEXT, "above");
    canvas_text(&canvas, 0, 2, STYLE_TEXT, "below");
    check_dump(&canvas, "cdefg\n   xy\n");
    canvas_finish(&canvas);
}

static void a_part_cannot_draw_outside(void **state)
{
    struct canvas canvas, part;

    (void)state;
    canvas_init(&canvas, 6, 3, utf8);
    part = canvas_part(&canvas, 2, 1, 2, 1);
    canvas_text(&part, -1, 0, STYLE_TEXT, "abcdef");
    canvas_text(&part, 0, 1, STYLE_TEXT, "no");
    canvas_line(&part, -5, -1, 20, STYLE_FRAME);
    check_dump(&canvas, "\n  bc\n\n");
    part = canvas_part(&canvas, 5, 2, 100, 100);
    assert_int_equal(part.width, 1);
    assert_int_equal(part.height, 1);
    part = canvas_part(&canvas, -3, 0, 2, 2);
    assert_int_equal(part.width, 0);
    canvas_finish(&canvas);
}

static void no_cells_at_all_are_fine(void **state)
{
    struct canvas canvas;

    (void)state;
    canvas_init(&canvas, 0, 0, utf8);
    canvas_text(&canvas, 0, 0, STYLE_TEXT, "nothing");
    canvas_field(&canvas, 0, 0, 10, STYLE_TEXT, "nothing");
    canvas_bar(&canvas, 0, 0, 10, 0.5);
    assert_int_equal(canvas_paragraph(&canvas, 0, STYLE_TEXT, "nothing"), 0);
    canvas_settle(&canvas);
    check_dump(&canvas, "");
    canvas_finish(&canvas);
    canvas_init(&canvas, -4, 1000000, utf8);
    assert_int_equal(canvas.width, 0);
    canvas_finish(&canvas);
}

static void control_characters_are_shown_escaped(void **state)
{
    struct canvas canvas;

    (void)state;
    canvas_init(&canvas, 30, 1, utf8);
    canvas_text(&canvas, 0, 0, STYLE_TEXT, "a\033[2Jb\x80 \n");
    check_dump(&canvas, "a\\x1b[2Jb\\x80 \\x0a\n");
    canvas_finish(&canvas);
}

static void wide_characters_take_two_cells(void **state)
{
    struct canvas canvas;

    (void)state;
    canvas_init(&canvas, 5, 1, utf8);
    assert_int_equal(canvas_text(&canvas, 0, 0, STYLE_TEXT, "日本"), 4);
    assert_int_equal(canvas.cells[1].code, 0);
    check_dump(&canvas, "日本\n");
    /* Only half of the third would fit. */
    canvas_text(&canvas, 0, 0, STYLE_TEXT, "日本語");
    check_dump(&canvas, "日本\n");
    canvas_finish(&canvas);
}

static void a_halved_wide_character_becomes_blank(void **state)
{
    struct canvas canvas;

    (void)state;
    canvas_init(&canvas, 4, 1, utf8);
    canvas_text(&canvas, 0, 0, STYLE_TEXT, "日本");
    canvas_put(&canvas, 1, 0, 'x', STYLE_TEXT);
    canvas_put(&canvas, 2, 0, 'y', STYLE_TEXT);
    canvas_settle(&canvas);
    check_dump(&canvas, " xy\n");
    canvas_finish(&canvas);
}

static void a_combining_mark_joins_the_cell_before(void **state)
{
    struct canvas canvas;

    (void)state;
    canvas_init(&canvas, 4, 1, utf8);
    assert_int_equal(canvas_text(&canvas, 0, 0, STYLE_TEXT, "e\xcc\x81x"), 2);
    assert_int_equal(canvas.cells[0].mark, 0x301);
    check_dump(&canvas, "e\xcc\x81x\n");
    canvas_finish(&canvas);
}

static void fields_are_padded_or_cut(void **state)
{
    struct canvas canvas;

    (void)state;
    canvas_init(&canvas, 12, 4, utf8);
    canvas_text(&canvas, 0, 0, STYLE_TEXT, "############");
    canvas_field(&canvas, 1, 0, 5, STYLE_TEXT, "ab");
    canvas_field_right(&canvas, 0, 1, 5, STYLE_TEXT, "ab");
    canvas_field(&canvas, 0, 2, 5, STYLE_TEXT, "abcdefg");
    canvas_field(&canvas, 0, 3, 4, STYLE_TEXT, "日本語");
    check_dump(&canvas, "#ab   ######\n   ab\nabcd…\n日…\n");
    canvas_finish(&canvas);
}

static void without_utf8_everything_is_ascii(void **state)
{
    struct canvas canvas;
    char *text;

    (void)state;
    canvas_init(&canvas, 12, 3, ascii);
    canvas_text(&canvas, 0, 0, STYLE_TEXT, "Björk 日本");
    canvas_bar(&canvas, 0, 1, 8, 0.5);
    canvas_line(&canvas, 0, 2, 4, STYLE_FRAME);
    text = canvas_dump(&canvas);
    assert_string_equal(text, "Bj?rk ??\n####----\n----\n");
    free(text);
    canvas_finish(&canvas);
}

static void paragraphs_break_at_blanks_and_inside_long_words(void **state)
{
    struct canvas canvas;

    (void)state;
    canvas_init(&canvas, 8, 5, utf8);
    assert_int_equal(canvas_paragraph(&canvas, 0, STYLE_TEXT,
                                      "one two three incomprehensible"),
                     4);
    check_dump(&canvas, "one two\nthree\nincompre\nhensible\n\n");
    canvas_finish(&canvas);
}

static void bars_fill_by_eighths(void **state)
{
    struct canvas canvas;

    (void)state;
    canvas_init(&canvas, 4, 4, utf8);
    canvas_bar(&canvas, 0, 0, 4, 0.5);
    canvas_bar(&canvas, 0, 1, 4, 0.28125);
    canvas_bar(&canvas, 0, 2, 4, 7);
    canvas_bar(&canvas, 0, 3, 4, -1);
    check_dump(&canvas, "██──\n█▏──\n████\n────\n");
    canvas_finish(&canvas);
}

static void every_style_has_a_paint_at_every_depth(void **state)
{
    (void)state;
    for (int depth = 0; depth < LOOK_DEPTH_COUNT; depth++) {
        int colours = depth == LOOK_256 ? 256 : depth == LOOK_16 ? 16 : 8;

        for (int style = 0; style < STYLE_COUNT; style++) {
            struct paint paint =
                style_paint((uint16_t)style, (enum look_depth)depth);

            if (depth == LOOK_MONO)
                assert_true(paint.ink == -1 && paint.ground == -1);
            assert_in_range(paint.ink + 1, 0, colours);
            assert_in_range(paint.ground + 1, 0, colours);
        }
    }
}

static void what_matters_differs_without_colour(void **state)
{
    static const uint16_t marked[] = {STYLE_SELECTED, STYLE_TAB_ACTIVE,
                                      STYLE_BAD, STYLE_WARNING, STYLE_HEADER};

    (void)state;
    for (size_t i = 0; i < sizeof(marked) / sizeof(marked[0]); i++)
        assert_int_not_equal(style_paint(marked[i], LOOK_MONO).attributes,
                             style_paint(STYLE_TEXT, LOOK_MONO).attributes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_clipped_on_all_sides),
        cmocka_unit_test(a_part_cannot_draw_outside),
        cmocka_unit_test(no_cells_at_all_are_fine),
        cmocka_unit_test(control_characters_are_shown_escaped),
        cmocka_unit_test(wide_characters_take_two_cells),
        cmocka_unit_test(a_halved_wide_character_becomes_blank),
        cmocka_unit_test(a_combining_mark_joins_the_cell_before),
        cmocka_unit_test(fields_are_padded_or_cut),
        cmocka_unit_test(without_utf8_everything_is_ascii),
        cmocka_unit_test(paragraphs_break_at_blanks_and_inside_long_words),
        cmocka_unit_test(bars_fill_by_eighths),
        cmocka_unit_test(every_style_has_a_paint_at_every_depth),
        cmocka_unit_test(what_matters_differs_without_colour),
    };

    setlocale(LC_CTYPE, "C.UTF-8");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
