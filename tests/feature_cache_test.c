#include "tests/check.h"

#include "base/file.h"
#include "feature/feature_cache.h"

#include <dirent.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

static const struct hash samples = {0x0123456789abcdef, 42};

enum { FRAMES = 37 };

static float values[128 * FRAMES];

static const struct feature_matrix matrix = {values, 128, FRAMES};

/* A folder with one stored matrix; the test's state is its path. */
static int store_one(void **state)
{
    struct error err = {0};

    for (int i = 0; i < 128 * FRAMES; i++)
        values[i] = (float)i / 7;
    *state = scratch_create();
    check_ok(feature_cache_store(*state, samples, FEATURE_MEL, &matrix, &err),
             err);
    return 0;
}

static int remove_folder(void **state)
{
    scratch_remove(*state);
    return 0;
}

/* The only file in FOLDER/mel; anything more is a leftover. */
static char *only_file(const char *folder)
{
    char *mel = file_join(folder, "mel"), *found = NULL;
    DIR *stream = opendir(mel);
    struct dirent *entry;

    assert_non_null(stream);
    while ((entry = readdir(stream))) {
        if (entry->d_name[0] == '.')
            continue;
        assert_null(found);
        found = file_join(mel, entry->d_name);
    }
    closedir(stream);
    free(mel);
    assert_non_null(found);
    return found;
}

static bool loads(const char *folder)
{
    struct cached_feature found;
    bool loaded = feature_cache_load(folder, samples, FEATURE_MEL, &found);

    if (loaded) {
        assert_int_equal(found.bands, 128);
        assert_int_equal(found.frames, FRAMES);
        assert_memory_equal(found.values, values, sizeof(values));
    }
    feature_cache_release(&found);
    return loaded;
}

static void what_was_stored_is_loaded(void **state)
{
    struct error err = {0};
    struct cached_feature found;
    struct hash other = samples;

    assert_true(loads(*state));
    other.low++;
    assert_false(feature_cache_load(*state, other, FEATURE_MEL, &found));
    assert_null(found.values);
    /* A second time in the same place. */
    check_ok(feature_cache_store(*state, samples, FEATURE_MEL, &matrix, &err),
             err);
    assert_true(loads(*state));
    free(only_file(*state));
}

static void the_file_is_one_numpy_can_read(void **state)
{
    static const char start[] =
        "\223NUMPY\1\0\x76\0{'descr': '<f4', 'fortran_order': False, "
        "'shape': (128, 37), }";
    char *path = only_file(*state), bytes[128];
    FILE *stream = fopen(path, "r");

    assert_non_null(stream);
    assert_int_equal(fread(bytes, 1, 128, stream), 128);
    if (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__)
        assert_memory_equal(bytes, start, sizeof(start) - 1);
    assert_int_equal(bytes[127], '\n');
    fclose(stream);
    free(path);
}

static void a_truncated_file_is_absent(void **state)
{
    char *path = only_file(*state);
    struct stat info;

    assert_int_equal(stat(path, &info), 0);
    for (off_t size = info.st_size - 1; size >= 0;
         size -= size > 200 ? 97 : 1) {
        assert_int_equal(truncate(path, size), 0);
        assert_false(loads(*state));
    }
    free(path);
}

static void any_flipped_bit_is_noticed(void **state)
{
    char *path = only_file(*state);
    FILE *stream = fopen(path, "r+");
    struct stat info;

    assert_non_null(stream);
    assert_int_equal(stat(path, &info), 0);
    for (long at = 0; at < info.st_size;
         at += at >= 128 && at < info.st_size - 50 ? 101 : 1) {
        int byte;

        assert_int_equal(fseek(stream, at, SEEK_SET), 0);
        byte = fgetc(stream);
        assert_int_equal(fseek(stream, at, SEEK_SET), 0);
        fputc(byte ^ (1 << at % 8), stream);
        fflush(stream);
        assert_false(loads(*state));
        assert_int_equal(fseek(stream, at, SEEK_SET), 0);
        fputc(byte, stream);
        fflush(stream);
    }
    assert_true(loads(*state));
    fclose(stream);
    free(path);
}

static void a_longer_file_is_absent(void **state)
{
    char *path = only_file(*state);
    FILE *stream = fopen(path, "a");

    assert_non_null(stream);
    fputs("more", stream);
    fclose(stream);
    assert_false(loads(*state));
    free(path);
}

/* A sound file of another track, moved to this one's name. */
static void a_file_under_another_name_is_absent(void **state)
{
    struct error err = {0};
    struct hash other = {1, 2};
    char *ours = only_file(*state), *theirs;

    assert_int_equal(unlink(ours), 0);
    check_ok(feature_cache_store(*state, other, FEATURE_MEL, &matrix, &err),
             err);
    theirs = only_file(*state);
    assert_int_equal(rename(theirs, ours), 0);
    assert_false(loads(*state));
    free(ours);
    free(theirs);
}

static void a_wrong_number_of_bands_is_absent(void **state)
{
    struct feature_matrix odd = {values, 64, FRAMES};
    struct error err = {0};

    check_ok(feature_cache_store(*state, samples, FEATURE_MEL, &odd, &err),
             err);
    assert_false(loads(*state));
}

static void a_wrong_number_of_columns_is_absent(void **state)
{
    struct feature_matrix row = {values, 1, 57};
    struct cached_feature found;
    struct error err = {0};

    check_ok(feature_cache_store(*state, samples, FEATURE_STATS, &row, &err),
             err);
    assert_true(feature_cache_load(*state, samples, FEATURE_STATS, &found));
    assert_memory_equal(found.values, values, 57 * sizeof(float));
    feature_cache_release(&found);
    row.frames = 56;
    check_ok(feature_cache_store(*state, samples, FEATURE_STATS, &row, &err),
             err);
    assert_false(feature_cache_load(*state, samples, FEATURE_STATS, &found));
}

static void a_folder_or_pipe_in_its_place_is_absent(void **state)
{
    char *path = only_file(*state);

    assert_int_equal(unlink(path), 0);
    assert_int_equal(mkdir(path, 0777), 0);
    assert_false(loads(*state));
    assert_int_equal(rmdir(path), 0);
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_false(loads(*state));
    free(path);
}

static void a_full_disk_gives_a_sentence_and_keeps_the_old(void **state)
{
    struct error err = {0};
    struct rlimit old, small;
    bool stored;

    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    small = (struct rlimit){.rlim_cur = 5000, .rlim_max = old.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    stored = feature_cache_store(*state, samples, FEATURE_MEL, &matrix, &err);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
    assert_false(stored);
    assert_non_null(strstr(err.text, "cannot write '"));
    assert_true(loads(*state));
    free(only_file(*state));
}

static void a_place_without_write_access_gives_a_sentence(void **state)
{
    struct error err = {0};

    (void)state;
    assert_false(feature_cache_store("/proc/cache", samples, FEATURE_MEL,
                                     &matrix, &err));
    assert_non_null(strstr(err.text, "'/proc/cache/mel'"));
}

#define with_one(test)                                                         \
    cmocka_unit_test_setup_teardown(test, store_one, remove_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_one(what_was_stored_is_loaded),
        with_one(the_file_is_one_numpy_can_read),
        with_one(a_truncated_file_is_absent),
        with_one(any_flipped_bit_is_noticed),
        with_one(a_longer_file_is_absent),
        with_one(a_file_under_another_name_is_absent),
        with_one(a_wrong_number_of_bands_is_absent),
        with_one(a_wrong_number_of_columns_is_absent),
        with_one(a_folder_or_pipe_in_its_place_is_absent),
        with_one(a_full_disk_gives_a_sentence_and_keeps_the_old),
        with_one(a_place_without_write_access_gives_a_sentence),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
