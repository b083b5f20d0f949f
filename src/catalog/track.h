/* track.h - the tracks of the collection and their labels. */
#ifndef CATALOG_TRACK_H
#define CATALOG_TRACK_H

#include "base/error.h"
#include "base/hash.h"
#include "catalog/catalog.h"

#include <stddef.h>
#include <stdint.h>

enum track_status {
    TRACK_READY,      /* decoded and measured */
    TRACK_TRUNCATED,  /* shorter than its header says; not used in training */
    TRACK_UNREADABLE, /* could not be decoded; `reason` says why */
    TRACK_MISSING,    /* its file is gone since the last import */
    TRACK_FEATURES,   /* no audio: only features that were imported */
    TRACK_STATUS_COUNT
};

/* "ready", "truncated", ... */
const char *track_status_name(enum track_status status);

/* Where an artist or a title comes from. */
enum track_source {
    TRACK_FROM_IMPORT,    /* the list that was imported */
    TRACK_FROM_PUBLISHED, /* what is published, see catalog/gtzan.h */
    TRACK_SOURCE_COUNT
};

/* "import", "published" */
const char *track_source_name(enum track_source source);

/* Every string is owned by the track; optional ones may be NULL. */
struct track {
    int64_t id;           /* 0: not in the catalogue yet */
    char *name;           /* unique: the file's name without extension */
    char *path;           /* absolute, unique */
    char *genre;          /* the label in use; NULL: unlabelled */
    char *original_genre; /* as first imported; NULL: unlabelled */
    char *artist;         /* optional */
    char *title;          /* optional */
    enum track_source artist_source, title_source; /* of those there are */
    enum track_status status;
    char *reason;      /* for every status but ready */
    int64_t file_size; /* bytes */
    int64_t file_mtime_ns;
    /* The rest is 0 or empty when unreadable. */
    struct hash samples; /* clip_hash() of the decoded mono samples */
    char *format;        /* "FLAC, 16 bit" */
    int rate_hz;         /* of the file */
    int channels;
    double duration_s;
    double mean, rms, peak;           /* of full scale */
    double clipped, silent, constant; /* shares, see audio/clip.h */
};

void track_finish(struct track *track);

struct track_list {
    struct track *items;
    size_t count;
};

void track_list_finish(struct track_list *list);

/* All tracks, by name in natural order of the C locale: digits compare as
 * numbers ("a2" before "a10"), the rest as bytes. */
bool track_list_load(struct catalog *catalog, struct track_list *out,
                     struct error *err);

/* By id; false with a sentence when there is none. */
bool track_load(struct catalog *catalog, int64_t id, struct track *out,
                struct error *err);

/* By unique name; out->id is 0 when there is none. */
bool track_load_named(struct catalog *catalog, const char *name,
                      struct track *out, struct error *err);

/* By unique name, by path, or by file name, in this order; false with a
 * sentence when none or several match. */
bool track_find(struct catalog *catalog, const char *text, struct track *out,
                struct error *err);

enum track_change {
    TRACK_ADDED,
    TRACK_UPDATED, /* the same path, other content, label or status */
    TRACK_MOVED,   /* the same samples under another path, the old one gone */
    TRACK_UNCHANGED
};

/* Adds or updates by path, and sets track->id and a unique track->name (the
 * name asked for, or the file's where that is NULL, made unique by the file's
 * extension or a number where it is taken).  original_genre is set by the
 * first import that brings a label; a label changed by a person since then is
 * kept.  What an import does not tell (genre, artist and title that are NULL)
 * stays as it is.  A track with features only gives its place to the one that
 * comes with its name and genre.  The change is durable on return unless a
 * transaction is open; the strings stay the caller's but for the name, which is
 * replaced. */
bool track_put(struct catalog *catalog, struct track *track,
               enum track_change *change, struct error *err);

/* What an import may know of a track without decoding it; NULL: not told. */
struct track_tags {
    const char *genre;
    const char *artist;
    const char *title;
};

/* As track_put() for a file that is in the catalogue and need not be decoded
 * again: only its label, artist and title can change. */
bool track_put_tags(struct catalog *catalog, const char *path,
                    const struct track_tags *tags, enum track_change *change,
                    struct error *err);

/* Whether the file of this path is in the catalogue with this size and time,
 * and not marked missing, so that it need not be decoded again. */
bool track_is_current(struct catalog *catalog, const char *path, int64_t size,
                      int64_t mtime_ns, bool *current, struct error *err);

/* Marks every track whose path is under the folder but not on disk any more
 * as missing, and tells how many. */
bool track_mark_missing(struct catalog *catalog, const char *folder,
                        size_t *count, struct error *err);

/* How many tracks there are, and how many of them are ready. */
bool track_count(struct catalog *catalog, size_t *total, size_t *ready,
                 struct error *err);

/* The labels in use with the number of ready tracks each, by name. */
struct genre_count {
    char *genre;
    size_t tracks;
};
struct genre_list {
    struct genre_count *items;
    size_t count;
};
bool genre_list_load(struct catalog *catalog, struct genre_list *out,
                     struct error *err);
void genre_list_finish(struct genre_list *list);

#endif
