#include "catalog/gtzan.h"

#include "base/alloc.h"
#include "catalog/data_folder.h"
#include "catalog/gtzan_reader.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { GENRE_EXCERPTS = 100, NUMBER_LENGTH = 5 };

/* How far a length may be off: what decoders and lossy formats add. */
static const double tolerance_s = .1;

/* In the order of the excerpts' names. */
static const char *const genres[] = {"blues",  "classical", "country", "disco",
                                     "hiphop", "jazz",      "metal",   "pop",
                                     "reggae", "rock"};

/* Reads "genre.000NN"; *end receives what follows. */
static int read_name(const char *name, const char **end)
{
    const char *dot = strchr(name, '.');
    int number = 0;

    for (int i = 0; dot && i < GTZAN_EXCERPTS / GENRE_EXCERPTS; i++) {
        size_t length = strlen(genres[i]);

        if ((size_t)(dot - name) != length ||
            strncmp(name, genres[i], length) != 0)
            continue;
        for (int j = 1; j <= NUMBER_LENGTH; j++) {
            if (dot[j] < '0' || dot[j] > '9')
                return -1;
            number = 10 * number + dot[j] - '0';
        }
        *end = dot + NUMBER_LENGTH + 1;
        return number < GENRE_EXCERPTS ? GENRE_EXCERPTS * i + number : -1;
    }
    return -1;
}

int gtzan_find(const char *name)
{
    const char *end;
    int excerpt = read_name(name, &end);

    return excerpt >= 0 && *end ? -1 : excerpt;
}

/* By the track's name.  What makes a name unique in the catalogue begins with
 * a dot or a dash. */
static int excerpt_named(const struct track *track)
{
    const char *end;
    int excerpt = track->name ? read_name(track->name, &end) : -1;

    return excerpt >= 0 && *end && *end != '.' && *end != '-' ? -1 : excerpt;
}

int gtzan_match(const struct gtzan *gtzan, const struct track *track)
{
    int excerpt = excerpt_named(track);

    if (excerpt < 0 || !track->original_genre ||
        strcmp(track->original_genre, genres[excerpt / GENRE_EXCERPTS]) != 0 ||
        !(fabs(track->duration_s - gtzan->excerpts[excerpt].duration_s) <=
          tolerance_s))
        return -1;
    return excerpt;
}

bool gtzan_load_for(const struct track *const *tracks, size_t count,
                    struct gtzan **out, struct error *err)
{
    *out = NULL;
    for (size_t i = 0; i < count; i++)
        if (excerpt_named(tracks[i]) >= 0)
            return gtzan_load(out, err);
    return true;
}

bool gtzan_load(struct gtzan **out, struct error *err)
{
    struct gtzan *gtzan;
    char *folder;
    bool good;

    *out = NULL;
    if (!data_folder_find("gtzan", &folder, err))
        return false;
    gtzan = xcalloc(1, sizeof(*gtzan));
    good = gtzan_reader_run(gtzan, folder, err);
    free(folder);
    if (!good) {
        gtzan_destroy(gtzan);
        return false;
    }
    *out = gtzan;
    return true;
}

void gtzan_destroy(struct gtzan *gtzan)
{
    if (!gtzan)
        return;
    for (size_t i = 0; i < gtzan->group_count; i++)
        free(gtzan->groups[i].excerpts);
    free(gtzan->groups);
    free(gtzan->faults);
    while (gtzan->texts) {
        struct gtzan_text *text = gtzan->texts;

        gtzan->texts = text->next;
        free(text->bytes);
        free(text);
    }
    free(gtzan);
}
