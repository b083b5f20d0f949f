#include "tests/workspace.h"

#include "catalog/gtzan.h"
#include "session/caution.h"
#include "session/result.h"

enum { EACH = 10, TRACKS = 2 * EACH };

/* Twenty tracks by two artists, ten of either genre, a split of them, and a
 * run that has all test tracks right but a given number. */
struct scene {
    struct workspace workspace;
    struct split split;
    int64_t ids[TRACKS];
};

/* As GTZAN's excerpts are named and as long, or not. */
static void add_track(struct scene *scene, const struct gtzan *gtzan, int i,
                      bool excerpt)
{
    const struct gtzan_excerpt *like = &gtzan->excerpts[i / EACH * 100 + i];
    char *name = xformat("piece.%d", i);
    struct track track =
        workspace_track(&scene->workspace, excerpt ? like->name : name,
                        i < EACH ? "blues" : "classical");
    struct error err = {0};
    enum track_change change;

    track.duration_s = like->duration_s;
    track.artist = xstrdup(i % 2 ? "Anna" : "Otto");
    check_ok(track_put(scene->workspace.catalog, &track, &change, &err), err);
    scene->ids[i] = track.id;
    track_finish(&track);
    free(name);
}

static void scene_init(struct scene *scene, bool excerpts)
{
    struct error err = {0};
    struct gtzan *gtzan;

    workspace_init(&scene->workspace);
    check_ok(gtzan_load(&gtzan, &err), err);
    for (int i = 0; i < TRACKS; i++)
        add_track(scene, gtzan, i, excerpts);
    gtzan_destroy(gtzan);
    check_ok(split_create_stratified(scene->workspace.catalog, "any", 1,
                                     &scene->split, &err),
             err);
}

static void scene_finish(struct scene *scene)
{
    split_finish(&scene->split);
    workspace_finish(&scene->workspace);
}

static int label_of(const struct scene *scene, int64_t track_id)
{
    for (int i = 0; i < TRACKS; i++)
        if (scene->ids[i] == track_id)
            return i >= EACH;
    fail();
    return 0;
}

static int64_t add_run(struct scene *scene, int wrong)
{
    struct run run = {
        .model = xstrdup("cnn"),
        .features = xstrdup("mel"),
        .split_id = scene->split.id,
        .backend = xstrdup("cpu"),
        .status = RUN_DONE,
        .epochs_planned = 1,
        .classes = xcalloc(2, sizeof(char *)),
        .class_count = 2,
    };
    struct run_prediction items[TRACKS] = {0};
    struct run_prediction_list list = {items, scene->split.count, 2};
    float certain[2][2] = {{1, 0}, {0, 1}};
    struct error err = {0};
    int64_t id;

    run.classes[0] = xstrdup("blues");
    run.classes[1] = xstrdup("classical");
    check_ok(run_create(scene->workspace.catalog, &run, &err), err);
    for (size_t i = 0; i < scene->split.count; i++) {
        const struct split_entry *entry = &scene->split.entries[i];
        int label = label_of(scene, entry->track_id);
        bool miss = entry->part == SPLIT_TEST && wrong-- > 0;

        items[i].track_id = entry->track_id;
        items[i].part = entry->part;
        items[i].label = label;
        items[i].predicted = miss ? !label : label;
        items[i].probabilities = certain[items[i].predicted];
    }
    check_ok(run_put_predictions(scene->workspace.catalog, run.id, RUN_BEST,
                                 &list, &err),
             err);
    id = run.id;
    run_finish(&run);
    return id;
}

static struct caution find(struct scene *scene, int64_t run_id)
{
    struct result *result = NULL;
    struct caution caution;
    struct error err = {0};

    check_ok(
        result_load(scene->workspace.catalog, run_id, RUN_BEST, &result, &err),
        err);
    check_ok(caution_find(&caution, scene->workspace.catalog, result, &err),
             err);
    result_destroy(result);
    return caution;
}

static void artists_met_in_training_are_counted(void **state)
{
    struct scene scene;
    struct caution caution;

    (void)state;
    scene_init(&scene, false);
    caution = find(&scene, add_run(&scene, 1));
    assert_int_equal(caution.total, 4);
    assert_int_equal(caution.credited, 4);
    assert_int_equal(caution.known_artist, 4);
    assert_int_equal(caution.repeated, 0);
    assert_false(caution.too_good);
    scene_finish(&scene);
}

static void all_right_is_too_good_on_gtzan_only(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene, true);
    assert_true(find(&scene, add_run(&scene, 0)).too_good);
    assert_false(find(&scene, add_run(&scene, 1)).too_good);
    scene_finish(&scene);
    scene_init(&scene, false);
    assert_false(find(&scene, add_run(&scene, 0)).too_good);
    scene_finish(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(artists_met_in_training_are_counted),
        cmocka_unit_test(all_right_is_too_good_on_gtzan_only),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
