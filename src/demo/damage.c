#include "demo/damage.h"

#include "audio/resampler.h"
#include "demo/effect.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Nothing but clipping reaches beyond this. */
static const float ceiling = .97F;

static void say(struct damage *damage, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void say(struct damage *damage, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(damage->detail, sizeof(damage->detail), format, arguments);
    va_end(arguments);
}

static struct mix mix_of(const struct clip *clip)
{
    return (struct mix){clip->samples, clip->count};
}

static double seconds_of(const struct clip *clip)
{
    return (double)clip->count / clip->rate_hz;
}

static float from_db(float db)
{
    return powf(10, db / 20);
}

static void scale(struct clip *clip, float factor)
{
    for (size_t i = 0; i < clip->count; i++)
        clip->samples[i] *= factor;
}

/* Back below full scale; most clips are there anyway. */
static void tame(struct clip *clip)
{
    struct mix mix = mix_of(clip);
    float peak = mix_peak(&mix);

    if (peak > ceiling)
        scale(clip, ceiling / peak);
}

/* A stretch of the clip, in samples. */
struct span {
    size_t start, count;
};

/* A place for a stretch of this length, anywhere; told to the damage. */
static struct span draw_span(const struct clip *clip, double length_s,
                             struct rng *rng, struct damage *damage)
{
    double total_s = seconds_of(clip);
    double start_s;
    struct span span;

    length_s = fmin(length_s, total_s);
    start_s = (total_s - length_s) * (double)rng_uniform(rng);
    span.start = (size_t)(start_s * clip->rate_hz);
    span.count = (size_t)(length_s * clip->rate_hz);
    if (span.start + span.count > clip->count)
        span.count = clip->count - span.start;
    damage->start_s = (double)span.start / clip->rate_hz;
    damage->end_s = (double)(span.start + span.count) / clip->rate_hz;
    return span;
}

static float between(float low, float high, float dose)
{
    return low + (high - low) * dose;
}

/* The same from the smallest to the largest in equal ratios. */
static float between_ratios(float low, float high, float dose)
{
    return low * powf(high / low, dose);
}

static void requantize(struct clip *clip, float dose, struct rng *rng,
                       struct damage *damage)
{
    int bits = 15 - (int)(7.99F * dose);
    float steps = (float)(1 << (bits - 1));

    for (size_t i = 0; i < clip->count; i++) {
        float dither = rng_uniform(rng) - .5F;

        clip->samples[i] = rintf(clip->samples[i] * steps + dither) / steps;
    }
    tame(clip);
    say(damage, "rounded to %d bits", bits);
}

static bool resample(struct clip *clip, float dose, struct damage *damage,
                     struct error *err)
{
    static const int rates[] = {44100, 32000, 16000, 11025, 8000};
    int rate = rates[(int)(4.99F * dose)], home = clip->rate_hz;
    size_t count = clip->count;

    if (!resampler_run(clip, rate, err) || !resampler_run(clip, home, err))
        return false;
    if (clip->count > count)
        clip->count = count;
    tame(clip);
    say(damage, "by way of %d Hz", rate);
    return true;
}

static void change_gain(struct clip *clip, float dose, struct rng *rng,
                        struct damage *damage)
{
    struct mix mix = mix_of(clip);
    float peak = mix_peak(&mix);
    float room_db = peak > 0 ? 20 * log10f(ceiling / peak) : 0;
    float change_db = between(2, 18, dose);

    if (rng_below(rng, 2) && room_db >= 2)
        change_db = fminf(change_db, room_db);
    else
        change_db = -change_db;
    scale(clip, from_db(change_db));
    say(damage, "gain %+.1f dB", (double)change_db);
}

static void equalize(struct clip *clip, float dose, struct rng *rng,
                     struct damage *damage)
{
    float tilt_db = between(2, 10, dose) * (rng_below(rng, 2) ? 1 : -1);
    struct mix mix = mix_of(clip);

    effect_tilt(&mix, tilt_db / 2, -tilt_db / 2, clip->rate_hz);
    tame(clip);
    say(damage, "%+.1f dB below and %+.1f dB above 700 Hz", (double)tilt_db / 2,
        (double)-tilt_db / 2);
}

static int compare_floats(const void *a, const void *b)
{
    float left = *(const float *)a, right = *(const float *)b;

    return (left > right) - (left < right);
}

/* The value that a share of the span's samples is above. */
static bool loudness_at(const struct clip *clip, struct span span, float share,
                        float *out, struct error *err)
{
    float *sorted = malloc((span.count + 1) * sizeof(*sorted));
    size_t place = (size_t)((1 - share) * (float)span.count);

    if (!sorted)
        return error_set(err, "not enough memory for %zu samples", span.count);
    for (size_t i = 0; i < span.count; i++)
        sorted[i] = fabsf(clip->samples[span.start + i]);
    qsort(sorted, span.count, sizeof(*sorted), compare_floats);
    *out = span.count ? sorted[place < span.count ? place : span.count - 1] : 0;
    free(sorted);
    return true;
}

static bool overdrive(struct clip *clip, float dose, struct rng *rng,
                      struct damage *damage, struct error *err)
{
    float share = between_ratios(.002F, .15F, dose);
    double length_s = seconds_of(clip) * (double)between(.1F, 1, dose);
    struct span span = draw_span(clip, length_s, rng, damage);
    float level = 0, *samples = clip->samples + span.start;

    if (!loudness_at(clip, span, share, &level, err))
        return false;
    if (level <= 0)
        level = 1e-3F;
    for (size_t i = 0; i < span.count; i++)
        samples[i] = fmaxf(-1, fminf(samples[i] * 1.001F / level, 1));
    say(damage, "gain %+.1f dB, %.2f %% of the samples at full scale",
        -20 * log10((double)level), 100 * (double)share);
    return true;
}

/* Where an interruption is heard best, of a few places. */
static size_t loud_place(const struct clip *clip, size_t count, struct rng *rng)
{
    size_t best = 0, margin = (size_t)clip->rate_hz / 20;
    double loudest = -1;

    if (clip->count <= count + 2 * margin)
        return 0;
    for (int i = 0; i < 16; i++) {
        uint32_t room = (uint32_t)(clip->count - count - 2 * margin);
        size_t place = rng_below(rng, room);
        struct mix before = {clip->samples + place, margin};
        struct mix after = {clip->samples + place + margin + count, margin};
        double level = fmin(mix_rms(&before), mix_rms(&after));

        if (level > loudest) {
            loudest = level;
            best = place + margin;
        }
    }
    return best;
}

static void interrupt_sound(struct clip *clip, float dose, struct rng *rng,
                            struct damage *damage)
{
    int gaps = (int)between_ratios(3, 30, dose);
    float gap_s = between_ratios(.012F, .2F, dose);
    size_t count = (size_t)(gap_s * (float)clip->rate_hz);
    size_t first = clip->count, last = 0;

    /* At most a quarter of a short track. */
    if ((size_t)gaps * count > clip->count / 4)
        gaps = (int)(clip->count / 4 / count);
    if (gaps < 1)
        gaps = 1;
    for (int i = 0; i < gaps; i++) {
        size_t place = loud_place(clip, count, rng);

        if (place + count > clip->count)
            count = clip->count - place;
        memset(clip->samples + place, 0, count * sizeof(*clip->samples));
        first = place < first ? place : first;
        last = place + count > last ? place + count : last;
    }
    damage->start_s = (double)first / clip->rate_hz;
    damage->end_s = (double)last / clip->rate_hz;
    say(damage, "%d gaps of %.0f ms", gaps, 1000 * (double)gap_s);
}

static void cover_with_noise(struct clip *clip, float dose, struct rng *rng,
                             struct damage *damage)
{
    struct mix mix = mix_of(clip);
    double length_s = fmax(fmin(2.5, .3 * seconds_of(clip)),
                           seconds_of(clip) * (double)between(.08F, .8F, dose));
    struct span span = draw_span(clip, length_s, rng, damage);
    float level = fmaxf((float)mix_rms(&mix), .01F);
    float noise = between(1, 2.5F, dose), music = between(1, 0, dose);

    for (size_t i = 0; i < span.count; i++) {
        float *sample = &clip->samples[span.start + i];

        *sample = music * *sample + noise * level * rng_range(rng, -1.7F, 1.7F);
    }
    tame(clip);
    say(damage, "white noise at %+.1f dB, the music at %.0f %%",
        20 * log10((double)noise), 100 * (double)music);
}

static void silence(struct clip *clip, float dose, struct rng *rng,
                    struct damage *damage)
{
    double length_s = fmax(fmin(3.2, .4 * seconds_of(clip)),
                           seconds_of(clip) * (double)between(.1F, .7F, dose));
    struct span span = draw_span(clip, length_s, rng, damage);
    /* A mild one has the last bit left, a gross one nothing at all. */
    float left = dose < .5F ? 0x1p-15F : 0;

    for (size_t i = 0; i < span.count; i++)
        clip->samples[span.start + i] = rng_below(rng, 16) == 0 ? left : 0;
    say(damage, "%.1f s of %s", (double)span.count / clip->rate_hz,
        left > 0 ? "noise in the last bit" : "digital silence");
}

static void displace(struct clip *clip, float dose, struct rng *rng,
                     struct damage *damage)
{
    float offset = between_ratios(.015F, .2F, dose);
    struct mix mix = mix_of(clip);
    float peak = mix_peak(&mix);

    if (peak + offset > ceiling)
        scale(clip, (ceiling - offset) / peak);
    if (rng_below(rng, 2))
        offset = -offset;
    for (size_t i = 0; i < clip->count; i++)
        clip->samples[i] += offset;
    say(damage, "offset %+.1f %% of full scale", 100 * (double)offset);
}

static void tell_overlap(const struct planned_track *track,
                         const struct clip *clip, struct damage *damage)
{
    damage->end_s = seconds_of(clip) - track->piece.skip_s;
    say(damage, "starts %.2f s later, %.1f s in common", track->piece.skip_s,
        damage->end_s);
}

bool damage_clip(const struct planned_track *track, struct rng *rng,
                 struct clip *clip, struct damage *damage, struct error *err)
{
    float dose = track->fault.dose;

    *damage = (struct damage){0};
    switch (track->fault.kind) {
    case FAULT_REQUANTIZED:
        requantize(clip, dose, rng, damage);
        break;
    case FAULT_RESAMPLED:
        return resample(clip, dose, damage, err);
    case FAULT_SHIFTED:
    case FAULT_EXCERPT:
        tell_overlap(track, clip, damage);
        break;
    case FAULT_GAIN:
        change_gain(clip, dose, rng, damage);
        break;
    case FAULT_EQUALIZED:
        equalize(clip, dose, rng, damage);
        break;
    case FAULT_CLIPPING:
        return overdrive(clip, dose, rng, damage, err);
    case FAULT_DROPOUT:
        interrupt_sound(clip, dose, rng, damage);
        break;
    case FAULT_STATIC:
        cover_with_noise(clip, dose, rng, damage);
        break;
    case FAULT_SILENCE:
        silence(clip, dose, rng, damage);
        break;
    case FAULT_OFFSET:
        displace(clip, dose, rng, damage);
        break;
    case FAULT_BYTE_COPY:
        say(damage, "the same bytes");
        break;
    case FAULT_CONTAINER:
        say(damage, "the same samples");
        break;
    case FAULT_VERSION:
        say(damage, "the same tune by another artist");
        break;
    case FAULT_NONE:
    case FAULT_WRONG_LABEL:
    case FAULT_TRUNCATED:
    case FAULT_UNREADABLE:
    case FAULT_COUNT:
        break;
    }
    return true;
}
