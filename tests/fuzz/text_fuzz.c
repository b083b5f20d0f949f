/* Text from outside, before it is shown. */
#include "base/text.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    char *text = strndup((const char *)bytes, size);
    char *safe, *again;

    if (!text)
        return 0;
    safe = text_safe(text);
    for (const char *cursor = safe; *cursor;) {
        int32_t code = text_next(&cursor);

        fuzz_check(code > 0, "safe text is valid UTF-8");
        fuzz_check(!text_is_control(code), "safe text steers no terminal");
    }
    again = text_safe(safe);
    fuzz_check(strlen(safe) >= strlen(text), "nothing is dropped");
    fuzz_check(strcmp(again, safe) == 0, "safe text stays as it is");
    free(again);
    free(safe);
    free(text);
    return 0;
}
