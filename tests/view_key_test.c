#include "tests/check.h"

#include "tests/scene.h"
#include "ui/library_view.h"
#include "ui/result_view.h"

#include <string.h>

static const struct look plain = {true, LOOK_256};

/* Moves down from the first line until the cursor is on the one that begins
 * with this name. */
static void go_to(struct scene *scene, const char *name)
{
    char line[64];
    bool there = false;

    snprintf(line, sizeof(line), "> %s ", name);
    scene_keys(scene, "g");
    for (int i = 0; i < 100 && !there; i++) {
        char *screen = scene_dump(scene, 120, 40, plain);

        there = strstr(screen, line) != NULL;
        free(screen);
        if (!there)
            scene_keys(scene, "j");
    }
    assert_true(there);
}

static void filter_narrows_as_you_type_and_escape_takes_it_back(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene);
    scene_library(&scene, 12, true);
    scene_keys(&scene, "f");
    scene_type(&scene, "genre:jazz wrong");
    assert_true(scene_shows(&scene, "2 of 120"));
    assert_true(scene_shows(&scene, "jazz.00009"));
    assert_true(scene_hides(&scene, "blues.00000"));
    scene_keys(&scene, "Esc");
    assert_true(scene_shows(&scene, "blues.00000"));
    scene_finish(&scene);
}

static void cursor_stays_on_its_track_when_the_list_changes(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene);
    scene_library(&scene, 12, true);
    scene_keys(&scene, "/");
    scene_type(&scene, "jazz.00004");
    scene_keys(&scene, "Enter f");
    scene_type(&scene, "jazz");
    scene_keys(&scene, "Enter s s S");
    assert_true(scene_shows(&scene, "> jazz.00004"));
    scene_library(&scene, 20, true);
    assert_true(scene_shows(&scene, "> jazz.00004"));
    scene_keys(&scene, "F");
    assert_true(scene_shows(&scene, "> jazz.00004"));
    scene_finish(&scene);
}

static void search_goes_on_with_n_and_back_with_shift_n(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene);
    scene_library(&scene, 12, false);
    scene_keys(&scene, "/");
    scene_type(&scene, ".00003");
    assert_true(scene_shows(&scene, "> blues.00003"));
    scene_keys(&scene, "Enter n n");
    assert_true(scene_shows(&scene, "> country.00003"));
    scene_keys(&scene, "N N N");
    assert_true(scene_shows(&scene, "> rock.00003"));
    scene_finish(&scene);
}

static void classify_needs_a_run_and_then_asks_for_the_track(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene);
    scene_library(&scene, 12, true);
    scene_keys(&scene, "c");
    assert_null(scene_order(&scene, COMMAND_CLASSIFY_TRACK));
    assert_true(scene_shows(&scene, "train one first"));
    scene_result(&scene, RUN_BEST);
    scene_keys(&scene, "j c");
    assert_int_equal(scene_order(&scene, COMMAND_CLASSIFY_TRACK)->track_id, 2);
    scene_finish(&scene);
}

static void a_file_is_classified_by_its_path_and_shown(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene);
    scene_library(&scene, 12, true);
    scene_result(&scene, RUN_BEST);
    scene_keys(&scene, "3 C");
    scene_type(&scene, "/home/user/new song.flac");
    scene_keys(&scene, "Enter");
    assert_string_equal(scene_order(&scene, COMMAND_CLASSIFY_FILE)->path,
                        "/home/user/new song.flac");
    scene_verdict(&scene, 0);
    assert_true(scene_shows(&scene, "new song.flac"));
    assert_true(scene_shows(&scene, "by run 7"));
    scene_keys(&scene, "Esc");
    assert_true(scene_hides(&scene, "by run 7"));
    scene_finish(&scene);
}

static void import_asks_for_a_folder_and_reloads(void **state)
{
    struct scene scene;
    struct event event = {.kind = EVENT_IMPORTED};

    (void)state;
    scene_init(&scene);
    scene_library(&scene, 0, false);
    scene_keys(&scene, "i");
    scene_type(&scene, "/music/genres");
    scene_keys(&scene, "Enter");
    assert_string_equal(scene_order(&scene, COMMAND_IMPORT)->path,
                        "/music/genres");
    assert_false(scene_order(&scene, COMMAND_IMPORT)->labels);
    scene_forget(&scene);
    event.imported.added = 200;
    event.imported.unreadable = 1;
    scene_event(&scene, &event);
    assert_non_null(scene_order(&scene, COMMAND_LOAD_LIBRARY));
    assert_true(scene_shows(&scene, "200 added, 1 unreadable"));
    scene_finish(&scene);
}

static void text_from_outside_cannot_reach_the_terminal(void **state)
{
    struct scene scene;
    char *screen;

    (void)state;
    scene_init(&scene);
    scene_library(&scene, 12, false);
    screen = scene_dump(&scene, 200, 50, plain);
    assert_null(strchr(screen, '\033'));
    assert_null(strchr(screen, '\a'));
    assert_non_null(strstr(screen, "\\x1b[31mred\\x07 \\xff"));
    free(screen);
    scene_finish(&scene);
}

static void training_starts_with_the_settings_shown(void **state)
{
    struct scene scene;
    const struct command *order;

    (void)state;
    scene_init(&scene);
    scene_library(&scene, 12, false);
    scene_keys(&scene, "t");
    go_to(&scene, "epochs");
    scene_keys(&scene, "Enter ^U 1 2 Enter");
    go_to(&scene, "batch");
    scene_keys(&scene, "+ t");
    order = scene_order(&scene, COMMAND_TRAIN);
    assert_non_null(order);
    assert_int_equal(order->order->settings.epochs, 12);
    assert_int_equal(order->order->settings.batch, 32);
    assert_null(order->order->split_name);
    assert_false(order->order->fresh);
    scene_finish(&scene);
}

static void training_says_what_is_missing(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene);
    scene_library(&scene, 0, false);
    scene_keys(&scene, "t t");
    assert_null(scene_order(&scene, COMMAND_TRAIN));
    assert_true(scene_shows(&scene, "i imports"));
    scene_library(&scene, 12, false);
    go_to(&scene, "feature mel");
    scene_keys(&scene, "Space t");
    assert_null(scene_order(&scene, COMMAND_TRAIN));
    assert_true(scene_shows(&scene, "no feature is chosen"));
    scene_finish(&scene);
}

static void a_wrong_value_is_refused_with_a_sentence(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene);
    scene_library(&scene, 12, false);
    scene_keys(&scene, "2");
    go_to(&scene, "epochs");
    scene_keys(&scene, "Enter ^U x Enter");
    assert_true(scene_shows(&scene, "epochs"));
    assert_true(scene_shows(&scene, "'x'"));
    scene_keys(&scene, "t");
    assert_int_equal(scene_order(&scene, COMMAND_TRAIN)->order->settings.epochs,
                     40);
    scene_finish(&scene);
}

static void a_running_training_obeys_its_keys(void **state)
{
    struct scene scene;
    struct event paused = {.kind = EVENT_PAUSED, .paused = true};

    (void)state;
    scene_init(&scene);
    scene_library(&scene, 12, false);
    scene_keys(&scene, "2 t");
    scene_training(&scene, 3, 40);
    scene_keys(&scene, "p");
    assert_non_null(scene_order(&scene, COMMAND_PAUSE));
    scene_event(&scene, &paused);
    assert_true(scene_shows(&scene, "PAUSED"));
    scene_keys(&scene, "p");
    assert_non_null(scene_order(&scene, COMMAND_RESUME));
    scene_keys(&scene, "+");
    check_near(scene_order(&scene, COMMAND_SCALE_RATE)->factor, 1.25, 1e-9);
    scene_keys(&scene, "s");
    assert_non_null(scene_order(&scene, COMMAND_STOP_KEEP));
    scene_finish(&scene);
}

static void discarding_a_run_is_asked_for(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene);
    scene_library(&scene, 12, false);
    scene_keys(&scene, "2 t");
    scene_training(&scene, 3, 40);
    scene_keys(&scene, "D n");
    assert_null(scene_order(&scene, COMMAND_STOP_DISCARD));
    scene_keys(&scene, "D y");
    assert_non_null(scene_order(&scene, COMMAND_STOP_DISCARD));
    scene_finish(&scene);
}

static void a_training_that_cannot_start_leads_back(void **state)
{
    struct scene scene;
    struct event event = {.kind = EVENT_JOB_ENDED, .job.job = JOB_TRAIN};

    (void)state;
    scene_init(&scene);
    scene_library(&scene, 12, false);
    scene_keys(&scene, "2 t");
    assert_true(scene_shows(&scene, "being prepared"));
    event.job.failed = true;
    error_set(&event.error, "genre 'pop' has fewer than 3 tracks");
    scene_event(&scene, &event);
    assert_true(scene_shows(&scene, "genre 'pop' has fewer than 3 tracks"));
    assert_true(scene_shows(&scene, "t starts"));
    scene_finish(&scene);
}

static void an_ended_run_brings_its_result(void **state)
{
    struct scene scene;
    struct event event = {.kind = EVENT_RUN_ENDED};

    (void)state;
    scene_init(&scene);
    scene_library(&scene, 12, false);
    scene_keys(&scene, "2 t");
    scene_training(&scene, 40, 40);
    scene_forget(&scene);
    event.ended.run_id = 8;
    event.ended.kept = true;
    scene_event(&scene, &event);
    assert_non_null(scene_order(&scene, COMMAND_LOAD_RESULT));
    assert_non_null(scene_order(&scene, COMMAND_LOAD_LIBRARY));
    assert_true(scene_shows(&scene, "ended"));
    scene_finish(&scene);
}

static void a_cell_opens_its_tracks(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene);
    scene_library(&scene, 60, true);
    scene_result(&scene, RUN_BEST);
    scene_keys(&scene, "3 l Enter");
    assert_ptr_equal(app_view(&scene.app), &library_view);
    assert_true(scene_shows(&scene, "filter"));
    /* Of 60, every fifth is taken for the next genre; a third is for test. */
    assert_true(scene_shows(&scene, "4 of 600"));
    assert_true(scene_shows(&scene, "> blues.00014"));
    scene_keys(&scene, "Esc");
    assert_ptr_equal(app_view(&scene.app), &result_view);
    scene_finish(&scene);
}

static void an_empty_cell_opens_nothing(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene);
    scene_library(&scene, 12, true);
    scene_result(&scene, RUN_BEST);
    scene_keys(&scene, "3 G l Enter");
    assert_ptr_equal(app_view(&scene.app), &result_view);
    assert_true(scene_shows(&scene, "no tracks"));
    scene_finish(&scene);
}

static void the_other_checkpoint_is_asked_for(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene);
    scene_result(&scene, RUN_BEST);
    scene_forget(&scene);
    scene_keys(&scene, "3 b");
    assert_int_equal(scene_order(&scene, COMMAND_LOAD_RESULT)->run_id, 7);
    assert_int_equal(scene_order(&scene, COMMAND_LOAD_RESULT)->checkpoint,
                     RUN_LAST);
    scene_result(&scene, RUN_LAST);
    assert_true(scene_shows(&scene, "last epoch 40"));
    scene_finish(&scene);
}

static void cancel_is_offered_only_while_something_runs(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene);
    scene_library(&scene, 12, false);
    scene_keys(&scene, "4 x");
    assert_null(scene_order(&scene, COMMAND_CANCEL));
    assert_true(scene_hides(&scene, "x cancel"));
    scene_job(&scene, JOB_IMPORT, 1, 10);
    assert_true(scene_shows(&scene, "x cancel"));
    scene_keys(&scene, "x");
    assert_non_null(scene_order(&scene, COMMAND_CANCEL));
    scene_finish(&scene);
}

static void a_refused_order_is_told(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene);
    scene_library(&scene, 12, false);
    scene.refusing = true;
    scene_keys(&scene, "e");
    assert_true(scene_shows(&scene, "too much is waiting"));
    scene_finish(&scene);
}

static void q_ends_the_program(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene);
    scene_library(&scene, 12, false);
    scene_keys(&scene, "4 Tab q");
    assert_true(scene.app.ended);
    scene_finish(&scene);
}

static void a_click_chooses_tab_and_row(void **state)
{
    struct scene scene;
    struct gesture tab = {.kind = GESTURE_CLICK, .x = 16, .y = 0};
    struct gesture row = {.kind = GESTURE_CLICK, .x = 10, .y = 7};
    struct gesture wheel = {.kind = GESTURE_WHEEL, .steps = 3};

    (void)state;
    scene_init(&scene);
    scene_library(&scene, 12, false);
    free(scene_dump(&scene, 80, 24, plain));
    app_gesture(&scene.app, &row);
    assert_true(scene_shows(&scene, "> blues.00004"));
    app_gesture(&scene.app, &wheel);
    assert_true(scene_shows(&scene, "> blues.00007"));
    app_gesture(&scene.app, &tab);
    assert_true(scene_shows(&scene, "next run"));
    scene_finish(&scene);
}

static void tracks_without_audio_can_be_trained_on_with_stats(void **state)
{
    struct event event = {.kind = EVENT_LIBRARY};
    struct scene scene;

    (void)state;
    scene_init(&scene);
    scene_library(&scene, 2, false);
    event.library = scene.app.library;
    for (size_t i = 0; i < scene.app.library->count; i++)
        scene.app.library->rows[i].track.status = TRACK_FEATURES;
    scene.app.library = NULL;
    scene_event(&scene, &event);
    scene_keys(&scene, "2");
    assert_true(scene_shows(&scene, "no labelled tracks yet"));
    go_to(&scene, "feature mel");
    scene_keys(&scene, "Space");
    go_to(&scene, "feature stats");
    scene_keys(&scene, "Space");
    assert_true(scene_shows(&scene, "ready: 20 labelled tracks of 10 genres"));
    scene_finish(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(filter_narrows_as_you_type_and_escape_takes_it_back),
        cmocka_unit_test(cursor_stays_on_its_track_when_the_list_changes),
        cmocka_unit_test(search_goes_on_with_n_and_back_with_shift_n),
        cmocka_unit_test(classify_needs_a_run_and_then_asks_for_the_track),
        cmocka_unit_test(a_file_is_classified_by_its_path_and_shown),
        cmocka_unit_test(import_asks_for_a_folder_and_reloads),
        cmocka_unit_test(text_from_outside_cannot_reach_the_terminal),
        cmocka_unit_test(training_starts_with_the_settings_shown),
        cmocka_unit_test(training_says_what_is_missing),
        cmocka_unit_test(a_wrong_value_is_refused_with_a_sentence),
        cmocka_unit_test(a_running_training_obeys_its_keys),
        cmocka_unit_test(discarding_a_run_is_asked_for),
        cmocka_unit_test(a_training_that_cannot_start_leads_back),
        cmocka_unit_test(an_ended_run_brings_its_result),
        cmocka_unit_test(a_cell_opens_its_tracks),
        cmocka_unit_test(an_empty_cell_opens_nothing),
        cmocka_unit_test(the_other_checkpoint_is_asked_for),
        cmocka_unit_test(cancel_is_offered_only_while_something_runs),
        cmocka_unit_test(a_refused_order_is_told),
        cmocka_unit_test(q_ends_the_program),
        cmocka_unit_test(a_click_chooses_tab_and_row),
        cmocka_unit_test(tracks_without_audio_can_be_trained_on_with_stats),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
