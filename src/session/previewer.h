/* previewer.h - what the selected track looks like: envelope and spectrogram.
 */
#ifndef SESSION_PREVIEWER_H
#define SESSION_PREVIEWER_H

#include "session/message.h"

/* Decodes the track and takes its mel spectrogram from the cache, or computes
 * it.  The envelope has at most 2048 columns. */
bool previewer_run(struct catalog *catalog, int64_t track_id,
                   struct preview **out, struct error *err);

#endif
