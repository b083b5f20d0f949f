#include "tests/check.h"

#include "base/text.h"

#include <string.h>

static void check_safe(const char *text, const char *expected)
{
    char *safe = text_safe(text);

    assert_string_equal(safe, expected);
    free(safe);
}

static void ordinary_text_stays_as_it_is(void **state)
{
    (void)state;
    check_safe("blues.00001", "blues.00001");
    check_safe("Dvořák 東京", "Dvořák 東京");
}

static void nothing_that_steers_a_terminal_gets_through(void **state)
{
    (void)state;
    check_safe("\033]0;x\007", "\\x1b]0;x\\x07");
    check_safe("a\nb\x7f", "a\\x0ab\\x7f");
    check_safe("\xc2\x9b", "\\x9b"); /* C1 control: CSI */
    /* NOLINTNEXTLINE(misc-misleading-bidirectional): the very thing to show */
    check_safe("\xe2\x80\xae", "\\u202e"); /* right-to-left override */
}

static void invalid_bytes_are_shown_one_by_one(void **state)
{
    (void)state;
    check_safe("\xff", "\\xff");
    check_safe("\xc0\x80", "\\xc0\\x80");          /* overlong */
    check_safe("\xed\xa0\x80", "\\xed\\xa0\\x80"); /* surrogate */
    check_safe("\xf0\x9f\x8e", "\\xf0\\x9f\\x8e"); /* cut short */
}

static void encoding_is_the_inverse_of_reading(void **state)
{
    const int32_t codes[] = {'a', 0xE9, 0x20AC, 0x1F3B5};

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        char bytes[5];
        const char *cursor = bytes;
        size_t length = text_encode(codes[i], bytes);

        assert_int_equal(strlen(bytes), length);
        assert_int_equal(text_next(&cursor), codes[i]);
        assert_ptr_equal(cursor, bytes + length);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ordinary_text_stays_as_it_is),
        cmocka_unit_test(nothing_that_steers_a_terminal_gets_through),
        cmocka_unit_test(invalid_bytes_are_shown_one_by_one),
        cmocka_unit_test(encoding_is_the_inverse_of_reading),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
