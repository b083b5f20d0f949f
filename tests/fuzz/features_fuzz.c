/* Published features of tracks, as CSV. */
#include "base/text.h"
#include "catalog/feature_file.h"
#include "tests/fuzz/fuzz.h"

#include <math.h>

static void check_text(const char *text)
{
    while (text && *text)
        fuzz_check(text_next(&text) >= 0, "a field is valid UTF-8");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const char *const columns[] = {"tempo", "rms_mean"};
    struct feature_file file;
    struct error err = {0};

    if (!feature_file_load(&file, fuzz_file(bytes, size), columns, 2, &err)) {
        fuzz_check(err.text[0] != '\0', "a refusal has its reason");
        return 0;
    }
    for (size_t i = 0; i < file.count; i++) {
        const struct feature_row *row = &file.rows[i];

        fuzz_check(row->file[0] != '\0', "a row has a name");
        check_text(row->file);
        check_text(row->genre);
        fuzz_check(row->duration_s > 0, "a track has a length");
        fuzz_check(isfinite(row->values[0]) && isfinite(row->values[1]),
                   "values are finite");
    }
    feature_file_finish(&file);
    return 0;
}
