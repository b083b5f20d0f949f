/* data_folder.h - where the tables are that come with the program. */
#ifndef CATALOG_DATA_FOLDER_H
#define CATALOG_DATA_FOLDER_H

#include "base/error.h"

/* The folder NAME ("gtzan") among the program's data: in $GENRELAB_DATA_DIR
 * when that is set, or else where it is installed, or else in the tree the
 * program was built in.  The caller frees it. */
bool data_folder_find(const char *name, char **out, struct error *err);

#endif
