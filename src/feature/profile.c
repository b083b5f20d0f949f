#include "feature/profile.h"

#include "base/alloc.h"
#include "feature/cepstrum.h"
#include "feature/chroma.h"
#include "feature/melbank.h"
#include "feature/rhythm.h"
#include "feature/spectrum.h"
#include "feature/tuning.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { HOP = RHYTHM_HOP };

static const float rolloff_share = 0.85F;
static const float top_decibels = 80;

struct profiler {
    struct melbank *melbank;
    struct cepstrum *cepstrum;
    struct tuning *tuning;
    struct chroma *chroma;
};

struct profiler *profiler_create(void)
{
    struct profiler *profiler = xcalloc(1, sizeof(*profiler));

    profiler->melbank = melbank_create();
    profiler->cepstrum = cepstrum_create(PROFILE_COEFFICIENTS);
    profiler->tuning = tuning_create();
    profiler->chroma = chroma_create(PROFILE_CLASSES);
    return profiler;
}

void profiler_destroy(struct profiler *profiler)
{
    if (!profiler)
        return;
    melbank_destroy(profiler->melbank);
    cepstrum_destroy(profiler->cepstrum);
    tuning_destroy(profiler->tuning);
    chroma_destroy(profiler->chroma);
    free(profiler);
}

void profile_finish(struct profile *profile)
{
    free(profile->values);
    *profile = (struct profile){0};
}

static float *row_of(const struct profile *profile, int row)
{
    return profile->values + (size_t)row * profile->frames;
}

const float *profile_row(const struct profile *profile, enum profile_row row)
{
    return row_of(profile, row);
}

/* Writes lanes to as many rows, as sixteen columns or what is left. */
static void put(struct profile *profile, int row, size_t block,
                const lane *columns, int count)
{
    size_t first = block * LANE, left = profile->frames - first;

    if (left > LANE)
        left = LANE;
    for (int i = 0; i < count; i++)
        memcpy(row_of(profile, row + i) + first, columns + i,
               left * sizeof(float));
}

static float hz_of(int bin)
{
    return (float)bin * CLIP_WORKING_RATE_HZ / SPECTRUM_SIZE;
}

/* The sums of magnitudes up to each bin and the mean frequency they weigh;
 * silent frames have a sum of 1 instead of 0. */
LANE_CLONES static void find_centroid(const lane *magnitude, lane *running,
                                      lane *sum, lane *centroid)
{
    const lane tiny = FLT_MIN + (lane){0};
    lane moment = {0}, total = {0};
    lane_mask silent;

    for (int bin = 0; bin < SPECTRUM_BINS; bin++) {
        total += magnitude[bin];
        moment += magnitude[bin] * hz_of(bin);
        running[bin] = total;
    }
    lane_less(&total, &tiny, &silent);
    *sum = (lane)((silent & (lane_mask)(1 + (lane){0})) |
                  (~silent & (lane_mask)total));
    *centroid = moment / *sum;
}

LANE_CLONES static void find_spread(const lane *magnitude, const lane *running,
                                    const lane *centroid, lane *variance,
                                    lane *below)
{
    lane threshold = running[SPECTRUM_BINS - 1] * rolloff_share;
    lane moment = {0};
    lane_mask count = {0};

    for (int bin = 0; bin < SPECTRUM_BINS; bin++) {
        lane away = hz_of(bin) - *centroid;
        lane_mask less;

        lane_less(&running[bin], &threshold, &less);
        moment += magnitude[bin] * (away * away);
        count -= less;
    }
    *variance = moment;
    *below = __builtin_convertvector(count, lane);
}

/* Centroid, bandwidth and rolloff of sixteen frames. */
static void add_shape(struct profile *profile, size_t block, const lane *power)
{
    lane magnitude[SPECTRUM_BINS], running[SPECTRUM_BINS];
    lane sum, rows[3];

    for (size_t i = 0; i < SPECTRUM_BINS; i++)
        for (int j = 0; j < LANE; j++)
            magnitude[i][j] = sqrtf(power[i][j]);
    find_centroid(magnitude, running, &sum, &rows[0]);
    find_spread(magnitude, running, &rows[0], &rows[1], &rows[2]);
    rows[1] /= sum;
    for (int j = 0; j < LANE; j++)
        rows[1][j] = sqrtf(rows[1][j]);
    rows[2] *= hz_of(1);
    put(profile, PROFILE_CENTROID, block, rows, 3);
}

static bool is_negative(float sample)
{
    return sample < -1e-10F;
}

/* Root mean squares and zero crossings, from the samples themselves.  Before
 * and after the clip there is silence and no crossing. */
static void add_samples(struct profile *profile, const struct clip *clip)
{
    enum { HALF = SPECTRUM_SIZE / 2 };
    const float *samples = clip->samples;

    for (size_t frame = 0; frame < profile->frames; frame++) {
        size_t centre = frame * HOP, crossings = 0;
        size_t low = centre > HALF ? centre - HALF : 0;
        size_t high = centre + HALF < clip->count ? centre + HALF : clip->count;
        double squares = 0;

        for (size_t i = low; i < high; i++) {
            squares += (double)samples[i] * samples[i];
            crossings += i > low &&
                         is_negative(samples[i]) != is_negative(samples[i - 1]);
        }
        row_of(profile, PROFILE_RMS)[frame] =
            (float)sqrt(squares / SPECTRUM_SIZE);
        row_of(profile, PROFILE_CROSSINGS)[frame] =
            (float)crossings / SPECTRUM_SIZE;
    }
}

/* Raises everything to 80 dB below the loudest. */
static float raise_floor(lane *decibels, size_t count)
{
    lane loudest = -100 + (lane){0}, floor;
    float largest = -100;

    for (size_t i = 0; i < count; i++)
        lane_raise(&loudest, &decibels[i]);
    for (int i = 0; i < LANE; i++)
        if (loudest[i] > largest)
            largest = loudest[i];
    floor = largest - top_decibels + (lane){0};
    for (size_t i = 0; i < count; i++)
        lane_raise(&decibels[i], &floor);
    return largest - top_decibels;
}

/* Coefficients, envelopes and tempo. */
static bool add_mel(struct profiler *profiler, struct profile *profile,
                    lane *decibels, size_t blocks, struct error *err)
{
    float floor = raise_floor(decibels, blocks * MELBANK_BANDS);
    lane columns[PROFILE_COEFFICIENTS];

    for (size_t block = 0; block < blocks; block++) {
        cepstrum_run(profiler->cepstrum, decibels + block * MELBANK_BANDS,
                     floor, columns);
        put(profile, PROFILE_MFCC, block, columns, PROFILE_COEFFICIENTS);
    }
    rhythm_envelopes(decibels, profile->frames,
                     row_of(profile, PROFILE_ONSET_MEAN),
                     row_of(profile, PROFILE_ONSET_MEDIAN));
    return rhythm_tempo(row_of(profile, PROFILE_ONSET_MEDIAN), profile->frames,
                        &profile->tempo, err);
}

static bool add_chroma(struct profiler *profiler, struct profile *profile,
                       struct spectrogram *spectrogram, struct error *err)
{
    lane columns[PROFILE_CLASSES];
    double tuning;

    if (!tuning_estimate(profiler->tuning, PROFILE_CLASSES, &tuning, err))
        return false;
    chroma_tune(profiler->chroma, tuning);
    for (size_t i = 0; i < spectrogram_blocks(spectrogram); i++) {
        chroma_run(profiler->chroma, spectrogram_block(spectrogram, i),
                   columns);
        put(profile, PROFILE_CHROMA, i, columns, PROFILE_CLASSES);
    }
    return true;
}

static bool fill(struct profiler *profiler, struct spectrogram *spectrogram,
                 struct profile *profile, lane *decibels, struct error *err)
{
    size_t blocks = spectrogram_blocks(spectrogram);

    tuning_clear(profiler->tuning);
    for (size_t i = 0; i < blocks; i++) {
        const lane *power = spectrogram_block(spectrogram, i);

        melbank_run(profiler->melbank, power, decibels + i * MELBANK_BANDS);
        lane_decibels(decibels + i * MELBANK_BANDS, MELBANK_BANDS);
        add_shape(profile, i, power);
        if (!tuning_add(profiler->tuning, power, err))
            return false;
    }
    return add_mel(profiler, profile, decibels, blocks, err) &&
           add_chroma(profiler, profile, spectrogram, err);
}

bool profiler_run(struct profiler *profiler, struct spectrogram *spectrogram,
                  const struct clip *clip, struct profile *out,
                  struct error *err)
{
    lane *decibels;
    bool good;

    *out = (struct profile){0};
    if (!spectrogram_begin(spectrogram, clip, HOP, true, err))
        return false;
    out->frames = spectrogram_frames(spectrogram);
    out->values = calloc(PROFILE_ROWS * out->frames, sizeof(float));
    decibels = lane_alloc(spectrogram_blocks(spectrogram) * MELBANK_BANDS);
    good = out->values && decibels;
    if (!good)
        error_set(err, "not enough memory for %zu frames", out->frames);
    good = good && fill(profiler, spectrogram, out, decibels, err);
    if (good)
        add_samples(out, clip);
    else
        profile_finish(out);
    free(decibels);
    return good;
}
