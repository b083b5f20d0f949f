#include "session/classification.h"

#include "audio/decoder.h"
#include "audio/resampler.h"
#include "base/alloc.h"
#include "learn/classifier.h"

#include <stdlib.h>

struct classification {
    struct catalog *catalog;
    int threads;
    struct extractor *extractor;
    struct classifier *classifier;
    int64_t run_id; /* whose network the classifier is; 0: none yet */
};

void classification_create(struct classification **out, struct catalog *catalog,
                           int threads)
{
    struct classification *classification = xcalloc(1, sizeof(*classification));

    classification->catalog = catalog;
    classification->threads = threads;
    *out = classification;
}

void classification_destroy(struct classification *classification)
{
    if (!classification)
        return;
    classifier_close(classification->classifier);
    extractor_destroy(classification->extractor);
    free(classification);
}

static bool newest_run(struct catalog *catalog, int64_t *run_id,
                       struct error *err)
{
    if (!run_find_newest(catalog, run_id, err))
        return false;
    return *run_id != 0 ||
           error_set(err, "there is no trained network yet; train one first");
}

static bool open_run(struct classification *classification, int64_t run_id,
                     struct error *err)
{
    struct run run = {0};
    char *path;
    bool good;

    if (!run_load(classification->catalog, run_id, &run, err))
        return false;
    run_finish(&run);
    classifier_close(classification->classifier);
    classification->classifier = NULL;
    classification->run_id = 0;
    path = run_checkpoint_path(classification->catalog, run_id, RUN_BEST);
    good = classifier_open(&classification->classifier, path, "auto",
                           classification->threads, err);
    free(path);
    if (good)
        classification->run_id = run_id;
    return good;
}

/* Makes the classifier that of the run. */
static bool use_run(struct classification *classification, int64_t run_id,
                    struct error *err)
{
    if (!classification->extractor &&
        !extractor_create(&classification->extractor, err))
        return false;
    if (!run_id && !newest_run(classification->catalog, &run_id, err))
        return false;
    return classification->run_id == run_id ||
           open_run(classification, run_id, err);
}

/* Reads the file at the working rate; too short counts as unreadable. */
static bool read_clip(const char *path, struct clip *clip,
                      struct sound_info *info, struct error *err)
{
    double seconds;

    if (!decoder_read(path, clip, info, err))
        return false;
    seconds = (double)clip->count / clip->rate_hz;
    if (seconds < CLASSIFICATION_SHORTEST_S) {
        clip_finish(clip);
        return error_set(err,
                         "cannot classify '%s': %.2f s of sound is too short, "
                         "it takes %.0f s",
                         path, seconds, CLASSIFICATION_SHORTEST_S);
    }
    if (!resampler_run(clip, CLIP_WORKING_RATE_HZ, err)) {
        clip_finish(clip);
        return false;
    }
    return true;
}

static bool predict(struct classification *classification,
                    const struct clip *clip, float *probabilities,
                    struct error *err)
{
    struct feature_matrix matrices[FEATURE_COUNT] = {0};
    struct input inputs[FEATURE_COUNT] = {0};
    bool good = extractor_run(classification->extractor, clip,
                              classifier_features(classification->classifier),
                              matrices, err);

    for (int kind = 0; good && kind < FEATURE_COUNT; kind++)
        inputs[kind] = (struct input){.values = matrices[kind].values,
                                      .bands = matrices[kind].bands,
                                      .frames = matrices[kind].frames};
    good = good && classifier_run(classification->classifier, inputs,
                                  probabilities, err);
    for (int kind = 0; kind < FEATURE_COUNT; kind++)
        feature_matrix_finish(&matrices[kind]);
    return good;
}

/* Fills the verdict; false when the file is at fault. */
static bool judge(struct classification *classification,
                  struct verdict *verdict, struct error *err)
{
    const struct classifier *classifier = classification->classifier;
    size_t classes = classifier_class_count(classifier);
    struct sound_info info = {0};
    struct clip clip = {0};
    bool good;

    if (!read_clip(verdict->path, &clip, &info, err))
        return false;
    verdict->duration_s = (double)clip.count / clip.rate_hz;
    verdict->class_count = classes;
    verdict->classes = xcalloc(classes, sizeof(char *));
    verdict->probabilities = xcalloc(classes, sizeof(float));
    for (size_t i = 0; i < classes; i++)
        verdict->classes[i] = xstrdup(classifier_class(classifier, i));
    good = predict(classification, &clip, verdict->probabilities, err);
    clip_finish(&clip);
    if (good && info.truncated)
        error_set(err, "'%s' is truncated: %s", verdict->path, info.reason);
    return good;
}

bool classification_file(struct classification *classification,
                         const char *path, int64_t run_id, struct verdict **out,
                         struct error *err)
{
    struct verdict *verdict;

    *out = NULL;
    if (!use_run(classification, run_id, err))
        return false;
    verdict = xcalloc(1, sizeof(*verdict));
    verdict->path = xstrdup(path);
    verdict->run_id = classification->run_id;
    verdict->failed = !judge(classification, verdict, &verdict->error);
    *out = verdict;
    return true;
}

bool classification_track(struct classification *classification,
                          int64_t track_id, int64_t run_id,
                          struct verdict **out, struct error *err)
{
    struct track track = {0};
    bool good =
        track_load(classification->catalog, track_id, &track, err) &&
        classification_file(classification, track.path, run_id, out, err);

    if (good)
        (*out)->track_id = track_id;
    track_finish(&track);
    return good;
}
