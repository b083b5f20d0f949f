/* Filters, as a person types them. */
#include "catalog/filter.h"
#include "tests/fuzz/fuzz.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static char name[] = "jazz.00054";
static char path[] = "/music/jazz/jazz.00054.wav";
static char genre[] = "jazz";
static char title[] = "Body and \xc3\xa9 Soul";

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    const struct track tracks[] = {
        {.name = name,
         .path = path,
         .genre = genre,
         .title = title,
         .duration_s = 30},
        {.name = name, .path = path, .status = TRACK_UNREADABLE},
    };
    const struct filter_row rows[] = {
        {&tracks[0], "blues", 0.61, 0},
        {&tracks[1], NULL, NAN, -1},
    };
    char *text = strndup((const char *)bytes, size);
    struct filter *filter = NULL;
    struct error err = {0};
    size_t column = 0;

    if (!text)
        return 0;
    if (filter_compile(&filter, text, &column, &err)) {
        for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
            bool once = filter_match(filter, &rows[i]);

            fuzz_check(filter_match(filter, &rows[i]) == once,
                       "a filter matches the same twice");
        }
        filter_destroy(filter);
    } else {
        fuzz_check(err.text[0] != '\0', "a refusal has its reason");
        fuzz_check(column >= 1 && column <= strlen(text) + 1,
                   "the column is in the text");
    }
    free(text);
    return 0;
}
