#include "session/file_list.h"

#include "audio/decoder.h"
#include "base/alloc.h"
#include "base/file.h"
#include "catalog/label_file.h"

#include <errno.h>
#include <fts.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

void file_list_finish(struct file_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        free(list->items[i].path);
        free(list->items[i].genre);
        free(list->items[i].artist);
        free(list->items[i].title);
    }
    free(list->items);
    *list = (struct file_list){0};
}

/* Takes over the entry's strings, also when it fails. */
static bool append(struct file_list *list, struct file_entry entry,
                   struct error *err)
{
    if (list->count == list->capacity) {
        size_t capacity = list->capacity ? 2 * list->capacity : 256;
        struct file_entry *items =
            reallocarray(list->items, capacity, sizeof(*items));

        if (!items) {
            free(entry.path);
            free(entry.genre);
            free(entry.artist);
            free(entry.title);
            return error_set(err, "not enough memory for %zu files", capacity);
        }
        list->items = items;
        list->capacity = capacity;
    }
    list->items[list->count++] = entry;
    return true;
}

static int by_name(const FTSENT **a, const FTSENT **b)
{
    return strcmp((*a)->fts_name, (*b)->fts_name);
}

/* The folder that holds the file; NULL for the folder the scan began in. */
static char *genre_of(const FTSENT *entry)
{
    const FTSENT *parent = entry->fts_parent;

    if (entry->fts_level < 2)
        return NULL;
    return xstrdup(file_name(parent->fts_name));
}

static bool visit(struct file_list *list, const FTSENT *entry,
                  struct reporter *reporter, struct error *err)
{
    switch (entry->fts_info) {
    case FTS_F:
        if (decoder_knows(entry->fts_path))
            return append(list,
                          (struct file_entry){.path = xstrdup(entry->fts_path),
                                              .genre = genre_of(entry)},
                          err);
        list->ignored++;
        break;
    case FTS_DNR:
    case FTS_ERR:
    case FTS_NS:
    case FTS_SLNONE:
        list->unreachable++;
        report_text(reporter, EVENT_WARNING, "cannot read '%s': %s",
                    entry->fts_path,
                    entry->fts_errno ? strerror(entry->fts_errno)
                                     : "it points nowhere");
        break;
    default: /* folders on the way in and out, cycles, devices */
        break;
    }
    return true;
}

static bool open_folder(const char *folder, char **real_folder,
                        struct error *err)
{
    struct stat info;

    if (stat(folder, &info) < 0)
        return error_set(err, "cannot import '%s': %s", folder,
                         strerror(errno));
    if (!S_ISDIR(info.st_mode))
        return error_set(err, "cannot import '%s': it is not a folder", folder);
    *real_folder = realpath(folder, NULL);
    if (!*real_folder)
        return error_set(err, "cannot import '%s': %s", folder,
                         strerror(errno));
    return true;
}

bool file_list_scan(struct file_list *list, const char *folder,
                    char **real_folder, struct reporter *reporter,
                    const atomic_bool *cancelled, struct error *err)
{
    char *roots[2] = {NULL, NULL};
    bool good = true;
    FTSENT *entry;
    FTS *walk;

    *real_folder = NULL;
    if (!open_folder(folder, &roots[0], err))
        return false;
    walk = fts_open(roots, FTS_LOGICAL | FTS_NOCHDIR, by_name);
    if (!walk) {
        error_set(err, "cannot import '%s': %s", folder, strerror(errno));
        free(roots[0]);
        return false;
    }
    while (good && !atomic_load(cancelled) && (entry = fts_read(walk))) {
        if (entry->fts_level > 0 && entry->fts_name[0] == '.')
            fts_set(walk, entry, FTS_SKIP);
        else if (entry->fts_level == 0 && entry->fts_info == FTS_DNR)
            good = error_set(err, "cannot import '%s': %s", folder,
                             strerror(entry->fts_errno));
        else
            good = visit(list, entry, reporter, err);
    }
    fts_close(walk);
    *real_folder = roots[0];
    return good;
}

bool file_list_read(struct file_list *list, const char *label_file,
                    struct reporter *reporter, struct error *err)
{
    struct label_file labels = {0};
    bool good = label_file_load(&labels, label_file, err);

    for (size_t i = 0; good && i < labels.count; i++) {
        const struct label_row *row = &labels.rows[i];
        struct file_entry entry = {0};
        struct stat info;

        if (stat(row->path, &info) < 0) {
            list->unreachable++;
            report_text(reporter, EVENT_WARNING, "%s: cannot read '%s': %s",
                        label_file, row->path, strerror(errno));
            continue;
        }
        entry.path = realpath(row->path, NULL);
        if (!entry.path)
            entry.path = xstrdup(row->path);
        entry.genre = xstrdup(row->genre);
        entry.artist = xstrdup(row->artist);
        entry.title = xstrdup(row->title);
        good = append(list, entry, err);
    }
    label_file_finish(&labels);
    return good;
}
