#include "base/alloc.h"
#include "base/file.h"
#include "catalog/track_row.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

static bool same_number(double a, double b)
{
    /* NaN is stored as NULL and read as NaN. */
    return a == b || (a != a && b != b);
}

static bool same_content(const struct track *a, const struct track *b)
{
    return a->status == b->status &&
           track_row_same_text(a->reason, b->reason) &&
           a->file_size == b->file_size &&
           a->file_mtime_ns == b->file_mtime_ns &&
           hash_equal(a->samples, b->samples) &&
           track_row_same_text(a->format, b->format) &&
           a->rate_hz == b->rate_hz && a->channels == b->channels &&
           same_number(a->duration_s, b->duration_s) &&
           same_number(a->mean, b->mean) && same_number(a->rms, b->rms) &&
           same_number(a->peak, b->peak) &&
           same_number(a->clipped, b->clipped) &&
           same_number(a->silent, b->silent) &&
           same_number(a->constant, b->constant);
}

/* Inserts when id is 0, else overwrites; sets track->id. */
static bool write_row(struct catalog *catalog, struct track *track, int64_t id,
                      struct error *err)
{
    static const char sql[] =
        "INSERT INTO track (id, name, path, status, reason, file_size,"
        " file_mtime_ns, samples, format, rate_hz, channels, duration_s, mean,"
        " rms, peak, clipped, silent, constant) VALUES (?1, ?2, ?3, ?4, ?5,"
        " ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)"
        " ON CONFLICT (id) DO UPDATE SET (name, path, status, reason,"
        " file_size, file_mtime_ns, samples, format, rate_hz, channels,"
        " duration_s, mean, rms, peak, clipped, silent, constant) = (?2, ?3,"
        " ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17,"
        " ?18)";
    const double numbers[] = {track->duration_s, track->mean,    track->rms,
                              track->peak,       track->clipped, track->silent,
                              track->constant};
    unsigned char hash[TRACK_ROW_HASH_SIZE];
    struct query query;

    if (!query_init(&query, catalog, sql, err))
        return false;
    if (id != 0)
        query_bind_integer(&query, 1, id);
    query_bind_text(&query, 2, track->name);
    query_bind_text(&query, 3, track->path);
    query_bind_integer(&query, 4, track->status);
    query_bind_text(&query, 5, track->reason);
    query_bind_integer(&query, 6, track->file_size);
    query_bind_integer(&query, 7, track->file_mtime_ns);
    track_row_hash(track->samples, hash);
    if (track->samples.high || track->samples.low)
        query_bind_blob(&query, 8, hash, sizeof(hash));
    query_bind_text(&query, 9, track->format);
    query_bind_integer(&query, 10, track->rate_hz);
    query_bind_integer(&query, 11, track->channels);
    for (int i = 0; i < 7; i++)
        query_bind_real(&query, 12 + i, numbers[i]);
    if (!query_run(&query, err))
        return false;
    track->id = id ? id : sqlite3_last_insert_rowid(catalog->db);
    return true;
}

/* A row with features only whose name and genre this track has. */
static bool find_features(struct catalog *catalog, const struct track *track,
                          struct track *old, struct error *err)
{
    char *name = track_row_wanted_name(track);
    bool done = track_load_named(catalog, name, old, err);

    free(name);
    if (done && (old->status != TRACK_FEATURES ||
                 (track->status != TRACK_FEATURES && track->genre &&
                  old->original_genre &&
                  strcmp(track->genre, old->original_genre) != 0)))
        track_finish(old);
    return done;
}

/* The row that this track continues: of its path, of a file that moved, or of
 * features that came without audio. */
static bool find_old(struct catalog *catalog, const struct track *track,
                     struct track *old, enum track_change *change,
                     struct error *err)
{
    *change = TRACK_UNCHANGED;
    if (!track_row_by_path(catalog, track->path, old, err))
        return false;
    if (old->id != 0)
        return true;
    if (track->status != TRACK_FEATURES) {
        if (!track_row_find_moved(catalog, track, old, err))
            return false;
        *change = old->id != 0 ? TRACK_MOVED : TRACK_ADDED;
        if (old->id != 0)
            return true;
    }
    if (!find_features(catalog, track, old, err))
        return false;
    *change = old->id != 0 ? TRACK_UPDATED : TRACK_ADDED;
    return true;
}

/* A name stays while the file's does. */
static bool choose_name(struct catalog *catalog, struct track *track,
                        const struct track *old, struct error *err)
{
    char *name = NULL;

    if (old->id != 0 &&
        strcmp(file_name(old->path), file_name(track->path)) == 0)
        name = xstrdup(old->name);
    else if (!track_row_unique_name(catalog, track, old->id, &name, err))
        return false;
    free(track->name);
    track->name = name;
    return true;
}

static bool put(struct catalog *catalog, struct track *track,
                enum track_change *change, struct error *err)
{
    const struct track_tags tags = {track->genre, track->artist, track->title};
    struct track old;
    bool changed = false;
    bool done;

    if (!find_old(catalog, track, &old, change, err))
        return false;
    done = choose_name(catalog, track, &old, err);
    if (*change != TRACK_UNCHANGED || !same_content(track, &old)) {
        changed = true;
        done = done && write_row(catalog, track, old.id, err);
        old.id = track->id;
    }
    track->id = old.id;
    done = done && track_row_put_tags(catalog, &old, &tags, &changed, err);
    if (changed && *change == TRACK_UNCHANGED)
        *change = TRACK_UPDATED;
    track_finish(&old);
    return done;
}

bool track_put(struct catalog *catalog, struct track *track,
               enum track_change *change, struct error *err)
{
    return query_enter(catalog, err) &&
           query_leave(catalog, put(catalog, track, change, err), err);
}
