#include "session/caution.h"

#include "catalog/gtzan.h"
#include "catalog/split_leaks.h"

#include <stdlib.h>

static bool find_leaks(struct caution *caution, struct catalog *catalog,
                       const struct run *run, struct error *err)
{
    const struct split_overlap *overlaps;
    struct split_leaks leaks;
    struct split split = {0};
    bool good = split_load(catalog, run->split_name, &split, err) &&
                split_leaks_find(catalog, &split, &leaks, err);

    split_finish(&split);
    if (!good)
        return false;
    overlaps = leaks.overlaps[SPLIT_TRAIN_TEST];
    caution->total = leaks.sizes[SPLIT_TEST];
    caution->credited = leaks.credited[SPLIT_TEST];
    caution->known_artist = overlaps[SPLIT_LEAK_ARTIST].tracks;
    caution->repeated = overlaps[SPLIT_LEAK_RECORDING].tracks;
    split_leaks_finish(&leaks);
    return true;
}

static size_t count_excerpts(const struct gtzan *gtzan,
                             const struct track_list *tracks)
{
    size_t count = 0;

    for (size_t i = 0; i < tracks->count; i++)
        count += gtzan_match(gtzan, &tracks->items[i]) >= 0;
    return count;
}

/* A collection counts as GTZAN when most of its tracks are excerpts of it. */
static bool is_gtzan(struct catalog *catalog, bool *is, struct error *err)
{
    struct track_list tracks = {0};
    struct gtzan *gtzan = NULL;
    bool good =
        track_list_load(catalog, &tracks, err) && gtzan_load(&gtzan, err);

    *is = good && 2 * count_excerpts(gtzan, &tracks) > tracks.count;
    gtzan_destroy(gtzan);
    track_list_finish(&tracks);
    return good;
}

bool caution_find(struct caution *caution, struct catalog *catalog,
                  const struct result *result, struct error *err)
{
    *caution = (struct caution){0};
    if (!find_leaks(caution, catalog, &result->run, err))
        return false;
    return result->test.accuracy <= CAUTION_GTZAN_BOUND ||
           is_gtzan(catalog, &caution->too_good, err);
}
