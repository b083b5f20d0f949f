/* fuzz.h - what the fuzz targets share.
 *
 * A target is one program: it reads any bytes as what it is about, and fails
 * by an assertion, a sanitizer's report, or by taking too long or too much
 * memory.  `make fuzz` builds and runs them.
 */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/* The target; called by libFuzzer, which looks for this name. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* The path of a file with this content, in memory, for one reader at a time;
 * the next call replaces it. */
const char *fuzz_file(const uint8_t *bytes, size_t size);

/* Ends the program when the fact does not hold, in every build. */
void fuzz_check(int fact, const char *what);

/* Reads all of it, so that a sanitizer sees what can't be read. */
void fuzz_touch(const float *values, size_t count);

#endif
