#include "demo/voice.h"

#include "base/alloc.h"
#include "base/rng.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    TABLE_BITS = 10,
    TABLE_SIZE = 1 << TABLE_BITS,
    LEVELS = 7, /* level l holds 1 << l harmonics */
    HARMONICS = 1 << (LEVELS - 1),
    BLOCK = 32, /* samples between two steps of an envelope */
    STRING_MAX = 1600
};

enum method { METHOD_TABLE, METHOD_FM, METHOD_STRING };

struct recipe {
    enum method method;
    float slope; /* harmonic h has h^-slope */
    float even;  /* strength of the even harmonics */
    float formant_hz;
    float attack_s, decay_s, sustain, release_s;
    float vibrato_cents;
    float detune_cents;
    float ratio, index; /* METHOD_FM */
};

static const struct recipe recipes[TIMBRE_COUNT] = {
    [TIMBRE_BRASS] = {METHOD_TABLE, 1.0F, 1.0F, 1100, .035F, .20F, .75F, .07F,
                      4, 3, 0, 0},
    [TIMBRE_REED] = {METHOD_TABLE, 1.0F, .45F, 1500, .025F, .3F, .85F, .06F, 3,
                     9, 0, 0},
    [TIMBRE_STRING] = {METHOD_TABLE, 1.25F, .9F, 2400, .09F, .5F, .9F, .14F, 14,
                       6, 0, 0},
    [TIMBRE_ORGAN] = {METHOD_TABLE, 1.5F, 1.1F, 900, .02F, 1, 1, .06F, 0, 4, 0,
                      0},
    [TIMBRE_SAW] = {METHOD_TABLE, 1.0F, 1, 0, .006F, .25F, .7F, .05F, 0, 8, 0,
                    0},
    [TIMBRE_SQUARE] = {METHOD_TABLE, 1.0F, .05F, 0, .005F, .2F, .65F, .05F, 0,
                       5, 0, 0},
    [TIMBRE_FLUTE] = {METHOD_TABLE, 2.3F, .6F, 0, .05F, .3F, .9F, .09F, 12, 2,
                      0, 0},
    [TIMBRE_CHOIR] = {METHOD_TABLE, 1.4F, 1, 750, .13F, .6F, .9F, .20F, 9, 9, 0,
                      0},
    [TIMBRE_BELL] = {METHOD_FM, 0, 0, 0, .002F, 1.1F, 0, .9F, 0, 2, 3.53F,
                     2.4F},
    [TIMBRE_BOX] = {METHOD_FM, 0, 0, 0, .002F, .45F, 0, .35F, 0, 2, 5.02F, .9F},
    [TIMBRE_TINE] = {METHOD_FM, 0, 0, 0, .003F, .8F, .12F, .15F, 3, 3, 1.0F,
                     1.3F},
    [TIMBRE_GUITAR] = {METHOD_STRING, 0, .85F, 0, 0, 2.2F, 0, .10F, 0, 2, 0, 0},
    [TIMBRE_HARP] = {METHOD_STRING, 0, .55F, 0, 0, 1.6F, 0, .45F, 0, 1, 0, 0},
    [TIMBRE_UPRIGHT] = {METHOD_STRING, 0, .28F, 0, 0, .9F, 0, .06F, 0, 1, 0, 0},
};

struct voice {
    struct recipe recipe;
    float brightness;
    float rate_hz;
    float tables[LEVELS][TABLE_SIZE + 1]; /* one period, the first repeated */
};

/* The strength of a harmonic of a note near 262 Hz. */
static float harmonic(const struct voice *voice, int number, struct rng *rng)
{
    const struct recipe *recipe = &voice->recipe;
    float slope = recipe->slope + .7F * (.5F - voice->brightness);
    float strength = powf((float)number, -slope);
    float distance;

    if (number % 2 == 0)
        strength *= recipe->even;
    if (recipe->formant_hz > 0) {
        distance = log2f((float)number * 262.F / recipe->formant_hz);
        strength *= 1 + 1.5F * expf(-2 * distance * distance);
    }
    return strength * rng_range(rng, .7F, 1.3F);
}

static void scale_tables(struct voice *voice, double power)
{
    float scale = (float)(.25 / sqrt(power));

    for (int level = 0; level < LEVELS; level++) {
        float *table = voice->tables[level];

        for (int i = 0; i < TABLE_SIZE; i++)
            table[i] *= scale;
        table[TABLE_SIZE] = table[0];
    }
}

/* Harmonics are added one by one; the tables are the states on the way. */
static void fill_tables(struct voice *voice, struct rng *rng)
{
    int harmonics = voice->recipe.method == METHOD_TABLE ? HARMONICS : 1;
    float sine[TABLE_SIZE], sum[TABLE_SIZE] = {0};
    double power = 0;
    int level = 0;

    for (int i = 0; i < TABLE_SIZE; i++)
        sine[i] = sinf((float)(2 * M_PI) * (float)i / TABLE_SIZE);
    for (int h = 1; h <= HARMONICS; h++) {
        unsigned phase = rng_next(rng);
        float strength = h > harmonics ? 0 : harmonic(voice, h, rng);

        power += (double)(strength * strength) / 2;
        for (unsigned i = 0; i < TABLE_SIZE && h <= harmonics; i++)
            sum[i] +=
                strength * sine[(i * (unsigned)h + phase) & (TABLE_SIZE - 1)];
        if (h == 1 << level)
            memcpy(voice->tables[level++], sum, sizeof(sum));
    }
    scale_tables(voice, power);
}

struct voice *voice_create(const struct voice_settings *settings)
{
    struct voice *voice = xcalloc(1, sizeof(*voice));
    struct rng rng;

    rng_init(&rng, settings->seed, 0);
    voice->recipe = recipes[settings->timbre];
    voice->recipe.vibrato_cents *= settings->width;
    voice->recipe.detune_cents *= settings->width;
    voice->recipe.attack_s *= settings->attack;
    voice->recipe.decay_s *= rng_range(&rng, .8F, 1.25F);
    voice->recipe.index *= .4F + 1.2F * settings->brightness;
    voice->brightness = settings->brightness;
    voice->rate_hz = (float)settings->rate_hz;
    fill_tables(voice, &rng);
    return voice;
}

void voice_destroy(struct voice *voice)
{
    free(voice);
}

/* An envelope in steps of one block. */
struct envelope {
    float value;
    float rise;    /* a block */
    float decay;   /* share of the way to the sustained level, a block */
    float sustain; /* level */
    float release; /* factor, a block */
    bool rising;
};

static float share(float time_s, float rate_hz)
{
    return 1 - expf(-(float)BLOCK / (time_s * rate_hz));
}

static struct envelope envelope_start(const struct voice *voice)
{
    const struct recipe *recipe = &voice->recipe;

    return (struct envelope){
        .rise = (float)BLOCK / (recipe->attack_s * voice->rate_hz + 1),
        .decay = share(recipe->decay_s, voice->rate_hz),
        .sustain = recipe->sustain,
        .release = 1 - share(recipe->release_s, voice->rate_hz),
        .rising = true,
    };
}

static void envelope_step(struct envelope *envelope, bool held)
{
    if (!held) {
        envelope->value *= envelope->release;
    } else if (envelope->rising) {
        envelope->value += envelope->rise;
        envelope->rising = envelope->value < 1;
        envelope->value = envelope->rising ? envelope->value : 1;
    } else {
        envelope->value +=
            (envelope->sustain - envelope->value) * envelope->decay;
    }
}

static float look_up(const float *table, uint32_t phase)
{
    const int shift = 32 - TABLE_BITS;
    uint32_t index = phase >> shift;
    float fraction = (float)(int32_t)(phase & ((1U << shift) - 1)) * 0x1p-22F;

    return table[index] + fraction * (table[index + 1] - table[index]);
}

static uint32_t phase_step(float hz, float rate_hz)
{
    return (uint32_t)((double)hz / (double)rate_hz * 0x1p32);
}

/* What one oscillator needs from block to block. */
struct oscillator {
    const float *table;
    uint32_t phase, step;
    uint32_t modulator, modulator_step;
    float index; /* of the modulation, in turns; 0: none */
    float level, level_step;
};

static void run_table(struct oscillator *o, float *out, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        out[i] += o->level * look_up(o->table, o->phase);
        o->phase += o->step;
        o->level += o->level_step;
    }
}

static void run_fm(struct oscillator *o, float *out, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        float turn = o->index * look_up(o->table, o->modulator);

        out[i] +=
            o->level *
            look_up(o->table, o->phase + (uint32_t)(int32_t)(turn * 0x1p30F));
        o->phase += o->step;
        o->modulator += o->modulator_step;
        o->level += o->level_step;
    }
}

/* The table with as many harmonics as fit below half the rate. */
static const float *table_for(const struct voice *voice, float hz)
{
    int level = LEVELS - 1;

    while (level > 0 && (float)(1 << level) * hz > .47F * voice->rate_hz)
        level--;
    return voice->tables[level];
}

static void play_oscillator(const struct voice *voice, const struct note *note,
                            struct mix *mix, float cents)
{
    const struct recipe *recipe = &voice->recipe;
    float rate_hz = voice->rate_hz;
    float hz = note->pitch_hz * exp2f(cents / 1200);
    size_t at = (size_t)(note->start_s * (double)rate_hz);
    size_t held = (size_t)(note->length_s * rate_hz);
    struct envelope envelope = envelope_start(voice);
    struct oscillator o = {
        .table = table_for(voice, hz),
        .phase = note->seed,
        .step = phase_step(hz, rate_hz),
        .modulator_step = phase_step(hz * recipe->ratio, rate_hz),
    };

    for (size_t t = 0; at + t < mix->count; t += BLOCK) {
        size_t left = mix->count - at - t;
        float before = envelope.value;

        envelope_step(&envelope, t < held);
        if (t >= held && envelope.value < 3e-4F)
            break;
        o.level = before * note->loudness;
        o.level_step = (envelope.value - before) * note->loudness / BLOCK;
        if (recipe->vibrato_cents > 0 && t > held / 4) {
            float turn = sinf((float)t * 34.F / rate_hz + cents);

            o.step = phase_step(
                hz * (1 + recipe->vibrato_cents * 5.8e-4F * turn), rate_hz);
        }
        /* The louder, the brighter; the tables peak near .35. */
        o.index = recipe->index * before * note->loudness * 1.8F;
        if (recipe->method == METHOD_FM)
            run_fm(&o, mix->samples + at + t, left < BLOCK ? left : BLOCK);
        else
            run_table(&o, mix->samples + at + t, left < BLOCK ? left : BLOCK);
    }
}

static float noise(uint32_t *state)
{
    *state = *state * 1664525U + 1013904223U;
    return (float)(int32_t)*state * 0x1p-31F;
}

/* A period of noise, darker for soft notes and dark strings. */
static void pluck(const struct voice *voice, const struct note *note,
                  float *string, int length)
{
    uint32_t state = note->seed;
    float open = voice->recipe.even * (.45F + .9F * voice->brightness);
    float held = 0, mean = 0;

    open = fminf(open * fminf(note->loudness + .3F, 1.2F), 1);
    for (int i = 0; i < length; i++) {
        held += open * (noise(&state) - held);
        string[i] = held;
        mean += held / (float)length;
    }
    for (int i = 0; i < length; i++)
        string[i] = (string[i] - mean) * (.55F / sqrtf(open));
}

/* Karplus and Strong's string: a delay line with a soft low-pass in its loop,
 * tuned by a first-order all-pass as Jaffe and Smith do. */
static void play_string(const struct voice *voice, const struct note *note,
                        struct mix *mix)
{
    float rate_hz = voice->rate_hz;
    float period = rate_hz / note->pitch_hz - .5F;
    int length = (int)(period - .2F);
    float fraction = period - (float)length;
    float tune = (1 - fraction) / (1 + fraction);
    float loop, string[STRING_MAX], last = 0, in = 0, out = 0, level = 1;
    size_t at = (size_t)(note->start_s * (double)rate_hz);
    size_t held = (size_t)(note->length_s * rate_hz);
    float fade = expf(-1 / (voice->recipe.release_s * rate_hz));

    if (length < 2 || length > STRING_MAX)
        return;
    loop = powf(.001F, 1 / (note->pitch_hz * voice->recipe.decay_s * 2));
    pluck(voice, note, string, length);
    for (size_t t = 0, i = 0; at + t < mix->count; t++) {
        float now = string[i], soft = loop * .5F * (now + last);

        last = now;
        out = tune * (soft - out) + in;
        in = soft;
        string[i] = out;
        i = i + 1 == (size_t)length ? 0 : i + 1;
        if (t >= held)
            level *= fade;
        if (level < 1e-3F || (float)t > 4 * voice->recipe.decay_s * rate_hz)
            break;
        mix->samples[at + t] += now * level * note->loudness;
    }
}

void voice_play(const struct voice *voice, const struct note *note,
                struct mix *mix)
{
    float cents = voice->recipe.detune_cents;

    if (note->start_s < 0)
        return;
    if (voice->recipe.method == METHOD_STRING) {
        play_string(voice, note, mix);
    } else if (cents > 3) {
        play_oscillator(voice, note, mix, -cents);
        play_oscillator(voice, note, mix, cents);
    } else {
        play_oscillator(voice, note, mix, 0);
    }
}
