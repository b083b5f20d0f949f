#include "learn/extent.h"

#include "learn/facet.h"
#include "learn/unify_length.h"

#include <math.h>
#include <stdlib.h>

enum { RATE_HZ = 22050 };

static size_t crop_frames(const struct settings *settings,
                          enum feature_kind kind)
{
    long frames;

    if (facet_is_vector(kind))
        return (size_t)feature_of(kind)->columns;
    frames = lround(settings->crop_seconds * RATE_HZ / facet_hop(kind));
    return frames < 1 ? 1 : (size_t)frames;
}

struct extent extent_of_crops(const struct settings *settings)
{
    struct extent extent = {.whole = true};

    for (int i = 0; i < FEATURE_COUNT; i++) {
        enum feature_kind kind = (enum feature_kind)i;

        if (!(settings->features & 1U << i))
            continue;
        extent.frames[i] = crop_frames(settings, kind);
        extent.whole &= facet_is_vector(kind);
    }
    return extent;
}

static size_t measure(enum feature_kind kind, bool cut,
                      const struct dataset *const *sets, size_t count,
                      size_t *room)
{
    size_t tracks = 0;

    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < sets[i]->count; j++)
            room[tracks++] =
                facet_frames(kind, &sets[i]->examples[j].inputs[kind]);
    return unify_length(room, tracks, facet_rows(kind), cut);
}

bool extent_measure(struct extent *out, const struct settings *settings,
                    const struct dataset *const *sets, size_t count,
                    struct error *err)
{
    size_t tracks = 0;
    size_t *room;

    *out = extent_of_crops(settings);
    if (settings->unify == UNIFY_CROP)
        return true;
    for (size_t i = 0; i < count; i++)
        tracks += sets[i]->count;
    room = calloc(tracks + 1, sizeof(*room));
    if (!room)
        return error_set(err, "not enough memory for %zu tracks", tracks);
    out->whole = true;
    for (int i = 0; i < FEATURE_COUNT; i++) {
        enum feature_kind kind = (enum feature_kind)i;

        if (settings->features & 1U << i && !facet_is_vector(kind))
            out->frames[i] = measure(kind, settings->cut, sets, count, room);
    }
    free(room);
    return true;
}

size_t extent_values(const struct extent *extent, enum feature_kind kind)
{
    return facet_rows(kind) * extent->frames[kind];
}
