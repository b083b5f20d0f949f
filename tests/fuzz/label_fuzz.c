/* Lists of sound files and genres, as CSV or TSV. */
#include "base/text.h"
#include "catalog/label_file.h"
#include "tests/fuzz/fuzz.h"

static void check_text(const char *text)
{
    while (text && *text)
        fuzz_check(text_next(&text) >= 0, "a field is valid UTF-8");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct label_file list = {0};
    struct error err = {0};

    if (!label_file_load(&list, fuzz_file(bytes, size), &err)) {
        fuzz_check(err.text[0] != '\0', "a refusal has its reason");
        return 0;
    }
    for (size_t i = 0; i < list.count; i++) {
        fuzz_check(list.rows[i].path[0] == '/', "a path is absolute");
        check_text(list.rows[i].genre);
        check_text(list.rows[i].artist);
        check_text(list.rows[i].title);
    }
    label_file_finish(&list);
    return 0;
}
