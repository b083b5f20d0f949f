#include "tests/screen/stage.h"

#include "base/alloc.h"
#include "base/file.h"
#include "tests/check.h"

#include <string.h>

enum { ARGUMENTS_MAX = 24, SETTINGS_MAX = 40 };

void stage_create(struct stage *stage)
{
    static const char *const demo[] = {"demo",      "demo", "--tracks", "8",
                                       "--seconds", "6",    NULL};
    const char *top = getenv("TOP_BUILDDIR");

    stage->folder = scratch_create();
    stage->program = file_join(top ? top : ".", "genrelab");
    stage_run(stage, "none", demo);
}

void stage_destroy(struct stage *stage)
{
    scratch_remove(stage->folder);
    free(stage->program);
}

void stage_run(const struct stage *stage, const char *workspace,
               const char *const *arguments)
{
    const char *argv[ARGUMENTS_MAX] = {stage->program, "--jobs", "1", "-w",
                                       workspace};
    const struct child_options options = {
        .argv = argv, .folder = stage->folder, .rows = 50, .columns = 200};
    struct screen *screen;
    int count = 0;

    while (argv[count])
        count++;
    for (int i = 0; arguments[i] && count + 1 < ARGUMENTS_MAX; i++)
        argv[count++] = arguments[i];
    screen = screen_start(&options);
    screen_check_exit(screen, 0);
    screen_finish(screen);
}

void stage_import(const struct stage *stage, const char *workspace)
{
    static const char *const import[] = {"import", "demo/genres", NULL};

    stage_run(stage, workspace, import);
}

void stage_train(const struct stage *stage, const char *workspace)
{
    static const char *const train[] = {
        "train", "--epochs",       "3", "--width", "4", "--crops",
        "1",     "--crop-seconds", "2", NULL};

    stage_run(stage, workspace, train);
}

struct screen *stage_open(const struct stage *stage, const char *workspace,
                          int rows, int columns, const char *const *environment)
{
    const char *const argv[] = {stage->program, "--jobs",  "1",
                                "-w",           workspace, NULL};
    const struct child_options options = {.argv = argv,
                                          .environment = environment,
                                          .folder = stage->folder,
                                          .rows = rows,
                                          .columns = columns};

    return screen_start(&options);
}

struct screen *stage_open_library(const struct stage *stage,
                                  const char *workspace,
                                  const char *const *environment)
{
    struct screen *screen = stage_open(stage, workspace, 24, 80, environment);

    screen_await(screen, "80 tracks");
    screen_await(screen, "─ chime.00000 ");
    screen_await(screen, "Hz  ");
    screen_await_gone(screen, "reading ...");
    return screen;
}

/* --- the Train view ------------------------------------------------------- */

static bool is_another_row(struct screen *screen, const void *context)
{
    int row = 0;

    return screen_find(screen, "> ", &row, NULL) &&
           row != *(const int *)context;
}

void stage_set(struct screen *screen, const char *name, const char *value)
{
    char *selected = xformat("> %s ", name);
    char *prompt = xformat("%s:", name);
    int row = 0;

    for (int i = 0; !screen_find(screen, selected, NULL, NULL); i++) {
        if (i == SETTINGS_MAX || !screen_find(screen, "> ", &row, NULL))
            screen_fail(screen, __FILE__, __LINE__, "no setting '%s'", name);
        screen_press(screen, SCREEN_UP);
        screen_await_that(screen, is_another_row, &row);
    }
    screen_press(screen, SCREEN_ENTER);
    screen_await(screen, prompt);
    screen_press_control(screen, 'u');
    screen_type(screen, value);
    screen_press(screen, SCREEN_ENTER);
    screen_await_gone(screen, prompt);
    assert_true(screen_find(screen, selected, &row, NULL));
    assert_non_null(strstr(screen_row(screen, row), value));
    free(prompt);
    free(selected);
}

void stage_start_training(struct screen *screen)
{
    screen_type(screen, "2");
    screen_await(screen, "unfinished run");
    stage_set(screen, "width", "4");
    stage_set(screen, "crops", "1");
    stage_set(screen, "crop-seconds", "2");
    stage_set(screen, "epochs", "900");
    screen_type(screen, "t");
    screen_await(screen, "best epoch ");
}
