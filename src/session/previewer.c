#include "session/previewer.h"

#include "audio/decoder.h"
#include "base/alloc.h"
#include "session/extraction.h"

#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 2048 };

static void fill_envelope(struct preview *preview, const struct clip *clip)
{
    size_t columns = clip->count < COLUMNS ? clip->count : COLUMNS;

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

static bool copy_mel(struct preview *preview, const struct cached_feature *mel,
                     struct error *err)
{
    size_t count = mel->bands * mel->frames;

    preview->mel.values = malloc(count * sizeof(float));
    if (!preview->mel.values)
        return error_set(err, "not enough memory for %zu values", count);
    memcpy(preview->mel.values, mel->values, count * sizeof(float));
    preview->mel.bands = mel->bands;
    preview->mel.frames = mel->frames;
    preview->mel_hop_s =
        (double)feature_of(FEATURE_MEL)->hop / CLIP_WORKING_RATE_HZ;
    return true;
}

/* A track that is not ready has no cache entry; what can be decoded of it is
 * shown as a waveform. */
static bool fill(struct catalog *catalog, const struct track *track,
                 struct preview *preview, struct error *err)
{
    struct cached_feature mel = {0};
    struct sound_info info;
    struct clip clip = {0};
    bool good;

    if (track->status == TRACK_UNREADABLE || track->status == TRACK_MISSING ||
        track->status == TRACK_FEATURES)
        return error_set(err, "%s", track->reason);
    if (!decoder_read(track->path, &clip, &info, err))
        return false;
    preview->duration_s = (double)clip.count / clip.rate_hz;
    if (clip.count)
        fill_envelope(preview, &clip);
    clip_finish(&clip);
    if (track->status != TRACK_READY)
        return true;
    if (!extraction_load(catalog, track, FEATURE_MEL, &mel, err))
        return false;
    good = copy_mel(preview, &mel, err);
    feature_cache_release(&mel);
    return good;
}

bool previewer_run(struct catalog *catalog, int64_t track_id,
                   struct preview **out, struct error *err)
{
    struct preview *preview = xcalloc(1, sizeof(*preview));
    struct track track = {0};
    bool good;

    preview->track_id = track_id;
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
