/* Cached features: the .npy format with a checksum behind it.
 *
 * The bytes take the place of a file that the cache itself has written.
 */
#include "base/alloc.h"
#include "feature/feature_cache.h"
#include "tests/fuzz/fuzz.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct hash samples = {1, 2};
static char folder[] = "/tmp/genrelab-fuzz-XXXXXX";
static char *path;

static int keep_path(const char *name, const struct stat *info, int type)
{
    (void)info;
    if (type == FTW_F)
        path = xstrdup(name);
    return path != NULL;
}

static void clean_up(void)
{
    char *end = strrchr(path, '/');

    unlink(path);
    *end = '\0';
    rmdir(path);
    rmdir(folder);
    free(path);
}

static void set_up(void)
{
    float values[128] = {0};
    const struct feature_matrix matrix = {values, 128, 1};
    struct error err = {0};

    fuzz_check(mkdtemp(folder) != NULL, "there is a folder");
    fuzz_check(feature_cache_store(folder, samples, FEATURE_MEL, &matrix, &err),
               "a feature is stored");
    ftw(folder, keep_path, 4);
    fuzz_check(path != NULL, "the stored file is found");
    atexit(clean_up);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct cached_feature feature = {0};
    size_t written;
    FILE *file;

    if (!path)
        set_up();
    file = fopen(path, "wb");
    if (!file)
        return 0;
    written = fwrite(bytes, 1, size, file);
    fuzz_check(fclose(file) == 0 && written == size, "the file can be written");
    if (!feature_cache_load(folder, samples, FEATURE_MEL, &feature))
        return 0;
    fuzz_check(feature.bands * feature.frames * sizeof(float) < size,
               "the matrix is no larger than its file");
    fuzz_touch(feature.values, feature.bands * feature.frames);
    feature_cache_release(&feature);
    return 0;
}
