/* file.h - folders, and whole files written so that they are there or not.
 *
 * A file is written under a temporary name beside its place, flushed to the
 * disk and renamed: whoever opens it sees the old or the new content, also
 * after a power failure, never a part.
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct new_file;

/* Opens a temporary file beside path for writing. */
bool new_file_create(struct new_file **out, const char *path,
                     struct error *err);

/* Where to write; owned by the new file. */
FILE *new_file_stream(struct new_file *file);

/* Flushes, checks every earlier write, and puts the file in its place.  Frees
 * the new file whatever happens; on failure the old content stays. */
bool new_file_commit(struct new_file *file, struct error *err);

/* Removes the temporary file and frees.  Accepts NULL. */
void new_file_abandon(struct new_file *file);

/* Makes the folder and its parents; an existing folder is fine. */
bool file_make_folder(const char *path, struct error *err);

/* folder/name; the caller frees it. */
char *file_join(const char *folder, const char *name);

/* The absolute form of path, without resolving links; the caller frees it. */
bool file_absolute(const char *path, char **out, struct error *err);

/* The part after the last slash. */
const char *file_name(const char *path);

#endif
