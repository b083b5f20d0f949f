#include "demo/style.h"

#include <math.h>

/* How often a track takes an instrument, or its tempo, from a neighbour. */
static const float borrow_timbre = .06F, borrow_tempo = .22F;

/* The habits of an artist. */
struct artist {
    float transpose;
    float tempo_lean; /* -1 slow .. 1 fast */
    float brightness, width, attack;
    float low_db, high_db, hiss_db;
    float looseness_s, reverb, drum_db;
    unsigned timbre; /* the choice he prefers */
    float drive;
};

static float bounded(float value, float low, float high)
{
    return fmaxf(low, fminf(value, high));
}

static float from_db(float db)
{
    return powf(10, db / 20);
}

static void draw_artist(struct artist *artist,
                        const struct style_source *source)
{
    struct rng rng;

    rng_init(&rng, source->seed, source->artist);
    artist->transpose = bounded(1.6F * rng_normal(&rng), -4, 4);
    artist->tempo_lean = bounded(.5F * rng_normal(&rng), -1, 1);
    artist->brightness = .09F * rng_normal(&rng);
    artist->width = rng_range(&rng, .4F, 1.7F);
    artist->attack = rng_range(&rng, .7F, 1.6F);
    artist->low_db = bounded(1.6F * rng_normal(&rng), -5, 5);
    artist->high_db = bounded(2.0F * rng_normal(&rng), -6, 6);
    artist->hiss_db = rng_range(&rng, -74, -46);
    artist->looseness_s = rng_range(&rng, .001F, .014F);
    artist->reverb = .12F * rng_normal(&rng);
    artist->drum_db = 2.5F * rng_normal(&rng);
    artist->timbre = rng_below(&rng, TIMBRE_CHOICES);
    artist->drive = bounded(.3F * rng_normal(&rng), 0, 1);
}

static const struct genre *neighbour(const struct style_source *source,
                                     struct rng *rng)
{
    return genre_at(genre_neighbour(source->genre, rng_below(rng, 2) ? 1 : -1));
}

static float draw_beat(const struct style_source *source,
                       const struct artist *artist, struct rng *rng)
{
    const struct genre *genre = genre_at(source->genre);
    const struct genre *other = neighbour(source, rng);
    float place = bounded(rng_range(rng, -.1F, 1.1F) + .4F * artist->tempo_lean,
                          -.15F, 1.15F);
    float tempo =
        genre->tempo_low + place * (genre->tempo_high - genre->tempo_low);
    float theirs =
        other->tempo_low + place * (other->tempo_high - other->tempo_low);

    /* Half way to the neighbour: a slow waltz, a fast hymn. */
    if (rng_uniform(rng) < borrow_tempo)
        tempo = sqrtf(tempo * theirs);
    return 60 / tempo;
}

static struct voice *draw_voice(const struct style_source *source,
                                const struct artist *artist,
                                const struct tune *tune, enum part_role role,
                                struct rng *rng)
{
    const struct part *theirs = &neighbour(source, rng)->parts[role];
    const struct part *part = tune->parts[role];
    float brightness = genre_at(source->genre)->brightness +
                       artist->brightness + .1F * rng_normal(rng);
    unsigned choice = rng_below(rng, TIMBRE_CHOICES);
    struct voice_settings settings = {
        .brightness = bounded(brightness, .05F, 1),
        .width = artist->width * rng_range(rng, .8F, 1.2F),
        .attack = artist->attack,
        .rate_hz = source->rate_hz,
        .seed = (uint64_t)rng_next(rng) << 32 | rng_next(rng),
    };

    if (rng_uniform(rng) < .6F)
        choice = artist->timbre;
    if (rng_uniform(rng) < borrow_timbre && theirs->patterns[0])
        part = theirs;
    if (!tune->parts[role])
        return NULL;
    settings.timbre = part->timbres[choice];
    return voice_create(&settings);
}

static void draw_room(struct style *style, const struct style_source *source,
                      const struct artist *artist, struct rng *rng)
{
    const struct genre *genre = genre_at(source->genre);

    style->drive = genre->drive * rng_range(rng, .5F, 1.3F) + artist->drive;
    style->reverb = bounded(
        genre->reverb + artist->reverb + .05F * rng_normal(rng), 0, .8F);
    style->damping = rng_range(rng, .2F, .6F);
    style->low_db = artist->low_db + rng_normal(rng);
    style->high_db = artist->high_db + rng_normal(rng);
    style->hiss_db = artist->hiss_db + 2 * rng_normal(rng);
    style->peak = rng_range(rng, .4F, .95F);
}

void style_draw(struct style *style, const struct style_source *source,
                const struct tune *tune)
{
    struct drum_settings drums = {.rate_hz = source->rate_hz};
    struct artist artist;
    struct rng rng;

    *style = (struct style){0};
    draw_artist(&artist, source);
    rng_init(&rng, source->seed, source->sound);
    style->beat_s = draw_beat(source, &artist, &rng);
    style->transpose = artist.transpose + .15F * rng_normal(&rng);
    style->swing = tune->genre->swing * rng_range(&rng, .5F, 1.5F);
    style->looseness_s = artist.looseness_s;
    draw_room(style, source, &artist, &rng);
    for (int role = 0; role < PART_COUNT; role++) {
        style->voices[role] =
            draw_voice(source, &artist, tune, (enum part_role)role, &rng);
        style->levels[role] = from_db(2 * rng_normal(&rng));
    }
    style->drum_level =
        tune->drum_level * from_db(artist.drum_db + rng_normal(&rng));
    drums.brightness =
        bounded(.7F + artist.brightness + .15F * rng_normal(&rng), 0, 1);
    drums.length = rng_range(&rng, .6F, 1.5F);
    drums.pitch = rng_range(&rng, .8F, 1.25F);
    drums.seed = (uint64_t)rng_next(&rng) << 32 | rng_next(&rng);
    style->kit = drum_kit_create(&drums);
}

void style_finish(struct style *style)
{
    for (int role = 0; role < PART_COUNT; role++)
        voice_destroy(style->voices[role]);
    drum_kit_destroy(style->kit);
    *style = (struct style){0};
}
