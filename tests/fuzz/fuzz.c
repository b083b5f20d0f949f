#include "tests/fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

const char *fuzz_file(const uint8_t *bytes, size_t size)
{
    static char path[64];
    static int file = -1;

    if (file < 0)
        file = memfd_create("fuzz", MFD_CLOEXEC);
    fuzz_check(file >= 0 && ftruncate(file, 0) == 0 &&
                   pwrite(file, bytes, size, 0) == (ssize_t)size,
               "the file can be written");
    snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
    return path;
}

void fuzz_check(int fact, const char *what)
{
    if (fact)
        return;
    fprintf(stderr, "it does not hold that %s\n", what);
    abort();
}

void fuzz_touch(const float *values, size_t count)
{
    volatile float sum = 0;

    for (size_t i = 0; i < count; i++)
        sum = sum + values[i];
}
