#include "session/previewer.h"

#include "audio/decoder.h"
#include "base/alloc.h"
#include "session/extraction.h"
#include "session/feature_picture.h"

#include <stdlib.h>

static void fill_envelope(struct preview *preview, const struct clip *clip)
{
    size_t columns =
        clip->count < PICTURE_COLUMNS_MOST ? clip->count : PICTURE_COLUMNS_MOST;

    preview->low = xcalloc(columns, sizeof(float));
    preview->high = xcalloc(columns, sizeof(float));
    preview->count = columns;
    for (size_t i = 0; i < columns; i++) {
        size_t from = i * clip->count / columns;
        size_t to = (i + 1) * clip->count / columns;
        float low = clip->samples[from], high = low;

        for (size_t j = from + 1; j < to; j++) {
            if (clip->samples[j] < low)
                low = clip->samples[j];
            if (clip->samples[j] > high)
                high = clip->samples[j];
        }
        preview->low[i] = low;
        preview->high[i] = high;
    }
}

static bool fill_picture(struct catalog *catalog, const struct track *track,
                         struct preview *preview, struct error *err)
{
    struct cached_feature cached = {0};
    bool good;

    if (!extraction_load(catalog, track, preview->feature, &cached, err))
        return false;
    good =
        feature_picture_make(preview->feature, &cached, &preview->picture, err);
    feature_cache_release(&cached);
    return good;
}

/* A track that is not ready has no cache entry; what can be decoded of it is
 * shown as a waveform. */
static bool fill(struct catalog *catalog, const struct track *track,
                 struct preview *preview, struct error *err)
{
    struct sound_info info;
    struct clip clip = {0};

    if (track->status == TRACK_UNREADABLE || track->status == TRACK_MISSING)
        return error_set(err, "%s", track->reason);
    if (track->status == TRACK_FEATURES)
        return fill_picture(catalog, track, preview, err);
    if (!decoder_read(track->path, &clip, &info, err))
        return false;
    preview->duration_s = (double)clip.count / clip.rate_hz;
    if (clip.count)
        fill_envelope(preview, &clip);
    clip_finish(&clip);
    return track->status != TRACK_READY ||
           fill_picture(catalog, track, preview, err);
}

bool previewer_run(struct catalog *catalog, int64_t track_id,
                   enum feature_kind feature, struct preview **out,
                   struct error *err)
{
    struct preview *preview = xcalloc(1, sizeof(*preview));
    struct track track = {0};
    bool good;

    preview->track_id = track_id;
    preview->feature = feature;
    good = track_load(catalog, track_id, &track, err) &&
           fill(catalog, &track, preview, err);
    track_finish(&track);
    if (!good) {
        preview_destroy(preview);
        preview = NULL;
    }
    *out = preview;
    return good;
}
