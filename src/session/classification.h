/* classification.h - the genre of a file or a track, by a trained run.
 *
 * Keeps the network of the run it used last; belongs to one thread.
 */
#ifndef SESSION_CLASSIFICATION_H
#define SESSION_CLASSIFICATION_H

#include "session/message.h"

/* The shortest sound that is classified, in seconds. */
#define CLASSIFICATION_SHORTEST_S 1.0

struct classification;

void classification_create(struct classification **out, struct catalog *catalog,
                           int threads);
void classification_destroy(struct classification *classification);

/* Classifies a file, or what could be decoded of a truncated one.  run_id 0
 * means the newest finished run.  What is wrong with the file comes back in
 * the verdict; false is returned when no run can be used. */
bool classification_file(struct classification *classification,
                         const char *path, int64_t run_id, struct verdict **out,
                         struct error *err);

/* The same for a track of the catalogue. */
bool classification_track(struct classification *classification,
                          int64_t track_id, int64_t run_id,
                          struct verdict **out, struct error *err);

#endif
