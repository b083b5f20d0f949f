/* track_rig.h - tracks to put into a scratch workspace.
 */
#ifndef TESTS_TRACK_RIG_H
#define TESTS_TRACK_RIG_H

#include "tests/workspace.h"

#include <sqlite3.h>
#include <sys/stat.h>

static inline void put(struct workspace *workspace, struct track *track,
                       enum track_change expected)
{
    struct error err = {0};
    enum track_change change;

    check_ok(track_put(workspace->catalog, track, &change, &err), err);
    assert_int_equal(change, expected);
}

/* Puts a track of this path and asked-for name; checks the name it gets. */
static inline void put_named(struct workspace *workspace, const char *path,
                             const char *asked, const char *given)
{
    struct track track = workspace_track(workspace, path, "blues");

    free(track.name);
    free(track.path);
    track.name = xstrdup(asked);
    track.path = xstrdup(path);
    put(workspace, &track, TRACK_ADDED);
    assert_string_equal(track.name, given);
    track_finish(&track);
}

static inline void load(struct workspace *workspace, int64_t id,
                        struct track *track)
{
    struct error err = {0};

    check_ok(track_load(workspace->catalog, id, track, &err), err);
}

#endif
