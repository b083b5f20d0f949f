#include "base/alloc.h"
#include "base/file.h"
#include "catalog/track_row.h"

#include <stdlib.h>
#include <string.h>

/* The file's name without its extension; ".x" has none. */
static char *stem_of(const char *path)
{
    char *stem = xstrdup(file_name(path));
    char *dot = strrchr(stem, '.');

    if (dot && dot != stem)
        *dot = '\0';
    return stem;
}

/* Whether another track than this has the name. */
static bool name_taken(struct catalog *catalog, const char *name, int64_t id,
                       bool *taken, struct error *err)
{
    struct query query;
    int64_t found;

    if (!query_init(&query, catalog,
                    "SELECT 1 FROM track WHERE name = ?1 AND id <> ?2", err))
        return false;
    query_bind_text(&query, 1, name);
    query_bind_integer(&query, 2, id);
    if (!query_single(&query, 0, &found, err))
        return false;
    *taken = found != 0;
    return true;
}

/* name-2, name-3, ...: doubles until a number is free, then halves the gap,
 * so that a thousand files of one name do not take a million look-ups. */
static bool number_name(struct catalog *catalog, const char *name, int64_t id,
                        char **out, struct error *err)
{
    uint64_t low = 1, high = 2;
    bool taken = true, bounded = false;

    while (!bounded || high - low > 1) {
        uint64_t middle = bounded ? low + (high - low) / 2 : high;
        char *numbered = xformat("%s-%llu", name, (unsigned long long)middle);
        bool done = name_taken(catalog, numbered, id, &taken, err);

        free(numbered);
        if (!done)
            return false;
        if (taken) {
            low = middle;
            high = bounded ? high : high * 2;
        } else {
            high = middle;
            bounded = true;
        }
    }
    *out = xformat("%s-%llu", name, (unsigned long long)high);
    return true;
}

char *track_row_wanted_name(const struct track *track)
{
    return track->name && *track->name ? xstrdup(track->name)
                                       : stem_of(track->path);
}

bool track_row_unique_name(struct catalog *catalog, const struct track *track,
                           int64_t id, char **out, struct error *err)
{
    char *asked = track_row_wanted_name(track);
    const char *whole = file_name(track->path);
    bool taken, done;

    *out = NULL;
    done = name_taken(catalog, asked, id, &taken, err);
    if (done && !taken) {
        *out = asked;
        return true;
    }
    if (done && *whole) {
        done = name_taken(catalog, whole, id, &taken, err);
        if (done && !taken)
            *out = xstrdup(whole);
    }
    if (done && !*out)
        done = number_name(catalog, asked, id, out, err);
    free(asked);
    return done;
}
