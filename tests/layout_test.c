/* Every view, with and without data, at every size: nothing is drawn outside
 * the canvas, nothing crashes, and no cell holds what a terminal must not
 * get.  The canvas has a margin around it that must stay as it was. */
#include "base/text.h"
#include "tests/check.h"
#include "tests/scene.h"

enum { MARGIN = 3, LARGEST_WIDTH = 200, LARGEST_HEIGHT = 60, SENTINEL = '~' };

static void check_inside(struct scene *scene, int width, int height,
                         struct look look)
{
    struct canvas whole, part;

    canvas_init(&whole, width + 2 * MARGIN, height + 2 * MARGIN, look);
    for (int i = 0; i < whole.width * whole.height; i++)
        whole.cells[i].code = SENTINEL;
    part = canvas_part(&whole, MARGIN, MARGIN, width, height);
    app_draw(&scene->app, &part);
    for (int y = 0; y < whole.height; y++) {
        for (int x = 0; x < whole.width; x++) {
            const struct cell *cell = &whole.cells[y * whole.stride + x];
            bool inside = x >= MARGIN && y >= MARGIN && x < MARGIN + width &&
                          y < MARGIN + height;

            if (!inside && cell->code != SENTINEL)
                fail_msg("%dx%d: drew at %d,%d", width, height, x - MARGIN,
                         y - MARGIN);
            if (inside && cell->code && text_is_control(cell->code))
                fail_msg("%dx%d: control character %d", width, height,
                         (int)cell->code);
            if (inside && !look.utf8 && cell->code >= 0x80)
                fail_msg("%dx%d: U+%04X on an ASCII screen", width, height,
                         (unsigned)cell->code);
            if (cell->style >= STYLE_COUNT)
                fail_msg("%dx%d: no such style", width, height);
        }
    }
    canvas_finish(&whole);
}

/* All small sizes, and beyond them each width and each height in turn. */
static void check_sizes(struct scene *scene)
{
    enum { ALL_UP_TO = 26 };
    static const struct look looks[] = {{true, LOOK_256}, {false, LOOK_MONO}};

    for (int l = 0; l < 2; l++) {
        for (int h = 0; h <= ALL_UP_TO; h++)
            for (int w = 0; w <= ALL_UP_TO; w++)
                check_inside(scene, w, h, looks[l]);
        for (int w = ALL_UP_TO; w <= LARGEST_WIDTH; w += 3)
            check_inside(scene, w, 1 + w * 7 % LARGEST_HEIGHT, looks[l]);
        for (int h = ALL_UP_TO; h <= LARGEST_HEIGHT; h++)
            check_inside(scene, 1 + h * 31 % LARGEST_WIDTH, h, looks[l]);
        check_inside(scene, LARGEST_WIDTH, LARGEST_HEIGHT, looks[l]);
    }
}

static void check_views(struct scene *scene)
{
    static const char *const steps[] = {"1", "2", "3", "4", "?"};

    for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
        scene_keys(scene, steps[i]);
        check_sizes(scene);
    }
}

static void views_before_anything_has_come(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene);
    check_views(&scene);
    scene_finish(&scene);
}

static void views_of_an_empty_workspace(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene);
    scene_library(&scene, 0, false);
    check_views(&scene);
    scene_finish(&scene);
}

static void views_with_everything(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene);
    scene_library(&scene, 12, true);
    scene_result(&scene, RUN_BEST);
    scene_preview(&scene, 1);
    scene_verdict(&scene, 1);
    scene_training(&scene, 36, 120);
    scene_job(&scene, JOB_IMPORT, 3, 9);
    scene_log(&scene, EVENT_FAILED, "cannot write 'x': no space left");
    check_views(&scene);
    scene_finish(&scene);
}

static void the_large_detail_and_a_file(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene);
    scene_library(&scene, 12, true);
    scene_result(&scene, RUN_BEST);
    scene_preview(&scene, 1);
    scene_keys(&scene, "Enter");
    check_sizes(&scene);
    scene_verdict(&scene, 0);
    check_sizes(&scene);
    scene_finish(&scene);
}

static void curves_and_prompts(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene);
    scene_library(&scene, 12, false);
    scene_keys(&scene, "2 t");
    check_sizes(&scene);
    scene_training(&scene, 1, 1);
    check_sizes(&scene);
    scene_training(&scene, 500, 500);
    check_sizes(&scene);
    scene_keys(&scene, "D");
    check_sizes(&scene);
    scene_keys(&scene, "n i");
    scene_type(&scene, "/a/rather/long/path/to/a/folder/with/genres");
    check_sizes(&scene);
    scene_finish(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(views_before_anything_has_come),
        cmocka_unit_test(views_of_an_empty_workspace),
        cmocka_unit_test(views_with_everything),
        cmocka_unit_test(the_large_detail_and_a_file),
        cmocka_unit_test(curves_and_prompts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
