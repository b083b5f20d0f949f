/* view_test.c - each view of the workbench on a terminal: cells, attributes,
 * what its keys and the mouse do.
 */
#include "base/file.h"
#include "tests/check.h"
#include "tests/screen/stage.h"

#include <string.h>

static struct stage stage;

#define TEST(name) cmocka_unit_test_teardown(name, screen_teardown)

static struct screen_cell cell_of(struct screen *screen, const char *text)
{
    int row = 0;
    int column = 0;

    if (!screen_find(screen, text, &row, &column))
        screen_fail(screen, __FILE__, __LINE__, "there is no '%s'", text);
    return screen_cell(screen, row, column);
}

static bool is_plain(struct screen_cell cell)
{
    return !cell.bold && !cell.reverse && !cell.underline &&
           cell.background == SCREEN_COLOUR_DEFAULT;
}

/* --- Library -------------------------------------------------------------- */

static void the_library_marks_the_tab_and_the_row(void **state)
{
    struct screen *screen = stage_open_library(&stage, "work", NULL);
    struct screen_cell here, there;

    (void)state;
    here = cell_of(screen, "1 Library");
    there = cell_of(screen, "2 Train");
    assert_true(here.bold);
    assert_int_not_equal(here.background, SCREEN_COLOUR_DEFAULT);
    assert_true(is_plain(there));
    here = cell_of(screen, "chime.00000 ");
    there = cell_of(screen, "chime.00001 ");
    assert_int_not_equal(here.background, SCREEN_COLOUR_DEFAULT);
    assert_int_equal(there.background, SCREEN_COLOUR_DEFAULT);
    screen_press(screen, SCREEN_DOWN);
    screen_await(screen, "> chime.00001");
    here = cell_of(screen, "chime.00000 ");
    there = cell_of(screen, "chime.00001 ");
    assert_int_equal(here.background, SCREEN_COLOUR_DEFAULT);
    assert_int_not_equal(there.background, SCREEN_COLOUR_DEFAULT);
}

/* A row of the table, as words; false where it is none. */
static bool read_row(const char *row, char words[4][64])
{
    const char *start = strchr(row, '.');

    if (!start || !strstr(row, " s"))
        return false;
    while (start > row && start[-1] != ' ')
        start--;
    return sscanf(start, "%63s %63s %63s %63s", words[0], words[1], words[2],
                  words[3]) == 4 &&
           strchr(words[0], '.') && strncmp(words[0], words[1], 3) == 0;
}

static struct screen_cell mark_in(struct screen *screen, int row)
{
    struct screen_cell cell = {0};

    for (int column = 0; column < screen_columns(screen); column++) {
        cell = screen_cell(screen, row, column);
        if (strcmp(cell.text, "!") == 0)
            break;
    }
    return cell;
}

static void the_mark_tells_a_wrong_prediction(void **state)
{
    struct screen *screen = stage_open_library(&stage, "work", NULL);
    int wrong = 0;
    int checked = 0;

    (void)state;
    for (int row = 3; row < 14; row++) {
        char words[4][64];
        bool marked;

        if (!read_row(screen_row(screen, row), words) || words[2][0] == '-')
            continue;
        marked = strcmp(words[3], "!") == 0;
        assert_int_equal(marked, strcmp(words[1], words[2]) != 0);
        if (marked && row > 3) /* the first row is selected */
            assert_true(mark_in(screen, row).bold);
        wrong += marked;
        checked++;
    }
    assert_true(checked >= 8);
    /* A net that learned for a moment is wrong about most. */
    assert_true(wrong > 1);
}

static void the_selected_track_has_its_picture(void **state)
{
    struct screen *screen = stage_open_library(&stage, "work", NULL);
    struct screen_cell pixel = cell_of(screen, "\u2580");

    (void)state;
    assert_true(screen_find(screen, "6.0 s  22050 Hz  mono", NULL, NULL));
    assert_int_not_equal(pixel.foreground, SCREEN_COLOUR_DEFAULT);
    assert_int_not_equal(pixel.background, SCREEN_COLOUR_DEFAULT);
    screen_press(screen, SCREEN_ENTER);
    screen_await(screen, "Enter list");
    screen_press(screen, SCREEN_ESCAPE);
    screen_await(screen, "Enter detail");
    screen_type(screen, "/lilt.00001");
    screen_press(screen, SCREEN_ENTER);
    screen_await(screen, "> lilt.00001");
    screen_await(screen, "the file is empty");
}

static void search_and_filter_follow_the_keys(void **state)
{
    struct screen *screen = stage_open_library(&stage, "work", NULL);

    (void)state;
    screen_type(screen, "/waltz");
    screen_await(screen, "> waltz.00000");
    screen_press(screen, SCREEN_ENTER);
    screen_await_gone(screen, "search:");
    screen_type(screen, "n");
    screen_await(screen, "> waltz.00001");
    screen_type(screen, "N");
    screen_await(screen, "> waltz.00000");
    screen_type(screen, "fgenre:hymn");
    screen_await(screen, "8 of 80");
    screen_press(screen, SCREEN_ESCAPE);
    screen_await_gone(screen, "8 of 80");
    screen_await(screen, "> waltz.00000");
    screen_type(screen, "fgenre:hymn");
    screen_press(screen, SCREEN_ENTER);
    screen_await(screen, "> hymn.00000");
    screen_await_gone(screen, "filter:");
    screen_press(screen, SCREEN_ESCAPE);
    screen_await_gone(screen, "8 of 80");
}

static void the_mouse_chooses_tabs_and_rows(void **state)
{
    struct screen *screen = stage_open_library(&stage, "work", NULL);
    int row = 0;
    int column = 0;

    (void)state;
    assert_true(screen_takes_mouse(screen));
    assert_true(screen_find(screen, "chime.00003", &row, &column));
    screen_click(screen, row, column);
    screen_await(screen, "> chime.00003");
    assert_true(screen_find(screen, "3 Results", &row, &column));
    screen_click(screen, row, column);
    screen_await(screen, "rows: given, columns: predicted");
    assert_true(screen_find(screen, "1 Library", &row, &column));
    screen_click(screen, row, column);
    screen_await(screen, "> chime.00003");
    screen_wheel(screen, 8, 10, true);
    screen_await_gone(screen, "> chime.00003");
    screen_type(screen, "m");
    screen_await(screen, "mouse off");
    assert_false(screen_takes_mouse(screen));
}

static void copy_file(const char *from, const char *to)
{
    FILE *in = fopen(from, "rb");
    FILE *out = fopen(to, "wb");
    char bytes[4096];
    size_t size;

    assert_non_null(in);
    assert_non_null(out);
    while ((size = fread(bytes, 1, sizeof(bytes), in)) > 0)
        assert_int_equal(fwrite(bytes, 1, size, out), size);
    fclose(in);
    assert_int_equal(fclose(out), 0);
}

static void a_name_cannot_steer_the_terminal(void **state)
{
    static const char *const import[] = {"import", "evil", NULL};
    char *folder = file_join(stage.folder, "evil/rock");
    char *from = file_join(stage.folder, "demo/genres/hymn/hymn.00000.wav");
    char *to = file_join(folder, "a\033[31m\033]0;owned\007b.wav");
    struct error err = {0};
    struct screen *screen;

    (void)state;
    check_ok(file_make_folder(folder, &err), err);
    copy_file(from, to);
    free(folder);
    free(from);
    free(to);
    stage_run(&stage, "steered", import);
    screen = stage_open(&stage, "steered", 24, 80, NULL);
    screen_await(screen, "a\\x1b[31m\\x1b]0;owned\\x07b");
    assert_int_not_equal(cell_of(screen, "b ").foreground, 1);
}

/* --- Train ---------------------------------------------------------------- */

static void settings_take_good_values_only(void **state)
{
    struct screen *screen = stage_open_library(&stage, "work", NULL);
    int row = 0;

    (void)state;
    screen_type(screen, "2");
    screen_await(screen, "ready: 78 labelled tracks");
    stage_set(screen, "batch", "8");
    screen_press(screen, SCREEN_ENTER);
    screen_await(screen, "batch:");
    screen_press_control(screen, 'u');
    screen_type(screen, "lots");
    screen_press(screen, SCREEN_ENTER);
    screen_await(screen, "'lots'");
    assert_true(screen_find(screen, "> batch ", &row, NULL));
    assert_non_null(strstr(screen_row(screen, row), " 8 "));
    assert_true(cell_of(screen, "> batch").background != SCREEN_COLOUR_DEFAULT);
    screen_type(screen, "+");
    screen_await_gone(screen, "'lots'");
    assert_null(strstr(screen_row(screen, row), " 8 "));
}

static void the_curves_of_the_last_run_are_there(void **state)
{
    struct screen *screen = stage_open_library(&stage, "work", NULL);
    struct screen_cell train, valid;

    (void)state;
    screen_type(screen, "2");
    screen_await(screen, "unfinished run");
    screen_type(screen, "e");
    screen_await(screen, "last run  3 of 3 epochs");
    screen_await(screen, "best epoch ");
    train = cell_of(screen, "train .");
    valid = cell_of(screen, "valid .");
    assert_int_not_equal(train.foreground, valid.foreground);
    assert_int_not_equal(train.bold, valid.bold);
}

/* --- Results -------------------------------------------------------------- */

static int sum_of_counts(const char *row)
{
    const char *cursor = strstr(row, " ") + 1;
    int sum = 0;

    /* The genre, ten cells, then the rates, which have a point. */
    cursor += strcspn(cursor, " ");
    for (int cell = 0; cell < 10; cell++) {
        cursor += strspn(cursor, " []\u2591\u2592\u2593\u2588");
        sum += (int)strtol(cursor, NULL, 10);
        cursor += strcspn(cursor, " []");
    }
    return sum;
}

static void the_confusion_counts_every_test_track(void **state)
{
    struct screen *screen = stage_open_library(&stage, "work", NULL);
    int top = 0;
    int sum = 0;
    int total = 0;

    (void)state;
    screen_type(screen, "3");
    screen_await(screen, "test tracks right");
    assert_true(screen_find(screen, "chime ", &top, NULL));
    for (int row = top; row < top + 10; row++)
        sum += sum_of_counts(screen_row(screen, row));
    assert_true(screen_find(screen, "test tracks right", &top, NULL));
    total = atoi(strstr(screen_row(screen, top), " of ") + 4);
    assert_true(total >= 10);
    assert_int_equal(sum, total);
}

static void the_selected_cell_stands_out_and_answers(void **state)
{
    struct screen *screen = stage_open_library(&stage, "work", NULL);

    (void)state;
    screen_type(screen, "3");
    screen_await(screen, "given chime, predicted chime");
    assert_int_not_equal(cell_of(screen, "[").background,
                         SCREEN_COLOUR_DEFAULT);
    screen_type(screen, "l");
    screen_await(screen, "given chime, predicted drone");
    screen_type(screen, "j");
    screen_await(screen, "given drone, predicted drone");
    screen_type(screen, "%");
    screen_await(screen, "per cent of the given genre");
    screen_type(screen, "b");
    screen_await(screen, "last epoch 3 of 3");
}

/* --- Jobs, help, empty ---------------------------------------------------- */

static void import_by_key(struct screen *screen, const char *folder)
{
    screen_type(screen, "i");
    screen_await(screen, "import folder");
    screen_type(screen, folder);
    screen_press(screen, SCREEN_ENTER);
}

static bool the_error_is_bold(struct screen *screen, const void *context)
{
    (void)context;
    return cell_of(screen, "error").bold;
}

static void jobs_tell_what_was_done(void **state)
{
    struct screen *screen = stage_open_library(&stage, "work", NULL);

    (void)state;
    screen_type(screen, "4");
    screen_await(screen, "import   not since the start");
    import_by_key(screen, "demo/genres");
    screen_await(screen, "import   80 unchanged");
    import_by_key(screen, "nowhere/to/be/found");
    screen_await(screen, "error");
    screen_await(screen, "nowhere/to/be/found");
    screen_type(screen, "j"); /* a selected line looks otherwise */
    screen_await_that(screen, the_error_is_bold, NULL);
}

static void the_help_lists_the_keys_of_the_view(void **state)
{
    struct screen *screen = stage_open_library(&stage, "work", NULL);

    (void)state;
    screen_press(screen, SCREEN_F1);
    screen_await(screen, "show only matching tracks, as you type");
    screen_press(screen, SCREEN_END);
    screen_await_gone(screen, "show only matching tracks, as you type");
    screen_press(screen, SCREEN_HOME);
    screen_await(screen, "show only matching tracks, as you type");
    screen_type(screen, "?");
    screen_await_gone(screen, "show only matching tracks, as you type");
    screen_type(screen, "3");
    screen_await(screen, "rows: given");
    screen_type(screen, "?");
    screen_await(screen, "the tracks of the cell, in the Library");
}

static void a_file_is_classified_by_its_path(void **state)
{
    struct screen *screen = stage_open_library(&stage, "work", NULL);

    (void)state;
    screen_type(screen, "C");
    screen_await(screen, "classify file:");
    screen_type(screen, "demo/genres/waltz/waltz.00002.wav");
    screen_press(screen, SCREEN_ENTER);
    screen_await(screen, "waltz.00002.wav");
    screen_await(screen, "by run 1");
    screen_type(screen, "Cno-such-file.wav");
    screen_press(screen, SCREEN_ENTER);
    screen_await(screen, "no-such-file.wav': ");
    assert_true(cell_of(screen, "no-such-file.wav': ").bold);
}

static void an_empty_workspace_says_what_to_do(void **state)
{
    struct screen *screen = stage_open(&stage, "empty", 24, 80, NULL);

    (void)state;
    screen_await(screen, "This workspace has no tracks yet.");
    assert_true(cell_of(screen, "This workspace").bold);
    screen_check_golden(screen, "terminal-empty");
    screen_type(screen, "2");
    screen_await(screen, "no labelled tracks yet: i");
    screen_type(screen, "3");
    screen_await(screen, "There is no finished run yet.");
    screen_type(screen, "4");
    screen_await(screen, "None yet: ");
    screen_type(screen, "c");
    screen_await_frame(screen);
    screen_type(screen, "q");
    screen_check_exit(screen, 0);
}

static void an_empty_workspace_says_it_in_ascii(void **state)
{
    static const char *const environment[] = {"LC_ALL=C", NULL};
    struct screen *screen = stage_open(&stage, "empty", 24, 80, environment);

    (void)state;
    screen_await(screen, "This workspace has no tracks yet.");
    screen_check_golden(screen, "terminal-empty-ascii");
}

static int set_up(void **state)
{
    (void)state;
    stage_create(&stage);
    stage_import(&stage, "work");
    stage_train(&stage, "work");
    return 0;
}

static int tear_down(void **state)
{
    screen_teardown(state);
    stage_destroy(&stage);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_library_marks_the_tab_and_the_row),
        TEST(the_mark_tells_a_wrong_prediction),
        TEST(the_selected_track_has_its_picture),
        TEST(search_and_filter_follow_the_keys),
        TEST(the_mouse_chooses_tabs_and_rows),
        TEST(a_name_cannot_steer_the_terminal),
        TEST(settings_take_good_values_only),
        TEST(the_curves_of_the_last_run_are_there),
        TEST(the_confusion_counts_every_test_track),
        TEST(the_selected_cell_stands_out_and_answers),
        TEST(jobs_tell_what_was_done),
        TEST(the_help_lists_the_keys_of_the_view),
        TEST(a_file_is_classified_by_its_path),
        TEST(an_empty_workspace_says_what_to_do),
        TEST(an_empty_workspace_says_it_in_ascii),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
