/* manners_test.c - how the workbench behaves towards every kind of terminal:
 * signals, terminal types, sizes, jobs, lost terminals, quiet.
 */
#include "base/alloc.h"
#include "tests/check.h"
#include "tests/screen/stage.h"

#include <signal.h>
#include <string.h>

static struct stage stage;

#define TEST(name) cmocka_unit_test_teardown(name, screen_teardown)

/* --- signals -------------------------------------------------------------- */

static const int deadly[] = {SIGTERM, SIGHUP, SIGINT, SIGSEGV, SIGABRT};
enum { DEADLY_COUNT = sizeof(deadly) / sizeof(*deadly) };

static void idle(struct screen *screen)
{
    (void)screen;
}

static void in_a_prompt(struct screen *screen)
{
    screen_type(screen, "f");
    screen_await(screen, "filter:");
}

static void in_the_help(struct screen *screen)
{
    screen_type(screen, "?");
    screen_await(screen, "Everywhere");
}

/* What the program does when the signal comes. */
static const struct {
    const char *name;
    void (*enter)(struct screen *screen);
} modes[] = {
    {"idle", idle}, {"in a prompt", in_a_prompt}, {"in the help", in_the_help}};

static void each_signal_leaves_a_sane_terminal(void **state)
{
    (void)state;
    for (size_t mode = 0; mode < sizeof(modes) / sizeof(*modes); mode++) {
        for (size_t i = 0; i < DEADLY_COUNT; i++) {
            struct screen *screen = stage_open_library(&stage, "work", NULL);

            print_message("signal %d %s\n", deadly[i], modes[mode].name);
            modes[mode].enter(screen);
            assert_true(screen_is_alternate(screen));
            child_signal(screen_child(screen), deadly[i]);
            screen_check_death(screen, deadly[i]);
            screen_finish(screen);
        }
    }
}

static bool has_ended_or_trains(struct screen *screen, const void *context)
{
    (void)context;
    return screen_find(screen, "training  epoch", NULL, NULL) &&
           !screen_find(screen, "training  epoch 1 of", NULL, NULL);
}

/* The run that was cut off goes on where it was, and is brought to its end. */
static void check_that_it_continues(const char *workspace)
{
    struct screen *screen = stage_open_library(&stage, workspace, NULL);

    stage_start_training(screen);
    screen_await_that(screen, has_ended_or_trains, NULL);
    assert_true(screen_find(screen, "run 1 ", NULL, NULL));
    screen_type(screen, "4");
    screen_await(screen, "run 1 is continued after epoch ");
    screen_type(screen, "2");
    screen_await(screen, "training  epoch");
    screen_type(screen, "s");
    screen_await(screen, "ended");
    screen_type(screen, "q");
    screen_check_exit(screen, 0);
    screen_finish(screen);
}

static void a_signal_during_a_training_loses_no_run(void **state)
{
    (void)state;
    for (size_t i = 0; i < DEADLY_COUNT; i++) {
        char *workspace = xformat("signal-%d", deadly[i]);
        struct screen *screen;

        print_message("signal %d in a training\n", deadly[i]);
        stage_import(&stage, workspace);
        screen = stage_open_library(&stage, workspace, NULL);
        stage_start_training(screen);
        child_signal(screen_child(screen), deadly[i]);
        screen_check_death(screen, deadly[i]);
        screen_finish(screen);
        check_that_it_continues(workspace);
        free(workspace);
    }
}

static void quitting_during_a_training_loses_no_run(void **state)
{
    struct screen *screen;

    (void)state;
    stage_import(&stage, "quit");
    screen = stage_open_library(&stage, "quit", NULL);
    stage_start_training(screen);
    screen_type(screen, "q");
    screen_check_exit(screen, 0);
    screen_finish(screen);
    check_that_it_continues("quit");
}

/* --- no terminal ---------------------------------------------------------- */

static void check_refusal(const struct child_options *options,
                          const char *sentence)
{
    struct screen *screen = screen_start(options);

    screen_check_exit(screen, 4);
    if (!strstr(screen_row(screen, 0), "genrelab: ") ||
        !screen_find(screen, sentence, NULL, NULL))
        screen_fail(screen, __FILE__, __LINE__, "there is no \"%s\"", sentence);
    screen_finish(screen);
}

static void without_a_terminal_there_is_a_sentence(void **state)
{
    static const char *const dumb[] = {"TERM=dumb", NULL};
    static const char *const unset[] = {"TERM", NULL};
    static const char *const unknown[] = {"TERM=no-such-terminal", NULL};
    const char *const argv[] = {stage.program, "-w", "work", NULL};
    const struct child_options plain = {
        .argv = argv, .folder = stage.folder, .rows = 24, .columns = 200};
    struct child_options options = plain;

    (void)state;
    options.environment = dumb;
    check_refusal(&options, "'dumb'");
    options.environment = unset;
    check_refusal(&options, "TERM");
    options.environment = unknown;
    check_refusal(&options, "'no-such-terminal'");
    options = plain;
    options.input_elsewhere = true;
    check_refusal(&options, "needs a terminal");
    options = plain;
    options.output_elsewhere = true;
    check_refusal(&options, "needs a terminal");
}

/* --- kinds of terminals --------------------------------------------------- */

/* Goes through all views and the help, and calls look() at each. */
static void tour(struct screen *screen, void (*look)(struct screen *screen))
{
    static const struct {
        const char *key, *text;
    } stops[] = {{"2", "unfinished run"},
                 {"3", "rows: given, columns: predicted"},
                 {"4", "messages, newest first"},
                 {"?", "Everywhere"},
                 {"\033", "messages, newest first"},
                 {"1", "predictions of run 1"}};

    look(screen);
    for (size_t i = 0; i < sizeof(stops) / sizeof(*stops); i++) {
        screen_type(screen, stops[i].key);
        screen_await(screen, stops[i].text);
        look(screen);
    }
    screen_type(screen, "q");
    screen_check_exit(screen, 0);
}

static void look_for_nothing(struct screen *screen)
{
    (void)screen;
}

static void each_terminal_type_shows_every_view(void **state)
{
    static const char *const types[] = {
        "TERM=vt100",         "TERM=linux",          "TERM=screen",
        "TERM=tmux-256color", "TERM=xterm-256color", "TERM=xterm",
        "TERM=rxvt",          "TERM=xterm-mono"};

    (void)state;
    for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
        const char *const environment[] = {types[i], NULL};

        print_message("%s\n", types[i]);
        tour(stage_open_library(&stage, "work", environment), look_for_nothing);
    }
}

static int coloured;

static void count_colours(struct screen *screen)
{
    for (int row = 0; row < screen_rows(screen); row++) {
        for (int column = 0; column < screen_columns(screen); column++) {
            struct screen_cell cell = screen_cell(screen, row, column);

            coloured += cell.foreground != SCREEN_COLOUR_DEFAULT ||
                        cell.background != SCREEN_COLOUR_DEFAULT;
        }
    }
}

static void no_color_is_respected(void **state)
{
    static const char *const environment[] = {"NO_COLOR=1", NULL};

    (void)state;
    coloured = 0;
    tour(stage_open_library(&stage, "work", NULL), count_colours);
    assert_true(coloured > 1000);
    coloured = 0;
    tour(stage_open_library(&stage, "work", environment), count_colours);
    assert_int_equal(coloured, 0);
}

static size_t count_beyond_ascii(const struct screen *screen)
{
    size_t size, count = 0;
    const char *bytes = screen_output(screen, &size);

    for (size_t i = 0; i < size; i++)
        count += (unsigned char)bytes[i] >= 0x80;
    return count;
}

static void the_c_locale_gets_ascii_only(void **state)
{
    static const char *const environment[] = {"LC_ALL=C", NULL};
    struct screen *screen = stage_open_library(&stage, "work", NULL);

    (void)state;
    tour(screen, look_for_nothing);
    assert_true(count_beyond_ascii(screen) > 1000);
    screen_finish(screen);
    screen = stage_open(&stage, "work", 24, 80, environment);
    screen_await(screen, "> chime.00000");
    screen_await(screen, "4k ");
    tour(screen, look_for_nothing);
    assert_int_equal(count_beyond_ascii(screen), 0);
}

/* --- sizes ---------------------------------------------------------------- */

/* The border reaches all four corners, where there is room for four. */
static bool the_border_stands(struct screen *screen, const void *context)
{
    const int *size = context;
    int bottom = size[0] - 1;
    int right = size[1] - 1;

    return bottom < 1 || right < 1 ||
           (strcmp(screen_cell(screen, 0, 0).text, "\u250c") == 0 &&
            strcmp(screen_cell(screen, 0, right).text, "\u2510") == 0 &&
            strcmp(screen_cell(screen, bottom, 0).text, "\u2514") == 0 &&
            strcmp(screen_cell(screen, bottom, right).text, "\u2518") == 0);
}

static void every_size_has_its_frame(void **state)
{
    struct screen *screen = stage_open_library(&stage, "work", NULL);
    static const char *const views[] = {"1", "2", "3", "4", "?"};

    (void)state;
    for (size_t view = 0; view < sizeof(views) / sizeof(*views); view++) {
        screen_type(screen, views[view]);
        for (int rows = 1; rows <= 60; rows += rows < 4 ? 1 : 8) {
            for (int columns = 1; columns <= 200;
                 columns += columns < 4 ? 1 : 28) {
                const int size[2] = {rows, columns};

                screen_resize(screen, rows, columns);
                screen_await_frame(screen);
                screen_await_that(screen, the_border_stands, size);
            }
        }
    }
    screen_resize(screen, 24, 80);
    screen_await(screen, "1 Library");
    screen_press(screen, SCREEN_ESCAPE);
    screen_await_gone(screen, "Everywhere");
    screen_type(screen, "q");
    screen_check_exit(screen, 0);
}

static void it_starts_at_any_size(void **state)
{
    static const int sizes[][2] = {{1, 1},  {1, 200}, {60, 1},  {2, 2},
                                   {3, 12}, {10, 30}, {60, 200}};

    (void)state;
    for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
        struct screen *screen =
            stage_open(&stage, "work", sizes[i][0], sizes[i][1], NULL);

        print_message("%d x %d\n", sizes[i][1], sizes[i][0]);
        screen_await_frame(screen);
        screen_type(screen, "q");
        screen_check_exit(screen, 0);
        screen_finish(screen);
    }
}

static bool looks_like(struct screen *screen, const void *context)
{
    char *now = screen_dump(screen);
    bool same = strcmp(now, context) == 0;

    free(now);
    return same;
}

/* Sizes come faster than frames can; the last one holds. */
static void a_storm_of_sizes_passes(void **state)
{
    struct screen *screen = stage_open_library(&stage, "work", NULL);
    char *before = screen_dump(screen);
    unsigned draw = 1;

    (void)state;
    for (int i = 0; i < 300; i++) {
        draw = draw * 1103515245 + 12345;
        screen_resize(screen, 1 + (int)(draw >> 16) % 60,
                      1 + (int)(draw >> 8) % 200);
        if (i % 10 == 0)
            screen_press(screen, SCREEN_TAB);
        if (i % 50 == 0)
            screen_await_frame(screen);
    }
    screen_resize(screen, 24, 80);
    screen_type(screen, "1");
    screen_await_that(screen, looks_like, before);
    free(before);
    screen_type(screen, "q");
    screen_check_exit(screen, 0);
}

/* --- jobs and lost terminals ---------------------------------------------- */

static void it_stops_and_goes_on(void **state)
{
    struct screen *screen = stage_open_library(&stage, "work", NULL);
    char *before = screen_dump(screen);
    const char *why = NULL;

    (void)state;
    screen_press_control(screen, 'z');
    screen_await_state(screen, CHILD_STOPPED);
    if (!screen_is_sane(screen, &why))
        screen_fail(screen, __FILE__, __LINE__, "while it is stopped, %s", why);
    screen_resize(screen, 30, 100);
    screen_resize(screen, 24, 80);
    child_signal(screen_child(screen), SIGCONT);
    screen_await_state(screen, CHILD_RUNS);
    screen_await_that(screen, looks_like, before);
    free(before);
    assert_true(screen_is_alternate(screen));
    screen_type(screen, "2");
    screen_await(screen, "unfinished run");
    screen_type(screen, "q");
    screen_check_exit(screen, 0);
}

static void a_closed_terminal_ends_it(void **state)
{
    const char *const argv[] = {stage.program, "-w", "work", NULL};
    struct child_options options = {
        .argv = argv, .folder = stage.folder, .rows = 24, .columns = 80};

    (void)state;
    for (int silent = 0; silent < 2; silent++) {
        struct screen *screen;

        options.silent_hang_up = silent != 0;
        screen = screen_start(&options);
        screen_await(screen, "> chime.00000");
        screen_hang_up(screen);
        screen_await_state(screen, CHILD_ENDED);
        assert_int_equal(child_exit_signal(screen_child(screen)), SIGHUP);
        screen_finish(screen);
    }
}

static void a_terminal_closed_in_a_training_loses_no_run(void **state)
{
    struct screen *screen;

    (void)state;
    stage_import(&stage, "closed");
    screen = stage_open_library(&stage, "closed", NULL);
    stage_start_training(screen);
    screen_hang_up(screen);
    screen_await_state(screen, CHILD_ENDED);
    assert_int_equal(child_exit_signal(screen_child(screen)), SIGHUP);
    screen_finish(screen);
    check_that_it_continues("closed");
}

/* Nothing to do means nothing done: no time used, no byte written. */
static void it_is_idle_when_nothing_happens(void **state)
{
    struct screen *screen = stage_open_library(&stage, "work", NULL);
    size_t before, after;
    double used;

    (void)state;
    screen_let_pass(screen, 300);
    screen_output(screen, &before);
    used = child_cpu_ms(screen_child(screen));
    screen_let_pass(screen, 1000);
    used = child_cpu_ms(screen_child(screen)) - used;
    screen_output(screen, &after);
    assert_int_equal(before, after);
    if (used > 5)
        screen_fail(screen, __FILE__, __LINE__, "it used %.1f ms", used);
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
        TEST(each_signal_leaves_a_sane_terminal),
        TEST(a_signal_during_a_training_loses_no_run),
        TEST(quitting_during_a_training_loses_no_run),
        TEST(without_a_terminal_there_is_a_sentence),
        TEST(each_terminal_type_shows_every_view),
        TEST(no_color_is_respected),
        TEST(the_c_locale_gets_ascii_only),
        TEST(every_size_has_its_frame),
        TEST(it_starts_at_any_size),
        TEST(a_storm_of_sizes_passes),
        TEST(it_stops_and_goes_on),
        TEST(a_closed_terminal_ends_it),
        TEST(a_terminal_closed_in_a_training_loses_no_run),
        TEST(it_is_idle_when_nothing_happens),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
