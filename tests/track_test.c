#include "tests/track_rig.h"

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
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
