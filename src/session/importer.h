/* importer.h - folders and label lists into the catalogue.
 *
 * Each file is decoded once, on all cores, measured and stored; results are
 * committed in small groups, so that an import that is cut off continues
 * where it was.  A file that cannot be read is stored with the reason.
 */
#ifndef SESSION_IMPORTER_H
#define SESSION_IMPORTER_H

#include "session/reporter.h"

struct import_order {
    const char *path; /* a folder, or a label list */
    bool labels;      /* path is a label list: CSV with paths and genres */
};

/* In a folder, each file's genre is the name of the folder that holds it;
 * files in the folder itself are unlabelled.  Files of the folder that are
 * gone since an earlier import are marked missing.  *cancelled ends early
 * and keeps what is done. */
bool importer_run(struct catalog *catalog, const struct import_order *order,
                  int jobs, struct reporter *reporter,
                  const atomic_bool *cancelled, struct import_summary *summary,
                  struct error *err);

#endif
