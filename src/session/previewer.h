/* previewer.h - what the selected track looks like: envelope and a feature.
 */
#ifndef SESSION_PREVIEWER_H
#define SESSION_PREVIEWER_H

#include "session/message.h"

/* Decodes the track, and takes the feature from the cache or computes it.  The
 * envelope has at most 2048 columns.  A track that was cut short has no
 * feature, one that was imported without audio has no envelope. */
bool previewer_run(struct catalog *catalog, int64_t track_id,
                   enum feature_kind feature, struct preview **out,
                   struct error *err);

#endif
