#include "tests/track_rig.h"

/* Stands for a sound file: what counts is that something is at its path. */
static void make_file(const char *path)
{
    char *folder = xstrdup(path);
    struct error err = {0};
    FILE *stream;

    *strrchr(folder, '/') = '\0';
    check_ok(file_make_folder(folder, &err), err);
    stream = fopen(path, "w");
    assert_non_null(stream);
    fclose(stream);
    free(folder);
}

static void a_moved_file_keeps_its_track(void **state)
{
    struct workspace workspace;
    struct track track, out;
    int64_t id;

    (void)state;
    workspace_init(&workspace);
    id = workspace_add(&workspace, "a", "blues");
    track = workspace_track(&workspace, "a", "jazz");
    free(track.path);
    track.path = xformat("%s/elsewhere/a.wav", workspace.folder);
    put(&workspace, &track, TRACK_MOVED);
    assert_int_equal(track.id, id);
    load(&workspace, id, &out);
    assert_string_equal(out.path, track.path);
    assert_string_equal(out.name, "a");
    assert_string_equal(out.genre, "jazz");
    assert_string_equal(out.original_genre, "blues");
    track_finish(&out);

    /* Under another file name its track gets another name, too. */
    free(track.path);
    free(track.name);
    track.path = xformat("%s/elsewhere/better.wav", workspace.folder);
    track.name = xstrdup("better");
    put(&workspace, &track, TRACK_MOVED);
    assert_int_equal(track.id, id);
    assert_string_equal(track.name, "better");
    track_finish(&track);
    workspace_finish(&workspace);
}

static void a_copy_is_another_track(void **state)
{
    struct workspace workspace;
    struct track track;
    int64_t id;

    (void)state;
    workspace_init(&workspace);
    track = workspace_track(&workspace, "a", "blues");
    make_file(track.path);
    put(&workspace, &track, TRACK_ADDED);
    id = track.id;
    free(track.path);
    track.path = xformat("%s/copy/a.wav", workspace.folder);
    put(&workspace, &track, TRACK_ADDED);
    assert_int_not_equal(track.id, id);
    track_finish(&track);
    workspace_finish(&workspace);
}

static void
of_two_moved_copies_the_one_with_the_same_name_is_taken(void **state)
{
    struct workspace workspace;
    struct track track;
    char *old;
    int64_t first, second;

    (void)state;
    workspace_init(&workspace);
    track = workspace_track(&workspace, "a", "blues");
    make_file(track.path);
    put(&workspace, &track, TRACK_ADDED);
    first = track.id;
    old = track.path;
    free(track.name);
    track.path = xformat("%s/audio/b.wav", workspace.folder);
    track.name = xstrdup("b");
    put(&workspace, &track, TRACK_ADDED);
    second = track.id;
    assert_int_equal(unlink(old), 0);
    free(old);

    free(track.path);
    track.path = xformat("%s/new/b.wav", workspace.folder);
    put(&workspace, &track, TRACK_MOVED);
    assert_int_equal(track.id, second);
    make_file(track.path);
    free(track.path);
    track.path = xformat("%s/new/a.wav", workspace.folder);
    put(&workspace, &track, TRACK_MOVED);
    assert_int_equal(track.id, first);
    track_finish(&track);
    workspace_finish(&workspace);
}

static void tracks_without_sound_are_never_taken_for_moved(void **state)
{
    struct workspace workspace;
    struct track track = {.status = TRACK_UNREADABLE};

    (void)state;
    workspace_init(&workspace);
    track.reason = xstrdup("empty");
    track.path = xstrdup("/gone/x.wav");
    put(&workspace, &track, TRACK_ADDED);
    free(track.path);
    track.path = xstrdup("/gone/y.wav");
    put(&workspace, &track, TRACK_ADDED);
    track_finish(&track);
    workspace_finish(&workspace);
}

static void current_means_same_size_and_time(void **state)
{
    struct workspace workspace;
    struct error err = {0};
    struct track track;
    bool current;

    (void)state;
    workspace_init(&workspace);
    track = workspace_track(&workspace, "a", "blues");
    put(&workspace, &track, TRACK_ADDED);
    check_ok(track_is_current(workspace.catalog, track.path, 1000,
                              1600000000123456789, &current, &err),
             err);
    assert_true(current);
    check_ok(track_is_current(workspace.catalog, track.path, 1001,
                              1600000000123456789, &current, &err),
             err);
    assert_false(current);
    check_ok(track_is_current(workspace.catalog, track.path, 1000,
                              1600000000123456788, &current, &err),
             err);
    assert_false(current);
    check_ok(track_is_current(workspace.catalog, "/other", 1000,
                              1600000000123456789, &current, &err),
             err);
    assert_false(current);
    track_finish(&track);
    workspace_finish(&workspace);
}

static void what_is_gone_under_a_folder_is_marked(void **state)
{
    struct workspace workspace;
    struct error err = {0};
    struct track here, gone, out;
    char *folder;
    size_t count;
    bool current;

    (void)state;
    workspace_init(&workspace);
    here = workspace_track(&workspace, "here", "blues");
    make_file(here.path);
    put(&workspace, &here, TRACK_ADDED);
    gone = workspace_track(&workspace, "gone", "blues");
    put(&workspace, &gone, TRACK_ADDED);
    put_named(&workspace, "/elsewhere/x.wav", "x", "x");
    folder = xformat("%s/audi", workspace.folder);
    check_ok(track_mark_missing(workspace.catalog, folder, &count, &err), err);
    assert_int_equal(count, 0);
    free(folder);
    folder = xformat("%s/audio/", workspace.folder);
    check_ok(track_mark_missing(workspace.catalog, folder, &count, &err), err);
    assert_int_equal(count, 1);
    check_ok(track_mark_missing(workspace.catalog, folder, &count, &err), err);
    assert_int_equal(count, 0);
    load(&workspace, gone.id, &out);
    assert_int_equal(out.status, TRACK_MISSING);
    assert_non_null(out.reason);
    track_finish(&out);

    /* When it comes back, even unchanged, it is read again. */
    check_ok(track_is_current(workspace.catalog, gone.path, gone.file_size,
                              gone.file_mtime_ns, &current, &err),
             err);
    assert_false(current);
    put(&workspace, &gone, TRACK_UPDATED);
    load(&workspace, gone.id, &out);
    assert_int_equal(out.status, TRACK_READY);
    assert_null(out.reason);
    track_finish(&out);
    check_ok(track_mark_missing(workspace.catalog, "/", &count, &err), err);
    assert_int_equal(count, 2);
    free(folder);
    track_finish(&here);
    track_finish(&gone);
    workspace_finish(&workspace);
}

static void the_list_is_in_natural_order(void **state)
{
    static const char *const names[] = {"rock.10", "blues.2", "rock.9",
                                        "blues.10", "blues.01"};
    static const char *const sorted[] = {"blues.01", "blues.2", "blues.10",
                                         "rock.9", "rock.10"};
    struct workspace workspace;
    struct error err = {0};
    struct track_list list;

    (void)state;
    workspace_init(&workspace);
    check_ok(track_list_load(workspace.catalog, &list, &err), err);
    assert_int_equal(list.count, 0);
    track_list_finish(&list);
    for (int i = 0; i < 5; i++)
        workspace_add(&workspace, names[i], "g");
    check_ok(track_list_load(workspace.catalog, &list, &err), err);
    assert_int_equal(list.count, 5);
    for (int i = 0; i < 5; i++)
        assert_string_equal(list.items[i].name, sorted[i]);
    track_list_finish(&list);
    workspace_finish(&workspace);
}

static void a_long_list_is_in_order_whatever_came_first(void **state)
{
    enum { COUNT = 200, STRIDE = 77 }; /* no divisor in common */
    struct workspace workspace;
    struct error err = {0};
    struct track_list list;

    (void)state;
    workspace_init(&workspace);
    check_ok(catalog_begin(workspace.catalog, &err), err);
    for (int i = 0; i < COUNT; i++) {
        char *name = xformat("t.%d", i * STRIDE % COUNT);

        workspace_add(&workspace, name, "g");
        free(name);
    }
    check_ok(catalog_commit(workspace.catalog, &err), err);
    check_ok(track_list_load(workspace.catalog, &list, &err), err);
    assert_int_equal(list.count, COUNT);
    for (int i = 0; i < COUNT; i++) {
        char *name = xformat("t.%d", i);

        assert_string_equal(list.items[i].name, name);
        free(name);
    }
    track_list_finish(&list);
    workspace_finish(&workspace);
}

static void a_track_is_found_by_name_path_and_file_name(void **state)
{
    struct workspace workspace;
    struct error err = {0};
    struct track track;
    char *path;
    int64_t id;

    (void)state;
    workspace_init(&workspace);
    id = workspace_add(&workspace, "a", "blues");
    workspace_add(&workspace, "ba", "blues");
    put_named(&workspace, "/1/twin.wav", NULL, "twin");
    put_named(&workspace, "/2/twin.wav", NULL, "twin.wav");
    put_named(&workspace, "/3/twin.wav", NULL, "twin-2");
    put_named(&workspace, "/3/x.wav", "other", "other");
    put_named(&workspace, "/4/x.wav", "another", "another");
    path = xformat("%s/audio/a.wav", workspace.folder);

    check_ok(track_find(workspace.catalog, "a", &track, &err), err);
    assert_int_equal(track.id, id);
    track_finish(&track);
    check_ok(track_find(workspace.catalog, path, &track, &err), err);
    assert_int_equal(track.id, id);
    track_finish(&track);
    check_ok(track_find(workspace.catalog, "a.wav", &track, &err), err);
    assert_int_equal(track.id, id);
    track_finish(&track);
    /* A name comes before a file name. */
    check_ok(track_find(workspace.catalog, "twin.wav", &track, &err), err);
    assert_string_equal(track.path, "/2/twin.wav");
    track_finish(&track);
    assert_false(track_find(workspace.catalog, "x.wav", &track, &err));
    assert_non_null(strstr(err.text, "several"));
    assert_false(track_find(workspace.catalog, "nobody", &track, &err));
    assert_non_null(strstr(err.text, "'nobody'"));
    assert_false(track_find(workspace.catalog, "", &track, &err));
    assert_false(track_load(workspace.catalog, 12345, &track, &err));
    assert_non_null(strstr(err.text, "12345"));
    free(path);
    workspace_finish(&workspace);
}

static void a_relative_path_and_a_link_are_followed(void **state)
{
    struct workspace workspace;
    struct error err = {0};
    struct track track;
    char *here = getcwd(NULL, 0), *link;

    (void)state;
    workspace_init(&workspace);
    track = workspace_track(&workspace, "a", "blues");
    make_file(track.path);
    put(&workspace, &track, TRACK_ADDED);
    link = file_join(workspace.folder, "link.wav");
    assert_int_equal(symlink(track.path, link), 0);
    track_finish(&track);
    assert_int_equal(chdir(workspace.folder), 0);
    check_ok(track_find(workspace.catalog, "audio/a.wav", &track, &err), err);
    track_finish(&track);
    check_ok(track_find(workspace.catalog, "./audio/../link.wav", &track, &err),
             err);
    track_finish(&track);
    assert_int_equal(chdir(here), 0);
    free(link);
    free(here);
    workspace_finish(&workspace);
}

static void hostile_names_are_only_text(void **state)
{
    /* U+202E turns the direction of text. */
    static const char reversed[] = {(char)0xE2, (char)0x80, (char)0xAE, 0};
    static const char *const names[] = {"'; DROP TABLE track; --",
                                        "\"",
                                        "%s%n",
                                        "\x1b[31m\r\n\t",
                                        "\xff\xfe",
                                        "?1",
                                        ":name",
                                        reversed};
    struct workspace workspace;
    struct error err = {0};
    struct track_list list;
    struct track none;
    char *longest = calloc(1, 100001);

    (void)state;
    workspace_init(&workspace);
    memset(longest, 'x', 100000);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        int64_t id = workspace_add(&workspace, names[i], names[i]);
        struct track track;

        check_ok(track_find(workspace.catalog, names[i], &track, &err), err);
        assert_int_equal(track.id, id);
        assert_string_equal(track.name, names[i]);
        assert_string_equal(track.genre, names[i]);
        track_finish(&track);
    }
    workspace_add(&workspace, longest, longest);
    check_ok(track_list_load(workspace.catalog, &list, &err), err);
    assert_int_equal(list.count, sizeof(names) / sizeof(names[0]) + 1);
    track_list_finish(&list);

    assert_false(track_find(workspace.catalog, "\x1b]0;x\a", &none, &err));
    assert_null(strchr(err.text, '\x1b'));
    free(longest);
    workspace_finish(&workspace);
}

static void a_put_that_fails_leaves_the_transaction_as_it_was(void **state)
{
    struct workspace workspace;
    struct error err = {0};
    enum track_change change;
    struct track track;
    size_t total, ready;

    (void)state;
    workspace_init(&workspace);
    check_ok(catalog_begin(workspace.catalog, &err), err);
    workspace_add(&workspace, "a", "blues");
    track = workspace_track(&workspace, "b", "blues");
    track.status = TRACK_STATUS_COUNT;
    assert_false(track_put(workspace.catalog, &track, &change, &err));
    track_finish(&track);
    check_ok(catalog_commit(workspace.catalog, &err), err);
    check_ok(track_count(workspace.catalog, &total, &ready, &err), err);
    assert_int_equal(total, 1);
    workspace_finish(&workspace);
}

static void genres_are_counted(void **state)
{
    struct workspace workspace;
    struct error err = {0};
    struct genre_list list;
    struct track broken;
    size_t total, ready;

    (void)state;
    workspace_init(&workspace);
    workspace_add(&workspace, "r1", "rock");
    workspace_add(&workspace, "b1", "blues");
    workspace_add(&workspace, "b2", "blues");
    workspace_add(&workspace, "n", NULL);
    broken = workspace_track(&workspace, "p", "pop");
    broken.status = TRACK_UNREADABLE;
    put(&workspace, &broken, TRACK_ADDED);
    track_finish(&broken);
    check_ok(genre_list_load(workspace.catalog, &list, &err), err);
    assert_int_equal(list.count, 3);
    assert_string_equal(list.items[0].genre, "blues");
    assert_int_equal(list.items[0].tracks, 2);
    assert_string_equal(list.items[1].genre, "pop");
    assert_int_equal(list.items[1].tracks, 0);
    assert_string_equal(list.items[2].genre, "rock");
    assert_int_equal(list.items[2].tracks, 1);
    genre_list_finish(&list);
    check_ok(track_count(workspace.catalog, &total, &ready, &err), err);
    assert_int_equal(total, 5);
    assert_int_equal(ready, 4);
    workspace_finish(&workspace);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_moved_file_keeps_its_track),
        cmocka_unit_test(a_copy_is_another_track),
        cmocka_unit_test(
            of_two_moved_copies_the_one_with_the_same_name_is_taken),
        cmocka_unit_test(tracks_without_sound_are_never_taken_for_moved),
        cmocka_unit_test(current_means_same_size_and_time),
        cmocka_unit_test(what_is_gone_under_a_folder_is_marked),
        cmocka_unit_test(the_list_is_in_natural_order),
        cmocka_unit_test(a_long_list_is_in_order_whatever_came_first),
        cmocka_unit_test(a_track_is_found_by_name_path_and_file_name),
        cmocka_unit_test(a_relative_path_and_a_link_are_followed),
        cmocka_unit_test(hostile_names_are_only_text),
        cmocka_unit_test(a_put_that_fails_leaves_the_transaction_as_it_was),
        cmocka_unit_test(genres_are_counted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
