/* run_rig.h - runs to put into a scratch workspace.
 */
#ifndef TESTS_RUN_RIG_H
#define TESTS_RUN_RIG_H

#include "catalog/run.h"
#include "tests/workspace.h"

#include <sqlite3.h>
#include <sys/stat.h>

enum { TRACKS = 12 };

struct scene {
    struct workspace workspace;
    struct split split;
    int64_t ids[TRACKS];
};

/* Twelve tracks of two genres and a split of them. */
static inline void scene_init(struct scene *scene)
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

static inline void scene_finish(struct scene *scene)
{
    split_finish(&scene->split);
    workspace_finish(&scene->workspace);
}

static inline void add_setting(struct run *run, const char *name,
                               const char *value)
{
    run->settings = reallocarray(run->settings, run->setting_count + 1,
                                 sizeof(*run->settings));
    run->settings[run->setting_count++] =
        (struct run_setting){xstrdup(name), xstrdup(value)};
}

static inline struct run make_run(const struct scene *scene)
{
    struct run run = {
        .model = xstrdup("cnn"),
        .features = xstrdup("mel,chroma"),
        .split_id = scene->split.id,
        .seed = 18446744073709551615U,
        .backend = xstrdup("cpu"),
        .status = RUN_RUNNING,
        .epochs_planned = 30,
        .class_count = 2,
    };

    add_setting(&run, "epochs", "30");
    add_setting(&run, "learning-rate", "0.001");
    run.classes = calloc(2, sizeof(*run.classes));
    run.classes[0] = xstrdup("blues");
    run.classes[1] = xstrdup("rock");
    return run;
}

/* Stores such a run and returns its id. */
static inline int64_t add_run(struct scene *scene)
{
    struct run run = make_run(scene);
    struct error err = {0};
    int64_t id;

    check_ok(run_create(scene->workspace.catalog, &run, &err), err);
    id = run.id;
    run_finish(&run);
    return id;
}

static inline void add_epoch(struct scene *scene, int64_t id, int number,
                             int best)
{
    const struct run_epoch epoch = {number, 1.5, 0.5, 2.5, 0.25, 1e-3, 9.75};
    struct error err = {0};

    check_ok(run_add_epoch(scene->workspace.catalog, id, &epoch, best, &err),
             err);
}

#endif
