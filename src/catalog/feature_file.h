/* feature_file.h - features of tracks that somebody published, as CSV.
 *
 * The form of GTZAN's features_30_sec.csv: the first line names the columns,
 * in any order; filename, length (samples at 22050 Hz) and label are needed,
 * and so is each feature that is asked for.  Other columns are ignored.
 */
#ifndef CATALOG_FEATURE_FILE_H
#define CATALOG_FEATURE_FILE_H

#include "base/error.h"
#include "base/hash.h"

#include <stddef.h>

struct feature_row {
    char *file;  /* the field filename */
    char *genre; /* NULL: the field is empty */
    double duration_s;
    struct hash hash;    /* of the file's name, the length and the values */
    const float *values; /* one a column asked for, in that order */
    size_t line;         /* where the row begins, from 1 */
};

struct feature_file {
    struct feature_row *rows; /* in the file's order; each file once */
    size_t count;
    float *values; /* rows x columns */
};

/* Reads the whole file.  What is wrong is told with the file and the line: a
 * column that is missing, a field that is no finite number, a file that is
 * listed twice, and what a CSV file can have wrong in itself. */
bool feature_file_load(struct feature_file *out, const char *path,
                       const char *const *columns, size_t column_count,
                       struct error *err);
void feature_file_finish(struct feature_file *file);

#endif
