#include "demo/effect.h"

#include <math.h>
#include <string.h>

static const float usual_rms = .12F;

double mix_rms(const struct mix *mix)
{
    double sum = 0;

    for (size_t i = 0; i < mix->count; i++)
        sum += (double)mix->samples[i] * (double)mix->samples[i];
    return mix->count ? sqrt(sum / (double)mix->count) : 0;
}

float mix_peak(const struct mix *mix)
{
    float peak = 0;

    for (size_t i = 0; i < mix->count; i++)
        peak = fmaxf(peak, fabsf(mix->samples[i]));
    return peak;
}

void effect_drive(struct mix *mix, float drive)
{
    double rms = mix_rms(mix);
    float gain = rms > 0 ? usual_rms / (float)rms : 0;

    for (size_t i = 0; i < mix->count; i++) {
        float sample = gain * mix->samples[i];

        mix->samples[i] =
            (1 + drive) * sample / (1 + 6 * drive * fabsf(sample));
    }
}

static float from_db(float db)
{
    return powf(10, db / 20);
}

void effect_tilt(struct mix *mix, float low_db, float high_db, int rate_hz)
{
    float open = 1 - expf((float)(-2 * M_PI) * 700 / (float)rate_hz);
    float low_gain = from_db(low_db), high_gain = from_db(high_db);
    float low = 0;

    for (size_t i = 0; i < mix->count; i++) {
        low += open * (mix->samples[i] - low);
        mix->samples[i] = low_gain * low + high_gain * (mix->samples[i] - low);
    }
}

enum { COMBS = 4, ALL_PASSES = 2, DELAY_MAX = 1024 };

/* Delays in samples near 22050 Hz, without common divisors. */
static const int comb_delays[COMBS] = {661, 743, 827, 937};
static const int all_pass_delays[ALL_PASSES] = {113, 37};

struct room {
    float combs[COMBS][DELAY_MAX];
    float all_passes[ALL_PASSES][DELAY_MAX];
    float damped[COMBS];
    int comb_at[COMBS], all_pass_at[ALL_PASSES];
};

static float room_step(struct room *room, float sample, float feedback,
                       float damping)
{
    float sum = 0;

    for (int c = 0; c < COMBS; c++) {
        float *cell = &room->combs[c][room->comb_at[c]];
        float old = *cell;

        room->damped[c] = old + damping * (room->damped[c] - old);
        *cell = sample + feedback * room->damped[c];
        if (++room->comb_at[c] == comb_delays[c])
            room->comb_at[c] = 0;
        sum += old;
    }
    for (int a = 0; a < ALL_PASSES; a++) {
        float *cell = &room->all_passes[a][room->all_pass_at[a]];
        float old = *cell;

        *cell = sum + .7F * old;
        sum = old - .7F * *cell;
        if (++room->all_pass_at[a] == all_pass_delays[a])
            room->all_pass_at[a] = 0;
    }
    return sum;
}

void effect_reverb(struct mix *mix, float amount, float damping)
{
    struct room room;
    float feedback = .70F + .22F * fminf(amount, 1);

    if (amount <= 0)
        return;
    memset(&room, 0, sizeof(room));
    for (size_t i = 0; i < mix->count; i++) {
        float dry = mix->samples[i];

        mix->samples[i] =
            (1 - .4F * amount) * dry +
            .35F * amount * room_step(&room, dry, feedback, damping);
    }
}

void effect_hiss(struct mix *mix, float level_db, uint64_t seed)
{
    uint32_t state = (uint32_t)(seed ^ seed >> 32);
    float level = usual_rms * from_db(level_db) * 1.7F;

    for (size_t i = 0; i < mix->count; i++) {
        state = state * 1664525U + 1013904223U;
        mix->samples[i] += level * (float)(int32_t)state * 0x1p-31F;
    }
}

void effect_normalize(struct mix *mix, float peak)
{
    double sum = 0;
    float mean, largest;

    for (size_t i = 0; i < mix->count; i++)
        sum += (double)mix->samples[i];
    mean = mix->count ? (float)(sum / (double)mix->count) : 0;
    for (size_t i = 0; i < mix->count; i++)
        mix->samples[i] -= mean;
    largest = mix_peak(mix);
    for (size_t i = 0; i < mix->count && largest > 0; i++)
        mix->samples[i] *= peak / largest;
}
