#include "tests/check.h"

#include "base/alloc.h"
#include "base/file.h"
#include "catalog/feature_file.h"

#include <locale.h>
#include <string.h>

static const char *const columns[] = {"tempo", "rms_mean"};

struct list {
    char *folder;
    char *path;
    struct feature_file file;
    struct error err;
    bool loaded;
};

static void list_init_bytes(struct list *list, const char *bytes, size_t size)
{
    FILE *stream;

    *list = (struct list){.folder = scratch_create()};
    list->path = file_join(list->folder, "features.csv");
    stream = fopen(list->path, "w");
    assert_non_null(stream);
    assert_int_equal(fwrite(bytes, 1, size, stream), size);
    fclose(stream);
    list->loaded =
        feature_file_load(&list->file, list->path, columns, 2, &list->err);
}

static void list_init(struct list *list, const char *text)
{
    list_init_bytes(list, text, strlen(text));
}

static void list_finish(struct list *list)
{
    feature_file_finish(&list->file);
    free(list->path);
    scratch_remove(list->folder);
}

/* The sentence names the file, and has these parts. */
static void check_refused(const char *text, const char *line, const char *part)
{
    struct list list;

    list_init(&list, text);
    assert_false(list.loaded);
    assert_int_equal(list.file.count, 0);
    assert_non_null(strstr(list.err.text, "features.csv"));
    if (!strstr(list.err.text, line) || !strstr(list.err.text, part))
        fail_msg("\"%s\" lacks \"%s\" or \"%s\"", list.err.text, line, part);
    list_finish(&list);
}

#define HEAD "filename,length,tempo,rms_mean,label\n"

static void columns_are_found_by_their_names(void **state)
{
    struct list list;

    (void)state;
    list_init(&list, "label,RMS_mean,other,length,filename,tempo\n"
                     "rock,0.5,x,22050,a/b.00001.wav,120.5\r\n"
                     "\n"
                     ",-1e-3,\"y,z\",661794,\"c,d.wav\",99\n");
    check_ok(list.loaded, list.err);
    assert_int_equal(list.file.count, 2);
    assert_string_equal(list.file.rows[0].file, "a/b.00001.wav");
    assert_string_equal(list.file.rows[0].genre, "rock");
    check_near(list.file.rows[0].duration_s, 1, 0);
    check_near(list.file.rows[0].values[0], 120.5, 0);
    check_near(list.file.rows[0].values[1], .5, 0);
    assert_int_equal(list.file.rows[0].line, 2);
    assert_string_equal(list.file.rows[1].file, "c,d.wav");
    assert_null(list.file.rows[1].genre);
    check_near(list.file.rows[1].duration_s, 30.0133, 1e-4);
    check_near(list.file.rows[1].values[1], -1e-3F, 0);
    assert_int_equal(list.file.rows[1].line, 4);
    list_finish(&list);
}

static void rows_differ_by_name_length_and_values(void **state)
{
    struct list list, again;

    (void)state;
    list_init(&list, HEAD "a.wav,9,1,2,x\nb.wav,9,1,2,x\nc.wav,9,1,3,x\n"
                          "d.wav,9,1,2,x\n");
    list_init(&again, HEAD "a.wav,9,1,2,y\nb.wav,8,1,2,x\nc.wav,9,1,2,x\n");
    check_ok(list.loaded && again.loaded, list.err);
    for (int i = 0; i < 4; i++)
        for (int j = 0; j < i; j++)
            assert_false(
                hash_equal(list.file.rows[i].hash, list.file.rows[j].hash));
    assert_true(hash_equal(list.file.rows[0].hash, again.file.rows[0].hash));
    assert_false(hash_equal(list.file.rows[1].hash, again.file.rows[1].hash));
    assert_false(hash_equal(list.file.rows[2].hash, again.file.rows[2].hash));
    list_finish(&list);
    list_finish(&again);
}

static void a_point_is_a_point_in_every_language(void **state)
{
    const char *const languages[] = {"de_DE.UTF-8", "fr_FR.UTF-8", "C.UTF-8"};
    struct list list;

    (void)state;
    for (int i = 0; i < 3; i++)
        if (setlocale(LC_ALL, languages[i]))
            break;
    list_init(&list, HEAD "a.wav,22050,120.5,0.25,rock\n");
    setlocale(LC_ALL, "C");
    check_ok(list.loaded, list.err);
    check_near(list.file.rows[0].values[0], 120.5, 0);
    list_finish(&list);
}

static void missing_and_double_columns_are_named(void **state)
{
    (void)state;
    check_refused("filename,length,rms_mean,label\n", "line 1", "'tempo'");
    check_refused("filename,length,tempo,label\n", "line 1", "'rms_mean'");
    check_refused("length,tempo,rms_mean,label\n", "line 1", "'filename'");
    check_refused("filename,tempo,rms_mean,label\n", "line 1", "'length'");
    check_refused("filename,length,tempo,rms_mean\n", "line 1", "'label'");
    check_refused("filename,length,tempo,rms_mean,label,Tempo\n", "line 1",
                  "two columns 'Tempo'");
    check_refused("", "line 1", "empty");
}

static void what_is_no_number_is_refused(void **state)
{
    const char *const wrong[] = {"nan",   "NaN",  "inf",  "-inf", "",
                                 "1e999", "1e39", "0x10", "1,5",  "ten",
                                 "1 2",   "--1",  "1e",   "."};

    (void)state;
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        char *text =
            xformat(HEAD "a.wav,9,1,2,x\nb.wav,9,\"%s\",2,x\n", wrong[i]);

        check_refused(text, "line 3", "'tempo' is no finite number");
        free(text);
    }
}

static void a_length_is_a_number_of_samples(void **state)
{
    (void)state;
    check_refused(HEAD "a.wav,0,1,2,x\n", "line 2", "length");
    check_refused(HEAD "a.wav,-5,1,2,x\n", "line 2", "length");
    check_refused(HEAD "a.wav,nan,1,2,x\n", "line 2", "length");
    check_refused(HEAD "a.wav,1e12,1,2,x\n", "line 2", "length");
}

static void rows_that_do_not_fit_are_refused(void **state)
{
    (void)state;
    check_refused(HEAD "a.wav,9,1,2\n", "line 2", "4 fields");
    check_refused(HEAD "a.wav,9,1,2,x,y\n", "line 2", "6 fields");
    check_refused(HEAD ",9,1,2,x\n", "line 2", "no filename");
    check_refused(HEAD "a.wav,9,1,2,x\nb,9,1,2,x\na.wav,9,1,2,x\n", "line 4",
                  "line 2");
    check_refused(HEAD "a.wav,9,1,2,\"x\n", "line 2", "quote");
    check_refused(HEAD "a\xff.wav,9,1,2,x\n", "line 2", "UTF-8");
    check_refused(HEAD "a\033[2J.wav,9,1,2,x\na\033[2J.wav,9,1,2,x\n", "line 3",
                  "'a\\x1b[2J.wav'");
}

static void huge_fields_are_refused(void **state)
{
    char *huge = xcalloc(200001, 1), *text;

    (void)state;
    memset(huge, '1', 200000);
    text = xformat(HEAD "a.wav,9,%s,2,x\n", huge);
    check_refused(text, "line 2", "longer than 64 KiB");
    free(text);
    huge[2000] = '\0';
    text = xformat(HEAD "%s,9,1,2,x\n", huge);
    check_refused(text, "line 2", "filename is longer");
    free(text);
    text = xformat(HEAD "a.wav,9,1,2,%s\n", huge);
    check_refused(text, "line 2", "label is longer");
    free(text);
    free(huge);
}

static void a_file_that_is_not_there_is_named(void **state)
{
    struct feature_file file;
    struct error err = {0};

    (void)state;
    assert_false(
        feature_file_load(&file, "/nowhere/features.csv", columns, 2, &err));
    assert_non_null(strstr(err.text, "'/nowhere/features.csv'"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_are_found_by_their_names),
        cmocka_unit_test(rows_differ_by_name_length_and_values),
        cmocka_unit_test(a_point_is_a_point_in_every_language),
        cmocka_unit_test(missing_and_double_columns_are_named),
        cmocka_unit_test(what_is_no_number_is_refused),
        cmocka_unit_test(a_length_is_a_number_of_samples),
        cmocka_unit_test(rows_that_do_not_fit_are_refused),
        cmocka_unit_test(huge_fields_are_refused),
        cmocka_unit_test(a_file_that_is_not_there_is_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
