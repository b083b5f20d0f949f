#include "session/extraction.h"

#include "audio/decoder.h"
#include "audio/resampler.h"
#include "base/alloc.h"
#include "base/pool.h"

#include <stdlib.h>

struct extraction {
    const struct track_list *tracks;
    const char *cache;
    unsigned features;
    struct reporter *reporter;
    struct extractor **extractors; /* one a worker */
    atomic_size_t computed, cached, failed, without_audio;
};

/* The features of the set that the cache lacks. */
static unsigned missing(const char *cache, struct hash samples, unsigned set)
{
    unsigned lacking = 0;

    for (int kind = 0; kind < FEATURE_COUNT; kind++) {
        struct cached_feature feature;

        if (!(set & 1U << kind))
            continue;
        if (feature_cache_load(cache, samples, kind, &feature))
            feature_cache_release(&feature);
        else
            lacking |= 1U << kind;
    }
    return lacking;
}

static bool store(const char *cache, struct hash samples, unsigned set,
                  struct feature_matrix *matrices, struct error *err)
{
    bool good = true;

    for (int kind = 0; kind < FEATURE_COUNT; kind++) {
        if (good && set & 1U << kind)
            good =
                feature_cache_store(cache, samples, kind, &matrices[kind], err);
        feature_matrix_finish(&matrices[kind]);
    }
    return good;
}

/* Decodes at the file's own rate first, to see that it is still the file that
 * was imported. */
static bool read_clip(const struct track *track, struct clip *clip,
                      struct error *err)
{
    struct sound_info info;

    if (!decoder_read(track->path, clip, &info, err))
        return false;
    if (!hash_equal(clip_hash(clip), track->samples)) {
        clip_finish(clip);
        return error_set(err,
                         "'%s' has changed since it was imported; import it "
                         "again",
                         track->path);
    }
    return true;
}

static bool compute(struct extractor *extractor, const char *cache,
                    const struct track *track, unsigned set, struct error *err)
{
    struct feature_matrix matrices[FEATURE_COUNT] = {0};
    struct clip clip = {0};
    bool good;

    if (track->status == TRACK_FEATURES)
        return error_set(err, "'%s' has %s", track->name, track->reason);
    if (!read_clip(track, &clip, err))
        return false;
    good = resampler_run(&clip, CLIP_WORKING_RATE_HZ, err) &&
           extractor_run(extractor, &clip, set, matrices, err) &&
           store(cache, track->samples, set, matrices, err);
    clip_finish(&clip);
    return good;
}

static void extract_one(void *context, size_t index, int worker)
{
    struct extraction *extraction = context;
    const struct track *track = &extraction->tracks->items[index];
    struct error err = {0};
    unsigned set;

    if (track->status == TRACK_FEATURES &&
        missing(extraction->cache, track->samples, extraction->features))
        atomic_fetch_add(&extraction->without_audio, 1);
    if (track->status != TRACK_READY)
        return;
    set = missing(extraction->cache, track->samples, extraction->features);
    if (!set) {
        atomic_fetch_add(&extraction->cached, 1);
    } else if (compute(extraction->extractors[worker], extraction->cache, track,
                       set, &err)) {
        atomic_fetch_add(&extraction->computed, 1);
    } else {
        atomic_fetch_add(&extraction->failed, 1);
        report_text(extraction->reporter, EVENT_WARNING, "%s", err.text);
    }
    report_done(extraction->reporter);
}

static bool make_extractors(struct extractor **extractors, int jobs,
                            struct error *err)
{
    for (int i = 0; i < jobs; i++)
        if (!extractor_create(&extractors[i], err))
            return false;
    return true;
}

static size_t count_ready(const struct track_list *tracks)
{
    size_t ready = 0;

    for (size_t i = 0; i < tracks->count; i++)
        ready += tracks->items[i].status == TRACK_READY;
    return ready;
}

bool extraction_run(const struct job *job, unsigned features,
                    struct extract_summary *summary, struct error *err)
{
    struct track_list tracks = {0};
    struct extraction extraction = {
        .tracks = &tracks,
        .cache = catalog_cache_folder(job->catalog),
        .features = features,
        .reporter = job->reporter,
    };
    char text[64];
    bool good;

    if (!track_list_load(job->catalog, &tracks, err))
        return false;
    extraction.extractors =
        xcalloc((size_t)job->threads, sizeof(struct extractor *));
    good = make_extractors(extraction.extractors, job->threads, err);
    if (good) {
        settings_format_features(features, text, sizeof(text));
        report_started(job->reporter, JOB_EXTRACT, count_ready(&tracks), text);
        pool_run(job->threads, tracks.count, extract_one, &extraction,
                 job->cancelled);
    }
    for (int i = 0; i < job->threads; i++)
        extractor_destroy(extraction.extractors[i]);
    free(extraction.extractors);
    track_list_finish(&tracks);
    *summary = (struct extract_summary){
        .computed = extraction.computed,
        .cached = extraction.cached,
        .failed = extraction.failed,
        .without_audio = extraction.without_audio,
        .cancelled = atomic_load(job->cancelled),
    };
    return good;
}

bool extraction_can_load(struct catalog *catalog, const struct track *track,
                         unsigned features)
{
    return track->status == TRACK_READY ||
           (track->status == TRACK_FEATURES &&
            !missing(catalog_cache_folder(catalog), track->samples, features));
}

bool extraction_load(struct catalog *catalog, const struct track *track,
                     enum feature_kind kind, struct cached_feature *out,
                     struct error *err)
{
    const char *cache = catalog_cache_folder(catalog);
    struct extractor *extractor = NULL;
    bool good;

    if (feature_cache_load(cache, track->samples, kind, out))
        return true;
    good = extractor_create(&extractor, err) &&
           compute(extractor, cache, track, 1U << kind, err);
    extractor_destroy(extractor);
    if (good && !feature_cache_load(cache, track->samples, kind, out))
        good = error_set(err, "cannot read back the cached %s of '%s'",
                         feature_of(kind)->name, track->name);
    return good;
}
