/* Checkpoints and weights: the safetensors format. */
#include "learn/safetensors.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const size_t shapes[][2] = {{1, 1}, {2, 3}, {4, 1}, {0, 5}};
    struct safetensors *file = NULL;
    struct error err = {0};

    if (!safetensors_open(&file, fuzz_file(bytes, size), &err)) {
        fuzz_check(err.text[0] != '\0', "a refusal has its reason");
        return 0;
    }
    for (size_t i = 0; i < safetensors_count(file); i++) {
        const char *name = safetensors_name(file, i);

        for (size_t j = 0; j < sizeof(shapes) / sizeof(*shapes); j++) {
            const float *values =
                safetensors_tensor(file, name, shapes[j], 2, &err);

            if (values)
                fuzz_touch(values, shapes[j][0] * shapes[j][1]);
        }
    }
    safetensors_text(file, "checksum");
    safetensors_close(file);
    return 0;
}
