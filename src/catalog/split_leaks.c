#include "catalog/split_leaks.h"

#include "base/alloc.h"
#include "catalog/kinship.h"

#include <stdlib.h>
#include <string.h>

const char *split_leak_kind_name(enum split_leak_kind kind)
{
    static const char *const names[SPLIT_LEAK_KIND_COUNT] = {
        [SPLIT_LEAK_ARTIST] = "artist",
        [SPLIT_LEAK_EXACT] = "exact",
        [SPLIT_LEAK_RECORDING] = "recording",
    };

    return names[kind];
}

static const enum split_part pairs[SPLIT_PAIR_COUNT][2] = {
    [SPLIT_TRAIN_TEST] = {SPLIT_TRAIN, SPLIT_TEST},
    [SPLIT_TRAIN_VALID] = {SPLIT_TRAIN, SPLIT_VALID},
    [SPLIT_VALID_TEST] = {SPLIT_VALID, SPLIT_TEST},
};

enum split_part split_pair_first(enum split_pair pair)
{
    return pairs[pair][0];
}

enum split_part split_pair_second(enum split_pair pair)
{
    return pairs[pair][1];
}

/* The split's tracks, by name in natural order, and what is found of them. */
struct search {
    struct track_list all;
    const struct track **tracks;
    enum split_part *parts; /* by track */
    size_t count;
    struct gtzan *gtzan;
    struct kinship kinship;
    size_t *members;                 /* space: the tracks of one group */
    bool *touched[SPLIT_PAIR_COUNT]; /* by track, for one kind of leak */
    struct split_leaks *out;
    size_t room; /* in out->items */
};

static void search_finish(struct search *search)
{
    kinship_finish(&search->kinship);
    gtzan_destroy(search->gtzan);
    for (int i = 0; i < SPLIT_PAIR_COUNT; i++)
        free(search->touched[i]);
    free(search->members);
    free(search->parts);
    free(search->tracks);
    track_list_finish(&search->all);
}

static int by_id(const void *a, const void *b)
{
    const struct split_entry *x = a, *y = b;

    return (x->track_id > y->track_id) - (x->track_id < y->track_id);
}

static bool make_room(struct search *search, struct error *err)
{
    size_t room = search->all.count + 1;
    bool good;

    search->tracks = calloc(room, sizeof(struct track *));
    search->parts = calloc(room, sizeof(*search->parts));
    search->members = calloc(room, sizeof(*search->members));
    good = search->tracks && search->parts && search->members;
    for (int i = 0; i < SPLIT_PAIR_COUNT; i++) {
        search->touched[i] = calloc(room, sizeof(bool));
        good = good && search->touched[i];
    }
    return good || error_set(err, "not enough memory for %zu tracks", room);
}

static bool search_init(struct search *search, struct catalog *catalog,
                        const struct split *split, struct error *err)
{
    if (!track_list_load(catalog, &search->all, err) || !make_room(search, err))
        return false;
    for (size_t i = 0; i < search->all.count; i++) {
        struct split_entry key = {.track_id = search->all.items[i].id};
        const struct split_entry *entry =
            bsearch(&key, split->entries, split->count, sizeof(key), by_id);

        if (!entry)
            continue;
        search->parts[search->count] = entry->part;
        search->tracks[search->count++] = &search->all.items[i];
    }
    return gtzan_load_for(search->tracks, search->count, &search->gtzan, err) &&
           kinship_init(&search->kinship, search->tracks, search->count,
                        search->gtzan, err);
}

/* The names of the group's tracks. */
static char *join_names(const struct search *search, const size_t *members,
                        size_t count)
{
    size_t size = 1;
    char *text, *end;

    for (size_t i = 0; i < count; i++)
        size += strlen(search->tracks[members[i]]->name) + 1;
    text = xcalloc(size, 1);
    end = text;
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            *end++ = ' ';
        end = stpcpy(end, search->tracks[members[i]]->name);
    }
    return text;
}

static bool add_leak(struct search *search, struct split_leak leak,
                     struct error *err)
{
    struct split_leaks *out = search->out;

    if (out->count == search->room) {
        size_t room = search->room ? 2 * search->room : 64;
        struct split_leak *items =
            reallocarray(out->items, room, sizeof(*items));

        if (!items) {
            free(leak.name);
            return error_set(err, "not enough memory for %zu leaks", room);
        }
        out->items = items;
        search->room = room;
    }
    out->items[out->count++] = leak;
    return true;
}

/* Then it is in the list already. */
static bool is_exact_group(const struct search *search, const size_t *members,
                           size_t count)
{
    const int *exact = search->kinship.exact;

    for (size_t i = 0; i < count; i++)
        if (exact[members[i]] < 0 || exact[members[i]] != exact[members[0]])
            return false;
    return true;
}

/* Looks at one artist or group: members are tracks; name may be NULL. */
static bool take_group(struct search *search, enum split_leak_kind kind,
                       const char *name, const size_t *members, size_t count,
                       struct error *err)
{
    struct split_leak leak = {.kind = kind};
    bool crossing = false;

    for (size_t i = 0; i < count; i++)
        leak.parts[search->parts[members[i]]]++;
    for (int pair = 0; pair < SPLIT_PAIR_COUNT; pair++) {
        if (!leak.parts[pairs[pair][0]] || !leak.parts[pairs[pair][1]])
            continue;
        crossing = true;
        search->out->overlaps[pair][kind].groups++;
        for (size_t i = 0; i < count; i++)
            if (search->parts[members[i]] == pairs[pair][1])
                search->touched[pair][members[i]] = true;
    }
    if (!crossing || (kind == SPLIT_LEAK_RECORDING &&
                      is_exact_group(search, members, count)))
        return true;
    leak.name = name ? xstrdup(name) : join_names(search, members, count);
    return add_leak(search, leak, err);
}

static bool find_artists(struct search *search, struct error *err)
{
    const struct kinship *kinship = &search->kinship;

    for (size_t i = 0; i < kinship->artist_count; i++) {
        const struct kin_artist *artist = &kinship->artists[i];

        if (!take_group(search, SPLIT_LEAK_ARTIST, artist->name, artist->tracks,
                        artist->count, err))
            return false;
        for (size_t j = 0; j < artist->count; j++)
            search->members[artist->tracks[j]] = 1;
    }
    /* Tracks with an artist are marked by now. */
    for (size_t i = 0; i < search->count; i++)
        search->out->credited[search->parts[i]] += search->members[i];
    return true;
}

struct numbered {
    int number;
    size_t track;
};

static int by_number(const void *a, const void *b)
{
    const struct numbered *x = a, *y = b;

    if (x->number != y->number)
        return x->number < y->number ? -1 : 1;
    return (x->track > y->track) - (x->track < y->track);
}

/* Tracks with equal numbers, from 0, are a group. */
static bool find_repetitions(struct search *search, enum split_leak_kind kind,
                             const int *numbers, struct error *err)
{
    struct numbered *order = calloc(search->count + 1, sizeof(*order));
    size_t known = 0, first = 0;
    bool good = order != NULL;

    if (!good)
        error_set(err, "not enough memory for %zu tracks", search->count);
    for (size_t i = 0; good && i < search->count; i++)
        if (numbers[i] >= 0)
            order[known++] = (struct numbered){numbers[i], i};
    if (good)
        qsort(order, known, sizeof(*order), by_number);
    for (size_t i = 0; good && i < known; i++) {
        search->members[i - first] = order[i].track;
        if (i + 1 < known && order[i + 1].number == order[i].number)
            continue;
        good =
            take_group(search, kind, NULL, search->members, i + 1 - first, err);
        first = i + 1;
    }
    free(order);
    return good;
}

/* Counts the tracks that were touched, and forgets them. */
static void count_touched(struct search *search, enum split_leak_kind kind)
{
    for (int pair = 0; pair < SPLIT_PAIR_COUNT; pair++)
        for (size_t i = 0; i < search->count; i++) {
            search->out->overlaps[pair][kind].tracks +=
                search->touched[pair][i];
            search->touched[pair][i] = false;
        }
}

static bool find_all(struct search *search, struct error *err)
{
    for (size_t i = 0; i < search->count; i++)
        search->out->sizes[search->parts[i]]++;
    if (!find_artists(search, err))
        return false;
    count_touched(search, SPLIT_LEAK_ARTIST);
    if (!find_repetitions(search, SPLIT_LEAK_EXACT, search->kinship.exact, err))
        return false;
    count_touched(search, SPLIT_LEAK_EXACT);
    if (!find_repetitions(search, SPLIT_LEAK_RECORDING,
                          search->kinship.recording, err))
        return false;
    count_touched(search, SPLIT_LEAK_RECORDING);
    return true;
}

bool split_leaks_find(struct catalog *catalog, const struct split *split,
                      struct split_leaks *out, struct error *err)
{
    struct search search = {.out = out};
    bool good;

    *out = (struct split_leaks){0};
    good = search_init(&search, catalog, split, err) && find_all(&search, err);
    search_finish(&search);
    if (!good)
        split_leaks_finish(out);
    return good;
}

void split_leaks_finish(struct split_leaks *leaks)
{
    for (size_t i = 0; i < leaks->count; i++)
        free(leaks->items[i].name);
    free(leaks->items);
    *leaks = (struct split_leaks){0};
}
