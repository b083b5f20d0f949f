/* track_row.h - a track as a row of the database, inside src/catalog only. */
#ifndef CATALOG_TRACK_ROW_H
#define CATALOG_TRACK_ROW_H

#include "catalog/query.h"
#include "catalog/track.h"

/* What track_row_read() expects, to be followed by WHERE ... */
#define TRACK_ROW_SELECT                                                       \
    "SELECT track.id, name, path, used.genre, original.genre, artist, title,"  \
    " status, reason, file_size, file_mtime_ns, samples, format, rate_hz,"     \
    " channels, duration_s, mean, rms, peak, clipped, silent, constant,"       \
    " artist_source, title_source"                                             \
    " FROM track"                                                              \
    " LEFT JOIN label AS used ON used.id = label_id"                           \
    " LEFT JOIN label AS original ON original.id = original_label_id "

/* Fills *track, which then owns its strings, from the query's row; failures
 * are reported by the next step. */
void track_row_read(struct query *query, struct track *track);

/* The only row of the query, which it ends; track->id is 0 when there is
 * none.  Two rows count as none, and *several is set. */
bool track_row_single(struct query *query, struct track *track, bool *several,
                      struct error *err);

/* A hash as the 16 bytes that are stored. */
enum { TRACK_ROW_HASH_SIZE = 16 };
void track_row_hash(struct hash hash, unsigned char out[TRACK_ROW_HASH_SIZE]);

/* The track of this path; id 0 when there is none. */
bool track_row_by_path(struct catalog *catalog, const char *path,
                       struct track *track, struct error *err);

/* Whether both are NULL or the same text. */
bool track_row_same_text(const char *a, const char *b);

/* What the track asks to be called, or else its file's name without the
 * extension.  The caller frees it. */
char *track_row_wanted_name(const struct track *track);

/* A name for the track that none but the track `id` has: as asked for, the
 * file's whole name, or with a number.  The caller frees it. */
bool track_row_unique_name(struct catalog *catalog, const struct track *track,
                           int64_t id, char **out, struct error *err);

/* The track that was this file before somebody moved it: the same samples,
 * and nothing at its path now; id 0 when there is none.  One with the same
 * file name is preferred. */
bool track_row_find_moved(struct catalog *catalog, const struct track *track,
                          struct track *old, struct error *err);

/* Stores what an import says of the track; sets *changed when that is new. */
bool track_row_put_tags(struct catalog *catalog, const struct track *old,
                        const struct track_tags *tags, bool *changed,
                        struct error *err);

#endif
