#include "demo/plan.h"

#include "base/alloc.h"
#include "base/rng.h"
#include "demo/genre.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* Streams: eight for each place in the collection, then the artists, then the
 * plan itself.  A place keeps its streams whatever the number of tracks. */
enum { PLACES = 128, ARTISTS = 1 << 20, PLAN = 1 << 21 };
enum purpose { PURPOSE_TUNE, PURPOSE_SOUND, PURPOSE_DAMAGE, PURPOSES = 8 };

/* The first ones are what a small collection has. */
static const enum fault_kind order[FAULT_COUNT - 1] = {
    FAULT_BYTE_COPY,   FAULT_CLIPPING,    FAULT_TRUNCATED, FAULT_EXCERPT,
    FAULT_DROPOUT,     FAULT_WRONG_LABEL, FAULT_GAIN,      FAULT_SILENCE,
    FAULT_RESAMPLED,   FAULT_UNREADABLE,  FAULT_STATIC,    FAULT_SHIFTED,
    FAULT_CONTAINER,   FAULT_OFFSET,      FAULT_EQUALIZED, FAULT_VERSION,
    FAULT_REQUANTIZED,
};

uint64_t plan_damage_stream(int track)
{
    return (uint64_t)track * PURPOSES + PURPOSE_DAMAGE;
}

static void place_track(struct plan *plan, int genre, int number, int tracks)
{
    int index = genre * tracks + number;
    struct planned_track *track = &plan->tracks[index];
    uint64_t stream = (uint64_t)(genre * PLACES + number) * PURPOSES;

    snprintf(track->name, sizeof(track->name), "%s.%05d", genre_at(genre)->name,
             number);
    track->genre = genre;
    track->title = index;
    track->fault.partner = -1;
    track->format = ENCODER_WAV16;
    track->piece = (struct piece){
        .genre = genre,
        .seed = plan->seed,
        .tune = stream + PURPOSE_TUNE,
        .sound = stream + PURPOSE_SOUND,
    };
}

/* Somewhat less than half of a genre is by a few busy artists, the rest by
 * one artist each. */
static void place_artists(struct plan *plan, int genre, int tracks,
                          struct rng *rng)
{
    int busy = tracks < 4    ? 0
               : tracks < 12 ? (genre + 1) % 2
                             : (tracks + 7) / 15;
    int share = busy ? (tracks * 9 / 20 + busy - 1) / busy : 0;
    size_t places[PLACES];

    for (int i = 0; i < tracks; i++)
        places[i] = (size_t)i;
    rng_shuffle(rng, places, (size_t)tracks);
    for (int i = 0; i < tracks; i++) {
        int member = i < busy * share ? i / share : i;
        struct planned_track *track =
            &plan->tracks[genre * tracks + (int)places[i]];

        track->artist = genre * tracks + member;
        track->piece.artist =
            (uint64_t)ARTISTS + (uint64_t)(genre * PLACES + member);
    }
}

/* How well a track suits as another one's partner: 0 not at all. */
static int partner_rank(const struct planned_track *track,
                        const struct planned_track *other, enum fault_kind kind,
                        bool cross)
{
    bool same_genre = track->genre == other->genre;

    if (track == other || other->fault.kind != FAULT_NONE || other->repeated)
        return 0;
    if (kind == FAULT_VERSION)
        return same_genre && track->artist != other->artist ? 3 : 0;
    if (cross)
        return same_genre ? 1 : 3;
    return track->artist == other->artist ? 3 : same_genre ? 2 : 1;
}

/* The best pair, of equals the first in the shuffled order. */
static bool find_pair(const struct plan *plan, const size_t *shuffled,
                      struct fault *fault, bool cross, int *found)
{
    int best = 0;

    for (int i = 0; i < plan->count && best < 3; i++) {
        const struct planned_track *track = &plan->tracks[shuffled[i]];

        if (track->fault.kind != FAULT_NONE || track->repeated)
            continue;
        for (int j = 0; j < plan->count && best < 3; j++) {
            int rank = partner_rank(track, &plan->tracks[shuffled[j]],
                                    fault->kind, cross);

            if (rank > best) {
                best = rank;
                *found = (int)shuffled[i];
                fault->partner = (int)shuffled[j];
            }
        }
    }
    return best > 0;
}

static bool find_single(const struct plan *plan, const size_t *shuffled,
                        int *found)
{
    for (int i = 0; i < plan->count; i++) {
        const struct planned_track *track = &plan->tracks[shuffled[i]];

        if (track->fault.kind == FAULT_NONE && !track->repeated) {
            *found = (int)shuffled[i];
            return true;
        }
    }
    return false;
}

/* The copy takes over what its partner is; damage makes the difference. */
static void repeat(struct plan *plan, struct planned_track *track,
                   const struct fault *fault, struct rng *rng)
{
    struct planned_track *partner = &plan->tracks[fault->partner];
    double longest = fault->kind == FAULT_SHIFTED ? fmin(1, .1 * plan->seconds)
                                                  : .65 * plan->seconds;
    double least = fault->kind == FAULT_SHIFTED ? .01 : .15 * plan->seconds;

    partner->repeated = true;
    track->title = partner->title;
    if (fault->kind == FAULT_VERSION) {
        track->piece.tune = partner->piece.tune;
        return;
    }
    track->artist = partner->artist;
    track->piece = partner->piece;
    if (fault->kind == FAULT_SHIFTED || fault->kind == FAULT_EXCERPT)
        track->piece.skip_s = least + (double)fault->dose * (longest - least);
    if (fault->kind == FAULT_CONTAINER)
        track->format = rng_below(rng, 2) ? ENCODER_FLAC16 : ENCODER_AU16;
    if (fault->kind == FAULT_REQUANTIZED || fault->kind == FAULT_RESAMPLED)
        track->format = (enum encoder_format)rng_below(rng, 3);
}

static void plant(struct plan *plan, const size_t *shuffled,
                  struct fault *fault, struct rng *rng)
{
    bool cross = rng_below(rng, 5) == 0;
    bool pair = fault->kind >= FAULT_BYTE_COPY && fault->kind <= FAULT_VERSION;
    int distance = 1 + (int)(4.99F * fault->dose);
    int sign = rng_below(rng, 2) ? 1 : -1;
    struct planned_track *track;
    int found = 0;

    fault->partner = -1;
    if (pair ? !find_pair(plan, shuffled, fault, cross, &found)
             : !find_single(plan, shuffled, &found))
        return;
    track = &plan->tracks[found];
    if (pair)
        repeat(plan, track, fault, rng);
    if (fault->kind == FAULT_WRONG_LABEL)
        track->piece.genre = genre_neighbour(track->genre, sign * distance);
    track->fault = *fault;
}

/* Two faults for ten tracks; from eight tracks a genre on, each kind once at
 * least.  A kind's doses are spread evenly from mild to gross. */
static void plant_all(struct plan *plan, int tracks, struct rng *rng)
{
    int kinds = FAULT_COUNT - 1, faults = plan->count / 5;
    size_t *shuffled = xcalloc((size_t)plan->count, sizeof(*shuffled));

    if (tracks >= 8 && faults < kinds)
        faults = kinds;
    for (int i = 0; i < plan->count; i++)
        shuffled[i] = (size_t)i;
    rng_shuffle(rng, shuffled, (size_t)plan->count);
    for (int i = 0; i < faults; i++) {
        int round = i / kinds;
        int doses = (faults - i % kinds + kinds - 1) / kinds;
        struct fault fault = {
            .kind = order[i % kinds],
            .dose = ((float)round + rng_uniform(rng)) / (float)doses,
        };

        plant(plan, shuffled, &fault, rng);
    }
    free(shuffled);
}

void plan_draw(struct plan *plan, const struct demo_options *options)
{
    struct rng rng;

    *plan = (struct plan){
        .count = GENRE_COUNT * options->tracks,
        .seed = options->seed,
        .seconds = options->seconds,
    };
    plan->tracks = xcalloc((size_t)plan->count, sizeof(*plan->tracks));
    rng_init(&rng, plan->seed, PLAN);
    for (int genre = 0; genre < GENRE_COUNT; genre++) {
        for (int i = 0; i < options->tracks; i++)
            place_track(plan, genre, i, options->tracks);
        place_artists(plan, genre, options->tracks, &rng);
    }
    plant_all(plan, options->tracks, &rng);
}

void plan_finish(struct plan *plan)
{
    free(plan->tracks);
    *plan = (struct plan){0};
}

char *plan_path(const struct planned_track *track)
{
    static const char *const extensions[] = {
        [ENCODER_WAV16] = "wav",
        [ENCODER_AU16] = "au",
        [ENCODER_FLAC16] = "flac",
    };

    return xformat("genres/%s/%s.%s", genre_at(track->genre)->name, track->name,
                   extensions[track->format]);
}
