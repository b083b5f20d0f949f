#include "tests/check.h"

#include "tests/scene.h"
#include "ui/library_view.h"
#include "ui/result_view.h"

#include <string.h>

static void empty_workspace_says_what_to_do(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene);
    scene_library(&scene, 0, false);
    scene_check(&scene, "library-empty");
    scene_finish(&scene);
}

static void library_shows_tracks_and_the_selected_one(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene);
    scene_result(&scene, RUN_BEST);
    scene_library(&scene, 12, true);
    scene_keys(&scene, "j j j j");
    scene_preview(&scene, 5);
    scene_verdict(&scene, 5);
    scene_check(&scene, "library");
    scene_finish(&scene);
}

static void library_shows_why_a_track_is_unreadable(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene);
    scene_library(&scene, 12, false);
    scene_keys(&scene, "j Enter");
    scene_check(&scene, "library-unreadable");
    scene_finish(&scene);
}

static void train_shows_settings_before_a_run(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene);
    scene_library(&scene, 12, false);
    scene_keys(&scene, "2");
    scene_check(&scene, "train-settings");
    scene_finish(&scene);
}

static void train_shows_curves_while_it_runs(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene);
    scene_library(&scene, 12, false);
    scene_keys(&scene, "2 t");
    scene_training(&scene, 36, 120);
    scene_log(&scene, EVENT_LOG, "120 tracks: 72 train, 24 valid, 24 test");
    scene_check(&scene, "train-curves");
    scene_finish(&scene);
}

static void results_show_confusion_and_report(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene);
    scene_library(&scene, 12, true);
    scene_result(&scene, RUN_BEST);
    scene_keys(&scene, "3 j l l");
    scene_check(&scene, "results");
    scene_finish(&scene);
}

static void jobs_show_progress_and_messages(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene);
    scene_library(&scene, 12, false);
    scene_job(&scene, JOB_IMPORT, 340, 1000);
    scene_training(&scene, 36, 120);
    scene_log(&scene, EVENT_LOG, "2 files are no sound files");
    scene_log(&scene, EVENT_WARNING, "cannot read 'x.au': ends too early");
    scene_log(&scene, EVENT_FAILED,
              "cannot write '/home/user/gtzan/runs/8/last.safetensors': no "
              "space left on device; the run goes on, but what it learns from "
              "now on is lost when it is cut off");
    scene_keys(&scene, "4");
    scene_check(&scene, "jobs");
    scene_finish(&scene);
}

static void views_without_data_say_what_fills_them(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene);
    scene_library(&scene, 0, false);
    scene_keys(&scene, "2");
    scene_check(&scene, "train-empty");
    scene_keys(&scene, "3");
    scene_check(&scene, "results-empty");
    scene_keys(&scene, "4");
    scene_check(&scene, "jobs-empty");
    scene_finish(&scene);
}

static void help_lists_the_keys_of_the_view(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene);
    scene_library(&scene, 12, false);
    scene_keys(&scene, "?");
    scene_check(&scene, "help-library");
    scene_keys(&scene, "Esc");
    assert_true(scene_shows(&scene, "blues.00000"));
    scene_finish(&scene);
}

static void start_asks_for_library_and_result(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene);
    assert_non_null(scene_order(&scene, COMMAND_LOAD_LIBRARY));
    assert_non_null(scene_order(&scene, COMMAND_LOAD_RESULT));
    scene_finish(&scene);
}

static void a_catalogue_that_cannot_be_read_is_told(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene);
    assert_true(scene_shows(&scene, "reading the catalogue ..."));
    scene_log(&scene, EVENT_FAILED, "cannot use 'catalog.db'");
    assert_true(scene_shows(&scene, "the catalogue cannot be read"));
    scene_library(&scene, 12, false);
    assert_true(scene_shows(&scene, "> blues.00000"));
    scene_finish(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(empty_workspace_says_what_to_do),
        cmocka_unit_test(library_shows_tracks_and_the_selected_one),
        cmocka_unit_test(library_shows_why_a_track_is_unreadable),
        cmocka_unit_test(train_shows_settings_before_a_run),
        cmocka_unit_test(train_shows_curves_while_it_runs),
        cmocka_unit_test(results_show_confusion_and_report),
        cmocka_unit_test(jobs_show_progress_and_messages),
        cmocka_unit_test(views_without_data_say_what_fills_them),
        cmocka_unit_test(help_lists_the_keys_of_the_view),
        cmocka_unit_test(start_asks_for_library_and_result),
        cmocka_unit_test(a_catalogue_that_cannot_be_read_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
