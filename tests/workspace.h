/* workspace.h - a workspace in a scratch folder, for tests of the catalogue
 * and of what stands on it.
 */
#ifndef TESTS_WORKSPACE_H
#define TESTS_WORKSPACE_H

#include "tests/check.h"

#include "base/alloc.h"
#include "base/file.h"
#include "catalog/catalog.h"
#include "catalog/track.h"

#include <string.h>

struct workspace {
    char *folder;
    struct catalog *catalog;
};

static inline void workspace_init(struct workspace *workspace)
{
    struct error err = {0};

    workspace->folder = scratch_create();
    check_ok(catalog_open(&workspace->catalog, workspace->folder, &err), err);
}

/* Every test ends by showing that the file is sound. */
static inline void workspace_finish(struct workspace *workspace)
{
    struct error err = {0};

    check_ok(catalog_verify(workspace->catalog, &err), err);
    catalog_close(workspace->catalog);
    scratch_remove(workspace->folder);
}

/* A ready track as an import would hand it over: folder/name.wav, with
 * samples of its own.  track_finish() it. */
static inline struct track workspace_track(const struct workspace *workspace,
                                           const char *name, const char *genre)
{
    struct track track = {
        .name = xstrdup(name),
        .path = xformat("%s/audio/%s.wav", workspace->folder, name),
        .genre = xstrdup(genre),
        .file_size = 1000,
        .file_mtime_ns = 1600000000123456789,
        .samples = hash_bytes(name, strlen(name)),
        .format = xstrdup("WAV, 16 bit"),
        .rate_hz = 22050,
        .channels = 1,
        .duration_s = 30.5,
        .mean = -0.001,
        .rms = 0.1,
        .peak = 0.9,
        .clipped = 0.25,
        .silent = 0.125,
        .constant = 0.5,
    };

    return track;
}

/* Adds such a track and returns its id. */
static inline int64_t workspace_add(struct workspace *workspace,
                                    const char *name, const char *genre)
{
    struct track track = workspace_track(workspace, name, genre);
    struct error err = {0};
    enum track_change change;
    int64_t id;

    check_ok(track_put(workspace->catalog, &track, &change, &err), err);
    assert_int_equal(change, TRACK_ADDED);
    id = track.id;
    track_finish(&track);
    return id;
}

#endif
