#include "session/importer.h"

#include "audio/decoder.h"
#include "base/alloc.h"
#include "base/file.h"
#include "base/pool.h"
#include "catalog/gtzan.h"
#include "session/file_list.h"
#include "session/stats_importer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Files decoded between two commits: what a kill can cost. */
enum { GROUP = 32 };

struct import {
    struct catalog *catalog;
    struct reporter *reporter;
    const atomic_bool *cancelled;
    struct import_summary *summary;
    struct file_list files;
    size_t *pending; /* indices of the files to decode */
    size_t pending_count;
    size_t first;              /* of pending, where the group begins */
    struct track group[GROUP]; /* what its files turned out to be */
    bool decoded[GROUP];
};

static int64_t modified_ns(const struct stat *info)
{
    return info->st_mtim.tv_sec * 1000000000LL + info->st_mtim.tv_nsec;
}

static void measure(struct track *track, const struct clip *clip,
                    const struct sound_info *info)
{
    struct clip_statistics statistics;

    clip_measure(clip, &statistics);
    track->samples = clip_hash(clip);
    track->format = xstrdup(info->format);
    track->rate_hz = info->rate_hz;
    track->channels = info->channels;
    track->duration_s = (double)clip->count / clip->rate_hz;
    track->mean = statistics.mean;
    track->rms = statistics.rms;
    track->peak = statistics.peak;
    track->clipped = statistics.clipped;
    track->silent = statistics.silent;
    track->constant = statistics.constant;
}

static void decode(struct track *track)
{
    struct sound_info info = {0};
    struct error err = {0};
    struct clip clip = {0};

    if (!decoder_read(track->path, &clip, &info, &err)) {
        track->status = TRACK_UNREADABLE;
        track->reason = xstrdup(err.text);
        return;
    }
    measure(track, &clip, &info);
    if (info.truncated) {
        track->status = TRACK_TRUNCATED;
        track->reason = xstrdup(info.reason);
    }
    clip_finish(&clip);
}

/* Runs in a pool: fills one track of the group. */
static void import_one(void *context, size_t index, int worker)
{
    struct import *import = context;
    const struct file_entry *file =
        &import->files.items[import->pending[import->first + index]];
    struct track *track = &import->group[index];
    struct stat info;

    (void)worker;
    *track = (struct track){
        .path = xstrdup(file->path),
        .genre = xstrdup(file->genre),
        .artist = xstrdup(file->artist),
        .title = xstrdup(file->title),
    };
    if (stat(file->path, &info) == 0) {
        track->file_size = info.st_size;
        track->file_mtime_ns = modified_ns(&info);
    }
    decode(track);
    import->decoded[index] = true;
    report_done(import->reporter);
}

void import_summary_count(struct import_summary *summary,
                          enum track_change change)
{
    switch (change) {
    case TRACK_ADDED:
        summary->added++;
        break;
    case TRACK_UPDATED:
        summary->updated++;
        break;
    case TRACK_MOVED:
        summary->moved++;
        break;
    case TRACK_UNCHANGED:
        summary->unchanged++;
        break;
    }
}

static void tell(struct import *import, const struct track *track,
                 enum track_change change)
{
    struct import_summary *summary = import->summary;

    import_summary_count(summary, change);
    if (track->status == TRACK_UNREADABLE) {
        summary->unreadable++;
        report_text(import->reporter, EVENT_WARNING, "%s", track->reason);
    } else if (track->status == TRACK_TRUNCATED) {
        summary->truncated++;
        report_text(import->reporter, EVENT_WARNING, "'%s' %s", track->path,
                    track->reason);
    }
}

/* Stores the group in one transaction; a track's name is set by storing. */
static bool store_group(struct import *import, size_t count_in_group,
                        struct error *err)
{
    enum track_change changes[GROUP] = {TRACK_UNCHANGED};
    bool good = catalog_begin(import->catalog, err);

    for (size_t i = 0; good && i < count_in_group; i++)
        if (import->decoded[i])
            good =
                track_put(import->catalog, &import->group[i], &changes[i], err);
    if (good)
        good = catalog_commit(import->catalog, err);
    else
        catalog_rollback(import->catalog);
    for (size_t i = 0; good && i < count_in_group; i++)
        if (import->decoded[i])
            tell(import, &import->group[i], changes[i]);
    return good;
}

static bool import_group(struct import *import, int jobs, struct error *err)
{
    size_t left = import->pending_count - import->first;
    size_t size = left < GROUP ? left : GROUP;
    bool good;

    memset(import->decoded, 0, sizeof(import->decoded));
    pool_run(jobs, size, import_one, import, import->cancelled);
    good = store_group(import, size, err);
    for (size_t i = 0; i < size; i++)
        if (import->decoded[i])
            track_finish(&import->group[i]);
    import->first += size;
    return good;
}

/* A file that the catalogue knows needs no decoding, only its tags are
 * compared.  One that is gone by now is decoded all the same, to say so. */
static bool look_up(struct import *import, size_t index, struct error *err)
{
    const struct file_entry *file = &import->files.items[index];
    struct track_tags tags = {
        .genre = file->genre, .artist = file->artist, .title = file->title};
    enum track_change change;
    bool current = false;
    struct stat info;

    if (stat(file->path, &info) == 0 &&
        !track_is_current(import->catalog, file->path, info.st_size,
                          modified_ns(&info), &current, err))
        return false;
    if (!current) {
        import->pending[import->pending_count++] = index;
        return true;
    }
    if (!track_put_tags(import->catalog, file->path, &tags, &change, err))
        return false;
    import_summary_count(import->summary, change);
    return true;
}

static bool find_pending(struct import *import, struct error *err)
{
    bool good;

    import->pending = calloc(import->files.count + 1, sizeof(size_t));
    if (!import->pending)
        return error_set(err, "not enough memory for %zu files",
                         import->files.count);
    good = catalog_begin(import->catalog, err);
    for (size_t i = 0; good && i < import->files.count; i++)
        good = look_up(import, i, err);
    if (good)
        return catalog_commit(import->catalog, err);
    catalog_rollback(import->catalog);
    return false;
}

static bool find_files(struct import *import, const struct import_order *order,
                       char **folder, struct error *err)
{
    if (order->kind == IMPORT_LABELS)
        return file_list_read(&import->files, order->path, import->reporter,
                              err);
    return file_list_scan(&import->files, order->path, folder, import->reporter,
                          import->cancelled, err);
}

static bool import_files(struct import *import,
                         const struct import_order *order, int jobs,
                         struct error *err)
{
    char *folder = NULL;
    bool good =
        find_files(import, order, &folder, err) && find_pending(import, err);

    if (good)
        report_started(import->reporter, JOB_IMPORT, import->pending_count,
                       order->path);
    while (good && import->first < import->pending_count &&
           !atomic_load(import->cancelled))
        good = import_group(import, jobs, err);
    import->summary->cancelled = atomic_load(import->cancelled);
    import->summary->ignored = import->files.ignored;
    import->summary->missing = import->files.unreachable;
    if (good && folder && !import->summary->cancelled) {
        size_t gone = 0;

        good = track_mark_missing(import->catalog, folder, &gone, err);
        import->summary->missing += gone;
    }
    free(folder);
    return good;
}

/* Tables that are not there are no reason to fail. */
static void fill_credits(const struct import *import)
{
    struct error err = {0};

    if (!gtzan_fill_credits(import->catalog, &import->summary->credited, &err))
        report_text(import->reporter, EVENT_WARNING,
                    "published artists and titles are not used: %s", err.text);
}

bool importer_run(const struct job *job, const struct import_order *order,
                  struct import_summary *summary, struct error *err)
{
    struct import import = {
        .catalog = job->catalog,
        .reporter = job->reporter,
        .cancelled = job->cancelled,
        .summary = summary,
    };
    bool good;

    *summary = (struct import_summary){0};
    if (order->kind == IMPORT_STATS)
        good = stats_importer_run(job, order->path, summary, err);
    else
        good = import_files(&import, order, job->threads, err);
    if (good)
        fill_credits(&import);
    file_list_finish(&import.files);
    free(import.pending);
    return good;
}
