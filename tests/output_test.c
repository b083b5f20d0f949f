#include "tests/check.h"

#include "command/output.h"

#include <jansson.h>
#include <locale.h>
#include <string.h>

static const struct output_column columns[] = {
    {"track", "track", NULL, 0, false}, {"length_s", "length", "s", 1, true},
    {"rank", NULL, NULL, 0, true},      {NULL, "mark", NULL, 0, false},
    {"ready", "ready", NULL, 0, false},
};

static void add_row(struct output *output, const char *track, double length,
                    bool ready)
{
    output_cell(output, output_text(track));
    output_cell(output, output_number(length));
    output_cell(output, output_integer(7));
    output_cell(output, output_text("*"));
    output_cell(output, output_flag(ready));
}

/* A fact, two rows, and an empty table; the caller frees the text. */
static char *sample(enum output_format format)
{
    struct output *output = output_create(format, "list");
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);

    assert_non_null(stream);
    output_fact(output, (struct output_column){"run", "run", NULL, 0, false},
                output_integer(3));
    output_fact(output,
                (struct output_column){"accuracy", "test", "of 1", 2, false},
                output_number(0.745));
    output_table(output, "tracks", NULL, columns, 5);
    add_row(output, "a", 30.0133333333, true);
    add_row(output, "long name", NAN, false);
    output_table(output, "more", "more", columns, 1);
    output_finish(output, stream);
    fclose(stream);
    return text;
}

static void people_get_aligned_columns(void **state)
{
    char *text = sample(OUTPUT_TEXT);

    (void)state;
    assert_string_equal(text, "run   3\n"
                              "test  0.74 of 1\n"
                              "\n"
                              "track      length, s  mark  ready\n"
                              "a               30.0  *     yes\n"
                              "long name          -  *\n");
    free(text);
}

static void scripts_get_tsv(void **state)
{
    char *text = sample(OUTPUT_TSV);

    (void)state;
    assert_string_equal(text, "name\tvalue\n"
                              "run\t3\n"
                              "accuracy\t0.745\n"
                              "\n"
                              "track\tlength_s\trank\tready\n"
                              "a\t30.0133333\t7\ttrue\n"
                              "long name\t\t7\tfalse\n"
                              "\n"
                              "track\n");
    free(text);
}

static void programs_get_json(void **state)
{
    char *text = sample(OUTPUT_JSON);
    json_error_t problem;
    json_t *json = json_loads(text, JSON_REJECT_DUPLICATES, &problem);
    const json_t *row;

    (void)state;
    assert_non_null(json);
    assert_int_equal(json_integer_value(json_object_get(json, "genrelab")), 1);
    assert_string_equal(json_string_value(json_object_get(json, "verb")),
                        "list");
    assert_int_equal(json_integer_value(json_object_get(json, "run")), 3);
    check_near(json_real_value(json_object_get(json, "accuracy")), 0.745, 0);
    row = json_array_get(json_object_get(json, "tracks"), 1);
    assert_int_equal(json_object_size(row), 4);
    assert_true(json_is_null(json_object_get(row, "length_s")));
    assert_true(json_is_false(json_object_get(row, "ready")));
    assert_int_equal(json_array_size(json_object_get(json, "more")), 0);
    json_decref(json);
    free(text);
}

/* One cell with this text, without the heading. */
static char *print_one(enum output_format format, const char *value)
{
    static const struct output_column column = {"t", "t", NULL, 0, false};
    struct output *output = output_create(format, "show");
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);

    assert_non_null(stream);
    output_table(output, "r", NULL, &column, 1);
    output_cell(output, output_text(value));
    output_finish(output, stream);
    fclose(stream);
    return text;
}

static void check_one(enum output_format format, const char *value,
                      const char *expected)
{
    char *text = print_one(format, value);

    assert_string_equal(text, expected);
    free(text);
}

static void no_text_reaches_the_terminal_raw(void **state)
{
    (void)state;
    check_one(OUTPUT_TEXT, "\033[2J", "t\n\\x1b[2J\n");
    check_one(OUTPUT_TSV, "\033[2J", "t\n\\x1b[2J\n");
    check_one(OUTPUT_TEXT,
              "a\xc2\x9b"
              "b",
              "t\na\\x9bb\n");
    check_one(OUTPUT_TEXT, "\xff", "t\n\\xff\n");
    check_one(OUTPUT_TSV, "\xff", "t\n\\xff\n");
}

static void json_is_ascii_whatever_the_name(void **state)
{
    /* NOLINTNEXTLINE(misc-misleading-bidirectional): the very thing to show */
    static const char override[] = "\xe2\x80\xae";
    static const char *const values[] = {"\033[2J", "\xc2\x9b", "\xff",
                                         override, "\xc3\xa4\x7f"};

    (void)state;
    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
        char *text = print_one(OUTPUT_JSON, values[i]);
        json_t *json = json_loads(text, 0, NULL);

        assert_non_null(json);
        for (const char *c = text; *c; c++)
            assert_true((unsigned char)*c < 0x80 && (*c >= ' ' || *c == '\n'));
        json_decref(json);
        free(text);
    }
}

static void tsv_keeps_one_record_a_line(void **state)
{
    (void)state;
    check_one(OUTPUT_TSV, "a\tb\nc\rd\\e", "t\na\\tb\\nc\\rd\\\\e\n");
    check_one(OUTPUT_TSV, "", "t\n\n");
}

/* A long text is written in pieces that must not cut a character. */
static void tsv_keeps_long_texts_whole(void **state)
{
    char value[1025], expected[1040];

    (void)state;
    for (size_t shift = 0; shift < 2; shift++) {
        memset(value, 'x', sizeof(value));
        for (size_t i = shift; i + 1 < sizeof(value); i += 2)
            memcpy(value + i, "\xc3\xa4", 2);
        value[sizeof(value) - 1] = '\0';
        if (!shift)
            value[sizeof(value) - 2] = '\xa4';
        else
            value[sizeof(value) - 2] = 'x';
        snprintf(expected, sizeof(expected), "t\n%s\n", value);
        check_one(OUTPUT_TSV, value, expected);
    }
}

static void wide_characters_are_counted(void **state)
{
    static const struct output_column two[] = {{"a", "a", NULL, 0, false},
                                               {"b", "b", NULL, 0, false}};
    struct output *output = output_create(OUTPUT_TEXT, "list");
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);

    (void)state;
    assert_non_null(stream);
    output_table(output, "r", NULL, two, 2);
    output_cell(output, output_text("\xe9\x9f\xb3")); /* two columns wide */
    output_cell(output, output_text("x"));
    output_cell(output, output_text("abcd"));
    output_cell(output, output_text("y"));
    output_finish(output, stream);
    fclose(stream);
    if (setlocale(LC_CTYPE, NULL)[0] == 'C' &&
        strcmp(setlocale(LC_CTYPE, NULL), "C.UTF-8") != 0)
        print_message("no UTF-8 locale: not checked\n");
    else
        assert_string_equal(text, "a     b\n"
                                  "\xe9\x9f\xb3    x\n"
                                  "abcd  y\n");
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(people_get_aligned_columns),
        cmocka_unit_test(scripts_get_tsv),
        cmocka_unit_test(programs_get_json),
        cmocka_unit_test(no_text_reaches_the_terminal_raw),
        cmocka_unit_test(json_is_ascii_whatever_the_name),
        cmocka_unit_test(tsv_keeps_one_record_a_line),
        cmocka_unit_test(tsv_keeps_long_texts_whole),
        cmocka_unit_test(wide_characters_are_counted),
    };

    setlocale(LC_CTYPE, "C.UTF-8");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
