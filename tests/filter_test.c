#include "tests/check.h"

#include "base/alloc.h"
#include "catalog/filter.h"
#include "catalog/split.h"

#include <string.h>

enum { ROWS = 5 };

static struct track tracks[ROWS] = {
    {
        .name = (char[]){"rock.00001"},
        .path = (char[]){"/music/rock/rock.00001.wav"},
        .genre = (char[]){"rock"},
        .original_genre = (char[]){"rock"},
        .artist = (char[]){"AC/DC"},
        .title = (char[]){"T.N.T. (live)"},
        .format = (char[]){"WAV, 16 bit"},
        .rate_hz = 44100,
        .channels = 2,
        .duration_s = 30,
        .peak = 1,
        .rms = 0.2,
    },
    {
        .name = (char[]){"rock.00002"},
        .path = (char[]){"/music/rock/rock.00002.wav"},
        .genre = (char[]){"Rock"},
        .original_genre = (char[]){"blues"},
        .artist = (char[]){"Bj\xC3\xB6rk"},
        .title = (char[]){"Not and Or"},
        .rate_hz = 22050,
        .channels = 1,
        .duration_s = 12.5,
        .peak = 0.5,
    },
    {
        .name = (char[]){"jazz.00054"},
        .path = (char[]){"/music/jazz/jazz.00054.wav"},
        .genre = (char[]){"jazz"},
        .original_genre = (char[]){"jazz"},
        .status = TRACK_UNREADABLE,
        .reason = (char[]){"unknown format"},
    },
    {
        .name = (char[]){"blues.00003"},
        .path = (char[]){"/music/blues/blues.00003.wav"},
        .genre = (char[]){"blues"},
        .original_genre = (char[]){"blues"},
        .artist = (char[]){"Say \"Hi\" \\ Bye"},
        .status = TRACK_TRUNCATED,
        .channels = 1,
        .duration_s = 29,
        .clipped = 0.25,
        .mean = -0.01,
    },
    {
        .name = (char[]){"wrong"},
        .path = (char[]){"/music/wrong.wav"},
        .status = TRACK_MISSING,
        .silent = 0.75,
        .constant = 0.5,
        .channels = 6,
    },
};

static struct filter_row rows[ROWS] = {
    {&tracks[0], "rock", 0.9, SPLIT_TRAIN},
    {&tracks[1], "blues", 0.4, SPLIT_TEST},
    {&tracks[2], NULL, NAN, -1},
    {&tracks[3], "blues", 0.5, SPLIT_VALID},
    {&tracks[4], "blues", 1, SPLIT_TEST},
};

/* Which rows match, as digits: "03" are the first and the fourth. */
static void check_matches(const char *text, const char *expected)
{
    struct filter *filter = NULL;
    struct error err = {0};
    char found[ROWS + 1] = "";
    size_t column = 0;

    if (!filter_compile(&filter, text, &column, &err))
        fail_msg("'%s' gives: %s", text, err.text);
    for (int i = 0; i < ROWS; i++)
        if (filter_match(filter, &rows[i]))
            snprintf(found + strlen(found), 2, "%d", i);
    if (strcmp(found, expected) != 0)
        fail_msg("'%s' matches %s, not %s", text, found, expected);
    filter_destroy(filter);
}

static void check_refused(const char *text, size_t expected, const char *part)
{
    struct filter *filter = NULL;
    struct error err = {0};
    size_t column = 0;
    char *number = xformat("column %zu: ", expected);

    assert_false(filter_compile(&filter, text, &column, &err));
    assert_null(filter);
    if (column != expected || !strstr(err.text, number) ||
        !strstr(err.text, part))
        fail_msg("'%s' gives at %zu: %s", text, column, err.text);
    assert_false(filter_compile(&filter, text, NULL, &err));
    free(number);
}

static void nothing_matches_everything(void **state)
{
    (void)state;
    check_matches("", "01234");
    check_matches("  \t ", "01234");
    check_matches("\"\"", "01234");
    check_matches("music", "01234");
    filter_destroy(NULL);
}

static void words_are_found_in_every_text(void **state)
{
    (void)state;
    check_matches("00054", "2");
    check_matches("ac/dc", "0");
    check_matches("t.n.t", "0");
    check_matches("BLUES", "3");
    check_matches("/jazz/", "2");
    check_matches("bj\xC3\xB6rk", "1");
    check_matches("nobody", "");
    check_matches("rock.0", "01");
    check_matches("12\"", "");
    check_matches("kk", "");
}

static void quotes_keep_what_means_something_else(void **state)
{
    (void)state;
    check_matches("\"Not and Or\"", "1");
    check_matches("\"(live)\"", "0");
    check_matches("\"wrong\"", "4");
    check_matches("\"or\"", "1");
    check_matches("\"say \\\"hi\\\" \\\\ bye\"", "3");
    check_matches("artist:\"SAY \\\"\"", "3");
    check_matches("\"genre:rock\"", "");
}

static void texts_are_compared_by_field(void **state)
{
    (void)state;
    check_matches("genre:rock", "01");
    check_matches("Genre:ROCK", "01");
    check_matches("genre:oc", "01");
    check_matches("genre=oc", "");
    check_matches("genre=rock", "01");
    check_matches("genre: rock", "01");
    check_matches("genre = rock", "01");
    check_matches("genre:\"\"", "4");
    check_matches("genre=\"\"", "4");
    check_matches("artist:\"\"", "24");
    check_matches("original:blues", "13");
    check_matches("predicted:blues", "134");
    check_matches("predicted:\"\"", "2");
    check_matches("name:wrong", "4");
    check_matches("path:wav", "01234");
    check_matches("title:live", "0");
    check_matches("format:wav", "0");
    check_matches("reason:unknown", "2");
    /* The name of a field alone is a word like others. */
    check_matches("name", "");
    check_matches("not format", "01234");
}

static void choices_are_compared_by_their_beginning(void **state)
{
    (void)state;
    check_matches("status:unreadable", "2");
    check_matches("status=READY", "01");
    check_matches("status:t", "3");
    check_matches("status:missing", "4");
    check_matches("split:train", "0");
    check_matches("split:valid", "3");
    check_matches("split:te", "14");
    check_matches("split:t", "014");
    check_matches("split:none", "2");
}

static void numbers_are_compared(void **state)
{
    (void)state;
    check_matches("conf<.5", "1");
    check_matches("conf<=.5", "13");
    check_matches("conf>.5", "04");
    check_matches("conf>=0.5", "034");
    check_matches("conf=.5", "3");
    check_matches("conf:0.50", "3");
    check_matches("conf < 50%", "1");
    check_matches("conf>=-1", "0134");
    check_matches("duration>29", "0");
    check_matches("duration>=29", "03");
    check_matches("duration=12.5", "1");
    check_matches("rate=44100", "0");
    check_matches("channels>2", "4");
    check_matches("peak=1", "0");
    check_matches("rms>.1", "0");
    check_matches("mean<0", "3");
    check_matches("clipped>20%", "3");
    check_matches("silent>.7", "4");
    check_matches("constant>.4", "4");
}

static void wrong_is_predicted_as_something_else(void **state)
{
    (void)state;
    check_matches("wrong", "1");
    check_matches("WRONG", "1");
    check_matches("not wrong", "0234");
    check_matches("wrongly", "");
}

static void terms_are_combined(void **state)
{
    (void)state;
    check_matches("rock 00002", "1");
    check_matches("rock and 00002", "1");
    check_matches("rock or jazz", "012");
    check_matches("jazz or rock 00002", "12");
    check_matches("(jazz or rock) 00002", "1");
    check_matches("rock 00002 or jazz", "12");
    check_matches("not rock", "234");
    check_matches("not not rock", "01");
    check_matches("not (rock or jazz)", "34");
    check_matches("not rock not jazz", "34");
    check_matches("rock not 00001", "1");
    check_matches("NOT rock AND NOT jazz Or 00001", "034");
    check_matches("(((jazz)))", "2");
    check_matches("(jazz)(00054)", "2");
    check_matches("genre:rock and (conf<.5 or duration>29) and not "
                  "split:train",
                  "1");
    check_matches("a or b or c or rock or d or e", "01234");
    check_matches("zz or yy or xx or jazz or ww", "2");
}

static void mistakes_are_told_with_their_column(void **state)
{
    (void)state;
    check_refused("flag:E", 1, "'flag'");
    check_refused("rock flag:E", 6, "'flag'");
    check_refused("\xC3\xB6\xC3\xB6 x:y", 4, "'x'");
    check_refused("http://x", 1, "'http'");
    check_refused("genre:", 7, "value");
    check_refused("(genre:)", 8, "value");
    check_refused("conf<", 6, "value");
    check_refused("conf<x", 6, "'x'");
    check_refused("conf<1.2.3", 6, "'1.2.3'");
    check_refused("conf<.", 6, "'.'");
    check_refused("conf<-", 6, "'-'");
    check_refused("conf<1e3", 6, "'1e3'");
    check_refused("conf<0,5", 6, "'0,5'");
    check_refused("genre<x", 6, "numbers");
    check_refused("status>x", 7, "numbers");
    check_refused("status:x", 8, "unreadable");
    check_refused("split:\"\"", 7, "valid");
    check_refused("(rock", 1, "not closed");
    check_refused("rock (a (b)", 6, "not closed");
    check_refused("rock)", 5, "closes nothing");
    check_refused(")", 1, "missing");
    check_refused("()", 2, "missing");
    check_refused("rock and", 9, "missing");
    check_refused("or rock", 1, "missing");
    check_refused("rock or or", 9, "missing");
    check_refused("not", 4, "missing");
    check_refused("a \"b c", 3, "quote");
    check_refused("genre:\"b", 7, "quote");
}

static void what_is_shown_is_safe(void **state)
{
    struct filter *filter;
    struct error err = {0};

    (void)state;
    assert_false(filter_compile(&filter, "conf<\x1b[2J", NULL, &err));
    assert_null(strchr(err.text, '\x1b'));
}

/* One text many times in a row. */
static char *repeat(const char *text, int times)
{
    size_t length = strlen(text);
    char *all = xcalloc(length * (size_t)times + 1, 1);

    for (int i = 0; i < times; i++)
        snprintf(all + length * (size_t)i, length + 1, "%s", text);
    return all;
}

static void depth_and_length_are_bounded(void **state)
{
    char *text;

    (void)state;
    text = repeat("not ", 1000);
    check_refused(text, 257, "deep");
    free(text);
    text = repeat("(", 4000);
    check_refused(text, 65, "deep");
    free(text);
    text = repeat("x ", 2000);
    check_matches(text, "");
    free(text);
    text = repeat("rock or ", 400);
    check_refused(text, 3201, "missing");
    text[strlen(text) - 4] = '\0';
    check_matches(text, "01");
    free(text);
    text = repeat("x ", 3000);
    check_refused(text, 1, "too long");
    free(text);
}

static void any_bytes_compile_or_are_refused(void **state)
{
    static const char alphabet[] = "()\":=<> andortgenreconf.5%\\\xC3\xB6\xFF";
    uint32_t random = 1;

    (void)state;
    for (int i = 0; i < 20000; i++) {
        struct filter *filter = NULL;
        struct error err = {0};
        char text[24] = "";
        size_t column = 0;

        for (int j = 0; j < 23; j++) {
            random = random * 1664525 + 1013904223;
            text[j] = alphabet[(random >> 16) % (sizeof(alphabet) - 1)];
        }
        if (filter_compile(&filter, text, &column, &err)) {
            for (int j = 0; j < ROWS; j++)
                (void)filter_match(filter, &rows[j]);
            filter_destroy(filter);
        } else {
            assert_in_range(column, 1, 24);
        }
    }
}

static void every_field_of_the_list_can_be_used(void **state)
{
    size_t count;
    const struct filter_field *fields = filter_fields(&count);

    (void)state;
    assert_true(count >= 10);
    for (size_t i = 0; i < count; i++) {
        char *text = xformat("%s:1", fields[i].name);
        struct filter *filter = NULL;
        struct error err = {0};

        assert_true(strlen(fields[i].help) > 0);
        /* A choice has no value 1; it says so, and knows the field. */
        if (filter_compile(&filter, text, NULL, &err))
            filter_destroy(filter);
        else
            assert_null(strstr(err.text, "no field"));
        free(text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_matches_everything),
        cmocka_unit_test(words_are_found_in_every_text),
        cmocka_unit_test(quotes_keep_what_means_something_else),
        cmocka_unit_test(texts_are_compared_by_field),
        cmocka_unit_test(choices_are_compared_by_their_beginning),
        cmocka_unit_test(numbers_are_compared),
        cmocka_unit_test(wrong_is_predicted_as_something_else),
        cmocka_unit_test(terms_are_combined),
        cmocka_unit_test(mistakes_are_told_with_their_column),
        cmocka_unit_test(what_is_shown_is_safe),
        cmocka_unit_test(depth_and_length_are_bounded),
        cmocka_unit_test(any_bytes_compile_or_are_refused),
        cmocka_unit_test(every_field_of_the_list_can_be_used),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
