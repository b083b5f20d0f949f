/* demo_faults.h - a demo collection and its list of faults, for the tests that
 * compare the two.
 */
#ifndef TESTS_DEMO_FAULTS_H
#define TESTS_DEMO_FAULTS_H

#include "tests/check.h"

#include "audio/decoder.h"
#include "base/alloc.h"
#include "base/file.h"
#include "demo/demo.h"

#include <glob.h>
#include <string.h>

enum { TRACKS = 8, SECONDS = 6, COLUMNS = 8 };

/* A row of faults.tsv. */
struct row {
    const char *track, *kind, *fault, *dose, *detail, *partner;
    double start_s, end_s; /* 0 where the row does not say */
};

struct collection {
    struct demo_options options;
    char *folder;
    char *text; /* of faults.tsv; the rows point into it */
    struct row rows[10 * TRACKS];
    int count;
};

static inline char *read_text(const char *folder, const char *name)
{
    char *path = file_join(folder, name), *text = calloc(1, 65536);
    FILE *file = fopen(path, "r");

    assert_non_null(file);
    assert_non_null(text);
    assert_true(fread(text, 1, 65535, file) > 0);
    fclose(file);
    free(path);
    return text;
}

static inline void read_rows(struct collection *collection)
{
    char *walk = collection->text, *line;
    bool named = false;

    while ((line = strsep(&walk, "\n")) && *line) {
        struct row *row = &collection->rows[collection->count];
        char *fields[COLUMNS];

        if (*line == '#')
            continue;
        for (int i = 0; i < COLUMNS; i++) {
            fields[i] = strsep(&line, "\t");
            assert_non_null(fields[i]);
        }
        assert_null(line);
        if (!named) {
            assert_string_equal(fields[2], "fault");
            named = true;
            continue;
        }
        *row = (struct row){fields[0],       fields[1],      fields[2],
                            fields[3],       fields[4],      fields[5],
                            atof(fields[6]), atof(fields[7])};
        collection->count++;
    }
}

static inline int make_collection(void **state)
{
    static const atomic_bool cancelled = false;
    struct collection *collection = xcalloc(1, sizeof(*collection));
    struct demo_summary summary;
    struct error err = {0};

    collection->folder = scratch_create();
    collection->options = (struct demo_options){.folder = collection->folder,
                                                .tracks = TRACKS,
                                                .seconds = SECONDS,
                                                .seed = 21,
                                                .jobs = 2};
    check_ok(demo_write(&collection->options, NULL, NULL, &cancelled, &summary,
                        &err),
             err);
    collection->text = read_text(collection->folder, "faults.tsv");
    read_rows(collection);
    assert_int_equal(collection->count, summary.faults);
    *state = collection;
    return 0;
}

static inline int remove_collection(void **state)
{
    struct collection *collection = *state;

    scratch_remove(collection->folder);
    free(collection->text);
    free(collection);
    return 0;
}

/* The file of a track, whatever its extension. */
static inline char *path_of(const struct collection *collection,
                            const char *track)
{
    char *pattern = xformat("%s/genres/*/%s.*", collection->folder, track);
    glob_t found;
    char *path;

    assert_int_equal(glob(pattern, 0, NULL, &found), 0);
    assert_int_equal(found.gl_pathc, 1);
    path = xstrdup(found.gl_pathv[0]);
    globfree(&found);
    free(pattern);
    return path;
}

static inline struct clip decode(const struct collection *collection,
                                 const char *track, struct sound_info *info)
{
    char *path = path_of(collection, track);
    struct error err = {0};
    struct clip clip;

    check_ok(decoder_read(path, &clip, info, &err), err);
    assert_int_equal(clip.rate_hz, CLIP_WORKING_RATE_HZ);
    free(path);
    return clip;
}

static inline double rms_of(const float *samples, size_t count)
{
    double sum = 0;

    for (size_t i = 0; i < count; i++)
        sum += (double)samples[i] * (double)samples[i];
    return count ? sqrt(sum / (double)count) : 0;
}

static inline int check_rows(const struct collection *collection,
                             const char *fault,
                             void (*check)(const struct collection *collection,
                                           const struct row *row))
{
    int checked = 0;

    for (int i = 0; i < collection->count; i++)
        if (strcmp(collection->rows[i].fault, fault) == 0) {
            check(collection, &collection->rows[i]);
            checked++;
        }
    assert_true(checked > 0);
    return checked;
}

#endif
