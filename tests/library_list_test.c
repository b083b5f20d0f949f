#include "ui/library_list.h"

#include "tests/check.h"
#include "ui/table.h"

#include <string.h>

/* Five tracks in the order of their names, as the session sends them. */
static struct library_row rows[] = {
    {.track = {.id = 1,
               .name = (char[]){"a1"},
               .path = (char[]){"/m/a1.wav"},
               .genre = (char[]){"jazz"},
               .artist = (char[]){"Zoot"},
               .duration_s = 30},
     .predicted = 0,
     .confidence = 0.9f,
     .part = SPLIT_TEST},
    {.track = {.id = 2,
               .name = (char[]){"a2"},
               .path = (char[]){"/m/a2.wav"},
               .genre = (char[]){"jazz"},
               .artist = (char[]){"ella"},
               .title = (char[]){"Night and Day"},
               .duration_s = 12},
     .predicted = 1,
     .confidence = 0.4f,
     .part = SPLIT_TRAIN},
    {.track = {.id = 3,
               .name = (char[]){"b1"},
               .path = (char[]){"/m/b1.wav"},
               .genre = (char[]){"hip hop"},
               .status = TRACK_TRUNCATED,
               .duration_s = 20},
     .predicted = -1,
     .part = -1},
    {.track = {.id = 4,
               .name = (char[]){"b2"},
               .path = (char[]){"/m/b2.wav"},
               .status = TRACK_UNREADABLE},
     .predicted = -1,
     .part = -1},
    {.track = {.id = 5,
               .name = (char[]){"c1"},
               .path = (char[]){"/m/c1.wav"},
               .genre = (char[]){"rock"},
               .artist = (char[]){"Ella"},
               .title = (char[]){"Day"},
               .duration_s = 30},
     .predicted = 1,
     .confidence = 0.7f,
     .part = SPLIT_VALID},
};
static char *classes[] = {(char[]){"jazz"}, (char[]){"rock"}};
static const struct library library = {.rows = rows,
                                       .count = 5,
                                       .run_id = 1,
                                       .classes = classes,
                                       .class_count = 2};

/* The ids that are shown, as digits. */
static void check_shown(const struct library_list *list, const char *ids)
{
    char shown[8] = "";

    for (size_t i = 0; i < library_list_count(list); i++)
        shown[i] = (char)('0' + library_list_at(list, i)->track.id);
    assert_string_equal(shown, ids);
}

static void check_filter(const char *filter, const char *ids)
{
    struct library_list *list = library_list_create();

    library_list_set(list, &library);
    assert_true(library_list_filter(list, filter));
    assert_string_equal(library_list_fault(list), "");
    check_shown(list, ids);
    library_list_destroy(list);
}

static void the_filter_sees_track_prediction_and_part(void **state)
{
    (void)state;
    check_filter("", "12345");
    check_filter("ELLA", "25");
    check_filter("genre=jazz predicted=rock", "2");
    check_filter("genre=\"hip hop\"", "3");
    check_filter("split:test", "1");
    check_filter("status:unreadable", "4");
    check_filter("conf<.5", "2");
    check_filter("wrong", "2");
    check_filter("nowhere", "");
}

static void a_faulty_filter_keeps_what_was_shown(void **state)
{
    struct library_list *list = library_list_create();

    (void)state;
    library_list_set(list, &library);
    library_list_filter(list, "ella");
    assert_false(library_list_filter(list, "ella ("));
    assert_string_equal(library_list_filter_text(list), "ella (");
    assert_true(library_list_fault(list)[0] != '\0');
    check_shown(list, "25");
    assert_true(library_list_filter(list, "ella (night)"));
    assert_string_equal(library_list_fault(list), "");
    check_shown(list, "2");
    library_list_destroy(list);
}

static void a_quoted_text_means_itself(void **state)
{
    char *quoted = library_quote("a\"b\\c");

    (void)state;
    assert_string_equal(quoted, "\"a\\\"b\\\\c\"");
    free(quoted);
    quoted = library_value("hip-hop_2");
    assert_string_equal(quoted, "hip-hop_2");
    free(quoted);
    quoted = library_value("hip hop");
    assert_string_equal(quoted, "\"hip hop\"");
    free(quoted);
    quoted = library_value("");
    assert_string_equal(quoted, "\"\"");
    free(quoted);
}

static void check_sort(enum library_column column, bool reverse,
                       const char *ids)
{
    struct library_list *list = library_list_create();

    library_list_set(list, &library);
    library_list_sort(list, column, reverse);
    check_shown(list, ids);
    library_list_destroy(list);
}

static void columns_sort_and_unknown_values_come_last(void **state)
{
    (void)state;
    check_sort(LIBRARY_TRACK, false, "12345");
    check_sort(LIBRARY_TRACK, true, "54321");
    check_sort(LIBRARY_GIVEN, false, "31254");
    check_sort(LIBRARY_CONFIDENCE, false, "25134");
    check_sort(LIBRARY_SPLIT, false, "25134");
    check_sort(LIBRARY_LENGTH, false, "42315");
    check_sort(LIBRARY_ARTIST, false, "25134");
    check_sort(LIBRARY_STATUS, false, "12534");
}

static void order_and_filter_survive_a_new_collection(void **state)
{
    struct library fewer = library;
    struct library_list *list = library_list_create();

    (void)state;
    library_list_set(list, &library);
    library_list_filter(list, "a");
    library_list_sort(list, LIBRARY_ARTIST, true);
    fewer.count = 2;
    library_list_set(list, &fewer);
    check_shown(list, "12");
    assert_string_equal(library_list_filter_text(list), "a");
    library_list_set(list, NULL);
    assert_int_equal(library_list_count(list), 0);
    library_list_destroy(list);
}

static void search_goes_around_both_ways(void **state)
{
    struct library_list *list = library_list_create();

    (void)state;
    library_list_set(list, &library);
    assert_int_equal(library_list_search(list, "ELLA", 0, false), 1);
    assert_int_equal(library_list_search(list, "ella", 2, false), 4);
    assert_int_equal(library_list_search(list, "zoot", 2, false), 0);
    assert_int_equal(library_list_search(list, "ella", 3, true), 1);
    assert_int_equal(library_list_search(list, "ella", 0, true), 4);
    assert_int_equal(library_list_search(list, "nowhere", 0, true), 5);
    assert_int_equal(library_list_search(list, "(", 0, false), 5);
    library_list_destroy(list);
}

static void tracks_are_found_by_id(void **state)
{
    struct library_list *list = library_list_create();

    (void)state;
    library_list_set(list, &library);
    library_list_filter(list, "genre:jazz");
    assert_int_equal(library_list_find(list, 2), 1);
    assert_int_equal(library_list_find(list, 5), 2);
    library_list_destroy(list);
}

/* --- the table ------------------------------------------------------------ */

static void the_cursor_stays_in_sight(void **state)
{
    struct table table = {0};

    (void)state;
    table_resize(&table, 100);
    table_fit(&table, 10);
    table_move(&table, REQUEST_LAST);
    table_fit(&table, 10);
    assert_int_equal(table.cursor, 99);
    assert_int_equal(table.top, 90);
    table_move(&table, REQUEST_PAGE_UP);
    table_move(&table, REQUEST_UP);
    table_fit(&table, 10);
    assert_int_equal(table.cursor, 88);
    assert_int_equal(table.top, 88);
    table_resize(&table, 5);
    table_fit(&table, 10);
    assert_int_equal(table.cursor, 4);
    assert_int_equal(table.top, 0);
    table_resize(&table, 0);
    table_move(&table, REQUEST_DOWN);
    table_fit(&table, 0);
    assert_int_equal(table.cursor, 0);
}

static void columns_that_do_not_fit_are_left_out(void **state)
{
    static const struct column columns[] = {
        {"one", 5, 8, 1, false},
        {"two", 5, 5, 3, false},
        {"three", 5, 20, 2, false},
    };
    int widths[3];

    (void)state;
    column_fit(columns, 3, 4, widths);
    assert_int_equal(widths[0] + widths[1] + widths[2], 0);
    column_fit(columns, 3, 11, widths);
    assert_int_equal(widths[0], 5);
    assert_int_equal(widths[1], 0);
    assert_int_equal(widths[2], 5);
    column_fit(columns, 3, 30, widths);
    assert_int_equal(widths[0], 8);
    assert_int_equal(widths[1], 5);
    assert_int_equal(widths[2], 15);
    column_fit(columns, 3, 300, widths);
    assert_int_equal(widths[2], 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_filter_sees_track_prediction_and_part),
        cmocka_unit_test(a_faulty_filter_keeps_what_was_shown),
        cmocka_unit_test(a_quoted_text_means_itself),
        cmocka_unit_test(columns_sort_and_unknown_values_come_last),
        cmocka_unit_test(order_and_filter_survive_a_new_collection),
        cmocka_unit_test(search_goes_around_both_ways),
        cmocka_unit_test(tracks_are_found_by_id),
        cmocka_unit_test(the_cursor_stays_in_sight),
        cmocka_unit_test(columns_that_do_not_fit_are_left_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
