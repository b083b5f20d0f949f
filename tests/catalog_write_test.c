#include "tests/catalog_rig.h"

enum { WRITERS = 4, EACH = 25 };

struct writer {
    pthread_t thread;
    const char *folder;
    int number;
    bool done;
    struct error err;
};

static void a_transaction_is_done_or_undone(void **state)
{
    struct workspace workspace;
    struct error err = {0};

    (void)state;
    workspace_init(&workspace);
    check_ok(catalog_begin(workspace.catalog, &err), err);
    workspace_add(&workspace, "a", "blues");
    workspace_add(&workspace, "b", "blues");
    catalog_rollback(workspace.catalog);
    assert_int_equal(count_tracks(workspace.catalog), 0);

    check_ok(catalog_begin(workspace.catalog, &err), err);
    workspace_add(&workspace, "a", "blues");
    workspace_add(&workspace, "b", "blues");
    check_ok(catalog_commit(workspace.catalog, &err), err);
    assert_int_equal(count_tracks(workspace.catalog), 2);
    workspace_finish(&workspace);
}

static void an_open_transaction_is_not_seen_by_others(void **state)
{
    struct workspace workspace;
    struct catalog *other;
    struct error err = {0};

    (void)state;
    workspace_init(&workspace);
    check_ok(catalog_open(&other, workspace.folder, &err), err);
    check_ok(catalog_begin(workspace.catalog, &err), err);
    workspace_add(&workspace, "a", "blues");
    assert_int_equal(count_tracks(other), 0);
    check_ok(catalog_commit(workspace.catalog, &err), err);
    assert_int_equal(count_tracks(other), 1);
    catalog_close(other);
    workspace_finish(&workspace);
}

/* Opens the workspace and adds EACH tracks, one transaction each. */
static bool write_tracks(const char *folder, int writer, struct error *err)
{
    struct workspace workspace = {.folder = xstrdup(folder)};
    bool done = catalog_open(&workspace.catalog, folder, err);

    for (int i = 0; done && i < EACH; i++) {
        char name[40];
        struct track track;
        enum track_change change;

        snprintf(name, sizeof(name), "writer%d.%d", writer, i);
        track = workspace_track(&workspace, name, "blues");
        done = track_put(workspace.catalog, &track, &change, err) &&
               change == TRACK_ADDED;
        track_finish(&track);
    }
    if (done)
        catalog_close(workspace.catalog);
    free(workspace.folder);
    return done;
}

static void *run_writer(void *context)
{
    struct writer *writer = context;

    writer->done = write_tracks(writer->folder, writer->number, &writer->err);
    return NULL;
}

static void check_all_written(const char *folder)
{
    struct workspace workspace = {.folder = xstrdup(folder)};
    struct error err = {0};

    check_ok(catalog_open(&workspace.catalog, folder, &err), err);
    assert_int_equal(count_tracks(workspace.catalog), WRITERS * EACH);
    workspace_finish(&workspace);
}

static void threads_that_write_wait_for_each_other(void **state)
{
    char *folder = scratch_create();
    struct writer writers[WRITERS];

    (void)state;
    /* The workspace is new: they also make its tables at the same time. */
    for (int i = 0; i < WRITERS; i++) {
        writers[i] = (struct writer){.folder = folder, .number = i};
        assert_int_equal(
            pthread_create(&writers[i].thread, NULL, run_writer, &writers[i]),
            0);
    }
    for (int i = 0; i < WRITERS; i++) {
        pthread_join(writers[i].thread, NULL);
        check_ok(writers[i].done, writers[i].err);
    }
    check_all_written(folder);
    free(folder);
}

static void programs_that_write_wait_for_each_other(void **state)
{
    char *folder = scratch_create();
    pid_t children[WRITERS];

    (void)state;
    for (int i = 0; i < WRITERS; i++) {
        children[i] = fork();
        if (children[i] == 0) {
            struct error err = {0};
            bool done = write_tracks(folder, i, &err);

            if (!done)
                print_error("%s\n", err.text);
            _exit(done ? 0 : 1);
        }
    }
    for (int i = 0; i < WRITERS; i++) {
        int status;

        assert_int_equal(waitpid(children[i], &status, 0), children[i]);
        assert_int_equal(status, 0);
    }
    check_all_written(folder);
    free(folder);
}

/* Commits tracks ten by ten and reports each commit, until it is killed. */
static void write_until_killed(const char *folder, int report)
{
    struct workspace workspace = {.folder = xstrdup(folder)};
    struct error err = {0};
    char name[20];

    if (!catalog_open(&workspace.catalog, folder, &err))
        _exit(1);
    for (int i = 0;; i++) {
        if (i % 10 == 0 && !catalog_begin(workspace.catalog, &err))
            _exit(1);
        snprintf(name, sizeof(name), "t%d", i);
        workspace_add(&workspace, name, "blues");
        if (i % 10 == 9 && (!catalog_commit(workspace.catalog, &err) ||
                            write(report, "x", 1) != 1))
            _exit(1);
    }
}

static void kill_loses_nothing_that_was_committed(void **state)
{
    struct workspace workspace = {.folder = scratch_create()};
    struct error err = {0};
    int pipes[2], status;
    size_t commits = 0, tracks;
    char byte;
    pid_t child;

    (void)state;
    assert_int_equal(pipe(pipes), 0);
    child = fork();
    if (child == 0) {
        close(pipes[0]);
        write_until_killed(workspace.folder, pipes[1]);
        _exit(1);
    }
    close(pipes[1]);
    while (read(pipes[0], &byte, 1) == 1)
        if (++commits == 20)
            kill(child, SIGKILL);
    close(pipes[0]);
    assert_true(commits >= 20);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));

    check_ok(catalog_open(&workspace.catalog, workspace.folder, &err), err);
    check_ok(catalog_verify(workspace.catalog, &err), err);
    /* It may have died between the last commit and its report. */
    tracks = count_tracks(workspace.catalog);
    assert_true(tracks == 10 * commits || tracks == 10 * (commits + 1));
    workspace_add(&workspace, "after", "blues");
    workspace_finish(&workspace);
}

/* In a child: fills a transaction while files may not grow past 256 KiB, which
 * fails writes as a full disk does. */
static int write_past_limit(const char *folder)
{
    const struct rlimit limit = {256UL * 1024, 256UL * 1024};
    struct workspace workspace = {.folder = xstrdup(folder)};
    struct error err = {0};
    bool done = true;

    if (!catalog_open(&workspace.catalog, folder, &err) ||
        !catalog_begin(workspace.catalog, &err))
        return 2;
    signal(SIGXFSZ, SIG_IGN);
    if (setrlimit(RLIMIT_FSIZE, &limit) != 0)
        return 3;
    for (int i = 0; done && i < 2000; i++) {
        char name[20];
        struct track track;
        enum track_change change;

        snprintf(name, sizeof(name), "full%d", i);
        track = workspace_track(&workspace, name, "blues");
        done = track_put(workspace.catalog, &track, &change, &err);
        track_finish(&track);
    }
    done = done && catalog_commit(workspace.catalog, &err);
    return !done && strstr(err.text, "catalog.db") ? 0 : 1;
}

static void a_write_that_fails_gives_a_sentence_and_loses_nothing(void **state)
{
    struct workspace workspace;
    int status;
    pid_t child;

    (void)state;
    workspace_init(&workspace);
    workspace_add(&workspace, "before", "blues");
    child = fork();
    if (child == 0)
        _exit(write_past_limit(workspace.folder));
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    assert_int_equal(count_tracks(workspace.catalog), 1);
    workspace_add(&workspace, "after", "blues");
    workspace_finish(&workspace);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_transaction_is_done_or_undone),
        cmocka_unit_test(an_open_transaction_is_not_seen_by_others),
        cmocka_unit_test(threads_that_write_wait_for_each_other),
        cmocka_unit_test(programs_that_write_wait_for_each_other),
        cmocka_unit_test(kill_loses_nothing_that_was_committed),
        cmocka_unit_test(a_write_that_fails_gives_a_sentence_and_loses_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
