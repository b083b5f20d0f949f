/* importer.h - folders, label lists and features into the catalogue.
 *
 * Each file is decoded once, on all cores, measured and stored; results are
 * committed in small groups, so that an import that is cut off continues
 * where it was.  A file that cannot be read is stored with the reason.
 */
#ifndef SESSION_IMPORTER_H
#define SESSION_IMPORTER_H

#include "session/job.h"

enum import_kind {
    IMPORT_FOLDER, /* of sound files */
    IMPORT_LABELS, /* a CSV file of paths and genres (catalog/label_file.h) */
    IMPORT_STATS   /* a CSV file of features (catalog/feature_file.h) */
};

struct import_order {
    enum import_kind kind;
    const char *path;
};

/* In a folder, each file's genre is the name of the folder that holds it;
 * files in the folder itself are unlabelled.  Files of the folder that are
 * gone since an earlier import are marked missing.  Features are stored as the
 * cached `stats` of tracks without audio, named as the list names them; a
 * track that has a file is left alone.  In the end, tracks that are excerpts
 * of GTZAN get the artists and titles that are published.  Cancelling
 * keeps what is done. */
bool importer_run(const struct job *job, const struct import_order *order,
                  struct import_summary *summary, struct error *err);

/* Counts one track's change. */
void import_summary_count(struct import_summary *summary,
                          enum track_change change);

#endif
