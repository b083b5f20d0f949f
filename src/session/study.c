#include "session/study.h"

#include "base/alloc.h"
#include "session/extraction.h"

#include <stdlib.h>
#include <string.h>

static const char *const default_split = "stratified";

bool study_choose_split(struct catalog *catalog, const char *name,
                        uint64_t seed, struct split *out, struct error *err)
{
    struct split_list splits = {0};
    bool known = false;

    if (name)
        return split_load(catalog, name, out, err);
    if (!split_list_load(catalog, &splits, err))
        return false;
    for (size_t i = 0; i < splits.count; i++)
        known |= strcmp(splits.items[i].name, default_split) == 0;
    split_list_finish(&splits);
    if (known)
        return split_load(catalog, default_split, out, err);
    return split_create_stratified(catalog, default_split, seed, out, err);
}

static int by_id(const void *a, const void *b)
{
    const struct split_entry *x = a, *y = b;

    return (x->track_id > y->track_id) - (x->track_id < y->track_id);
}

static const struct split_entry *find_entry(const struct split *split,
                                            int64_t track_id)
{
    struct split_entry key = {.track_id = track_id};

    return bsearch(&key, split->entries, split->count, sizeof(key), by_id);
}

/* Drops the tracks that have no label or cannot have all the features, and
 * tells how many of the split's are known by other features only. */
static size_t keep_usable(struct catalog *catalog, struct track_list *tracks,
                          unsigned features, const struct split *split)
{
    size_t kept = 0, without_audio = 0;

    for (size_t i = 0; i < tracks->count; i++) {
        struct track *track = &tracks->items[i];

        if (track->genre && extraction_can_load(catalog, track, features)) {
            tracks->items[kept++] = *track;
            continue;
        }
        without_audio += track->status == TRACK_FEATURES && track->genre &&
                         find_entry(split, track->id);
        track_finish(track);
    }
    tracks->count = kept;
    return without_audio;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The genres of the split's tracks, in order. */
static void find_classes(struct study *study, const struct track_list *tracks)
{
    study->classes = xcalloc(tracks->count + 1, sizeof(char *));
    for (size_t i = 0; i < tracks->count; i++) {
        const struct track *track = &tracks->items[i];
        size_t known = 0;

        if (!find_entry(&study->split, track->id))
            continue;
        while (known < study->class_count &&
               strcmp(study->classes[known], track->genre) != 0)
            known++;
        if (known == study->class_count)
            study->classes[study->class_count++] = xstrdup(track->genre);
    }
    qsort(study->classes, study->class_count, sizeof(char *), by_text);
}

static int label_of(const struct study *study, const char *genre)
{
    char **found = bsearch(&genre, study->classes, study->class_count,
                           sizeof(char *), by_text);

    return (int)(found - study->classes);
}

static bool add_track(struct catalog *catalog, const struct track *track,
                      enum split_part part, unsigned features,
                      struct study *study, struct error *err)
{
    struct cached_feature *mapped =
        &study->mapped[study->count * FEATURE_COUNT];
    struct example *example = &study->examples[study->count];

    study->tracks[study->count] = (struct study_track){
        .track_id = track->id,
        .name = xstrdup(track->name),
        .part = part,
        .label = label_of(study, track->genre),
    };
    example->label = study->tracks[study->count].label;
    study->count++;
    for (int kind = 0; kind < FEATURE_COUNT; kind++) {
        if (!(features & 1U << kind))
            continue;
        if (!extraction_load(catalog, track, kind, &mapped[kind], err))
            return false;
        example->inputs[kind] = (struct input){
            .values = mapped[kind].values,
            .bands = mapped[kind].bands,
            .frames = mapped[kind].frames,
        };
    }
    return true;
}

static bool add_part(struct catalog *catalog, const struct track_list *tracks,
                     enum split_part part, unsigned features,
                     struct study *study, struct error *err)
{
    size_t first = study->count;

    for (size_t i = 0; i < tracks->count; i++) {
        const struct track *track = &tracks->items[i];
        const struct split_entry *entry = find_entry(&study->split, track->id);

        if (entry && entry->part == part &&
            !add_track(catalog, track, part, features, study, err))
            return false;
    }
    study->parts[part] = (struct dataset){
        .examples = study->examples + first,
        .count = study->count - first,
        .classes = (int)study->class_count,
    };
    return true;
}

/* Usable tracks that came after the split was drawn.  Filtered and clean
 * splits leave tracks out on purpose; theirs are only the newest. */
static size_t count_newer(const struct split *split,
                          const struct track_list *tracks)
{
    const char *protocol = split->protocol;
    bool whole = strcmp(protocol, split_protocol_name(SPLIT_FILTERED)) != 0 &&
                 strcmp(protocol, split_protocol_name(SPLIT_CLEAN)) != 0;
    int64_t last = split->count ? split->entries[split->count - 1].track_id : 0;
    size_t newer = 0;

    for (size_t i = 0; i < tracks->count; i++) {
        int64_t id = tracks->items[i].id;

        newer += (whole || id > last) && !find_entry(split, id);
    }
    return newer;
}

static void tell_left_out(const struct study *study,
                          const struct track_list *tracks, size_t without_audio,
                          struct reporter *reporter)
{
    size_t gone = study->split.count - study->count - without_audio;
    size_t newer = count_newer(&study->split, tracks);

    if (gone)
        report_text(reporter, EVENT_WARNING,
                    "%zu tracks of the split '%s' cannot be used any more",
                    gone, study->split.name);
    if (newer)
        report_text(reporter, EVENT_WARNING,
                    "%zu tracks are not in the split '%s', which is older "
                    "than they are",
                    newer, study->split.name);
}

static bool fill(struct catalog *catalog, const struct track_list *tracks,
                 unsigned features, struct study *study, struct error *err)
{
    size_t room = study->split.count + 1;

    study->tracks = calloc(room, sizeof(*study->tracks));
    study->examples = calloc(room, sizeof(*study->examples));
    study->mapped = calloc(room * FEATURE_COUNT, sizeof(*study->mapped));
    if (!study->tracks || !study->examples || !study->mapped)
        return error_set(err, "not enough memory for %zu tracks", room);
    find_classes(study, tracks);
    for (int part = 0; part < SPLIT_PART_COUNT; part++) {
        if (!add_part(catalog, tracks, part, features, study, err))
            return false;
        if (study->parts[part].count == 0)
            return error_set(err,
                             "the split '%s' has no usable track in its %s "
                             "part",
                             study->split.name, split_part_name(part));
    }
    return true;
}

bool study_load(struct catalog *catalog, struct split *split, unsigned features,
                struct reporter *reporter, struct study *study,
                struct error *err)
{
    struct track_list tracks = {0};
    size_t without_audio = 0;
    bool good;

    *study = (struct study){.split = *split};
    *split = (struct split){0};
    good = track_list_load(catalog, &tracks, err);
    if (good)
        without_audio = keep_usable(catalog, &tracks, features, &study->split);
    if (without_audio)
        report_text(reporter, EVENT_WARNING,
                    "%zu tracks of the split '%s' have no audio and not all "
                    "of these features: they are left out",
                    without_audio, study->split.name);
    good = good && fill(catalog, &tracks, features, study, err);
    if (good)
        tell_left_out(study, &tracks, without_audio, reporter);
    track_list_finish(&tracks);
    if (!good)
        study_finish(study);
    return good;
}

void study_finish(struct study *study)
{
    for (size_t i = 0; i < study->count; i++) {
        free(study->tracks[i].name);
        for (int kind = 0; kind < FEATURE_COUNT; kind++)
            feature_cache_release(&study->mapped[i * FEATURE_COUNT + kind]);
    }
    for (size_t i = 0; i < study->class_count; i++)
        free(study->classes[i]);
    free(study->classes);
    free(study->tracks);
    free(study->examples);
    free(study->mapped);
    split_finish(&study->split);
    *study = (struct study){0};
}
