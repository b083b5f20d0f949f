/* label_file.h - a list of sound files and their genres, as CSV or TSV.
 *
 * The first line names the columns, in any order and case: one for the path
 * (path, filepath, file, filename, track), one for the genre (genre, label,
 * class), and if there are, artist and title; others are ignored.  The text is
 * UTF-8, with or without byte order mark; lines end in LF or CRLF; fields may
 * be quoted as in RFC 4180.  Tabs or semicolons separate fields where the first
 * line has these and no comma.
 */
#ifndef CATALOG_LABEL_FILE_H
#define CATALOG_LABEL_FILE_H

#include "base/error.h"

#include <stddef.h>

struct label_row {
    char *path;   /* absolute; relative ones start at the list's own folder */
    char *genre;  /* NULL: the field is empty */
    char *artist; /* NULL: no such column, or empty */
    char *title;
    size_t line; /* where the row begins, from 1 */
};

struct label_file {
    struct label_row *rows; /* in the file's order; each path once */
    size_t count;
};

/* Reads the whole list.  What is wrong is told with the file and the line: a
 * column that is missing, a row that does not fit the first line, a quote that
 * does not close, text that is not UTF-8, a path that is listed with two
 * genres.  Nothing is looked up on the disk but the list itself. */
bool label_file_load(struct label_file *out, const char *path,
                     struct error *err);
void label_file_finish(struct label_file *file);

#endif
