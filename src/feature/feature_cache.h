/* feature_cache.h - computed features on disk, readable by numpy.
 *
 * One .npy file (version 1.0, float32 in the machine's byte order, C order,
 * bands x frames) per track and feature under FOLDER/<feature>/, named by the
 * hash of the samples and of the feature's parameters, with a checksum of the
 * data behind it.  A file that is truncated, changed or foreign is treated as
 * absent.  Files are written whole or not at all; any number of threads and
 * programs may use one folder.
 */
#ifndef FEATURE_FEATURE_CACHE_H
#define FEATURE_FEATURE_CACHE_H

#include "base/hash.h"
#include "feature/feature.h"

/* A matrix in the cache, mapped into memory, read only. */
struct cached_feature {
    const float *values; /* bands x frames */
    size_t bands;
    size_t frames;
    void *mapping;
    size_t mapping_size;
};

/* False when it is not there or cannot be trusted; that is no error: compute
 * and store it.  The caller releases what it got. */
bool feature_cache_load(const char *folder, struct hash samples,
                        enum feature_kind kind, struct cached_feature *out);
void feature_cache_release(struct cached_feature *feature);

bool feature_cache_store(const char *folder, struct hash samples,
                         enum feature_kind kind,
                         const struct feature_matrix *matrix,
                         struct error *err);

#endif
