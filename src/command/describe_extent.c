#include "command/describe_extent.h"

#include "catalog/track.h"
#include "command/workspace.h"
#include "feature/feature_cache.h"

#include <stdlib.h>

/* The tracks' features, mapped: `mapped` has FEATURE_COUNT an example. */
struct gallery {
    struct dataset set;
    struct cached_feature *mapped;
};

static bool add_track(struct gallery *gallery, const char *cache,
                      const struct track *track, unsigned features,
                      struct error *err)
{
    struct example *example = &gallery->set.examples[gallery->set.count];
    struct cached_feature *mapped =
        &gallery->mapped[gallery->set.count * FEATURE_COUNT];

    gallery->set.count++;
    for (int kind = 0; kind < FEATURE_COUNT; kind++) {
        if (!(features & 1U << kind))
            continue;
        if (!feature_cache_load(cache, track->samples, (enum feature_kind)kind,
                                &mapped[kind]))
            return error_set(err,
                             "whole tracks are measured by their features, "
                             "and '%s' has no %s yet; run 'genrelab features'",
                             track->name,
                             feature_of((enum feature_kind)kind)->name);
        example->inputs[kind] = (struct input){.values = mapped[kind].values,
                                               .bands = mapped[kind].bands,
                                               .frames = mapped[kind].frames};
    }
    return true;
}

static bool fill(struct gallery *gallery, struct catalog *catalog,
                 const struct track_list *tracks, unsigned features,
                 struct error *err)
{
    const char *cache = catalog_cache_folder(catalog);

    gallery->set.examples =
        calloc(tracks->count + 1, sizeof(*gallery->set.examples));
    gallery->mapped =
        calloc((tracks->count + 1) * FEATURE_COUNT, sizeof(*gallery->mapped));
    if (!gallery->set.examples || !gallery->mapped)
        return error_set(err, "not enough memory for %zu tracks",
                         tracks->count);
    for (size_t i = 0; i < tracks->count; i++)
        if (tracks->items[i].status == TRACK_READY && tracks->items[i].genre &&
            !add_track(gallery, cache, &tracks->items[i], features, err))
            return false;
    return gallery->set.count > 0 ||
           error_set(err, "whole tracks are measured by the collection's, "
                          "and it has none that is ready and labelled");
}

static void empty(struct gallery *gallery)
{
    for (size_t i = 0; i < gallery->set.count * FEATURE_COUNT; i++)
        feature_cache_release(&gallery->mapped[i]);
    free(gallery->mapped);
    free(gallery->set.examples);
}

bool describe_extent(const struct invocation *invocation,
                     const struct settings *settings, struct extent *out,
                     struct error *err)
{
    struct gallery gallery = {0};
    const struct dataset *sets[] = {&gallery.set};
    struct track_list tracks = {0};
    struct catalog *catalog;
    bool good;

    *out = extent_of_crops(settings);
    if (settings->unify == UNIFY_CROP)
        return true;
    if (!workspace_check(invocation, err) ||
        !workspace_open(invocation, &catalog, err))
        return false;
    good = track_list_load(catalog, &tracks, err) &&
           fill(&gallery, catalog, &tracks, settings->features, err) &&
           extent_measure(out, settings, sets, 1, err);
    empty(&gallery);
    track_list_finish(&tracks);
    catalog_close(catalog);
    return good;
}
