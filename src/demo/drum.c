#include "demo/drum.h"

#include "base/alloc.h"
#include "base/rng.h"

#include <math.h>
#include <stdlib.h>

enum { STROKE_MAX = 9600, STROKES = 3 };

struct stroke {
    float samples[STROKE_MAX];
    size_t count;
};

struct drum_kit {
    int rate_hz;
    struct stroke strokes[DRUM_COUNT][STROKES];
};

/* A body that falls in pitch and noise that is filtered, each with a decay. */
struct recipe {
    float body, from_hz, to_hz, fall_s, body_s;
    float noise, noise_s, low_pass, high_pass; /* filters: 0 .. 1 */
};

static const struct recipe recipes[DRUM_COUNT] = {
    [DRUM_KICK] = {1.0F, 150, 48, .03F, .14F, .15F, .012F, .5F, .1F},
    [DRUM_SNARE] = {.45F, 260, 185, .02F, .07F, .55F, .11F, .8F, .25F},
    [DRUM_HAT] = {0, 100, 100, 1, 1, .4F, .045F, 1.0F, .85F},
};

static void render(struct stroke *stroke, const struct recipe *recipe,
                   const struct drum_settings *settings, struct rng *rng)
{
    float rate = (float)settings->rate_hz;
    float bend = settings->pitch * rng_range(rng, .97F, 1.03F);
    float long_s = settings->length * rng_range(rng, .9F, 1.1F);
    float open = recipe->low_pass * (.35F + .65F * settings->brightness);
    float low = 0, held = 0;
    float longest =
        fmaxf(recipe->body > 0 ? recipe->body_s : 0, recipe->noise_s);
    double turn = 0;

    stroke->count = (size_t)(7 * longest * long_s * rate);
    if (stroke->count > STROKE_MAX)
        stroke->count = STROKE_MAX;
    for (size_t i = 0; i < stroke->count; i++) {
        float t = (float)i / rate;
        float hz = recipe->to_hz + (recipe->from_hz - recipe->to_hz) *
                                       expf(-t / recipe->fall_s);
        float rest = (float)(stroke->count - i) / (float)stroke->count;

        turn += (double)(hz * bend / rate);
        low += open * (rng_range(rng, -1, 1) - low);
        held += recipe->high_pass * (low - held);
        stroke->samples[i] =
            fminf(1, 10 * rest) *
            (recipe->body * sinf((float)(2 * M_PI * (turn - floor(turn)))) *
                 expf(-t / (recipe->body_s * long_s)) +
             recipe->noise * (low - held * .9F) *
                 expf(-t / (recipe->noise_s * long_s)));
    }
}

struct drum_kit *drum_kit_create(const struct drum_settings *settings)
{
    struct drum_kit *kit = xcalloc(1, sizeof(*kit));
    struct rng rng;

    rng_init(&rng, settings->seed, 1);
    kit->rate_hz = settings->rate_hz;
    for (int kind = 0; kind < DRUM_COUNT; kind++)
        for (int i = 0; i < STROKES; i++)
            render(&kit->strokes[kind][i], &recipes[kind], settings, &rng);
    return kit;
}

void drum_kit_destroy(struct drum_kit *kit)
{
    free(kit);
}

void drum_kit_play(const struct drum_kit *kit, enum drum_kind kind,
                   double start_s, float loudness, unsigned variation,
                   struct mix *mix)
{
    const struct stroke *stroke = &kit->strokes[kind][variation % STROKES];
    size_t at;

    if (start_s < 0)
        return;
    at = (size_t)(start_s * kit->rate_hz);
    for (size_t i = 0; i < stroke->count && at + i < mix->count; i++)
        mix->samples[at + i] += loudness * stroke->samples[i];
}
