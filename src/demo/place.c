#include "demo/place.h"

#include "base/alloc.h"
#include "base/file.h"
#include "demo/genre.h"
#include "demo/ledger.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* A killed run leaves a temporary file of base/file.h: a known name, a dot
 * and six letters. */
static bool same_name(const char *entry, const char *known)
{
    size_t length = strlen(known);

    if (strncmp(entry, known, length) != 0)
        return false;
    entry += length;
    return entry[0] == '\0' ||
           (entry[0] == '.' && strlen(entry) == 7 && !strchr(entry + 1, '.'));
}

/* Which names may stand in a folder. */
typedef bool known_name(const struct plan *plan, int genre, const char *entry);

static bool known_at_top(const struct plan *plan, int genre, const char *entry)
{
    (void)plan;
    (void)genre;
    return strcmp(entry, "genres") == 0 || same_name(entry, "labels.csv") ||
           same_name(entry, "faults.tsv");
}

static bool known_in_genres(const struct plan *plan, int genre,
                            const char *entry)
{
    (void)plan;
    (void)genre;
    for (int i = 0; i < GENRE_COUNT; i++)
        if (strcmp(entry, genre_at(i)->name) == 0)
            return true;
    return false;
}

static bool known_track(const struct plan *plan, int genre, const char *entry)
{
    bool known = false;

    for (int i = 0; i < plan->count && !known; i++) {
        char *path;

        if (plan->tracks[i].genre != genre)
            continue;
        path = plan_path(&plan->tracks[i]);
        known = same_name(entry, file_name(path));
        free(path);
    }
    return known;
}

static bool check_folder(const char *folder, const struct plan *plan, int genre,
                         known_name *known, struct error *err)
{
    DIR *directory = opendir(folder);
    struct dirent *entry;
    bool fine = true;

    if (!directory && errno == ENOENT)
        return true;
    if (!directory)
        return error_set(err, "cannot read the folder '%s': %s", folder,
                         strerror(errno));
    /* The stream is this function's own. NOLINTNEXTLINE(concurrency-*) */
    while (fine && (entry = readdir(directory))) {
        const char *name = entry->d_name;

        if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
            continue;
        fine = known(plan, genre, name) ||
               error_set(err,
                         "cannot write the demo collection into '%s': it "
                         "holds '%s'",
                         folder, name);
    }
    closedir(directory);
    return fine;
}

/* The list of faults is written last: where it is, a collection is whole. */
static bool check_collection(const char *folder, const struct plan *plan,
                             struct error *err)
{
    char *path = file_join(folder, "faults.tsv");
    char *title = ledger_title(plan), line[256] = "";
    FILE *stream = fopen(path, "re");
    bool fine = true;

    if (stream) {
        if (!fgets(line, sizeof(line), stream))
            line[0] = '\0';
        line[strcspn(line, "\n")] = '\0';
        fine = strcmp(line, title) == 0 ||
               error_set(err,
                         "cannot write the demo collection into '%s': it "
                         "holds another one",
                         folder);
        fclose(stream);
    }
    free(title);
    free(path);
    return fine;
}

static bool prepare_genres(const char *genres, const struct plan *plan,
                           struct error *err)
{
    bool fine = check_folder(genres, plan, 0, known_in_genres, err);

    for (int i = 0; fine && i < GENRE_COUNT; i++) {
        char *path = file_join(genres, genre_at(i)->name);

        fine = check_folder(path, plan, i, known_track, err);
        free(path);
    }
    for (int i = 0; fine && i < GENRE_COUNT; i++) {
        char *path = file_join(genres, genre_at(i)->name);

        fine = file_make_folder(path, err);
        free(path);
    }
    return fine;
}

bool place_prepare(const char *folder, const struct plan *plan,
                   struct error *err)
{
    char *genres = file_join(folder, "genres");
    bool fine = check_folder(folder, plan, 0, known_at_top, err) &&
                check_collection(folder, plan, err) &&
                prepare_genres(genres, plan, err);

    free(genres);
    return fine;
}
