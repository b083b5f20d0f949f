#include "ui/keymap.h"

#include "tests/check.h"
#include "ui/line.h"

#include <string.h>

static void the_list_of_requests_has_no_conflicts(void **state)
{
    struct keymap keymap = {0};
    struct error err = {0};

    (void)state;
    for (int i = 0; i < REQUEST_COUNT; i++) {
        char keys[128];
        char *rest = keys;
        char *key;

        snprintf(keys, sizeof(keys), "%s", request_info((enum request)i)->keys);
        assert_true(keys[0] != '\0');
        while ((key = strsep(&rest, " ")) != NULL)
            check_ok(keymap_bind(&keymap, (enum request)i, key, &err), err);
    }
}

static void every_request_says_what_it_does(void **state)
{
    (void)state;
    for (int i = 0; i < REQUEST_COUNT; i++) {
        const struct request_info *info = request_info((enum request)i);

        assert_true(strlen(info->help) > 4);
        /* It must fit beside the keys in 80 columns. */
        assert_true(strlen(info->help) < 56);
    }
}

static void a_key_taken_in_the_same_view_is_refused(void **state)
{
    struct keymap keymap;
    struct error err = {0};

    (void)state;
    keymap_init(&keymap);
    assert_false(keymap_bind(&keymap, REQUEST_SORT, "q", &err));
    assert_non_null(strstr(err.text, "'q'"));
    assert_non_null(strstr(err.text, "'QUIT'"));
    assert_false(keymap_bind(&keymap, REQUEST_QUIT, "f", &err));
    assert_false(keymap_bind(&keymap, REQUEST_QUIT, "Hyper", &err));
}

static void one_key_may_mean_different_things_in_two_views(void **state)
{
    struct keymap keymap;

    (void)state;
    keymap_init(&keymap);
    assert_int_equal(keymap_find(&keymap, 's', SCOPE_LIBRARY)->request,
                     REQUEST_SORT);
    assert_int_equal(keymap_find(&keymap, 's', SCOPE_TRAIN)->request,
                     REQUEST_STOP);
    assert_null(keymap_find(&keymap, 's', SCOPE_JOBS));
    assert_int_equal(keymap_find(&keymap, 'q', SCOPE_JOBS)->request,
                     REQUEST_QUIT);
}

static void digits_carry_their_number(void **state)
{
    struct keymap keymap;

    (void)state;
    keymap_init(&keymap);
    assert_int_equal(keymap_find(&keymap, '1', SCOPE_JOBS)->ordinal, 0);
    assert_int_equal(keymap_find(&keymap, '4', SCOPE_JOBS)->ordinal, 3);
    assert_int_equal(keymap_find(&keymap, '4', SCOPE_JOBS)->request,
                     REQUEST_VIEW);
}

static void key_names_can_be_read_back(void **state)
{
    static const char *const names[] = {"k",   "?",     "^F",  "Enter", "Esc",
                                        "Tab", "S-Tab", "F1",  "PgDn",  "Up",
                                        "%",   "Space", "Del", "é"};

    (void)state;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        char name[KEY_NAME_SIZE];

        assert_int_not_equal(key_parse(names[i]), 0);
        key_format(key_parse(names[i]), name);
        assert_string_equal(name, names[i]);
    }
    assert_int_equal(key_parse(""), 0);
    assert_int_equal(key_parse("ab"), 0);
    assert_int_equal(key_parse("\xff"), 0);
}

static void type(struct line *line, const char *names)
{
    while (*names) {
        size_t length = strcspn(names, " ");
        char name[KEY_NAME_SIZE];

        snprintf(name, sizeof(name), "%.*s", (int)length, names);
        line_key(line, key_parse(name));
        names += length + strspn(names + length, " ");
    }
}

static void a_line_is_edited_by_characters_not_bytes(void **state)
{
    struct line line = {0};

    (void)state;
    line_set(&line, "aéz");
    type(&line, "Left Bksp");
    assert_string_equal(line.text, "az");
    type(&line, "é Home Del End !");
    assert_string_equal(line.text, "éz!");
    type(&line, "Left Left Right Del");
    assert_string_equal(line.text, "éz");
}

static void words_and_lines_are_erased_at_once(void **state)
{
    struct line line = {0};

    (void)state;
    line_set(&line, "/music/genres one two");
    type(&line, "^W");
    assert_string_equal(line.text, "/music/genres one ");
    type(&line, "^W ^W");
    assert_string_equal(line.text, "/music/");
    type(&line, "^W");
    assert_string_equal(line.text, "/");
    line_set(&line, "abcdef");
    type(&line, "Left Left ^K ^U");
    assert_string_equal(line.text, "");
    type(&line, "^W Bksp Del ^K ^U");
    assert_string_equal(line.text, "");
}

static void a_full_line_takes_no_more(void **state)
{
    struct line line = {0};

    (void)state;
    line_set(&line, "");
    for (int i = 0; i < 2 * LINE_SIZE; i++)
        line_key(&line, 0x1F600);
    assert_true(line.length < LINE_SIZE);
    assert_int_equal(line.length % 4, 0);
    assert_int_equal(strlen(line.text), line.length);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_list_of_requests_has_no_conflicts),
        cmocka_unit_test(every_request_says_what_it_does),
        cmocka_unit_test(a_key_taken_in_the_same_view_is_refused),
        cmocka_unit_test(one_key_may_mean_different_things_in_two_views),
        cmocka_unit_test(digits_carry_their_number),
        cmocka_unit_test(key_names_can_be_read_back),
        cmocka_unit_test(a_line_is_edited_by_characters_not_bytes),
        cmocka_unit_test(words_and_lines_are_erased_at_once),
        cmocka_unit_test(a_full_line_takes_no_more),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
