#include "demo/demo.h"

#include "audio/encoder.h"
#include "base/alloc.h"
#include "base/file.h"
#include "base/pool.h"
#include "demo/damage.h"
#include "demo/genre.h"
#include "demo/ledger.h"
#include "demo/place.h"
#include "demo/plan.h"
#include "demo/wreck.h"

#include <pthread.h>
#include <stdlib.h>

/* One collection in the making, seen by all threads. */
struct workshop {
    const struct demo_options *options;
    struct plan plan;
    struct damage *damage; /* one a track, written by the track's task */
    struct error *errors;  /* likewise */
    atomic_bool failed;
    const atomic_bool *cancelled;
    demo_progress *progress;
    void *context;
    atomic_int done;
    atomic_flag reporting;
};

/* Whoever finds nobody reporting reports, until the news is not older than
 * the work: one call at a time, and no lock. */
static void report(struct workshop *shop)
{
    int told = -1;

    while (shop->progress && told != atomic_load(&shop->done)) {
        if (atomic_flag_test_and_set(&shop->reporting))
            return;
        told = atomic_load(&shop->done);
        shop->progress(shop->context, told, shop->plan.count);
        atomic_flag_clear(&shop->reporting);
    }
}

static bool write_track(const struct workshop *shop, int index,
                        struct error *err)
{
    const struct planned_track *track = &shop->plan.tracks[index];
    struct damage *damage = &shop->damage[index];
    struct clip clip;
    struct rng rng;
    char *name, *path;
    bool written;

    if (!piece_render(&track->piece, shop->plan.seconds, &clip, err))
        return false;
    name = plan_path(track);
    path = file_join(shop->options->folder, name);
    rng_init(&rng, shop->plan.seed, plan_damage_stream(index));
    if (track->fault.kind == FAULT_TRUNCATED ||
        track->fault.kind == FAULT_UNREADABLE)
        written = wreck_write(path, &track->fault, &clip, damage, err);
    else
        written = damage_clip(track, &rng, &clip, damage, err) &&
                  encoder_write(path, track->format, &clip, err);
    free(path);
    free(name);
    clip_finish(&clip);
    return written;
}

static void make_track(void *context, size_t index, int worker)
{
    struct workshop *shop = context;

    (void)worker;
    if (atomic_load(&shop->failed))
        return;
    if (!write_track(shop, (int)index, &shop->errors[index])) {
        atomic_store(&shop->failed, true);
        return;
    }
    atomic_fetch_add(&shop->done, 1);
    report(shop);
}

static bool check_options(const struct demo_options *options, struct error *err)
{
    if (options->tracks < 1 || options->tracks > 100)
        return error_set(err,
                         "a demo collection has 1 to 100 tracks a genre, "
                         "not '%d'",
                         options->tracks);
    if (!(options->seconds >= 1 && options->seconds <= 60))
        return error_set(err,
                         "the tracks of a demo collection last 1 to 60 s, "
                         "not '%g'",
                         options->seconds);
    if (options->jobs < 1)
        return error_set(err, "at least 1 thread must work, not '%d'",
                         options->jobs);
    return true;
}

static bool write_lists(struct workshop *shop, struct demo_summary *summary,
                        struct error *err)
{
    char *labels = file_join(shop->options->folder, "labels.csv");
    char *faults = file_join(shop->options->folder, "faults.tsv");
    bool written = ledger_write_labels(labels, &shop->plan, err) &&
                   ledger_write_faults(faults, &shop->plan, shop->damage,
                                       &summary->faults, err);

    free(faults);
    free(labels);
    return written;
}

/* The first error in the order of the tracks, so that it is always the same. */
static bool fail(const struct workshop *shop, struct error *err)
{
    for (int i = 0; i < shop->plan.count; i++)
        if (shop->errors[i].text[0]) {
            *err = shop->errors[i];
            break;
        }
    return false;
}

static bool make_collection(struct workshop *shop, struct demo_summary *summary,
                            struct error *err)
{
    size_t count = (size_t)shop->plan.count;

    if (!place_prepare(shop->options->folder, &shop->plan, err))
        return false;
    pool_run(shop->options->jobs, count, make_track, shop, shop->cancelled);
    summary->tracks = atomic_load(&shop->done);
    summary->seconds = summary->tracks * shop->plan.seconds;
    if (atomic_load(&shop->failed))
        return fail(shop, err);
    if (summary->tracks < shop->plan.count)
        return error_set(err, "stopped after %d of %d tracks", summary->tracks,
                         shop->plan.count);
    return write_lists(shop, summary, err);
}

bool demo_write(const struct demo_options *options, demo_progress *progress,
                void *context, const atomic_bool *cancelled,
                struct demo_summary *summary, struct error *err)
{
    struct workshop shop = {
        .options = options,
        .cancelled = cancelled,
        .progress = progress,
        .context = context,
        .reporting = ATOMIC_FLAG_INIT,
    };
    bool made;

    *summary = (struct demo_summary){0};
    if (!check_options(options, err))
        return false;
    plan_draw(&shop.plan, options);
    shop.damage = xcalloc((size_t)shop.plan.count, sizeof(*shop.damage));
    shop.errors = xcalloc((size_t)shop.plan.count, sizeof(*shop.errors));
    made = make_collection(&shop, summary, err);
    free(shop.errors);
    free(shop.damage);
    plan_finish(&shop.plan);
    return made;
}

static const char *genre_names[GENRE_COUNT + 1];

static void fill_genre_names(void)
{
    for (int i = 0; i < GENRE_COUNT; i++)
        genre_names[i] = genre_at(i)->name;
}

const char *const *demo_genres(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    pthread_once(&once, fill_genre_names);
    return genre_names;
}
