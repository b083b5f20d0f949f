/* extraction.h - features of the collection's tracks, computed once.
 *
 * The cache is the record of what is done: an extraction that is cut off at
 * any moment continues where it was.
 */
#ifndef SESSION_EXTRACTION_H
#define SESSION_EXTRACTION_H

#include "feature/feature_cache.h"
#include "session/job.h"

/* Computes the features (bits 1u << kind) that the cache lacks, for every
 * track that is ready, on `jobs` threads.  A track whose file has changed or
 * gone since its import is told and left out; one without audio that lacks a
 * feature is counted. */
bool extraction_run(const struct job *job, unsigned features,
                    struct extract_summary *summary, struct error *err);

/* Whether a track may have all these features: it is ready, or it has no
 * audio but they are in the cache. */
bool extraction_can_load(struct catalog *catalog, const struct track *track,
                         unsigned features);

/* One feature of one track: from the cache, or computed and stored there.
 * The caller releases it with feature_cache_release(). */
bool extraction_load(struct catalog *catalog, const struct track *track,
                     enum feature_kind kind, struct cached_feature *out,
                     struct error *err);

#endif
