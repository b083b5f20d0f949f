#include "tests/check.h"

#include "base/file.h"
#include "learn/safetensors.h"
#include "tests/baseline_rows.h"

#include <string.h>

static const char *const models[] = {"logistic", "sgd", "forest", "svm", NULL};

struct scratch {
    char *folder, *path, *other;
};

static int set_up(void **state)
{
    struct scratch *scratch = calloc(1, sizeof(*scratch));

    scratch->folder = scratch_create();
    scratch->path = file_join(scratch->folder, "model.safetensors");
    scratch->other = file_join(scratch->folder, "other.safetensors");
    *state = scratch;
    return 0;
}

static int tear_down(void **state)
{
    struct scratch *scratch = *state;

    scratch_remove(scratch->folder);
    free(scratch->path);
    free(scratch->other);
    free(scratch);
    return 0;
}

static char *read_file(const char *path, size_t *size)
{
    FILE *stream = fopen(path, "rb");
    char *bytes = malloc(1 << 22);

    assert_non_null(stream);
    *size = fread(bytes, 1, 1 << 22, stream);
    fclose(stream);
    return bytes;
}

static void write_file(const char *path, const char *bytes, size_t size)
{
    FILE *stream = fopen(path, "wb");

    assert_non_null(stream);
    fwrite(bytes, 1, size, stream);
    fclose(stream);
}

static void check_same_files(const char *path, const char *other)
{
    size_t size, other_size;
    char *bytes = read_file(path, &size);
    char *other_bytes = read_file(other, &other_size);

    assert_int_equal(size, other_size);
    assert_memory_equal(bytes, other_bytes, size);
    free(bytes);
    free(other_bytes);
}

static void save(const struct baseline *baseline, const char *path)
{
    struct error err = {0};

    check_ok(baseline_save(baseline, path, &err), err);
}

/* --- what is kept -------------------------------------------------------- */

static void check_equal(const struct baseline *a, const struct baseline *b,
                        const struct rows *rows)
{
    size_t classes = baseline_class_count(a);

    assert_int_equal(baseline_class_count(b), classes);
    assert_int_equal(baseline_features(b), baseline_features(a));
    assert_int_equal(baseline_columns(b), baseline_columns(a));
    for (size_t i = 0; i < classes; i++)
        assert_string_equal(baseline_class(b, i), baseline_class(a, i));
    for (size_t i = 0; i < rows->data.count; i++) {
        const struct input *inputs = rows->examples[i].inputs;
        struct error err = {0};
        float p[8], q[8];

        check_ok(baseline_run(a, inputs, p, &err), err);
        check_ok(baseline_run(b, inputs, q, &err), err);
        assert_memory_equal(p, q, classes * sizeof(float));
    }
}

static void what_is_saved_is_opened_bit_for_bit(void **state)
{
    const struct scratch *scratch = *state;
    struct rows rows;

    rows_init(&rows, 5, 40, 60, 4);
    for (size_t i = 0; models[i]; i++) {
        struct settings settings = rows_settings(models[i]);
        struct baseline *baseline, *opened = NULL;
        struct error err = {0};

        settings.c = 0.7;
        settings.trees = 20;
        baseline = rows_train(&rows, &settings, 1);
        save(baseline, scratch->path);
        check_ok(baseline_open(&opened, scratch->path, &err), err);
        assert_string_equal(baseline_settings(opened)->model, models[i]);
        check_equal(baseline, opened, &rows);
        save(opened, scratch->other);
        check_same_files(scratch->path, scratch->other);
        baseline_close(baseline);
        baseline_close(opened);
    }
    rows_finish(&rows);
}

static void threads_change_no_bit(void **state)
{
    const struct scratch *scratch = *state;
    struct rows rows;

    /* More than one chunk of rows; as tall as wide, and wider. */
    for (size_t columns = 20; columns <= 400; columns += 380) {
        rows_init(&rows, 5, 150, columns, 3);
        for (size_t i = 0; models[i]; i++) {
            struct settings settings = rows_settings(models[i]);
            struct baseline *one = rows_train(&rows, &settings, 1);
            struct baseline *four = rows_train(&rows, &settings, 4);

            save(one, scratch->path);
            save(four, scratch->other);
            check_same_files(scratch->path, scratch->other);
            baseline_close(one);
            baseline_close(four);
        }
        rows_finish(&rows);
    }
}

static void classes_without_tracks_are_kept(void **state)
{
    const struct scratch *scratch = *state;
    struct rows rows;

    rows_init(&rows, 5, 40, 8, 4);
    for (size_t i = 0; i < 40; i++)
        if (rows.examples[i].label == 1)
            rows.examples[i].label = 2;
    for (size_t i = 0; models[i]; i++) {
        struct settings settings = rows_settings(models[i]);
        struct baseline *baseline = rows_train(&rows, &settings, 1), *opened;
        struct error err = {0};

        save(baseline, scratch->path);
        check_ok(baseline_open(&opened, scratch->path, &err), err);
        check_equal(baseline, opened, &rows);
        baseline_close(baseline);
        baseline_close(opened);
    }
    rows_finish(&rows);
}

/* --- files of others ----------------------------------------------------- */

static void check_not_opened(const char *path)
{
    struct baseline *baseline = NULL;
    struct error err = {0};

    assert_false(baseline_open(&baseline, path, &err));
    assert_null(baseline);
    assert_non_null(strstr(err.text, path));
}

static void damaged_files_are_refused(void **state)
{
    const struct scratch *scratch = *state;
    struct rows rows;

    rows_init(&rows, 5, 12, 3, 3);
    for (size_t i = 0; models[i]; i++) {
        struct settings settings = rows_settings(models[i]);
        struct baseline *baseline;
        size_t size;
        char *bytes;

        settings.trees = 3;
        baseline = rows_train(&rows, &settings, 1);
        save(baseline, scratch->path);
        baseline_close(baseline);
        bytes = read_file(scratch->path, &size);
        for (size_t at = 0; at < size; at += 37) {
            write_file(scratch->other, bytes, at);
            check_not_opened(scratch->other);
            bytes[at] ^= 4;
            write_file(scratch->other, bytes, size);
            check_not_opened(scratch->other);
            bytes[at] ^= 4;
        }
        free(bytes);
    }
    rows_finish(&rows);
}

/* Writes the file again, rightly signed, with one text or value changed. */
static void rewrite(const char *path, const char *to, const char *name,
                    const char *text, float value)
{
    static const char *const texts[] = {
        "format",       "setting.model", "setting.features", "setting.input",
        "setting.c",    "setting.gamma", "setting.alpha",    "setting.trees",
        "setting.seed", "classes",       "class.0",          "class.1",
        "class.2",      "present",       "present.0",        "present.1",
        "present.2",    "bands.mel",     "frames.mel",       "trees",
        "nodes",        "leaves",        "vectors",          NULL};
    struct safetensors_writer *writer = safetensors_writer_create();
    struct safetensors *file;
    struct error err = {0};
    float *copies[16] = {NULL};

    check_ok(safetensors_open(&file, path, &err), err);
    for (size_t i = 0; texts[i]; i++) {
        const char *old = safetensors_text(file, texts[i]);

        if (old)
            safetensors_add_text(writer, texts[i],
                                 text && strcmp(texts[i], name) == 0 ? text
                                                                     : old);
    }
    for (size_t i = 0; i < safetensors_count(file); i++) {
        const char *array = safetensors_name(file, i);
        size_t shape[2] = {0}, rank, size = 0;
        const float *values = NULL;

        /* The shapes are small: they can be tried. */
        for (size_t a = 0; !values && a < 200; a++)
            for (size_t b = 0; !values && b < 12; b++) {
                shape[0] = a, shape[1] = b;
                rank = a == 0 ? 0 : b == 0 ? 1 : 2;
                size = rank == 0 ? 1 : rank == 1 ? a : a * b;
                values = safetensors_tensor(file, array, shape, rank, &err);
            }
        assert_non_null(values);
        copies[i] = malloc(size * sizeof(float));
        memcpy(copies[i], values, size * sizeof(float));
        if (!text && strcmp(array, name) == 0)
            copies[i][0] = value;
        safetensors_add_tensor(writer, array, shape, rank, copies[i]);
    }
    check_ok(safetensors_write(writer, to, &err), err);
    safetensors_writer_destroy(writer);
    safetensors_close(file);
    for (size_t i = 0; i < 16; i++)
        free(copies[i]);
}

static void write_model(const char *model, const char *path)
{
    struct settings settings = rows_settings(model);
    struct baseline *baseline;
    struct rows rows;

    rows_init(&rows, 5, 12, 3, 3);
    settings.trees = 2;
    baseline = rows_train(&rows, &settings, 1);
    save(baseline, path);
    baseline_close(baseline);
    rows_finish(&rows);
}

static void files_with_wrong_texts_are_refused(void **state)
{
    static const struct {
        const char *name, *text;
    } wrong[] = {
        {"format", "genrelab network 1"},
        {"setting.model", "cnn"},
        {"setting.model", "forest"},
        {"setting.features", "mel,mfcc"},
        {"setting.features", "smell"},
        {"setting.input", "flatter"},
        {"setting.c", "nan"},
        {"classes", "1"},
        {"classes", "4"},
        {"classes", "99999999999999999999"},
        {"present", "1"},
        {"present.1", "0"},
        {"present.2", "3"},
        {"present.2", "-1"},
        {"bands.mel", "0"},
        {"bands.mel", "4"},
        {"bands.mel", "18446744073709551615"},
        {"frames.mel", "2"},
    };
    const struct scratch *scratch = *state;

    write_model("logistic", scratch->path);
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        rewrite(scratch->path, scratch->other, wrong[i].name, wrong[i].text, 0);
        check_not_opened(scratch->other);
    }
}

static void files_with_wrong_values_are_refused(void **state)
{
    static const struct {
        const char *model, *name;
        float value;
    } wrong[] = {
        {"logistic", "scaling.mean", NAN}, {"logistic", "weights", INFINITY},
        {"forest", "tree-sizes", 0},       {"forest", "tree-sizes", 1e9F},
        {"forest", "tree-sizes", 1.5F},    {"forest", "leaf-shares", -1},
        {"forest", "leaf-shares", 7},      {"svm", "vector-counts", 100},
        {"svm", "vector-counts", -1},      {"svm", "vector-counts", 0.5F},
        {"svm", "kernel-gamma", 0},
    };
    const struct scratch *scratch = *state;

    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        write_model(wrong[i].model, scratch->path);
        rewrite(scratch->path, scratch->other, wrong[i].name, NULL,
                wrong[i].value);
        check_not_opened(scratch->other);
    }
}

static void files_rewritten_as_they_are_can_be_opened(void **state)
{
    const struct scratch *scratch = *state;

    for (size_t i = 0; models[i]; i++) {
        struct baseline *baseline;
        struct error err = {0};

        write_model(models[i], scratch->path);
        rewrite(scratch->path, scratch->other, "nothing", NULL, 0);
        check_ok(baseline_open(&baseline, scratch->other, &err), err);
        baseline_close(baseline);
    }
}

#define in_scratch(test)                                                       \
    cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        in_scratch(what_is_saved_is_opened_bit_for_bit),
        in_scratch(threads_change_no_bit),
        in_scratch(classes_without_tracks_are_kept),
        in_scratch(damaged_files_are_refused),
        in_scratch(files_with_wrong_texts_are_refused),
        in_scratch(files_with_wrong_values_are_refused),
        in_scratch(files_rewritten_as_they_are_can_be_opened),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
