#include "session/stats_importer.h"

#include "base/alloc.h"
#include "base/file.h"
#include "catalog/feature_file.h"
#include "feature/feature_cache.h"
#include "session/importer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Rows stored between two commits. */
enum { GROUP = 64 };

struct stats_import {
    struct catalog *catalog;
    struct reporter *reporter;
    struct import_summary *summary;
    struct feature_file file;
    char *path; /* of the list, absolute */
    struct track group[GROUP];
    size_t count; /* in group */
};

/* The file's name without folder and extension. */
static char *name_of(const char *file)
{
    char *name = xstrdup(file_name(file));
    char *dot = strrchr(name, '.');

    if (dot && dot != name)
        *dot = '\0';
    return name;
}

/* Whether the row is for a track that has a file. */
static bool has_file(struct stats_import *import, const char *name, bool *has,
                     struct error *err)
{
    struct track track;

    if (!track_load_named(import->catalog, name, &track, err))
        return false;
    *has = track.id != 0 && track.status != TRACK_FEATURES;
    track_finish(&track);
    return true;
}

/* Stores the values, unless they are there. */
static bool store_values(struct stats_import *import,
                         const struct feature_row *row, struct error *err)
{
    const char *cache = catalog_cache_folder(import->catalog);
    size_t columns = (size_t)feature_of(FEATURE_STATS)->columns;
    struct feature_matrix matrix = {.bands = 1, .frames = columns};
    struct cached_feature found;
    bool good;

    if (feature_cache_load(cache, row->hash, FEATURE_STATS, &found)) {
        feature_cache_release(&found);
        return true;
    }
    matrix.values = malloc(columns * sizeof(float));
    if (!matrix.values)
        return error_set(err, "not enough memory");
    memcpy(matrix.values, row->values, columns * sizeof(float));
    good = feature_cache_store(cache, row->hash, FEATURE_STATS, &matrix, err);
    feature_matrix_finish(&matrix);
    return good;
}

static bool take_row(struct stats_import *import, const struct feature_row *row,
                     struct error *err)
{
    char *name = name_of(row->file);
    bool has = false;

    if (!has_file(import, name, &has, err) ||
        (!has && !store_values(import, row, err))) {
        free(name);
        return false;
    }
    if (has) {
        import->summary->kept++;
        free(name);
        return true;
    }
    import->group[import->count++] = (struct track){
        .name = name,
        .path = xformat("%s#%s", import->path, row->file),
        .genre = xstrdup(row->genre),
        .status = TRACK_FEATURES,
        .reason = xformat("no audio, only features from '%s'", import->path),
        .samples = row->hash,
        .duration_s = row->duration_s,
    };
    return true;
}

static bool put_group(struct stats_import *import, struct error *err)
{
    enum track_change changes[GROUP];
    bool good = catalog_begin(import->catalog, err);

    for (size_t i = 0; good && i < import->count; i++)
        good = track_put(import->catalog, &import->group[i], &changes[i], err);
    if (good)
        good = catalog_commit(import->catalog, err);
    else
        catalog_rollback(import->catalog);
    for (size_t i = 0; good && i < import->count; i++)
        import_summary_count(import->summary, changes[i]);
    return good;
}

/* Values go to the cache first: a track without them would be of no use. */
static bool import_group(struct stats_import *import, size_t first,
                         size_t count, struct error *err)
{
    bool good = true;

    for (size_t i = 0; good && i < count; i++) {
        good = take_row(import, &import->file.rows[first + i], err);
        report_done(import->reporter);
    }
    good = good && put_group(import, err);
    for (size_t i = 0; i < import->count; i++)
        track_finish(&import->group[i]);
    import->count = 0;
    return good;
}

static bool open_file(struct stats_import *import, const char *path,
                      struct error *err)
{
    const struct feature *stats = feature_of(FEATURE_STATS);

    if (!feature_file_load(&import->file, path, stats->column_names,
                           (size_t)stats->columns, err))
        return false;
    import->path = realpath(path, NULL);
    return import->path ||
           error_set(err, "cannot open '%s': %s", path, strerror(errno));
}

bool stats_importer_run(const struct job *job, const char *path,
                        struct import_summary *summary, struct error *err)
{
    struct stats_import import = {
        .catalog = job->catalog, .reporter = job->reporter, .summary = summary};
    bool good = open_file(&import, path, err);

    if (good)
        report_started(job->reporter, JOB_IMPORT, import.file.count, path);
    for (size_t i = 0;
         good && i < import.file.count && !atomic_load(job->cancelled);
         i += GROUP) {
        size_t left = import.file.count - i;

        good = import_group(&import, i, left < GROUP ? left : GROUP, err);
    }
    summary->cancelled = atomic_load(job->cancelled);
    feature_file_finish(&import.file);
    free(import.path);
    return good;
}
