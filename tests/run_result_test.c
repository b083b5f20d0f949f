#include "tests/run_rig.h"

/* One prediction a track, the last track first; the figures depend on i. */
static struct run_prediction_list make_predictions(const struct scene *scene)
{
    struct run_prediction_list list = {
        .items = calloc(TRACKS, sizeof(*list.items)),
        .count = TRACKS,
        .class_count = 2,
    };

    for (int i = 0; i < TRACKS; i++) {
        struct run_prediction *item = &list.items[TRACKS - 1 - i];

        *item = (struct run_prediction){
            .track_id = scene->ids[i],
            .part = (enum split_part)(i % 3),
            .label = i % 2,
            .predicted = i / 2 % 2,
            .probabilities = calloc(2, sizeof(float)),
        };
        item->probabilities[0] = (float)i / 32;
        item->probabilities[1] = 1 - (float)i / 32;
    }
    return list;
}

static void predictions_come_back_by_track(void **state)
{
    struct scene scene;
    struct error err = {0};
    struct run_prediction_list in, out;
    int64_t id;

    (void)state;
    scene_init(&scene);
    id = add_run(&scene);
    in = make_predictions(&scene);
    check_ok(
        run_put_predictions(scene.workspace.catalog, id, RUN_LAST, &in, &err),
        err);
    check_ok(
        run_load_predictions(scene.workspace.catalog, id, RUN_BEST, &out, &err),
        err);
    assert_int_equal(out.count, 0);
    assert_int_equal(out.class_count, 2);
    run_prediction_list_finish(&out);
    /* Putting them again replaces them. */
    check_ok(
        run_put_predictions(scene.workspace.catalog, id, RUN_LAST, &in, &err),
        err);
    check_ok(
        run_load_predictions(scene.workspace.catalog, id, RUN_LAST, &out, &err),
        err);
    assert_int_equal(out.count, TRACKS);
    for (int i = 0; i < TRACKS; i++) {
        char *name = xformat("t.%d", i);

        assert_string_equal(out.items[i].track_name, name);
        assert_int_equal(out.items[i].track_id, scene.ids[i]);
        assert_int_equal(out.items[i].part, i % 3);
        assert_int_equal(out.items[i].label, i % 2);
        assert_int_equal(out.items[i].predicted, i / 2 % 2);
        check_near(out.items[i].probabilities[0], i / 32.0, 0);
        check_near(out.items[i].probabilities[1], 1 - i / 32.0, 0);
        free(name);
    }
    run_prediction_list_finish(&out);
    run_prediction_list_finish(&in);
    scene_finish(&scene);
}

static void a_prediction_that_does_not_fit_is_refused(void **state)
{
    struct scene scene;
    struct error err = {0};
    struct run_prediction_list in, out;
    int64_t id;

    (void)state;
    scene_init(&scene);
    id = add_run(&scene);
    in = make_predictions(&scene);
    check_ok(
        run_put_predictions(scene.workspace.catalog, id, RUN_BEST, &in, &err),
        err);
    in.items[3].predicted = 2;
    assert_false(
        run_put_predictions(scene.workspace.catalog, id, RUN_BEST, &in, &err));
    in.items[3].predicted = -1;
    assert_false(
        run_put_predictions(scene.workspace.catalog, id, RUN_BEST, &in, &err));
    in.items[3].predicted = 1;
    in.class_count = 1;
    assert_false(
        run_put_predictions(scene.workspace.catalog, id, RUN_BEST, &in, &err));
    assert_non_null(strstr(err.text, "2 classes"));
    in.class_count = 2;
    assert_false(
        run_put_predictions(scene.workspace.catalog, 99, RUN_BEST, &in, &err));
    /* The old ones are still there. */
    check_ok(
        run_load_predictions(scene.workspace.catalog, id, RUN_BEST, &out, &err),
        err);
    assert_int_equal(out.count, TRACKS);
    run_prediction_list_finish(&out);
    run_prediction_list_finish(&in);
    scene_finish(&scene);
}

/* As a damaged disk or another program might. */
static void meddle(const struct scene *scene, const char *sql)
{
    char *path = file_join(scene->workspace.folder, "catalog.db");
    sqlite3 *db;

    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    free(path);
}

static void a_blob_of_the_wrong_size_is_never_read(void **state)
{
    static const char *const damages[] = {
        "UPDATE prediction SET probabilities = X'0000803F'",
        "UPDATE prediction SET probabilities = zeroblob(4000)",
        "UPDATE prediction SET probabilities = X''",
        "UPDATE prediction SET predicted = 2",
        "UPDATE prediction SET label = -1",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(damages) / sizeof(damages[0]); i++) {
        struct scene scene;
        struct error err = {0};
        struct run_prediction_list list;
        int64_t id;

        scene_init(&scene);
        id = add_run(&scene);
        list = make_predictions(&scene);
        check_ok(run_put_predictions(scene.workspace.catalog, id, RUN_BEST,
                                     &list, &err),
                 err);
        run_prediction_list_finish(&list);
        meddle(&scene, damages[i]);
        assert_false(run_load_predictions(scene.workspace.catalog, id, RUN_BEST,
                                          &list, &err));
        assert_non_null(strstr(err.text, "damaged"));
        assert_null(list.items);
        scene_finish(&scene);
    }
}

static void
a_deleted_run_leaves_nothing_and_its_number_is_not_reused(void **state)
{
    struct scene scene;
    struct error err = {0};
    struct run_prediction_list list;
    struct run_epoch_list epochs;
    int64_t id, next;

    (void)state;
    scene_init(&scene);
    id = add_run(&scene);
    add_epoch(&scene, id, 1, 1);
    list = make_predictions(&scene);
    check_ok(
        run_put_predictions(scene.workspace.catalog, id, RUN_BEST, &list, &err),
        err);
    run_prediction_list_finish(&list);
    check_ok(run_delete(scene.workspace.catalog, id, &err), err);
    assert_false(run_delete(scene.workspace.catalog, id, &err));
    check_ok(run_load_epochs(scene.workspace.catalog, id, &epochs, &err), err);
    assert_int_equal(epochs.count, 0);
    run_epoch_list_finish(&epochs);
    assert_false(run_load_predictions(scene.workspace.catalog, id, RUN_BEST,
                                      &list, &err));
    next = add_run(&scene);
    assert_true(next > id);
    scene_finish(&scene);
}

static void a_run_has_a_folder(void **state)
{
    struct scene scene;
    struct error err = {0};
    struct stat info;
    char *folder = NULL, *again = NULL;

    (void)state;
    scene_init(&scene);
    check_ok(run_folder(scene.workspace.catalog, 12, &folder, &err), err);
    assert_int_equal(stat(folder, &info), 0);
    assert_true(S_ISDIR(info.st_mode));
    assert_string_equal(file_name(folder), "12");
    check_ok(run_folder(scene.workspace.catalog, 12, &again, &err), err);
    assert_string_equal(again, folder);
    free(folder);
    free(again);
    scene_finish(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(predictions_come_back_by_track),
        cmocka_unit_test(a_prediction_that_does_not_fit_is_refused),
        cmocka_unit_test(a_blob_of_the_wrong_size_is_never_read),
        cmocka_unit_test(
            a_deleted_run_leaves_nothing_and_its_number_is_not_reused),
        cmocka_unit_test(a_run_has_a_folder),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
