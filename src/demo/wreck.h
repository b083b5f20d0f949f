/* wreck.h - sound files that end too early or have lost their header. */
#ifndef DEMO_WRECK_H
#define DEMO_WRECK_H

#include "demo/damage.h"

/* Writes the clip with a fault of kind FAULT_TRUNCATED or FAULT_UNREADABLE
 * and words it.  The file is there as meant or not at all (base/file.h). */
bool wreck_write(const char *path, const struct fault *fault,
                 const struct clip *clip, struct damage *damage,
                 struct error *err);

#endif
