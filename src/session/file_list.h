/* file_list.h - the sound files to import, with what is known of each. */
#ifndef SESSION_FILE_LIST_H
#define SESSION_FILE_LIST_H

#include "session/reporter.h"

#include <stddef.h>

struct file_entry {
    char *path;           /* absolute */
    char *genre;          /* NULL: unlabelled */
    char *artist, *title; /* optional */
};

struct file_list {
    struct file_entry *items;
    size_t count;
    size_t capacity;
    size_t ignored;     /* files that are no sound files */
    size_t unreachable; /* folders and listed files that are not there */
};

void file_list_finish(struct file_list *list);

/* Walks the folder, whose links are followed once; hidden files are left
 * out.  Paths begin with the folder's real path, which the caller frees. */
bool file_list_scan(struct file_list *list, const char *folder,
                    char **real_folder, struct reporter *reporter,
                    const atomic_bool *cancelled, struct error *err);

/* Reads a label list (catalog/label_file.h). */
bool file_list_read(struct file_list *list, const char *label_file,
                    struct reporter *reporter, struct error *err);

#endif
