/* seeds.c - what the fuzzers start from: good files, and the same cut short.
 *
 * usage: seeds FOLDER; writes FOLDER/<target>/<seed>.
 */
#include "audio/encoder.h"
#include "base/alloc.h"
#include "base/file.h"
#include "feature/feature_cache.h"
#include "learn/safetensors.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What must not reach a terminal as it is. */
static const char steering[] =
    /* NOLINTNEXTLINE(misc-misleading-bidirectional): that is what it is for */
    "a\tb\033]0;x\007 \xc2\x9b \xff\xfe \xe2\x80\xae \xe6\x97\xa5";

static void demand(bool succeeded, const struct error *err)
{
    if (succeeded)
        return;
    fprintf(stderr, "seeds: %s\n", err->text);
    exit(EXIT_FAILURE);
}

static char *path_of(const char *folder, const char *target, const char *name)
{
    char *inner = file_join(folder, target);
    char *path = file_join(inner, name);
    struct error err = {0};

    demand(file_make_folder(inner, &err), &err);
    free(inner);
    return path;
}

static void write_text(const char *folder, const char *target, const char *name,
                       const char *text)
{
    char *path = path_of(folder, target, name);
    struct new_file *file = NULL;
    struct error err = {0};

    demand(new_file_create(&file, path, &err), &err);
    fputs(text, new_file_stream(file));
    demand(new_file_commit(file, &err), &err);
    free(path);
}

static void write_sounds(const char *folder)
{
    static const struct {
        const char *name;
        enum encoder_format format;
    } kinds[] = {{"a.wav", ENCODER_WAV16},
                 {"a.au", ENCODER_AU16},
                 {"a.flac", ENCODER_FLAC16}};
    struct error err = {0};
    struct clip clip;

    demand(clip_init(&clip, 800, 8000, &err), &err);
    for (size_t i = 0; i < clip.count; i++)
        clip.samples[i] = 0.5F * sinf(0.3F * (float)i);
    for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
        char *whole = path_of(folder, "sound", kinds[i].name);
        char *name = xformat("short-%s", kinds[i].name);
        char *cut = path_of(folder, "sound", name);

        demand(encoder_write(whole, kinds[i].format, &clip, &err), &err);
        demand(encoder_write(cut, kinds[i].format, &clip, &err), &err);
        if (truncate(cut, 200) != 0)
            demand(error_set(&err, "cannot cut '%s'", cut), &err);
        free(whole);
        free(name);
        free(cut);
    }
    clip_finish(&clip);
}

static void write_checkpoint(const char *folder)
{
    static const float values[6] = {1, 2, 3, 4, 5, 6};
    static const size_t shape[2] = {2, 3};
    struct safetensors_writer *writer = safetensors_writer_create();
    char *path = path_of(folder, "checkpoint", "a.safetensors");
    struct error err = {0};

    safetensors_add_text(writer, "model", "cnn");
    safetensors_add_tensor(writer, "weight", shape, 2, values);
    demand(safetensors_write(writer, path, &err), &err);
    safetensors_writer_destroy(writer);
    free(path);
}

/* Has no checksum, so that a fuzzer gets beyond it. */
static void write_foreign_checkpoint(const char *folder)
{
    static const char header[] =
        "{\"__metadata__\":{\"format\":\"pt\"},"
        "\"w\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[0,24]}}";
    char *path = path_of(folder, "checkpoint", "foreign.safetensors");
    const unsigned char length[8] = {sizeof(header) - 1};
    const float values[6] = {0};
    struct new_file *file = NULL;
    struct error err = {0};

    demand(new_file_create(&file, path, &err), &err);
    fwrite(length, 1, sizeof(length), new_file_stream(file));
    fputs(header, new_file_stream(file));
    fwrite(values, 1, sizeof(values), new_file_stream(file));
    demand(new_file_commit(file, &err), &err);
    free(path);
}

static void write_feature(const char *folder)
{
    const struct hash samples = {1, 2};
    char *path = path_of(folder, "cache", "mel");
    struct feature_matrix matrix = {.bands = 128, .frames = 3};
    struct error err = {0};

    matrix.values = xcalloc(matrix.bands * matrix.frames, sizeof(float));
    *strrchr(path, '/') = '\0';
    demand(feature_cache_store(path, samples, FEATURE_MEL, &matrix, &err),
           &err);
    free(matrix.values);
    free(path);
}

static void write_filters(const char *folder)
{
    static const char *const filters[] = {
        "blues",
        "genre:rock and (split:train or conf<.5) not wrong",
        "title=\"a \\\"b\\\\\" or not duration>=29",
        "rms<50% status:unreadable genre:\"\"",
    };

    for (size_t i = 0; i < sizeof(filters) / sizeof(*filters); i++) {
        char *name = xformat("%zu", i);

        write_text(folder, "filter", name, filters[i]);
        free(name);
    }
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: seeds FOLDER\n");
        return 2;
    }
    write_sounds(argv[1]);
    write_checkpoint(argv[1]);
    write_foreign_checkpoint(argv[1]);
    write_feature(argv[1]);
    write_text(argv[1], "label", "a.csv",
               "path,genre,artist\n\"a, b.wav\",rock,\"X \"\"Y\"\"\"\n"
               "/c.au,jazz,\n");
    write_text(argv[1], "label", "b.tsv",
               "Track\tLabel\tTitle\r\na.wav\tblues\t\xc3\xa9\r\n");
    write_text(argv[1], "features", "a.csv",
               "filename,length,tempo,rms_mean,label\n"
               "a.wav,661794,120.5,-1e-3,rock\n\"b,c.wav\",9,0,1,\n");
    write_text(argv[1], "text", "a", steering);
    write_filters(argv[1]);
    /* Tracks come, then what a person would do. */
    write_text(argv[1], "keys", "a",
               "\xc1\xc2jjfgenre:rock\nF/blues\nnN\xc4"
               "3lljj\n\x1b%b");
    write_text(argv[1], "keys", "b",
               "\xc1"
               "2kkkk\x15"
               "9\nt\xc5pse4?jj\x1bix\n\xc6\xcf\xa1\xb1\xe0q");
    return 0;
}
