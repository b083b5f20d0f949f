#include "tests/check.h"

#include "base/file.h"
#include "base/hash.h"

#include <string.h>
#include <sys/stat.h>

static char *read_all(const char *path)
{
    FILE *stream = fopen(path, "r");
    char *text = calloc(1, 100);

    assert_non_null(stream);
    assert_in_range(fread(text, 1, 99, stream), 0, 99);
    fclose(stream);
    return text;
}

static void a_new_file_appears_only_when_committed(void **state)
{
    struct error err = {0};
    struct new_file *file = NULL;
    char *folder = scratch_create();
    char *path = file_join(folder, "a");
    char *text;

    (void)state;
    check_ok(new_file_create(&file, path, &err), err);
    fputs("one", new_file_stream(file));
    assert_int_not_equal(access(path, F_OK), 0);
    check_ok(new_file_commit(file, &err), err);

    check_ok(new_file_create(&file, path, &err), err);
    fputs("two", new_file_stream(file));
    new_file_abandon(file);
    text = read_all(path);
    assert_string_equal(text, "one");
    free(text);
    /* Nothing else is left behind: the folder is empty without it. */
    assert_int_equal(unlink(path), 0);
    assert_int_equal(rmdir(folder), 0);
    free(path);
    free(folder);
}

static void a_failure_names_the_file(void **state)
{
    struct error err = {0};
    struct new_file *file = NULL;

    (void)state;
    assert_false(new_file_create(&file, "/nowhere/at/all", &err));
    assert_non_null(strstr(err.text, "'/nowhere/at/all'"));
    assert_false(file_make_folder("/dev/null/x", &err));
    assert_non_null(strstr(err.text, "'/dev/null/x'"));
}

static void folders_are_made_with_their_parents(void **state)
{
    struct error err = {0};
    char *folder = scratch_create();
    char *deep = file_join(folder, "a/b/c");
    struct stat info;

    (void)state;
    check_ok(file_make_folder(deep, &err), err);
    check_ok(file_make_folder(deep, &err), err);
    assert_int_equal(stat(deep, &info), 0);
    assert_true(S_ISDIR(info.st_mode));
    free(deep);
    scratch_remove(folder);
}

static void hashes_read_back_and_tell_content_apart(void **state)
{
    struct hash a = hash_bytes("abc", 3), b = hash_bytes("abd", 3), back;
    char hex[HASH_HEX_SIZE];

    (void)state;
    assert_false(hash_equal(a, b));
    hash_hex(a, hex);
    /* XXH3-128 of "abc", from the reference implementation's xxhsum -H2. */
    assert_string_equal(hex, "06b05ab6733a618578af5f94892f3950");
    assert_true(hash_parse(hex, &back));
    assert_true(hash_equal(a, back));
    assert_false(hash_parse("06b05ab6733a618578af5f94892f395", &back));
    assert_false(hash_parse("x6b05ab6733a618578af5f94892f3950", &back));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_file_appears_only_when_committed),
        cmocka_unit_test(a_failure_names_the_file),
        cmocka_unit_test(folders_are_made_with_their_parents),
        cmocka_unit_test(hashes_read_back_and_tell_content_apart),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
