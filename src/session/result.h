/* result.h - one run with its curves, predictions and scores. */
#ifndef SESSION_RESULT_H
#define SESSION_RESULT_H

#include "session/message.h"

/* run_id 0 means the newest finished run; *out is NULL when there is none.
 * A number that is not in the catalogue is an error.  result_destroy(). */
bool result_load(struct catalog *catalog, int64_t run_id,
                 enum run_checkpoint checkpoint, struct result **out,
                 struct error *err);

/* Whether the run is marked running but no program trains it any more. */
bool result_is_interrupted(struct catalog *catalog, const struct run *run);

#endif
