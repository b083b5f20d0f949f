#include "tests/run_rig.h"

static void statuses_have_names(void **state)
{
    (void)state;
    assert_string_equal(run_status_name(RUN_RUNNING), "running");
    assert_string_equal(run_status_name(RUN_DONE), "done");
    assert_string_equal(run_status_name(RUN_FAILED), "failed");
}

static void every_field_comes_back(void **state)
{
    struct scene scene;
    struct error err = {0};
    struct run run, out;

    (void)state;
    scene_init(&scene);
    run = make_run(&scene);
    check_ok(run_create(scene.workspace.catalog, &run, &err), err);
    assert_true(run.id > 0);
    assert_true(run.created > 1600000000);
    check_ok(run_load(scene.workspace.catalog, run.id, &out, &err), err);
    assert_int_equal(out.id, run.id);
    assert_string_equal(out.model, "cnn");
    assert_string_equal(out.features, "mel,chroma");
    assert_int_equal(out.split_id, scene.split.id);
    assert_string_equal(out.split_name, "half");
    assert_string_equal(out.protocol, "stratified");
    assert_true(out.seed == UINT64_MAX);
    assert_string_equal(out.backend, "cpu");
    assert_int_equal(out.status, RUN_RUNNING);
    assert_null(out.reason);
    assert_int_equal(out.created, run.created);
    assert_int_equal(out.epochs_planned, 30);
    assert_int_equal(out.epochs_done, 0);
    assert_int_equal(out.best_epoch, 0);
    assert_int_equal(out.setting_count, 2);
    assert_string_equal(out.settings[0].name, "epochs");
    assert_string_equal(out.settings[1].name, "learning-rate");
    assert_string_equal(out.settings[1].value, "0.001");
    assert_int_equal(out.class_count, 2);
    assert_string_equal(out.classes[0], "blues");
    assert_string_equal(out.classes[1], "rock");
    run_finish(&out);
    run_finish(&run);
    scene_finish(&scene);
}

static void a_run_needs_its_split(void **state)
{
    struct scene scene;
    struct error err = {0};
    struct run run, out;

    (void)state;
    scene_init(&scene);
    run = make_run(&scene);
    run.split_id = 77;
    assert_false(run_create(scene.workspace.catalog, &run, &err));
    assert_non_null(strstr(err.text, "split number 77"));
    assert_false(run_load(scene.workspace.catalog, 1, &out, &err));
    assert_non_null(strstr(err.text, "run number 1"));
    assert_false(run_load(scene.workspace.catalog, 0, &out, &err));
    run_finish(&run);
    scene_finish(&scene);
}

static void runs_are_listed_newest_first(void **state)
{
    struct scene scene;
    struct error err = {0};
    struct run_list list;
    int64_t first, second;

    (void)state;
    scene_init(&scene);
    first = add_run(&scene);
    second = add_run(&scene);
    check_ok(run_list_load(scene.workspace.catalog, &list, &err), err);
    assert_int_equal(list.count, 2);
    assert_int_equal(list.items[0].id, second);
    assert_int_equal(list.items[1].id, first);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(list.items[i].setting_count, 2);
        assert_string_equal(list.items[i].settings[0].value, "30");
        assert_int_equal(list.items[i].class_count, 2);
        assert_string_equal(list.items[i].classes[1], "rock");
    }
    run_list_finish(&list);
    scene_finish(&scene);
}

static void check_unfinished(struct scene *scene, const struct run *like,
                             int64_t expected)
{
    struct error err = {0};
    int64_t id = -1;

    check_ok(run_find_unfinished(scene->workspace.catalog, like, &id, &err),
             err);
    assert_int_equal(id, expected);
}

static void an_unfinished_run_is_found_by_all_its_settings(void **state)
{
    struct scene scene;
    struct error err = {0};
    struct run like;
    int64_t first, second;

    (void)state;
    scene_init(&scene);
    like = make_run(&scene);
    check_unfinished(&scene, &like, 0);
    first = add_run(&scene);
    check_unfinished(&scene, &like, first);
    second = add_run(&scene);
    check_unfinished(&scene, &like, second);
    check_ok(
        run_set_status(scene.workspace.catalog, second, RUN_DONE, NULL, &err),
        err);
    check_unfinished(&scene, &like, first);

    free(like.settings[1].value);
    like.settings[1].value = xstrdup("0.0010");
    check_unfinished(&scene, &like, 0);
    run_finish(&like);
    like = make_run(&scene);
    add_setting(&like, "width", "16");
    check_unfinished(&scene, &like, 0);
    run_finish(&like);
    like = make_run(&scene);
    like.seed = 1;
    check_unfinished(&scene, &like, 0);
    run_finish(&like);
    like = make_run(&scene);
    like.split_id++;
    check_unfinished(&scene, &like, 0);
    run_finish(&like);
    like = make_run(&scene);
    like.features[2] = 'x';
    check_unfinished(&scene, &like, 0);
    like.features[2] = 'l';
    check_unfinished(&scene, &like, first);
    like.model[0] = 'd';
    check_unfinished(&scene, &like, 0);
    run_finish(&like);
    scene_finish(&scene);
}

static void check_epochs(struct scene *scene, int64_t id, size_t count,
                         int best)
{
    struct error err = {0};
    struct run_epoch_list list;
    struct run run;

    check_ok(run_load_epochs(scene->workspace.catalog, id, &list, &err), err);
    check_ok(run_load(scene->workspace.catalog, id, &run, &err), err);
    assert_int_equal(list.count, count);
    assert_int_equal(run.epochs_done, count);
    assert_int_equal(run.best_epoch, best);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(list.items[i].number, i + 1);
    run_finish(&run);
    run_epoch_list_finish(&list);
}

static void epochs_are_added_replaced_and_cut(void **state)
{
    struct scene scene;
    struct error err = {0};
    int64_t id, other;

    (void)state;
    scene_init(&scene);
    id = add_run(&scene);
    other = add_run(&scene);
    check_epochs(&scene, id, 0, 0);
    for (int i = 1; i <= 5; i++)
        add_epoch(&scene, id, i, i < 3 ? i : 3);
    add_epoch(&scene, other, 1, 1);
    check_epochs(&scene, id, 5, 3);
    add_epoch(&scene, id, 5, 5);
    check_epochs(&scene, id, 5, 5);
    check_ok(run_truncate_epochs(scene.workspace.catalog, id, 4, &err), err);
    check_epochs(&scene, id, 4, 0);
    add_epoch(&scene, id, 5, 2);
    check_ok(run_truncate_epochs(scene.workspace.catalog, id, 2, &err), err);
    check_epochs(&scene, id, 2, 2);
    check_ok(run_truncate_epochs(scene.workspace.catalog, id, 0, &err), err);
    check_epochs(&scene, id, 0, 0);
    check_epochs(&scene, other, 1, 1);
    assert_false(run_truncate_epochs(scene.workspace.catalog, 99, 0, &err));
    scene_finish(&scene);
}

static void an_epochs_figures_come_back(void **state)
{
    const struct run_epoch epoch = {1, NAN, 0.1, INFINITY, 0.7, 8.1e-4, 412.5};
    struct scene scene;
    struct error err = {0};
    struct run_epoch_list list;
    int64_t id;

    (void)state;
    scene_init(&scene);
    id = add_run(&scene);
    check_ok(run_add_epoch(scene.workspace.catalog, id, &epoch, 1, &err), err);
    check_ok(run_load_epochs(scene.workspace.catalog, id, &list, &err), err);
    assert_int_equal(list.count, 1);
    assert_true(isnan(list.items[0].train_loss));
    check_near(list.items[0].train_accuracy, 0.1, 0);
    assert_true(isinf(list.items[0].valid_loss));
    check_near(list.items[0].valid_accuracy, 0.7, 0);
    check_near(list.items[0].learning_rate, 8.1e-4, 0);
    check_near(list.items[0].seconds, 412.5, 0);
    run_epoch_list_finish(&list);
    assert_false(run_add_epoch(scene.workspace.catalog, 99, &epoch, 1, &err));
    assert_non_null(strstr(err.text, "run number 99"));
    scene_finish(&scene);
}

static void a_failure_keeps_its_reason(void **state)
{
    struct scene scene;
    struct error err = {0};
    struct run run;
    int64_t id;

    (void)state;
    scene_init(&scene);
    id = add_run(&scene);
    check_ok(run_set_status(scene.workspace.catalog, id, RUN_FAILED,
                            "the loss is not a number", &err),
             err);
    check_ok(run_load(scene.workspace.catalog, id, &run, &err), err);
    assert_int_equal(run.status, RUN_FAILED);
    assert_string_equal(run.reason, "the loss is not a number");
    run_finish(&run);
    assert_false(
        run_set_status(scene.workspace.catalog, 99, RUN_DONE, NULL, &err));
    scene_finish(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(statuses_have_names),
        cmocka_unit_test(every_field_comes_back),
        cmocka_unit_test(a_run_needs_its_split),
        cmocka_unit_test(runs_are_listed_newest_first),
        cmocka_unit_test(an_unfinished_run_is_found_by_all_its_settings),
        cmocka_unit_test(epochs_are_added_replaced_and_cut),
        cmocka_unit_test(an_epochs_figures_come_back),
        cmocka_unit_test(a_failure_keeps_its_reason),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
