/* place.h - may a demo collection be written into this folder? */
#ifndef DEMO_PLACE_H
#define DEMO_PLACE_H

#include "demo/plan.h"

/* Makes the folders of the collection.  Refuses a folder that holds anything
 * but files of this very plan, and one whose faults.tsv tells of another. */
bool place_prepare(const char *folder, const struct plan *plan,
                   struct error *err);

#endif
