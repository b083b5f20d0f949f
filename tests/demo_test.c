#include "tests/check.h"

#include "base/file.h"
#include "demo/demo.h"

#include <string.h>
#include <sys/stat.h>

struct fixture {
    char *folder;
    struct demo_options options;
    struct demo_summary summary;
    struct error err;
    atomic_bool cancelled;
    int calls, last, total, clashes, cancel_after;
    atomic_int inside;
};

static int begin(void **state)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));

    if (!fixture)
        return -1;
    fixture->folder = scratch_create();
    fixture->options = (struct demo_options){.folder = fixture->folder,
                                             .tracks = 2,
                                             .seconds = 2,
                                             .seed = 4,
                                             .jobs = 1};
    *state = fixture;
    return 0;
}

static int end(void **state)
{
    struct fixture *fixture = *state;

    scratch_remove(fixture->folder);
    free(fixture);
    return 0;
}

static void watch(void *context, int done, int total)
{
    struct fixture *fixture = context;

    if (atomic_fetch_add(&fixture->inside, 1) != 0)
        fixture->clashes++;
    if (done < fixture->last || done > total)
        fixture->clashes++;
    fixture->calls++;
    fixture->last = done;
    fixture->total = total;
    if (fixture->cancel_after && done >= fixture->cancel_after)
        atomic_store(&fixture->cancelled, true);
    atomic_fetch_sub(&fixture->inside, 1);
}

static bool make(struct fixture *fixture)
{
    return demo_write(&fixture->options, watch, fixture, &fixture->cancelled,
                      &fixture->summary, &fixture->err);
}

static char *path_in(const char *folder, const char *name)
{
    char *path = file_join(folder, name);

    assert_non_null(path);
    return path;
}

/* The whole file, with its size; NULL when it is not there. */
static char *contents(const char *folder, const char *name, size_t *size)
{
    char *path = path_in(folder, name), *bytes = NULL;
    FILE *file = fopen(path, "rb");

    if (file && fseek(file, 0, SEEK_END) == 0) {
        *size = (size_t)ftell(file);
        rewind(file);
        bytes = calloc(1, *size + 1);
        assert_non_null(bytes);
        assert_int_equal(fread(bytes, 1, *size, file), *size);
    }
    if (file)
        fclose(file);
    free(path);
    return bytes;
}

static bool same_file(const char *a, const char *b, const char *name)
{
    size_t left_size = 0, right_size = 0;
    char *left = contents(a, name, &left_size);
    char *right = contents(b, name, &right_size);
    bool same = left && right && left_size == right_size &&
                memcmp(left, right, left_size) == 0;

    free(left);
    free(right);
    return same;
}

/* Calls visit with the path of each track that labels.csv names. */
static int each_track(const char *folder,
                      void (*visit)(void *context, const char *path),
                      void *context)
{
    size_t size;
    char *labels = contents(folder, "labels.csv", &size);
    char *walk = labels, *line;
    int tracks = 0;

    assert_non_null(labels);
    assert_string_equal(strsep(&walk, "\n"), "path,genre,artist,title");
    while ((line = strsep(&walk, "\n")) && *line) {
        visit(context, strsep(&line, ","));
        tracks++;
    }
    free(labels);
    return tracks;
}

struct comparison {
    const char *a, *b;
    int different;
};

static void compare(void *context, const char *path)
{
    struct comparison *comparison = context;

    comparison->different += !same_file(comparison->a, comparison->b, path);
}

static void the_number_of_threads_does_not_change_a_byte(void **state)
{
    struct fixture *fixture = *state;
    char *other = scratch_create();
    struct comparison comparison = {fixture->folder, other, 0};

    fixture->options.tracks = 8;
    fixture->options.seconds = 1;
    check_ok(make(fixture), fixture->err);
    fixture->options.folder = other;
    fixture->options.jobs = 2;
    fixture->last = 0;
    check_ok(make(fixture), fixture->err);
    assert_int_equal(each_track(other, compare, &comparison), 80);
    assert_int_equal(comparison.different, 0);
    assert_true(same_file(fixture->folder, other, "faults.tsv"));
    assert_true(same_file(fixture->folder, other, "labels.csv"));
    scratch_remove(other);
}

static void another_seed_gives_other_music(void **state)
{
    struct fixture *fixture = *state;
    char *other = scratch_create();
    struct comparison comparison = {fixture->folder, other, 0};

    check_ok(make(fixture), fixture->err);
    fixture->options.folder = other;
    fixture->options.seed++;
    fixture->last = 0;
    check_ok(make(fixture), fixture->err);
    assert_int_equal(each_track(fixture->folder, compare, &comparison), 20);
    assert_int_equal(comparison.different, 20);
    scratch_remove(other);
}

static void the_same_command_again_is_fine(void **state)
{
    struct fixture *fixture = *state;
    char *before, *after;
    size_t size;

    check_ok(make(fixture), fixture->err);
    before = contents(fixture->folder, "faults.tsv", &size);
    fixture->last = 0;
    check_ok(make(fixture), fixture->err);
    after = contents(fixture->folder, "faults.tsv", &size);
    assert_string_equal(before, after);
    free(before);
    free(after);
}

static void another_collection_is_not_written_over(void **state)
{
    struct fixture *fixture = *state;

    check_ok(make(fixture), fixture->err);
    fixture->options.seed++;
    assert_false(make(fixture));
    assert_non_null(strstr(fixture->err.text, fixture->folder));
    fixture->options.seed--;
    fixture->options.seconds++;
    assert_false(make(fixture));
    fixture->options.seconds--;
    fixture->options.tracks--;
    assert_false(make(fixture));
}

static void refuses_beside(struct fixture *fixture, const char *folder,
                           const char *name)
{
    char *place = path_in(fixture->folder, folder);
    char *path = path_in(place, name);
    FILE *file;

    check_ok(file_make_folder(place, &fixture->err), fixture->err);
    file = fopen(path, "w");
    assert_non_null(file);
    fclose(file);
    assert_false(make(fixture));
    assert_non_null(strstr(fixture->err.text, name));
    assert_int_equal(fixture->summary.tracks, 0);
    assert_int_equal(remove(path), 0);
    free(path);
    free(place);
}

static void foreign_files_are_left_alone(void **state)
{
    struct fixture *fixture = *state;

    refuses_beside(fixture, ".", "thesis.odt");
    refuses_beside(fixture, "genres", "blues");
    refuses_beside(fixture, "genres/waltz", "waltz.00002.wav");
    refuses_beside(fixture, "genres/waltz", "march.00000.wav");
    refuses_beside(fixture, "genres/waltz", ".hidden");
    check_ok(make(fixture), fixture->err);
}

static void leftovers_of_a_killed_run_do_not_block_the_next(void **state)
{
    struct fixture *fixture = *state;
    char *place = path_in(fixture->folder, "genres/waltz");
    char *path = path_in(place, "waltz.00000.wav.aB3xYz");
    FILE *file;

    check_ok(file_make_folder(place, &fixture->err), fixture->err);
    file = fopen(path, "w");
    assert_non_null(file);
    fclose(file);
    check_ok(make(fixture), fixture->err);
    free(path);
    free(place);
}

static void a_file_in_the_way_is_an_error(void **state)
{
    struct fixture *fixture = *state;
    char *path = path_in(fixture->folder, "file");
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    fclose(file);
    fixture->options.folder = path;
    assert_false(make(fixture));
    assert_non_null(strstr(fixture->err.text, path));
    free(path);
}

static void options_out_of_range_get_a_sentence(void **state)
{
    struct fixture *fixture = *state;
    const struct {
        const char *named;
        double seconds;
        int tracks, jobs;
    } wrong[] = {
        {"'0'", 2, 0, 1},    {"'101'", 2, 101, 1}, {"'0.9'", .9, 2, 1},
        {"'61'", 61, 2, 1},  {"nan", NAN, 2, 1},   {"inf", INFINITY, 2, 1},
        {"thread", 2, 2, 0},
    };

    for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
        fixture->options.tracks = wrong[i].tracks;
        fixture->options.seconds = wrong[i].seconds;
        fixture->options.jobs = wrong[i].jobs;
        assert_false(make(fixture));
        assert_non_null(strstr(fixture->err.text, wrong[i].named));
    }
}

static void progress_comes_one_at_a_time_and_reaches_the_end(void **state)
{
    struct fixture *fixture = *state;

    fixture->options.jobs = 4;
    fixture->options.seconds = 1;
    check_ok(make(fixture), fixture->err);
    assert_int_equal(fixture->clashes, 0);
    assert_int_equal(fixture->last, 20);
    assert_int_equal(fixture->total, 20);
    assert_int_equal(fixture->summary.tracks, 20);
    check_near(fixture->summary.seconds, 20, 1e-9);
}

static void count_whole(void *context, const char *path)
{
    struct comparison *comparison = context;
    size_t size;
    char *bytes = contents(comparison->a, path, &size);

    if (bytes && !same_file(comparison->a, comparison->b, path))
        comparison->different++;
    free(bytes);
}

static void cancelling_leaves_whole_files_and_can_be_resumed(void **state)
{
    struct fixture *fixture = *state;
    char *other = scratch_create();
    struct comparison comparison = {fixture->folder, other, 0};
    size_t size;

    fixture->cancel_after = 7;
    assert_false(make(fixture));
    assert_int_equal(fixture->summary.tracks, 7);
    assert_null(contents(fixture->folder, "faults.tsv", &size));

    fixture->cancelled = false;
    fixture->cancel_after = fixture->last = 0;
    fixture->options.folder = other;
    check_ok(make(fixture), fixture->err);
    each_track(other, count_whole, &comparison);
    assert_int_equal(comparison.different, 0);

    fixture->last = 0;
    fixture->options.folder = fixture->folder;
    check_ok(make(fixture), fixture->err);
    assert_true(same_file(fixture->folder, other, "faults.tsv"));
    scratch_remove(other);
}

static void the_smallest_collection_works(void **state)
{
    struct fixture *fixture = *state;
    struct comparison comparison = {fixture->folder, fixture->folder, 0};

    fixture->options.tracks = 1;
    fixture->options.seconds = 1;
    check_ok(make(fixture), fixture->err);
    assert_int_equal(fixture->summary.tracks, 10);
    assert_in_range(fixture->summary.faults, 1, 5);
    assert_int_equal(each_track(fixture->folder, compare, &comparison), 10);
    assert_int_equal(comparison.different, 0);
}

static void genres_have_names_of_their_own(void **state)
{
    static const char *const taken[] = {
        "blues", "classical", "country", "disco",  "hiphop",
        "jazz",  "metal",     "pop",     "reggae", "rock"};
    const char *const *names = demo_genres();
    int count = 0;

    (void)state;
    for (; names[count]; count++) {
        for (size_t i = 0; i < sizeof(taken) / sizeof(*taken); i++)
            assert_string_not_equal(names[count], taken[i]);
        for (int i = 0; i < count; i++)
            assert_string_not_equal(names[count], names[i]);
        assert_int_equal(strspn(names[count], "abcdefghijklmnopqrstuvwxyz"),
                         strlen(names[count]));
    }
    assert_int_equal(count, 10);
}

#define with_folder(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_folder(the_number_of_threads_does_not_change_a_byte),
        with_folder(another_seed_gives_other_music),
        with_folder(the_same_command_again_is_fine),
        with_folder(another_collection_is_not_written_over),
        with_folder(foreign_files_are_left_alone),
        with_folder(leftovers_of_a_killed_run_do_not_block_the_next),
        with_folder(a_file_in_the_way_is_an_error),
        with_folder(options_out_of_range_get_a_sentence),
        with_folder(progress_comes_one_at_a_time_and_reaches_the_end),
        with_folder(cancelling_leaves_whole_files_and_can_be_resumed),
        with_folder(the_smallest_collection_works),
        cmocka_unit_test(genres_have_names_of_their_own),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
