#include "tests/check.h"

#include "base/file.h"
#include "learn/safetensors.h"

#include <string.h>

static const size_t matrix_shape[] = {2, 3};
static const float matrix[] = {1, -2, 3.5f, 1e-30f, 5, 6};
static const size_t vector_shape[] = {4};
static const float vector[] = {0.25f, 0, -1, 8};

struct scratch {
    char *folder;
    char *path;
};

static int set_up(void **state)
{
    struct scratch *scratch = calloc(1, sizeof(*scratch));

    scratch->folder = scratch_create();
    scratch->path = file_join(scratch->folder, "a.safetensors");
    *state = scratch;
    return 0;
}

static int tear_down(void **state)
{
    struct scratch *scratch = *state;

    scratch_remove(scratch->folder);
    free(scratch->path);
    free(scratch);
    return 0;
}

static void write_sample(const char *path)
{
    struct safetensors_writer *writer = safetensors_writer_create();
    struct error err = {0};

    safetensors_add_text(writer, "model", "cnn");
    safetensors_add_text(writer, "genres", "blues \"n\" \xc3\xa4\n");
    safetensors_add_tensor(writer, "stem.weight", matrix_shape, 2, matrix);
    safetensors_add_tensor(writer, "nothing", (size_t[]){0}, 1, NULL);
    safetensors_add_tensor(writer, "stem.bias", vector_shape, 1, vector);
    safetensors_add_tensor(writer, "step", NULL, 0, vector);
    check_ok(safetensors_write(writer, path, &err), err);
    safetensors_writer_destroy(writer);
}

/* A file with this header and `bytes` zeroed bytes of data. */
static void write_raw(const char *path, const char *header, size_t bytes)
{
    FILE *stream = fopen(path, "wb");
    uint64_t length = strlen(header);

    assert_non_null(stream);
    fwrite(&length, 8, 1, stream);
    fwrite(header, 1, length, stream);
    for (size_t i = 0; i < bytes; i++)
        putc(0, stream);
    fclose(stream);
}

static void check_refused(const char *path, const char *what)
{
    struct safetensors *file = NULL;
    struct error err = {0};

    assert_false(safetensors_open(&file, path, &err));
    if (!strstr(err.text, what))
        fail_msg("\"%s\" does not say \"%s\"", err.text, what);
    assert_non_null(strstr(err.text, path));
}

static void what_is_written_is_read(void **state)
{
    struct scratch *scratch = *state;
    struct safetensors *file;
    struct error err = {0};
    const float *values;

    write_sample(scratch->path);
    check_ok(safetensors_open(&file, scratch->path, &err), err);
    assert_string_equal(safetensors_text(file, "model"), "cnn");
    assert_string_equal(safetensors_text(file, "genres"),
                        "blues \"n\" \xc3\xa4\n");
    assert_null(safetensors_text(file, "colour"));
    assert_int_equal(safetensors_count(file), 4);
    assert_string_equal(safetensors_name(file, 0), "stem.weight");
    values = safetensors_tensor(file, "stem.weight", matrix_shape, 2, &err);
    assert_memory_equal(values, matrix, sizeof(matrix));
    values = safetensors_tensor(file, "stem.bias", vector_shape, 1, &err);
    assert_memory_equal(values, vector, sizeof(vector));
    values = safetensors_tensor(file, "step", NULL, 0, &err);
    assert_memory_equal(values, vector, sizeof(float));
    safetensors_close(file);
}

static void other_shapes_and_names_are_told(void **state)
{
    struct scratch *scratch = *state;
    struct safetensors *file;
    struct error err = {0};

    write_sample(scratch->path);
    check_ok(safetensors_open(&file, scratch->path, &err), err);
    assert_null(
        safetensors_tensor(file, "stem.weight", (size_t[]){3, 2}, 2, &err));
    assert_non_null(strstr(err.text, "'stem.weight' is 2 x 3, not 3 x 2"));
    assert_null(safetensors_tensor(file, "stem.weight", matrix_shape, 1, &err));
    assert_null(safetensors_tensor(file, "head", vector_shape, 1, &err));
    assert_non_null(strstr(err.text, "it has no array 'head'"));
    safetensors_close(file);
}

static void every_cut_is_found(void **state)
{
    struct scratch *scratch = *state;
    long size;
    FILE *stream;

    write_sample(scratch->path);
    stream = fopen(scratch->path, "rb");
    assert_non_null(stream);
    fseek(stream, 0, SEEK_END);
    size = ftell(stream);
    fclose(stream);
    for (long length = size - 1; length >= 0; length--) {
        struct safetensors *file = NULL;
        struct error err = {0};

        assert_int_equal(truncate(scratch->path, length), 0);
        assert_false(safetensors_open(&file, scratch->path, &err));
        assert_true(err.text[0] != '\0');
    }
}

/* Only the name of the checksum is not covered by it: without it the file is
 * read, and says that it has none. */
static void every_changed_byte_is_found(void **state)
{
    struct scratch *scratch = *state;
    FILE *stream;
    long size, missed = 0;

    write_sample(scratch->path);
    stream = fopen(scratch->path, "r+b");
    assert_non_null(stream);
    fseek(stream, 0, SEEK_END);
    size = ftell(stream);
    for (long i = 0; i < size; i++) {
        struct safetensors *file = NULL;
        struct error err = {0};
        int byte;

        fseek(stream, i, SEEK_SET);
        byte = getc(stream);
        fseek(stream, i, SEEK_SET);
        putc(byte ^ 0x01, stream);
        fflush(stream);
        if (safetensors_open(&file, scratch->path, &err)) {
            missed += safetensors_text(file, "checksum") != NULL;
            safetensors_close(file);
        }
        fseek(stream, i, SEEK_SET);
        putc(byte, stream);
        fflush(stream);
    }
    fclose(stream);
    assert_int_equal(missed, 0);
}

static void files_without_checksum_are_read(void **state)
{
    struct scratch *scratch = *state;
    struct safetensors *file;
    struct error err = {0};

    write_raw(scratch->path,
              "{\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[8,12]"
              "},\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]"
              "}}   ",
              12);
    check_ok(safetensors_open(&file, scratch->path, &err), err);
    assert_string_equal(safetensors_name(file, 0), "a");
    assert_non_null(safetensors_tensor(file, "b", (size_t[]){1}, 1, &err));
    safetensors_close(file);
}

#define ARRAY(type, shape, offsets)                                            \
    "{\"dtype\":\"" type "\",\"shape\":" shape ",\"data_offsets\":" offsets "}"

static void hostile_headers_are_refused(void **state)
{
    const char *path = ((struct scratch *)*state)->path;
    static const struct {
        const char *header;
        const char *what;
    } cases[] = {
        {"[]", "not a list of arrays"},
        {"{\"a\":", "its header is wrong"},
        {"{\"a\":1}", "'a' is not of type F32"},
        {"{\"a\":" ARRAY("F64", "[1]", "[0,8]") "}", "is not of type F32"},
        {"{\"a\":" ARRAY("F32", "[2]", "[0,4]") "}", "another length"},
        {"{\"a\":" ARRAY("F32", "[-2]", "[0,8]") "}", "impossible shape"},
        {"{\"a\":" ARRAY("F32", "[2.0]", "[0,8]") "}", "impossible shape"},
        {"{\"a\":" ARRAY("F32", "[1,1,1,1,1,1,1,1,2]", "[0,8]") "}",
         "impossible shape"},
        {"{\"a\":" ARRAY("F32", "[4294967296,4294967296]", "[0,8]") "}",
         "impossible shape"},
        {"{\"a\":" ARRAY("F32", "[4611686018427387904]", "[0,0]") "}",
         "impossible shape"},
        {"{\"a\":" ARRAY("F32", "[2]", "[8,0]") "}", "impossible offsets"},
        {"{\"a\":" ARRAY("F32", "[2]", "[-8,0]") "}", "impossible offsets"},
        {"{\"a\":" ARRAY("F32", "[2]", "[0,8,9]") "}", "impossible offsets"},
        {"{\"a\":" ARRAY("F32", "[2]", "[4,12]") "}", "behind the end"},
        {"{\"a\":" ARRAY("F32", "[1]", "[4,8]") "}", "leaves a gap"},
        {"{\"a\":" ARRAY("F32", "[1]", "[0,4]") "}", "follows the last array"},
        {"{\"a\":" ARRAY("F32", "[2]", "[0,8]") ",\"b\":" ARRAY("F32", "[1]",
                                                                "[4,8]") "}",
         "overlaps another"},
        {"{\"a\":" ARRAY("F32", "[1]", "[0,4]") ",\"a\":" ARRAY("F32", "[1]",
                                                                "[4,8]") "}",
         "its header is wrong"},
        {"{\"__metadata__\":[],\"a\":" ARRAY("F32", "[2]", "[0,8]") "}",
         "metadata"},
        {"{\"__metadata__\":{\"k\":1},\"a\":" ARRAY("F32", "[2]", "[0,8]") "}",
         "metadata"},
        {"{\"__metadata__\":{\"checksum\":\"0\"},\"a\":" ARRAY("F32", "[2]",
                                                               "[0,8]") "}",
         "checksum"},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        write_raw(path, cases[i].header, 8);
        check_refused(path, cases[i].what);
    }
}

static void other_files_are_refused(void **state)
{
    struct scratch *scratch = *state;
    FILE *stream = fopen(scratch->path, "wb");

    assert_non_null(stream);
    fclose(stream);
    check_refused(scratch->path, "too short");
    stream = fopen(scratch->path, "wb");
    assert_non_null(stream);
    fputs("this is only a text\n", stream);
    fclose(stream);
    check_refused(scratch->path, "no safetensors file");
    check_refused(scratch->folder, "not a file");
    remove(scratch->path);
    check_refused(scratch->path, "No such file");
}

static void the_writer_tells_what_is_wrong(void **state)
{
    struct scratch *scratch = *state;
    struct safetensors_writer *writer = safetensors_writer_create();
    struct error err = {0};

    safetensors_add_tensor(writer, "a", vector_shape, 1, vector);
    safetensors_add_tensor(writer, "a", vector_shape, 1, vector);
    assert_false(safetensors_write(writer, scratch->path, &err));
    assert_string_equal(err.text, "cannot store 'a': the name is taken");
    assert_int_equal(access(scratch->path, F_OK), -1);
    safetensors_writer_destroy(writer);

    writer = safetensors_writer_create();
    safetensors_add_text(writer, "genre", "\xff");
    assert_false(safetensors_write(writer, scratch->path, &err));
    assert_string_equal(err.text, "cannot store 'genre': it is not UTF-8");
    safetensors_writer_destroy(writer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_written_is_read, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(other_shapes_and_names_are_told, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(every_cut_is_found, set_up, tear_down),
        cmocka_unit_test_setup_teardown(every_changed_byte_is_found, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(files_without_checksum_are_read, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(hostile_headers_are_refused, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(other_files_are_refused, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(the_writer_tells_what_is_wrong, set_up,
                                        tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
