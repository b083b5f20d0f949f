#include "tests/workspace.h"

#include "session/comparison.h"

enum { TRACKS = 8 };

/* Eight tracks of two genres and a split; runs say what they like of them. */
struct scene {
    struct workspace workspace;
    struct split split;
    int64_t ids[TRACKS];
};

static void scene_init(struct scene *scene)
{
    struct error err = {0};

    workspace_init(&scene->workspace);
    for (int i = 0; i < TRACKS; i++) {
        char *name = xformat("t.%d", i);

        scene->ids[i] =
            workspace_add(&scene->workspace, name, i % 2 ? "rock" : "blues");
        free(name);
    }
    check_ok(split_create_stratified(scene->workspace.catalog, "half", 3,
                                     &scene->split, &err),
             err);
}

static void scene_finish(struct scene *scene)
{
    split_finish(&scene->split);
    workspace_finish(&scene->workspace);
}

/* What a run said: for each track its part (t, v or -: not in the split), its
 * genre and the predicted genre by their first letters. */
struct said {
    const char *classes[3];
    size_t class_count;
    const char *parts, *genres, *predicted;
};

static int class_of(const struct said *said, char letter)
{
    for (size_t i = 0; i < said->class_count; i++)
        if (said->classes[i][0] == letter)
            return (int)i;
    fail_msg("no class begins with %c", letter);
    return -1;
}

static int64_t add_run(struct scene *scene, const struct said *said)
{
    struct run run = {
        .model = xstrdup("cnn"),
        .features = xstrdup("mel"),
        .split_id = scene->split.id,
        .backend = xstrdup("cpu"),
        .status = RUN_DONE,
        .epochs_planned = 1,
        .classes = xcalloc(said->class_count, sizeof(char *)),
        .class_count = said->class_count,
    };
    struct run_prediction_list list = {
        .items = xcalloc(TRACKS, sizeof(*list.items)),
        .class_count = said->class_count,
    };
    struct error err = {0};
    int64_t id;

    for (size_t i = 0; i < said->class_count; i++)
        run.classes[i] = xstrdup(said->classes[i]);
    check_ok(run_create(scene->workspace.catalog, &run, &err), err);
    for (int i = 0; i < TRACKS; i++) {
        struct run_prediction *item = &list.items[list.count];

        if (said->parts[i] == '-')
            continue;
        list.count++;
        item->track_id = scene->ids[i];
        item->track_name = xformat("t.%d", i);
        item->part = said->parts[i] == 't' ? SPLIT_TEST : SPLIT_VALID;
        item->label = class_of(said, said->genres[i]);
        item->predicted = class_of(said, said->predicted[i]);
        item->probabilities = xcalloc(said->class_count, sizeof(float));
        item->probabilities[item->predicted] = 1;
    }
    check_ok(run_put_predictions(scene->workspace.catalog, run.id, RUN_BEST,
                                 &list, &err),
             err);
    id = run.id;
    run_prediction_list_finish(&list);
    run_finish(&run);
    return id;
}

static const struct said plain = {
    {"blues", "rock"}, 2, "tttttttt", "brbrbrbr", "brbrbrrr"};

static void compare(struct scene *scene, const struct said *first,
                    const struct said *second, struct comparison *out)
{
    const int64_t ids[2] = {add_run(scene, first), add_run(scene, second)};
    struct error err = {0};

    check_ok(
        comparison_load(out, scene->workspace.catalog, ids, RUN_BEST, &err),
        err);
}

static void rights_and_wrongs_are_counted(void **state)
{
    static const struct said other = {
        {"blues", "rock"}, 2, "tttttttt", "brbrbrbr", "rbrbrrbb"};
    struct comparison comparison;
    struct scene scene;

    (void)state;
    scene_init(&scene);
    compare(&scene, &plain, &other, &comparison);
    assert_int_equal(comparison.count, 8);
    assert_int_equal(comparison.both_right, 1);
    assert_int_equal(comparison.both_wrong, 0);
    assert_int_equal(comparison.only[0], 6);
    assert_int_equal(comparison.only[1], 1);
    check_near(comparison.chance, 0.125, 1e-12);
    check_near(comparison.scores[0].accuracy, 7.0 / 8, 0);
    check_near(comparison.scores[1].accuracy, 2.0 / 8, 0);
    comparison_finish(&comparison);
    scene_finish(&scene);
}

static void only_shared_test_tracks_count(void **state)
{
    static const struct said other = {
        {"blues", "rock"}, 2, "vt-tvttt", "brbrbrbr", "rbrbrbrr"};
    struct comparison comparison;
    struct scene scene;

    (void)state;
    scene_init(&scene);
    compare(&scene, &other, &plain, &comparison);
    assert_int_equal(comparison.count, 5);
    assert_string_equal(comparison.tracks[0].name, "t.1");
    assert_string_equal(comparison.tracks[1].name, "t.3");
    assert_int_equal(comparison.results[1]->test.total, 8);
    assert_int_equal(comparison.scores[1].total, 5);
    comparison_finish(&comparison);
    scene_finish(&scene);
}

static void classes_are_matched_by_name(void **state)
{
    static const struct said other = {
        {"rock", "blues", "jazz"}, 3, "tttttttt", "brbrbrbr", "brbrbjjj"};
    struct comparison comparison;
    struct scene scene;

    (void)state;
    scene_init(&scene);
    compare(&scene, &plain, &other, &comparison);
    assert_int_equal(comparison.class_count, 3);
    assert_string_equal(comparison.classes[0], "blues");
    assert_string_equal(comparison.classes[1], "jazz");
    assert_string_equal(comparison.classes[2], "rock");
    assert_int_equal(comparison.both_right, 5);
    assert_int_equal(comparison.only[0], 2);
    assert_int_equal(comparison.both_wrong, 1);
    assert_int_equal(comparison.tracks[7].predicted[1], 1);
    comparison_finish(&comparison);
    scene_finish(&scene);
}

static void relabelled_tracks_are_left_out(void **state)
{
    static const struct said other = {
        {"blues", "rock"}, 2, "tttttttt", "brbrbbbb", "brbrbrrr"};
    struct comparison comparison;
    struct scene scene;

    (void)state;
    scene_init(&scene);
    compare(&scene, &plain, &other, &comparison);
    assert_int_equal(comparison.count, 6);
    assert_int_equal(comparison.relabelled, 2);
    comparison_finish(&comparison);
    scene_finish(&scene);
}

static void run_without_predictions_is_refused(void **state)
{
    static const struct said nothing = {
        {"blues", "rock"}, 2, "vvvvvvvv", "brbrbrbr", "brbrbrrr"};
    struct comparison comparison;
    struct error err = {0};
    struct scene scene;
    int64_t ids[2];

    (void)state;
    scene_init(&scene);
    ids[0] = add_run(&scene, &plain);
    ids[1] = add_run(&scene, &nothing);
    assert_false(comparison_load(&comparison, scene.workspace.catalog, ids,
                                 RUN_BEST, &err));
    assert_string_equal(err.text,
                        "run 2 has no predictions of test tracks yet");
    ids[1] = 99;
    assert_false(comparison_load(&comparison, scene.workspace.catalog, ids,
                                 RUN_BEST, &err));
    scene_finish(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rights_and_wrongs_are_counted),
        cmocka_unit_test(only_shared_test_tracks_count),
        cmocka_unit_test(classes_are_matched_by_name),
        cmocka_unit_test(relabelled_tracks_are_left_out),
        cmocka_unit_test(run_without_predictions_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
