#include "tests/workspace.h"

#include "catalog/gtzan.h"

#include <sys/stat.h>

static struct gtzan *load(void)
{
    struct error err = {0};
    struct gtzan *gtzan;

    check_ok(gtzan_load(&gtzan, &err), err);
    return gtzan;
}

static void the_index_names_artists_and_titles(void **state)
{
    struct gtzan *gtzan = load();
    int artists = 0, neither = 0;

    (void)state;
    for (int i = 0; i < GTZAN_EXCERPTS; i++) {
        const struct gtzan_excerpt *excerpt = &gtzan->excerpts[i];

        assert_int_equal(gtzan_find(excerpt->name), i);
        assert_true(excerpt->duration_s > 29.9 && excerpt->duration_s < 30.7);
        artists += excerpt->artist != NULL;
        neither += !excerpt->artist && !excerpt->title;
    }
    assert_int_equal(artists, 983);
    assert_int_equal(neither, 15);
    assert_string_equal(gtzan->excerpts[533].name, "jazz.00033");
    assert_string_equal(gtzan->excerpts[533].artist, "Coleman Hawkins");
    assert_string_equal(gtzan->excerpts[533].title, "Body and Soul");
    gtzan_destroy(gtzan);
}

static void the_filtered_split_has_the_published_sizes(void **state)
{
    struct gtzan *gtzan = load();
    int sizes[SPLIT_PART_COUNT] = {0}, left_out = 0;

    (void)state;
    for (int i = 0; i < GTZAN_EXCERPTS; i++) {
        const struct gtzan_excerpt *excerpt = &gtzan->excerpts[i];

        if (excerpt->part >= 0)
            sizes[excerpt->part]++;
        left_out += excerpt->left_out != NULL;
        assert_true((excerpt->part < 0) == (excerpt->left_out != NULL));
    }
    assert_int_equal(sizes[SPLIT_TRAIN], 443);
    assert_int_equal(sizes[SPLIT_VALID], 197);
    assert_int_equal(sizes[SPLIT_TEST], 290);
    assert_int_equal(left_out, 70);
    gtzan_destroy(gtzan);
}

static void the_repetitions_are_those_counted(void **state)
{
    struct gtzan *gtzan = load();
    int groups[GTZAN_RELATION_COUNT] = {0}, members[GTZAN_RELATION_COUNT] = {0};
    int suspected[GTZAN_RELATION_COUNT] = {0};

    (void)state;
    for (size_t i = 0; i < gtzan->group_count; i++) {
        const struct gtzan_group *group = &gtzan->groups[i];

        groups[group->relation]++;
        members[group->relation] += group->count;
        suspected[group->relation] += group->suspected;
        assert_true((group->kind != NULL) ==
                    (group->relation == GTZAN_VERSION));
    }
    assert_int_equal(groups[GTZAN_EXACT], 46);
    assert_int_equal(members[GTZAN_EXACT], 96);
    assert_int_equal(suspected[GTZAN_EXACT], 0);
    assert_int_equal(groups[GTZAN_RECORDING], 19);
    assert_int_equal(suspected[GTZAN_RECORDING], 6);
    assert_int_equal(groups[GTZAN_VERSION], 17);
    assert_int_equal(suspected[GTZAN_VERSION], 3);
    gtzan_destroy(gtzan);
}

static void faults_of_copies_are_told_from_those_of_the_original(void **state)
{
    struct gtzan *gtzan = load();
    int mislabeled = 0, distorted = 0;

    (void)state;
    for (size_t i = 0; i < gtzan->fault_count; i++) {
        const struct gtzan_fault *fault = &gtzan->faults[i];

        mislabeled += fault->fault == GTZAN_MISLABELED;
        distorted += fault->fault == GTZAN_DISTORTED;
        assert_true(fault->mirror ==
                    (fault->excerpt == gtzan_find("jazz.00054")));
        if (fault->excerpt == gtzan_find("reggae.00086")) {
            check_near(fault->from_s, 5, 0);
            check_near(fault->to_s, 30, 0);
        } else {
            assert_true(isnan(fault->from_s));
        }
    }
    assert_int_equal(mislabeled, 2);
    assert_int_equal(distorted, 3);
    gtzan_destroy(gtzan);
}

static void only_names_of_excerpts_are_found(void **state)
{
    const char *const others[] = {"",
                                  "blues",
                                  "blues.",
                                  "blues.0000",
                                  "blues.00100",
                                  "blues.000000",
                                  "polka.00001",
                                  "bluesy.00001",
                                  "Blues.00001",
                                  "blues.-0001",
                                  "rock.0001x"};

    (void)state;
    assert_int_equal(gtzan_find("blues.00000"), 0);
    assert_int_equal(gtzan_find("rock.00099"), 999);
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
        assert_int_equal(gtzan_find(others[i]), -1);
}

static int match(const struct gtzan *gtzan, const char *name, const char *genre,
                 double duration_s)
{
    struct track track = {
        .name = xstrdup(name),
        .original_genre = xstrdup(genre),
        .duration_s = duration_s,
    };
    int excerpt = gtzan_match(gtzan, &track);

    track_finish(&track);
    return excerpt;
}

static void a_fact_needs_name_genre_and_length(void **state)
{
    struct gtzan *gtzan = load();
    double length = gtzan->excerpts[7].duration_s;

    (void)state;
    assert_int_equal(match(gtzan, "blues.00007", "blues", length), 7);
    assert_int_equal(match(gtzan, "blues.00007", "blues", length + .09), 7);
    assert_int_equal(match(gtzan, "blues.00007", "blues", length + .11), -1);
    assert_int_equal(match(gtzan, "blues.00007", "blues", length - .11), -1);
    assert_int_equal(match(gtzan, "blues.00007", "blues", 0), -1);
    assert_int_equal(match(gtzan, "blues.00007", "blues", NAN), -1);
    assert_int_equal(match(gtzan, "blues.00007", "rock", length), -1);
    assert_int_equal(match(gtzan, "blues.00007", NULL, length), -1);
    /* A second copy in the workspace, and something else altogether. */
    assert_int_equal(match(gtzan, "blues.00007.au", "blues", length), 7);
    assert_int_equal(match(gtzan, "blues.00007-2", "blues", length), 7);
    assert_int_equal(match(gtzan, "blues.00007b", "blues", length), -1);
    gtzan_destroy(gtzan);
}

/* Adds a track of this length, with an artist or NULL; returns its id. */
static int64_t add(struct workspace *workspace, const char *name,
                   const char *genre, double duration_s, const char *artist)
{
    struct track track = workspace_track(workspace, name, genre);
    struct error err = {0};
    enum track_change change;
    int64_t id;

    track.duration_s = duration_s;
    track.artist = xstrdup(artist);
    check_ok(track_put(workspace->catalog, &track, &change, &err), err);
    id = track.id;
    track_finish(&track);
    return id;
}

static void check_credits(struct workspace *workspace, int64_t id,
                          const char *artist, enum track_source source,
                          const char *title)
{
    struct error err = {0};
    struct track track;

    check_ok(track_load(workspace->catalog, id, &track, &err), err);
    if (artist)
        assert_string_equal(track.artist, artist);
    else
        assert_null(track.artist);
    if (artist)
        assert_int_equal(track.artist_source, source);
    if (title) {
        assert_string_equal(track.title, title);
        assert_int_equal(track.title_source, TRACK_FROM_PUBLISHED);
    } else {
        assert_null(track.title);
    }
    track_finish(&track);
}

static void the_index_fills_what_an_import_does_not_tell(void **state)
{
    struct gtzan *gtzan = load();
    double length = gtzan->excerpts[0].duration_s;
    struct track_tags tags = {.artist = "J. L. Hooker"};
    struct workspace workspace;
    struct error err = {0};
    enum track_change change;
    int64_t bare, told, foreign, other;
    struct track track;
    size_t filled;

    (void)state;
    workspace_init(&workspace);
    bare = add(&workspace, "blues.00000", "blues", length, NULL);
    told = add(&workspace, "blues.00001", "blues", length, "Somebody");
    foreign = add(&workspace, "blues.00002", "blues", 12, NULL);
    other = add(&workspace, "tune", "blues", length, NULL);
    check_ok(gtzan_fill_credits(workspace.catalog, &filled, &err), err);
    assert_int_equal(filled, 2);
    check_credits(&workspace, bare, "John Lee Hooker", TRACK_FROM_PUBLISHED,
                  "One Bourbon, One Scotch And One Beer");
    check_credits(&workspace, told, "Somebody", TRACK_FROM_IMPORT,
                  "I'm In The Mood For Love");
    check_credits(&workspace, foreign, NULL, TRACK_FROM_IMPORT, NULL);
    check_credits(&workspace, other, NULL, TRACK_FROM_IMPORT, NULL);
    check_ok(gtzan_fill_credits(workspace.catalog, &filled, &err), err);
    assert_int_equal(filled, 0);

    /* What is imported later is better known. */
    check_ok(track_load(workspace.catalog, bare, &track, &err), err);
    check_ok(
        track_put_tags(workspace.catalog, track.path, &tags, &change, &err),
        err);
    check_credits(&workspace, bare, "J. L. Hooker", TRACK_FROM_IMPORT,
                  "One Bourbon, One Scotch And One Beer");
    track_finish(&track);
    gtzan_destroy(gtzan);
    workspace_finish(&workspace);
}

static void write_file(const char *folder, const char *name, const char *text)
{
    char *path = file_join(folder, name);
    FILE *stream = fopen(path, "w");

    assert_non_null(stream);
    fputs(text, stream);
    fclose(stream);
    free(path);
}

/* With this index, loading fails and the sentence has both parts. */
static void check_refused(const char *text, const char *part, const char *other)
{
    char *folder = scratch_create(), *sub = file_join(folder, "gtzan");
    struct error err = {0};
    struct gtzan *gtzan;

    assert_int_equal(mkdir(sub, 0700), 0);
    if (text)
        write_file(sub, "index.tsv", text);
    setenv("GENRELAB_DATA_DIR", folder, 1);
    assert_false(gtzan_load(&gtzan, &err));
    unsetenv("GENRELAB_DATA_DIR");
    assert_null(gtzan);
    assert_non_null(strstr(err.text, part));
    assert_non_null(strstr(err.text, other));
    free(sub);
    scratch_remove(folder);
}

static void damaged_tables_are_refused_with_the_line(void **state)
{
#define HEAD "excerpt\tsamples\tartist\ttitle\n"
    (void)state;
    check_refused(NULL, "index.tsv", "cannot open");
    check_refused("", "line 1", "'excerpt'");
    check_refused("excerpt\tartist\n", "line 1", "'samples'");
    check_refused(HEAD "blues.00000\t661794\tX\n", "line 2", "fields");
    check_refused(HEAD "blues.00000\t661794\tX\tY\tZ\n", "line 2", "fields");
    check_refused(HEAD "blues.00000\t661794\tX\tY\nblues.0\t1\tX\tY\n",
                  "line 3", "no excerpt");
    check_refused(HEAD "blues.00000\t\tX\tY\n", "line 2", "length");
#undef HEAD
}

static void missing_tables_are_named(void **state)
{
    struct error err = {0};
    struct gtzan *gtzan;

    (void)state;
    setenv("GENRELAB_DATA_DIR", "/nowhere", 1);
    assert_false(gtzan_load(&gtzan, &err));
    unsetenv("GENRELAB_DATA_DIR");
    assert_non_null(strstr(err.text, "'/nowhere/gtzan'"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_index_names_artists_and_titles),
        cmocka_unit_test(the_filtered_split_has_the_published_sizes),
        cmocka_unit_test(the_repetitions_are_those_counted),
        cmocka_unit_test(faults_of_copies_are_told_from_those_of_the_original),
        cmocka_unit_test(only_names_of_excerpts_are_found),
        cmocka_unit_test(a_fact_needs_name_genre_and_length),
        cmocka_unit_test(the_index_fills_what_an_import_does_not_tell),
        cmocka_unit_test(damaged_tables_are_refused_with_the_line),
        cmocka_unit_test(missing_tables_are_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
