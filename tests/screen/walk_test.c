/* walk_test.c - the whole loop by keys, on a collection made for it. */
#include "base/alloc.h"
#include "tests/check.h"
#include "tests/screen/stage.h"

#include <string.h>

static struct stage stage;

static void import_by_key(struct screen *screen)
{
    screen_await(screen, "This workspace has no tracks yet.");
    screen_await(screen, "genrelab demo DIR");
    screen_type(screen, "i");
    screen_await(screen, "import folder");
    screen_type(screen, "demo/genres");
    screen_press(screen, SCREEN_ENTER);
    screen_await(screen, "80 tracks");
    screen_await(screen, "80 added");
    screen_await(screen, "no predictions yet");
}

static void look_at_tracks(struct screen *screen)
{
    screen_await(screen, "> chime.00000");
    screen_await(screen, "6.0 s  22050 Hz  mono");
    screen_await_gone(screen, "reading ...");
    assert_true(screen_find(screen, "4k ", NULL, NULL));
    screen_type(screen, "j");
    screen_await(screen, "> chime.00001");
    screen_await(screen, "─ chime.00001 ");
    screen_type(screen, "f");
    screen_await(screen, "filter:");
    screen_type(screen, "genre:waltz");
    screen_await(screen, "8 of 80");
    screen_press(screen, SCREEN_ENTER);
    screen_await(screen, "> waltz.00000");
    assert_false(screen_find(screen, "chime.00000", NULL, NULL));
    screen_type(screen, "F");
    screen_await_gone(screen, "8 of 80");
    screen_await(screen, "> waltz.00000");
}

/* The rows of the curves, from the title down. */
static char *curves(struct screen *screen)
{
    char *all = xstrdup("");
    int top = 0;

    if (!screen_find(screen, "accuracy", &top, NULL))
        return all;
    for (int row = top + 1; row < top + 8; row++) {
        char *longer = xformat("%s%s\n", all, screen_row(screen, row));

        free(all);
        all = longer;
    }
    return all;
}

static bool curves_have_moved(struct screen *screen, const void *before)
{
    char *now = curves(screen);
    bool moved = strcmp(now, before) != 0;

    free(now);
    return moved;
}

static void train_and_watch(struct screen *screen)
{
    char *before;

    stage_start_training(screen);
    screen_await(screen, " of 900 ");
    screen_type(screen, "p");
    screen_await(screen, "PAUSED");
    before = curves(screen);
    screen_type(screen, "p");
    screen_await_gone(screen, "PAUSED");
    screen_await_that(screen, curves_have_moved, before);
    free(before);
    screen_type(screen, "s");
    screen_await(screen, "ended");
}

struct cell {
    char given[64], predicted[64];
    int count, total;
};

static bool read_cell(struct screen *screen, struct cell *cell)
{
    int row = 0;
    const char *words;

    if (!screen_find(screen, "given chime, predicted ", &row, NULL))
        return false;
    words = strstr(screen_row(screen, row), "given chime");
    /* NOLINTNEXTLINE(cert-err34-c): a count beyond int can't be on a screen */
    return sscanf(words, "given %63[^,], predicted %63[^:]: %d of %d",
                  cell->given, cell->predicted, &cell->count,
                  &cell->total) == 4;
}

static bool is_another_cell(struct screen *screen, const void *context)
{
    const struct cell *before = context;
    struct cell now;

    return read_cell(screen, &now) &&
           strcmp(now.predicted, before->predicted) != 0;
}

/* How many tracks the Library lists that were given chime and predicted so. */
static int listed(struct screen *screen, const char *predicted)
{
    char *words = xformat(" %s ", predicted);
    int count = 0;

    for (int row = 3; row < screen_rows(screen); row++) {
        const char *text = screen_row(screen, row);

        count += strstr(text, " chime.0") && strstr(text, " test ") &&
                 strstr(text, words);
    }
    free(words);
    return count;
}

/* From a cell of the confusion to its tracks, as many as it says. */
static void from_cell_to_tracks(struct screen *screen)
{
    struct cell cell = {0};
    char *expected;

    screen_type(screen, "3");
    screen_await(screen, "test tracks right");
    screen_await(screen, "rows: given, columns: predicted");
    assert_true(read_cell(screen, &cell));
    while (cell.count == 0) {
        struct cell before = cell;

        assert_string_not_equal(cell.predicted, "waltz");
        screen_press(screen, SCREEN_RIGHT);
        screen_await_that(screen, is_another_cell, &before);
        assert_true(read_cell(screen, &cell));
    }
    screen_press(screen, SCREEN_ENTER);
    expected = xformat("%d of 80", cell.count);
    screen_await(screen, expected);
    free(expected);
    screen_await(screen, "> chime.0000");
    assert_int_equal(listed(screen, cell.predicted), cell.count);
}

static void classify_selected(struct screen *screen)
{
    screen_type(screen, "c");
    screen_await(screen, "run 1 says");
    screen_await(screen, "* given");
    /* And back to the cell. */
    screen_press(screen, SCREEN_ESCAPE);
    screen_await(screen, "rows: given, columns: predicted");
}

static void read_messages_and_help(struct screen *screen)
{
    screen_type(screen, "4");
    screen_await(screen, "messages, newest first");
    screen_await(screen, "80 added, 1 unreadable, 1 truncated");
    screen_await(screen, "warning cannot read '");
    screen_type(screen, "?");
    screen_await(screen, "Everywhere");
    screen_press(screen, SCREEN_ESCAPE);
    screen_await_gone(screen, "Everywhere");
    screen_await(screen, "messages, newest first");
}

static void walk(const char *workspace, int rows, int columns)
{
    struct screen *screen = stage_open(&stage, workspace, rows, columns, NULL);

    import_by_key(screen);
    look_at_tracks(screen);
    train_and_watch(screen);
    from_cell_to_tracks(screen);
    classify_selected(screen);
    read_messages_and_help(screen);
    screen_type(screen, "q");
    screen_check_exit(screen, 0);
}

static void the_whole_loop_at_80_x_24(void **state)
{
    (void)state;
    walk("small", 24, 80);
}

static void the_whole_loop_at_200_x_50(void **state)
{
    (void)state;
    walk("large", 50, 200);
}

static int set_up(void **state)
{
    (void)state;
    stage_create(&stage);
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
        cmocka_unit_test_teardown(the_whole_loop_at_80_x_24, screen_teardown),
        cmocka_unit_test_teardown(the_whole_loop_at_200_x_50, screen_teardown),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
