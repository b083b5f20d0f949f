#include "tests/workspace.h"

#include <sqlite3.h>
#include <sys/stat.h>

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

static void put(struct workspace *workspace, struct track *track,
                enum track_change expected)
{
    struct error err = {0};
    enum track_change change;

    check_ok(track_put(workspace->catalog, track, &change, &err), err);
    assert_int_equal(change, expected);
}

/* Puts a track of this path and asked-for name; checks the name it gets. */
static void put_named(struct workspace *workspace, const char *path,
                      const char *asked, const char *given)
{
    struct track track = workspace_track(workspace, path, "blues");

    free(track.name);
    free(track.path);
    track.name = xstrdup(asked);
    track.path = xstrdup(path);
    put(workspace, &track, TRACK_ADDED);
    assert_string_equal(track.name, given);
    track_finish(&track);
}

static void load(struct workspace *workspace, int64_t id, struct track *track)
{
    struct error err = {0};

    check_ok(track_load(workspace->catalog, id, track, &err), err);
}

static void check_genres(struct workspace *workspace, int64_t id,
                         const char *genre, const char *original)
{
    struct track track;

    load(workspace, id, &track);
    if (genre)
        assert_string_equal(track.genre, genre);
    else
        assert_null(track.genre);
    if (original)
        assert_string_equal(track.original_genre, original);
    else
        assert_null(track.original_genre);
    track_finish(&track);
}

/* What a person's correction will write, once there is a verb for it. */
static void relabel(struct workspace *workspace, int64_t id, const char *genre)
{
    char *path = file_join(workspace->folder, "catalog.db");
    char *sql = sqlite3_mprintf(
        "BEGIN; INSERT INTO label (track_id, genre, source, created)"
        " VALUES (%lld, %Q, 'person', 0);"
        "UPDATE track SET label_id = last_insert_rowid() WHERE id = %lld;"
        "COMMIT",
        (long long)id, genre, (long long)id);
    sqlite3 *db;

    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    sqlite3_free(sql);
    free(path);
}

static void statuses_have_names(void **state)
{
    (void)state;
    assert_string_equal(track_status_name(TRACK_READY), "ready");
    assert_string_equal(track_status_name(TRACK_TRUNCATED), "truncated");
    assert_string_equal(track_status_name(TRACK_UNREADABLE), "unreadable");
    assert_string_equal(track_status_name(TRACK_MISSING), "missing");
}

static void every_field_comes_back(void **state)
{
    struct workspace workspace;
    struct track in, out;

    (void)state;
    workspace_init(&workspace);
    in = workspace_track(&workspace, "jazz.00054", "jazz");
    in.artist = xstrdup("An Artist");
    in.title = xstrdup("A Title");
    in.status = TRACK_TRUNCATED;
    in.reason = xstrdup("2.6 s are missing");
    put(&workspace, &in, TRACK_ADDED);
    assert_true(in.id > 0);

    load(&workspace, in.id, &out);
    assert_string_equal(out.name, in.name);
    assert_string_equal(out.path, in.path);
    assert_string_equal(out.genre, "jazz");
    assert_string_equal(out.original_genre, "jazz");
    assert_string_equal(out.artist, "An Artist");
    assert_string_equal(out.title, "A Title");
    assert_int_equal(out.status, TRACK_TRUNCATED);
    assert_string_equal(out.reason, "2.6 s are missing");
    assert_int_equal(out.file_size, 1000);
    assert_int_equal(out.file_mtime_ns, 1600000000123456789);
    assert_true(hash_equal(out.samples, in.samples));
    assert_string_equal(out.format, "WAV, 16 bit");
    assert_int_equal(out.rate_hz, 22050);
    assert_int_equal(out.channels, 1);
    check_near(out.duration_s, 30.5, 0);
    check_near(out.mean, -0.001, 0);
    check_near(out.rms, 0.1, 0);
    check_near(out.peak, 0.9, 0);
    check_near(out.clipped, 0.25, 0);
    check_near(out.silent, 0.125, 0);
    check_near(out.constant, 0.5, 0);
    track_finish(&out);
    track_finish(&in);
    workspace_finish(&workspace);
}

static void an_unreadable_track_has_a_reason_and_no_sound(void **state)
{
    struct workspace workspace;
    struct track in = {0}, out;

    (void)state;
    workspace_init(&workspace);
    in.path = xstrdup("/music/noise.wav");
    in.status = TRACK_UNREADABLE;
    in.reason = xstrdup("unknown format");
    put(&workspace, &in, TRACK_ADDED);
    load(&workspace, in.id, &out);
    assert_string_equal(out.name, "noise");
    assert_null(out.genre);
    assert_null(out.original_genre);
    assert_null(out.format);
    assert_int_equal(out.samples.high, 0);
    assert_int_equal(out.samples.low, 0);
    check_near(out.duration_s, 0, 0);
    assert_string_equal(out.reason, "unknown format");
    track_finish(&out);
    track_finish(&in);
    workspace_finish(&workspace);
}

static void importing_again_changes_nothing(void **state)
{
    struct workspace workspace;
    struct track track;
    size_t total, ready;
    struct error err = {0};

    (void)state;
    workspace_init(&workspace);
    track = workspace_track(&workspace, "a", "blues");
    put(&workspace, &track, TRACK_ADDED);
    put(&workspace, &track, TRACK_UNCHANGED);
    track.id = 0;
    put(&workspace, &track, TRACK_UNCHANGED);
    assert_true(track.id > 0);
    check_ok(track_count(workspace.catalog, &total, &ready, &err), err);
    assert_int_equal(total, 1);
    assert_int_equal(ready, 1);
    track_finish(&track);
    workspace_finish(&workspace);
}

static void new_content_updates_the_row(void **state)
{
    struct workspace workspace;
    struct track track, out;

    (void)state;
    workspace_init(&workspace);
    track = workspace_track(&workspace, "a", "blues");
    put(&workspace, &track, TRACK_ADDED);
    track.file_size = 2000;
    put(&workspace, &track, TRACK_UPDATED);
    track.peak = 1.0;
    put(&workspace, &track, TRACK_UPDATED);
    track.status = TRACK_UNREADABLE;
    track.reason = xstrdup("it broke");
    put(&workspace, &track, TRACK_UPDATED);
    load(&workspace, track.id, &out);
    assert_int_equal(out.file_size, 2000);
    check_near(out.peak, 1.0, 0);
    assert_int_equal(out.status, TRACK_UNREADABLE);
    assert_string_equal(out.reason, "it broke");
    track_finish(&out);
    track_finish(&track);
    workspace_finish(&workspace);
}

static void the_first_label_is_kept_for_ever(void **state)
{
    struct workspace workspace;
    struct track track;

    (void)state;
    workspace_init(&workspace);
    track = workspace_track(&workspace, "a", NULL);
    put(&workspace, &track, TRACK_ADDED);
    check_genres(&workspace, track.id, NULL, NULL);
    track.genre = xstrdup("blues");
    put(&workspace, &track, TRACK_UPDATED);
    check_genres(&workspace, track.id, "blues", "blues");
    free(track.genre);
    track.genre = xstrdup("rock");
    put(&workspace, &track, TRACK_UPDATED);
    check_genres(&workspace, track.id, "rock", "blues");
    /* An import that tells no label takes none away. */
    free(track.genre);
    track.genre = NULL;
    put(&workspace, &track, TRACK_UNCHANGED);
    check_genres(&workspace, track.id, "rock", "blues");
    track_finish(&track);
    workspace_finish(&workspace);
}

static void a_persons_label_outlives_imports(void **state)
{
    struct workspace workspace;
    struct track track;

    (void)state;
    workspace_init(&workspace);
    track = workspace_track(&workspace, "a", "blues");
    put(&workspace, &track, TRACK_ADDED);
    relabel(&workspace, track.id, "jazz");
    check_genres(&workspace, track.id, "jazz", "blues");
    put(&workspace, &track, TRACK_UNCHANGED);
    check_genres(&workspace, track.id, "jazz", "blues");
    free(track.genre);
    track.genre = xstrdup("rock");
    put(&workspace, &track, TRACK_UPDATED);
    check_genres(&workspace, track.id, "jazz", "blues");
    track_finish(&track);
    workspace_finish(&workspace);
}

static void tags_are_put_without_decoding(void **state)
{
    const struct track_tags tags = {"rock", "An Artist", "A Title"};
    const struct track_tags title = {NULL, NULL, "Another Title"};
    struct workspace workspace;
    struct error err = {0};
    enum track_change change;
    struct track track;
    char *path;
    int64_t id;

    (void)state;
    workspace_init(&workspace);
    id = workspace_add(&workspace, "a", "blues");
    path = xformat("%s/audio/a.wav", workspace.folder);
    check_ok(track_put_tags(workspace.catalog, path, &tags, &change, &err),
             err);
    assert_int_equal(change, TRACK_UPDATED);
    check_ok(track_put_tags(workspace.catalog, path, &tags, &change, &err),
             err);
    assert_int_equal(change, TRACK_UNCHANGED);
    check_ok(track_put_tags(workspace.catalog, path, &title, &change, &err),
             err);
    assert_int_equal(change, TRACK_UPDATED);
    load(&workspace, id, &track);
    assert_string_equal(track.genre, "rock");
    assert_string_equal(track.original_genre, "blues");
    assert_string_equal(track.artist, "An Artist");
    assert_string_equal(track.title, "Another Title");
    check_near(track.duration_s, 30.5, 0);
    track_finish(&track);
    assert_false(
        track_put_tags(workspace.catalog, "/not/here", &tags, &change, &err));
    assert_non_null(strstr(err.text, "'/not/here'"));
    free(path);
    workspace_finish(&workspace);
}

static void names_are_made_unique(void **state)
{
    struct workspace workspace;

    (void)state;
    workspace_init(&workspace);
    put_named(&workspace, "/1/a.wav", "a", "a");
    put_named(&workspace, "/2/a.flac", "a", "a.flac");
    put_named(&workspace, "/3/a.flac", "a", "a-2");
    put_named(&workspace, "/4/a.flac", NULL, "a-3");
    put_named(&workspace, "/1/b-2.wav", "b-2", "b-2");
    put_named(&workspace, "/2/b", NULL, "b");
    put_named(&workspace, "/3/b", NULL, "b-3");
    put_named(&workspace, "/1/.hidden", NULL, ".hidden");
    put_named(&workspace, "/1/two.dots.wav", "", "two.dots");
    workspace_finish(&workspace);
}

static void a_thousand_files_of_one_name_all_get_in(void **state)
{
    struct workspace workspace;
    struct error err = {0};
    size_t total, ready;

    (void)state;
    workspace_init(&workspace);
    check_ok(catalog_begin(workspace.catalog, &err), err);
    for (int i = 0; i < 1000; i++) {
        struct track track = workspace_track(&workspace, "track", "blues");

        free(track.path);
        track.path = xformat("/album%d/track.wav", i);
        track.samples.low = (uint64_t)i;
        put(&workspace, &track, TRACK_ADDED);
        track_finish(&track);
    }
    check_ok(catalog_commit(workspace.catalog, &err), err);
    check_ok(track_count(workspace.catalog, &total, &ready, &err), err);
    assert_int_equal(total, 1000);
    workspace_finish(&workspace);
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
        cmocka_unit_test(statuses_have_names),
        cmocka_unit_test(every_field_comes_back),
        cmocka_unit_test(an_unreadable_track_has_a_reason_and_no_sound),
        cmocka_unit_test(importing_again_changes_nothing),
        cmocka_unit_test(new_content_updates_the_row),
        cmocka_unit_test(the_first_label_is_kept_for_ever),
        cmocka_unit_test(a_persons_label_outlives_imports),
        cmocka_unit_test(tags_are_put_without_decoding),
        cmocka_unit_test(names_are_made_unique),
        cmocka_unit_test(a_thousand_files_of_one_name_all_get_in),
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
