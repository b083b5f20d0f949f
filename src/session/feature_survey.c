#include "session/feature_survey.h"

#include "feature/feature_cache.h"
#include "learn/cell_scaler.h"
#include "learn/unify_length.h"

#include <stdlib.h>

/* A track's matrix on its way through one pass; part -1: not in the split. */
struct visit {
    struct input input;
    int part;
    bool ready;
};

struct surveyor {
    const struct feature_survey_room *room;
    enum feature_kind kind;
    struct feature_survey *survey;
    struct cell_scaler *scaler;
    size_t *frames; /* of the split's tracks */
    size_t count;
    size_t ready; /* tracks with audio that have the feature */
};

/* Features of tracks without audio were imported, if they are there. */
static bool may_have(const struct track *track)
{
    return track->status == TRACK_READY || track->status == TRACK_FEATURES;
}

static int by_id(const void *a, const void *b)
{
    const struct split_entry *x = a, *y = b;

    return (x->track_id > y->track_id) - (x->track_id < y->track_id);
}

static int part_of(const struct split *split, int64_t track_id)
{
    struct split_entry key = {.track_id = track_id};
    const struct split_entry *found = NULL;

    if (split)
        found = bsearch(&key, split->entries, split->count, sizeof(key), by_id);
    return found ? (int)found->part : -1;
}

/* Takes every matrix of the feature, in the order of the tracks. */
static bool pass(struct surveyor *surveyor,
                 void (*take)(struct surveyor *, const struct visit *),
                 struct error *err)
{
    const struct feature_survey_room *room = surveyor->room;

    for (size_t i = 0; i < room->tracks->count; i++) {
        const struct track *track = &room->tracks->items[i];
        struct cached_feature cached;

        if (atomic_load(room->cancelled))
            return error_set(err, "interrupted");
        if (!may_have(track))
            continue;
        room->progress(room->context);
        if (!feature_cache_load(room->cache, track->samples, surveyor->kind,
                                &cached))
            continue;
        take(surveyor, &(struct visit){
                           .input = {.values = cached.values,
                                     .bands = cached.bands,
                                     .frames = cached.frames},
                           .part = part_of(room->split, track->id),
                           .ready = track->status == TRACK_READY,
                       });
        feature_cache_release(&cached);
    }
    return true;
}

static void take_raw(struct surveyor *surveyor, const struct visit *visit)
{
    struct feature_survey *survey = surveyor->survey;
    const struct input *input = &visit->input;

    for (size_t i = 0; i < input->bands * input->frames; i++)
        spread_add(&survey->raw, input->values[i]);
    survey->tracks++;
    surveyor->ready += visit->ready;
    survey->bands = input->bands;
    if (input->frames > survey->frames)
        survey->frames = input->frames;
    if (visit->part < 0)
        return;
    survey->part_tracks[visit->part]++;
    surveyor->frames[surveyor->count++] = input->frames;
}

static void take_training(struct surveyor *surveyor, const struct visit *visit)
{
    if (visit->part == SPLIT_TRAIN)
        cell_scaler_add(surveyor->scaler, &visit->input);
}

static void take_standardised(struct surveyor *surveyor,
                              const struct visit *visit)
{
    if (visit->part >= 0)
        cell_scaler_measure(surveyor->scaler, &visit->input,
                            &surveyor->survey->standardised[visit->part]);
}

static bool standardise(struct surveyor *surveyor, struct error *err)
{
    struct feature_survey *survey = surveyor->survey;

    if (survey->part_tracks[SPLIT_TRAIN] == 0)
        return true;
    survey->unified = unify_length(surveyor->frames, surveyor->count,
                                   survey->bands, surveyor->room->cut);
    if (!cell_scaler_create(&surveyor->scaler, survey->bands, survey->unified,
                            err) ||
        !pass(surveyor, take_training, err))
        return false;
    cell_scaler_fit(surveyor->scaler);
    return pass(surveyor, take_standardised, err);
}

static size_t count_ready(const struct track_list *tracks)
{
    size_t ready = 0;

    for (size_t i = 0; i < tracks->count; i++)
        ready += tracks->items[i].status == TRACK_READY;
    return ready;
}

size_t feature_survey_steps(const struct feature_survey_room *room)
{
    size_t tracks = 0;

    for (size_t i = 0; i < room->tracks->count; i++)
        tracks += may_have(&room->tracks->items[i]);
    return tracks * (room->split ? 3 : 1);
}

bool feature_survey_run(const struct feature_survey_room *room,
                        enum feature_kind kind, struct feature_survey *out,
                        struct error *err)
{
    struct surveyor surveyor = {.room = room, .kind = kind, .survey = out};
    bool good;

    *out = (struct feature_survey){0};
    spread_init(&out->raw);
    for (int part = 0; part < SPLIT_PART_COUNT; part++)
        spread_init(&out->standardised[part]);
    surveyor.frames = calloc(room->tracks->count + 1, sizeof(size_t));
    if (!surveyor.frames)
        return error_set(err, "not enough memory for %zu tracks",
                         room->tracks->count);
    good = pass(&surveyor, take_raw, err) && standardise(&surveyor, err);
    out->missing = count_ready(room->tracks) - surveyor.ready;
    cell_scaler_destroy(surveyor.scaler);
    free(surveyor.frames);
    return good;
}
