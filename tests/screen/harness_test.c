#include "tests/check.h"
#include "tests/screen/screen.h"
#include "tests/screen/toy.h"

#include <signal.h>
#include <string.h>

static char *folder;

static struct screen *play(const char *toy)
{
    const char *const argv[] = {"/proc/self/exe", "toy", toy, NULL};
    const struct child_options options = {
        .argv = argv, .folder = folder, .rows = 24, .columns = 80};

    return screen_start(&options);
}

static void keys_arrive(void **state)
{
    static const struct {
        enum screen_key key;
        const char *name;
    } keys[] = {
        {SCREEN_UP, "key KEY_UP "},
        {SCREEN_LEFT, "key KEY_LEFT "},
        {SCREEN_HOME, "key KEY_HOME "},
        {SCREEN_END, "key KEY_END "},
        {SCREEN_PAGE_DOWN, "key KEY_NPAGE "},
        {SCREEN_BACK_TAB, "key KEY_BTAB "},
        {SCREEN_BACKSPACE, "key KEY_BACKSPACE "},
        {SCREEN_DELETE, "key KEY_DC "},
        {SCREEN_F1, "key KEY_F(1) "},
        {SCREEN_TAB, "key ^I "},
        {SCREEN_ENTER, "key ^J "},
        {SCREEN_ESCAPE, "key ^[ "},
    };
    struct screen *screen = play("keys");

    (void)state;
    screen_await(screen, "key none keys 0");
    for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
        screen_press(screen, keys[i].key);
        screen_await(screen, keys[i].name);
    }
    screen_type(screen, "ab");
    screen_await(screen, "key b keys 14");
    screen_press_control(screen, 'f');
    screen_await(screen, "key ^F keys 15");
    screen_type(screen, "q");
    screen_check_exit(screen, 0);
}

static void the_mouse_arrives_where_it_points(void **state)
{
    struct screen *screen = play("keys");

    (void)state;
    screen_await(screen, "key none");
    assert_true(screen_takes_mouse(screen));
    screen_click(screen, 4, 7);
    screen_await(screen, "key M");
    screen_click(screen, 5, 7);
    screen_await(screen, "key KEY_MOUSE");
}

static void a_resize_is_told(void **state)
{
    struct screen *screen = play("keys");

    (void)state;
    screen_await(screen, "size 80x24");
    screen_resize(screen, 60, 200);
    screen_await(screen, "size 200x60 key KEY_RESIZE");
    screen_resize(screen, 5, 40);
    screen_await(screen, "size 40x5");
    assert_int_equal(screen_rows(screen), 5);
    assert_int_equal(screen_columns(screen), 40);
}

static void cells_have_text_attributes_and_colours(void **state)
{
    struct screen *screen = play("keys");
    struct screen_cell cell;
    int row = -1;
    int column = -1;

    (void)state;
    screen_await(screen, "bold red");
    cell = screen_cell(screen, 1, 0);
    assert_string_equal(cell.text, "b");
    assert_true(cell.bold);
    assert_false(cell.reverse);
    assert_int_equal(cell.foreground, 1);
    assert_int_equal(cell.background, SCREEN_COLOUR_DEFAULT);
    cell = screen_cell(screen, 1, 10);
    assert_true(cell.reverse);
    assert_false(cell.bold);
    assert_int_equal(cell.foreground, SCREEN_COLOUR_DEFAULT);
    assert_string_equal(screen_row(screen, 2), "\u28ff\u2588 wide \u65e5 end");
    assert_true(screen_find(screen, "end", &row, &column));
    assert_int_equal(row, 2);
    assert_int_equal(column, 11);
}

static void the_alternate_screen_and_the_cursor_are_seen(void **state)
{
    struct screen *screen = play("keys");
    const char *why = NULL;

    (void)state;
    screen_await(screen, "key none");
    assert_true(screen_is_alternate(screen));
    assert_false(screen_cursor_is_visible(screen));
    assert_false(screen_is_sane(screen, &why));
    screen_type(screen, "q");
    screen_check_exit(screen, 0);
    assert_false(screen_is_alternate(screen));
    assert_true(screen_cursor_is_visible(screen));
    assert_false(screen_find(screen, "bold red", NULL, NULL));
}

static void check_bad_manners(const char *toy, const char *expected)
{
    struct screen *screen = play(toy);
    const char *why = "nothing";

    screen_await_state(screen, CHILD_ENDED);
    assert_int_equal(child_exit_status(screen_child(screen)), 0);
    assert_false(screen_is_sane(screen, &why));
    assert_string_equal(why, expected);
    screen_finish(screen);
}

static void a_terminal_left_wrong_is_noticed(void **state)
{
    (void)state;
    check_bad_manners("leaves-everything", "it is on the alternate screen");
    check_bad_manners("leaves-alternate", "it is on the alternate screen");
    check_bad_manners("leaves-hidden", "its cursor is hidden");
    check_bad_manners("leaves-mouse", "it reports the mouse");
    check_bad_manners("leaves-raw", "ECHO");
}

static void a_program_that_dies_without_restoring_is_noticed(void **state)
{
    struct screen *screen = play("keys");
    const char *why = NULL;

    (void)state;
    screen_await(screen, "key none");
    child_signal(screen_child(screen), SIGKILL);
    screen_await_state(screen, CHILD_ENDED);
    assert_int_equal(child_exit_signal(screen_child(screen)), SIGKILL);
    assert_int_equal(child_exit_status(screen_child(screen)), -1);
    assert_false(screen_is_sane(screen, &why));
}

static void last_words_are_read_after_the_end(void **state)
{
    struct screen *screen = play("prints-much");

    (void)state;
    screen_check_exit(screen, 3);
    assert_string_equal(screen_row(screen, 23), "the last line");
    assert_string_equal(screen_row(screen, 22), "line 4999");
}

static bool both_ends_differ(struct screen *screen, const void *context)
{
    char *top = strdup(screen_row(screen, 0));
    bool differ = strcmp(top, screen_row(screen, 2)) != 0;

    (void)context;
    free(top);
    return differ;
}

static void only_whole_frames_are_looked_at(void **state)
{
    struct screen *screen = play("tears");

    (void)state;
    assert_false(screen_comes_true(screen, both_ends_differ, NULL));
    screen_check_exit(screen, 0);
    assert_int_equal(screen_frame(screen), 300);
    assert_string_equal(screen_row(screen, 0), "300.");
}

static void waiting_for_what_never_comes_ends(void **state)
{
    struct screen *screen = play("prints-much");

    (void)state;
    assert_false(screen_comes_true(screen, both_ends_differ, NULL) &&
                 screen_find(screen, "no such text", NULL, NULL));
    assert_false(screen_find(screen, "no such text", NULL, NULL));
}

static void repetitions_end_where_they_should(void **state)
{
    struct screen *screen = play("repeats");

    (void)state;
    screen_check_exit(screen, 0);
    assert_int_equal(strspn(screen_row(screen, 1), "-"), 79);
    assert_string_equal(screen_row(screen, 1) + 79, "+");
    assert_string_equal(screen_row(screen, 2), "");
    assert_int_equal(strspn(screen_row(screen, 3), "="), 80);
}

static void questions_to_the_terminal_are_answered(void **state)
{
    struct screen *screen = play("asks");

    (void)state;
    screen_check_exit(screen, 0);
    assert_string_equal(screen_row(screen, 0), "the answer is [4;9R");
}

static void it_stops_and_goes_on_like_a_job(void **state)
{
    struct screen *screen = play("keys");
    const char *why = NULL;

    (void)state;
    screen_await(screen, "key none");
    screen_press_control(screen, 'z');
    screen_await_state(screen, CHILD_STOPPED);
    assert_true(screen_is_sane(screen, &why));
    child_signal(screen_child(screen), SIGCONT);
    screen_await_frame(screen);
    screen_await_state(screen, CHILD_RUNS);
    screen_type(screen, "x");
    screen_await(screen, "key x");
    assert_true(screen_is_alternate(screen));
    screen_type(screen, "q");
    screen_check_exit(screen, 0);
}

static void a_hang_up_is_told(void **state)
{
    struct screen *screen = play("keys");

    (void)state;
    screen_await(screen, "key none");
    screen_hang_up(screen);
    screen_await_state(screen, CHILD_ENDED);
    /* It may notice the loss before the leader's signal reaches it. */
    if (child_exit_status(screen_child(screen)) != 5)
        assert_int_equal(child_exit_signal(screen_child(screen)), SIGHUP);
}

static void a_silent_hang_up_takes_only_the_terminal(void **state)
{
    const char *const argv[] = {"/proc/self/exe", "toy", "keys", NULL};
    const struct child_options options = {.argv = argv,
                                          .folder = folder,
                                          .rows = 24,
                                          .columns = 80,
                                          .silent_hang_up = true};
    struct screen *screen = screen_start(&options);

    (void)state;
    screen_await(screen, "key none");
    screen_hang_up(screen);
    screen_await_state(screen, CHILD_ENDED);
    assert_int_equal(child_exit_status(screen_child(screen)), 5);
}

static void surroundings_are_what_was_asked_for(void **state)
{
    static const char *const environment[] = {"TERM=vt100", "HOME", NULL};
    const char *const argv[] = {"/proc/self/exe", "toy", "tells", NULL};
    struct child_options options = {
        .argv = argv, .folder = folder, .rows = 24, .columns = 200};
    struct screen *screen = screen_start(&options);

    (void)state;
    screen_check_exit(screen, 0);
    assert_non_null(strstr(screen_row(screen, 0), "TERM xterm-256color HOME "));
    assert_non_null(strstr(screen_row(screen, 0), folder));
    assert_non_null(strstr(screen_row(screen, 0), "input 1 output 1"));
    screen_finish(screen);
    options.environment = environment;
    options.input_elsewhere = true;
    options.output_elsewhere = true;
    screen = screen_start(&options);
    screen_check_exit(screen, 0);
    assert_string_equal(screen_row(screen, 0),
                        "TERM vt100 HOME unset input 0 output 0");
}

static void processor_time_is_measured(void **state)
{
    struct screen *screen = play("works");
    double worked;

    (void)state;
    screen_await_frame(screen);
    worked = child_cpu_ms(screen_child(screen));
    assert_true(worked >= 190);
    screen_let_pass(screen, 100);
    assert_true(child_cpu_ms(screen_child(screen)) < worked + 50);
}

static int set_up(void **state)
{
    (void)state;
    folder = scratch_create();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    scratch_remove(folder);
    return 0;
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(keys_arrive, screen_teardown),
        cmocka_unit_test_teardown(the_mouse_arrives_where_it_points,
                                  screen_teardown),
        cmocka_unit_test_teardown(a_resize_is_told, screen_teardown),
        cmocka_unit_test_teardown(cells_have_text_attributes_and_colours,
                                  screen_teardown),
        cmocka_unit_test_teardown(the_alternate_screen_and_the_cursor_are_seen,
                                  screen_teardown),
        cmocka_unit_test_teardown(a_terminal_left_wrong_is_noticed,
                                  screen_teardown),
        cmocka_unit_test_teardown(
            a_program_that_dies_without_restoring_is_noticed, screen_teardown),
        cmocka_unit_test_teardown(last_words_are_read_after_the_end,
                                  screen_teardown),
        cmocka_unit_test_teardown(only_whole_frames_are_looked_at,
                                  screen_teardown),
        cmocka_unit_test_teardown(waiting_for_what_never_comes_ends,
                                  screen_teardown),
        cmocka_unit_test_teardown(repetitions_end_where_they_should,
                                  screen_teardown),
        cmocka_unit_test_teardown(questions_to_the_terminal_are_answered,
                                  screen_teardown),
        cmocka_unit_test_teardown(it_stops_and_goes_on_like_a_job,
                                  screen_teardown),
        cmocka_unit_test_teardown(a_hang_up_is_told, screen_teardown),
        cmocka_unit_test_teardown(a_silent_hang_up_takes_only_the_terminal,
                                  screen_teardown),
        cmocka_unit_test_teardown(surroundings_are_what_was_asked_for,
                                  screen_teardown),
        cmocka_unit_test_teardown(processor_time_is_measured, screen_teardown),
    };

    if (argc == 3 && strcmp(argv[1], "toy") == 0)
        return toy_play(argv[2]);
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
