#include "tests/check.h"

#include "base/alloc.h"
#include "base/file.h"
#include "catalog/label_file.h"

#include <string.h>

struct list {
    char *folder;
    char *path;
    struct label_file file;
    struct error err;
    bool loaded;
};

static void list_init_bytes(struct list *list, const char *bytes, size_t size)
{
    FILE *stream;

    *list = (struct list){.folder = scratch_create()};
    list->path = file_join(list->folder, "labels.csv");
    stream = fopen(list->path, "w");
    assert_non_null(stream);
    assert_int_equal(fwrite(bytes, 1, size, stream), size);
    fclose(stream);
    list->loaded = label_file_load(&list->file, list->path, &list->err);
}

static void list_init(struct list *list, const char *text)
{
    list_init_bytes(list, text, strlen(text));
}

static void list_finish(struct list *list)
{
    label_file_finish(&list->file);
    free(list->path);
    scratch_remove(list->folder);
}

static void check_text(const char *actual, const char *expected)
{
    if (expected)
        assert_string_equal(actual, expected);
    else
        assert_null(actual);
}

/* path is relative to the list's folder unless it is absolute. */
static void check_row(const struct list *list, size_t index, const char *path,
                      const char *genre, size_t line)
{
    const struct label_row *row = &list->file.rows[index];
    char *whole =
        path[0] == '/' ? xstrdup(path) : file_join(list->folder, path);

    assert_string_equal(row->path, whole);
    check_text(row->genre, genre);
    assert_int_equal(row->line, line);
    free(whole);
}

/* One row, a.wav and rock, whatever the form. */
static void check_one_row(const char *text, size_t line)
{
    struct list list;

    list_init(&list, text);
    check_ok(list.loaded, list.err);
    assert_int_equal(list.file.count, 1);
    check_row(&list, 0, "a.wav", "rock", line);
    list_finish(&list);
}

/* The sentence names the file, and has these parts. */
static void check_refused(const char *text, const char *line, const char *part)
{
    struct list list;

    list_init(&list, text);
    assert_false(list.loaded);
    assert_null(list.file.rows);
    if (!strstr(list.err.text, list.path) || !strstr(list.err.text, line) ||
        !strstr(list.err.text, part))
        fail_msg("the sentence is: %s", list.err.text);
    list_finish(&list);
}

static void a_plain_list_is_read(void **state)
{
    struct list list;

    (void)state;
    list_init(&list, "path,genre,artist,title\n"
                     "a.wav,rock,An Artist,A Title\n"
                     "sub/b.wav,blues,,\n"
                     "/music/c.wav,,,Only a Title\n");
    check_ok(list.loaded, list.err);
    assert_int_equal(list.file.count, 3);
    check_row(&list, 0, "a.wav", "rock", 2);
    check_text(list.file.rows[0].artist, "An Artist");
    check_text(list.file.rows[0].title, "A Title");
    check_row(&list, 1, "sub/b.wav", "blues", 3);
    check_text(list.file.rows[1].artist, NULL);
    check_row(&list, 2, "/music/c.wav", NULL, 4);
    check_text(list.file.rows[2].title, "Only a Title");
    list_finish(&list);
}

static void every_form_of_the_same_list_is_the_same(void **state)
{
    (void)state;
    check_one_row("path,genre\na.wav,rock\n", 2);
    check_one_row("path,genre\na.wav,rock", 2);
    check_one_row("path,genre\r\na.wav,rock\r\n", 2);
    check_one_row("path,genre\ra.wav,rock\r", 2);
    check_one_row("\n\npath,genre\n\n  \na.wav,rock\n\n", 6);
    check_one_row("\xEF\xBB\xBFpath,genre\na.wav,rock\n", 2);
    check_one_row("\xEF\xBB\xBF\"path\",\"genre\"\n\"a.wav\",\"rock\"\n", 2);
    check_one_row("path\tgenre\na.wav\trock\n", 2);
    check_one_row("path;genre\r\na.wav;rock\r\n", 2);
    check_one_row("Genre , PATH\n rock , a.wav \n", 2);
    check_one_row("filename,length,tempo,label\na.wav,661794,123.0,rock\n", 2);
    check_one_row("file,class\na.wav,rock\n", 2);
    check_one_row("track,label\na.wav,rock\n", 2);
    check_one_row("filepath,genre\n./x/..//./a.wav,rock\n", 2);
    check_one_row("path,genre\na.wav,rock\n./a.wav,rock\n", 2);
}

static void the_best_of_several_columns_is_taken(void **state)
{
    (void)state;
    check_one_row("track,path,label,genre\n7,a.wav,x,rock\n", 2);
    check_one_row("path,track,genre,label\na.wav,7,rock,x\n", 2);
}

static void quoted_fields_may_hold_anything(void **state)
{
    struct list list;

    (void)state;
    list_init(&list, "path,genre,title\n"
                     "\"a,b.wav\",rock,\"say \"\"hi\"\"\"\n"
                     "c.wav,rock,\"two\nlines\"\n"
                     "d.wav,\"hip hop\",\"\"\n");
    check_ok(list.loaded, list.err);
    assert_int_equal(list.file.count, 3);
    check_row(&list, 0, "a,b.wav", "rock", 2);
    check_text(list.file.rows[0].title, "say \"hi\"");
    check_row(&list, 1, "c.wav", "rock", 3);
    check_text(list.file.rows[1].title, "two\nlines");
    check_row(&list, 2, "d.wav", "hip hop", 5);
    check_text(list.file.rows[2].title, NULL);
    list_finish(&list);
}

static void utf8_passes_and_other_text_does_not(void **state)
{
    struct list list;

    (void)state;
    list_init(&list, "path,genre\n\xC3\xA9t\xC3\xA9.wav,\xE6\xBC\x94\n"
                     "latin\xE9.wav,rock\n");
    check_ok(list.loaded, list.err);
    check_row(&list, 0, "\xC3\xA9t\xC3\xA9.wav", "\xE6\xBC\x94", 2);
    check_row(&list, 1, "latin\xE9.wav", "rock", 3);
    list_finish(&list);
    check_refused("path,genre\na.wav,vari\xE9t\xE9\n", "line 2", "UTF-8");
    check_refused("\xFF\xFEp", "line 1", "UTF-16");
}

static void what_is_wrong_is_told_with_its_line(void **state)
{
    (void)state;
    check_refused("", "line 1", "empty");
    check_refused("\n\n", "line 1", "empty");
    check_refused("artist,genre\nx,y\n", "line 1", "path");
    check_refused("path,artist\nx,y\n", "line 1", "genre");
    check_refused("path,genre\na.wav,rock\nb.wav\n", "line 3", "1 field,");
    check_refused("path,genre\nb.wav,a,b\n", "line 2", "3 fields");
    check_refused("path,genre\n,rock\n", "line 2", "no path");
    check_refused("path,genre\na.wav,12\" mix\n", "line 2", "quote");
    check_refused("path,genre\nx,y\n\"a.wav,rock\nb.wav,rock\n", "line 3",
                  "not closed");
    check_refused("path,genre\na.wav,rock\nb.wav,x\n./a.wav,jazz\n", "line 4",
                  "line 2");
}

/* A text with one byte many times in its middle is refused. */
static void check_long(const char *before, char byte, size_t count,
                       const char *line, const char *part)
{
    char *middle = calloc(1, count + 1);
    char *text;

    memset(middle, byte, count);
    text = xformat("%s%s,y\n", before, middle);
    check_refused(text, line, part);
    free(text);
    free(middle);
}

static void sizes_are_bounded(void **state)
{
    struct list list;

    (void)state;
    check_long("path,genre\n\"", 'x', 2000000, "line 2", "64 KiB");
    check_long("path,genre\na.wav,", 'x', 2000, "line 2", "than 1024");
    check_long("path,genre\n", 'x', 5000, "line 2", "than 4096");
    check_long("path,genre", ',', 2000, "line 1", "1000 fields");
    list_init_bytes(&list, "path,genre\na\0b,rock\n", 20);
    assert_false(list.loaded);
    assert_non_null(strstr(list.err.text, "NUL"));
    list_finish(&list);
}

static void a_long_list_is_read_whole(void **state)
{
    enum { ROWS = 20000 };
    struct list list;
    char *text = NULL;
    size_t size;
    FILE *stream = open_memstream(&text, &size);

    (void)state;
    fputs("path,genre\r\n", stream);
    for (int i = 0; i < ROWS; i++)
        fprintf(stream, "%d.wav,\"genre %d\"\r\n", i, i % 10);
    fclose(stream);
    list_init(&list, text);
    check_ok(list.loaded, list.err);
    assert_int_equal(list.file.count, ROWS);
    for (int i = 0; i < ROWS; i++) {
        char path[40], genre[20];

        snprintf(path, sizeof(path), "%d.wav", i);
        snprintf(genre, sizeof(genre), "genre %d", i % 10);
        check_row(&list, (size_t)i, path, genre, (size_t)i + 2);
    }
    list_finish(&list);
    free(text);
}

static void what_cannot_be_opened_is_named(void **state)
{
    struct label_file file;
    struct error err = {0};

    (void)state;
    assert_false(label_file_load(&file, "/nowhere/x.csv", &err));
    assert_non_null(strstr(err.text, "'/nowhere/x.csv'"));
    assert_false(label_file_load(&file, "/", &err));
    assert_non_null(strstr(err.text, "'/'"));
    assert_null(file.rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plain_list_is_read),
        cmocka_unit_test(every_form_of_the_same_list_is_the_same),
        cmocka_unit_test(the_best_of_several_columns_is_taken),
        cmocka_unit_test(quoted_fields_may_hold_anything),
        cmocka_unit_test(utf8_passes_and_other_text_does_not),
        cmocka_unit_test(what_is_wrong_is_told_with_its_line),
        cmocka_unit_test(sizes_are_bounded),
        cmocka_unit_test(a_long_list_is_read_whole),
        cmocka_unit_test(what_cannot_be_opened_is_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
