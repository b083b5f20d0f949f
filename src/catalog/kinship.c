#include "catalog/kinship.h"

#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* --- sets that are joined two by two ------------------------------------- */

/* Each item points to another of its set, the root to itself. */
static size_t root_of(size_t *parents, size_t item)
{
    while (parents[item] != item) {
        parents[item] = parents[parents[item]];
        item = parents[item];
    }
    return item;
}

/* The lowest item is the root. */
static void join(size_t *parents, size_t a, size_t b)
{
    a = root_of(parents, a);
    b = root_of(parents, b);
    if (a < b)
        parents[b] = a;
    else
        parents[a] = b;
}

static void separate(size_t *parents, size_t count)
{
    for (size_t i = 0; i < count; i++)
        parents[i] = i;
}

/* Numbers the sets in the order of their first items; with `lonely` unset,
 * items that are alone get -1.  Returns how many sets have a number. */
static size_t number_sets(size_t *parents, size_t count, bool lonely,
                          int *numbers)
{
    size_t sets = 0;

    for (size_t i = 0; i < count; i++)
        numbers[i] = -1;
    for (size_t i = 0; i < count; i++) {
        size_t root = root_of(parents, i);

        /* A root comes before the others of its set. */
        if (numbers[root] < 0 && (lonely || root != i))
            numbers[root] = (int)sets++;
        numbers[i] = numbers[root];
    }
    return sets;
}

/* --- artists ---------------------------------------------------------------
 */

struct credit {
    char *artist;
    size_t track;
};

static int by_artist(const void *a, const void *b)
{
    const struct credit *x = a, *y = b;
    int order = strcasecmp(x->artist, y->artist);

    return order ? order : (x->track > y->track) - (x->track < y->track);
}

/* How many names a field has at most. */
static size_t count_names(const char *field)
{
    size_t names = field != NULL;

    for (; field && *field; field++)
        names += *field == ';';
    return names;
}

/* Appends a credit for each name of the field. */
static size_t cut_names(const char *field, size_t track, struct credit *credits)
{
    size_t count = 0;

    while (field && *field) {
        size_t length = strcspn(field, ";");
        size_t first = strspn(field, " \t");
        size_t last = length;

        while (last > first &&
               (field[last - 1] == ' ' || field[last - 1] == '\t'))
            last--;
        if (last > first)
            credits[count++] = (struct credit){
                xformat("%.*s", (int)(last - first), field + first), track};
        field += length + (field[length] == ';');
    }
    return count;
}

/* Makes the artists of the sorted credits, whose names it takes over. */
static bool gather_artists(struct kinship *kinship, struct credit *credits,
                           size_t count)
{
    kinship->artists = calloc(count + 1, sizeof(*kinship->artists));
    kinship->credits = calloc(count + 1, sizeof(size_t));
    for (size_t i = 0; kinship->artists && kinship->credits && i < count; i++) {
        struct kin_artist *artist =
            &kinship->artists[kinship->artist_count - (i > 0)];

        if (i == 0 || strcasecmp(artist->name, credits[i].artist) != 0) {
            artist = &kinship->artists[kinship->artist_count++];
            artist->name = credits[i].artist;
            artist->tracks = &kinship->credits[i];
            credits[i].artist = NULL;
        }
        if (artist->count == 0 ||
            artist->tracks[artist->count - 1] != credits[i].track)
            artist->tracks[artist->count++] = credits[i].track;
    }
    return kinship->artists && kinship->credits;
}

static bool find_artists(struct kinship *kinship,
                         const struct track *const *tracks, size_t count)
{
    struct credit *credits;
    size_t room = 1, names = 0;
    bool good;

    for (size_t i = 0; i < count; i++)
        room += count_names(tracks[i]->artist);
    credits = calloc(room, sizeof(*credits));
    for (size_t i = 0; credits && i < count; i++) {
        size_t found = cut_names(tracks[i]->artist, i, &credits[names]);

        kinship->unknown += found == 0;
        names += found;
    }
    if (credits)
        qsort(credits, names, sizeof(*credits), by_artist);
    good = credits && gather_artists(kinship, credits, names);
    for (size_t i = 0; credits && i < names; i++)
        free(credits[i].artist);
    free(credits);
    return good;
}

/* --- repetitions -----------------------------------------------------------
 */

struct sample_hash {
    struct hash hash;
    size_t track;
};

static int by_hash(const void *a, const void *b)
{
    const struct sample_hash *x = a, *y = b;

    if (x->hash.high != y->hash.high)
        return x->hash.high < y->hash.high ? -1 : 1;
    if (x->hash.low != y->hash.low)
        return x->hash.low < y->hash.low ? -1 : 1;
    return (x->track > y->track) - (x->track < y->track);
}

static bool join_equal_samples(size_t *parents,
                               const struct track *const *tracks, size_t count)
{
    struct sample_hash *hashes = calloc(count + 1, sizeof(*hashes));
    size_t known = 0;

    if (!hashes)
        return false;
    for (size_t i = 0; i < count; i++)
        if (tracks[i]->samples.high || tracks[i]->samples.low)
            hashes[known++] = (struct sample_hash){tracks[i]->samples, i};
    qsort(hashes, known, sizeof(*hashes), by_hash);
    for (size_t i = 1; i < known; i++)
        if (hash_equal(hashes[i - 1].hash, hashes[i].hash))
            join(parents, hashes[i - 1].track, hashes[i].track);
    free(hashes);
    return true;
}

/* The first track that is each excerpt; -1: none.  Further ones join it. */
static void find_excerpts(struct kinship *kinship,
                          const struct track *const *tracks,
                          const struct gtzan *gtzan, size_t *parents,
                          ptrdiff_t *first)
{
    for (int i = 0; i < GTZAN_EXCERPTS; i++)
        first[i] = -1;
    for (size_t i = 0; i < kinship->count; i++) {
        int excerpt = gtzan ? gtzan_match(gtzan, tracks[i]) : -1;

        kinship->excerpt[i] = excerpt;
        if (excerpt < 0)
            continue;
        if (first[excerpt] < 0)
            first[excerpt] = (ptrdiff_t)i;
        else
            join(parents, (size_t)first[excerpt], i);
    }
}

static void join_group(size_t *parents, const struct gtzan_group *group,
                       const ptrdiff_t *first)
{
    ptrdiff_t before = -1;

    for (int i = 0; i < group->count; i++) {
        ptrdiff_t track = first[group->excerpts[i]];

        if (before >= 0 && track >= 0)
            join(parents, (size_t)before, (size_t)track);
        if (track >= 0)
            before = track;
    }
}

static void join_published(size_t *parents, const struct gtzan *gtzan,
                           const ptrdiff_t *first, enum gtzan_relation relation,
                           bool suspected)
{
    for (size_t i = 0; gtzan && i < gtzan->group_count; i++)
        if (gtzan->groups[i].relation == relation &&
            gtzan->groups[i].suspected == suspected)
            join_group(parents, &gtzan->groups[i], first);
}

static void join_artists(size_t *parents, const struct kinship *kinship)
{
    for (size_t i = 0; i < kinship->artist_count; i++)
        for (size_t j = 1; j < kinship->artists[i].count; j++)
            join(parents, kinship->artists[i].tracks[0],
                 kinship->artists[i].tracks[j]);
}

/* Each kind of number adds ties to those of the one before it. */
static bool tie(struct kinship *kinship, const struct track *const *tracks,
                const struct gtzan *gtzan, size_t *parents)
{
    ptrdiff_t first[GTZAN_EXCERPTS];
    size_t count = kinship->count;

    separate(parents, count);
    find_excerpts(kinship, tracks, gtzan, parents, first);
    if (!join_equal_samples(parents, tracks, count))
        return false;
    join_published(parents, gtzan, first, GTZAN_EXACT, false);
    number_sets(parents, count, false, kinship->exact);
    join_published(parents, gtzan, first, GTZAN_RECORDING, false);
    number_sets(parents, count, false, kinship->recording);
    join_published(parents, gtzan, first, GTZAN_EXACT, true);
    join_published(parents, gtzan, first, GTZAN_RECORDING, true);
    number_sets(parents, count, false, kinship->suspected);
    join_artists(parents, kinship);
    kinship->sets = number_sets(parents, count, true, kinship->together);
    return true;
}

bool kinship_init(struct kinship *kinship, const struct track *const *tracks,
                  size_t count, const struct gtzan *gtzan, struct error *err)
{
    size_t *parents = calloc(count + 1, sizeof(*parents));
    bool good;

    *kinship = (struct kinship){
        .count = count,
        .exact = calloc(count + 1, sizeof(int)),
        .recording = calloc(count + 1, sizeof(int)),
        .suspected = calloc(count + 1, sizeof(int)),
        .together = calloc(count + 1, sizeof(int)),
        .excerpt = calloc(count + 1, sizeof(int)),
    };
    good = parents && kinship->exact && kinship->recording &&
           kinship->suspected && kinship->together && kinship->excerpt &&
           find_artists(kinship, tracks, count) &&
           tie(kinship, tracks, gtzan, parents);
    free(parents);
    if (good)
        return true;
    kinship_finish(kinship);
    return error_set(err, "not enough memory to compare %zu tracks", count);
}

void kinship_finish(struct kinship *kinship)
{
    for (size_t i = 0; i < kinship->artist_count; i++)
        free(kinship->artists[i].name);
    free(kinship->artists);
    free(kinship->credits);
    free(kinship->exact);
    free(kinship->recording);
    free(kinship->suspected);
    free(kinship->together);
    free(kinship->excerpt);
    *kinship = (struct kinship){0};
}
