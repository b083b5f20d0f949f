/* dump - writes every feature of sound files as raw float32, for parity.py.
 *
 *     dump FOLDER FILE...      FOLDER/<name of file>.<feature>.f32
 *
 * Prints a line for each: file, feature, bands, frames.
 */
#include "audio/decoder.h"
#include "base/file.h"
#include "feature/feature.h"

#include <stdio.h>
#include <stdlib.h>

static bool write_matrix(const char *folder, const char *path,
                         enum feature_kind kind,
                         const struct feature_matrix *matrix)
{
    const char *name = file_name(path), *feature = feature_of(kind)->name;
    char out[4096];
    FILE *stream;
    bool good;

    snprintf(out, sizeof(out), "%s/%s.%s.f32", folder, name, feature);
    stream = fopen(out, "w");
    if (!stream) {
        perror(out);
        return false;
    }
    good = fwrite(matrix->values, sizeof(float) * matrix->bands, matrix->frames,
                  stream) == matrix->frames;
    good = fclose(stream) == 0 && good;
    printf("%s\t%s\t%zu\t%zu\n", name, feature, matrix->bands, matrix->frames);
    return good;
}

static bool dump(struct extractor *extractor, const char *folder,
                 const char *path, struct error *err)
{
    struct feature_matrix all[FEATURE_COUNT];
    struct sound_info info;
    struct clip clip;
    bool good;

    if (!decoder_read_at(path, CLIP_WORKING_RATE_HZ, &clip, &info, err))
        return false;
    good = extractor_run(extractor, &clip, ~0U, all, err);
    for (int i = 0; i < FEATURE_COUNT; i++) {
        if (good && !write_matrix(folder, path, (enum feature_kind)i, &all[i]))
            good = error_set(err, "cannot write to '%s'", folder);
        feature_matrix_finish(&all[i]);
    }
    clip_finish(&clip);
    return good;
}

int main(int argc, char **argv)
{
    struct extractor *extractor = NULL;
    struct error err = {0};
    int failed = 0;

    if (argc < 3 || !extractor_create(&extractor, &err)) {
        fprintf(stderr, "usage: dump FOLDER FILE...\n");
        return 2;
    }
    for (int i = 2; i < argc; i++) {
        if (dump(extractor, argv[1], argv[i], &err))
            continue;
        fprintf(stderr, "%s\n", err.text);
        failed = 1;
    }
    extractor_destroy(extractor);
    return failed;
}
