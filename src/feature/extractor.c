#include "feature/feature.h"

#include "base/alloc.h"
#include "feature/cepstrum.h"
#include "feature/chroma.h"
#include "feature/hpss.h"
#include "feature/lane.h"
#include "feature/melbank.h"
#include "feature/mood.h"
#include "feature/profile.h"
#include "feature/spectrogram.h"
#include "feature/stats.h"
#include "feature/tuning.h"
#include "feature/wavelet.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* The spectrum the features share; mel takes every second frame of it. */
enum { HOP = 256, COEFFICIENTS = 40, CLASSES = 24 };

static const float top_decibels = 80;
static const float least_decibels = -100;

struct extractor {
    struct spectrogram *spectrogram;
    struct melbank *melbank;
    struct cepstrum *cepstrum;
    struct tuning *tuning;
    struct chroma *chroma;
    struct profiler *profiler;
    struct hpss *hpss; /* made when first needed */
    lane *decibels;    /* room x MELBANK_BANDS; of the clip at hand */
    size_t room;       /* blocks */
};

bool extractor_create(struct extractor **out, struct error *err)
{
    struct extractor *extractor = xcalloc(1, sizeof(*extractor));

    if (!spectrogram_create(&extractor->spectrogram, err)) {
        extractor_destroy(extractor);
        return false;
    }
    extractor->melbank = melbank_create();
    extractor->cepstrum = cepstrum_create(COEFFICIENTS);
    extractor->tuning = tuning_create();
    extractor->chroma = chroma_create(CLASSES);
    extractor->profiler = profiler_create();
    *out = extractor;
    return true;
}

void extractor_destroy(struct extractor *extractor)
{
    if (!extractor)
        return;
    spectrogram_destroy(extractor->spectrogram);
    melbank_destroy(extractor->melbank);
    cepstrum_destroy(extractor->cepstrum);
    tuning_destroy(extractor->tuning);
    chroma_destroy(extractor->chroma);
    profiler_destroy(extractor->profiler);
    hpss_destroy(extractor->hpss);
    free(extractor->decibels);
    free(extractor);
}

/* One clip on its way through the extractor. */
struct pass {
    lane loudest; /* decibels, for each place in a block */
    struct extractor *extractor;
    const struct clip *clip;
    unsigned set;
    size_t hop;
    size_t frames;
    size_t blocks; /* of LANE frames */
    struct feature_matrix *out;
};

static bool has(const struct pass *pass, enum feature_kind kind)
{
    return pass->set & 1u << kind;
}

static bool needs_mel(const struct pass *pass)
{
    return has(pass, FEATURE_MEL) || has(pass, FEATURE_MFCC);
}

static bool matrix_init(struct feature_matrix *matrix, size_t bands,
                        size_t frames, struct error *err)
{
    *matrix = (struct feature_matrix){.bands = bands, .frames = frames};
    if (frames <= SIZE_MAX / sizeof(float) / bands)
        matrix->values = malloc(bands * frames * sizeof(float));
    if (!matrix->values)
        return error_set(err, "not enough memory for %zu x %zu values", bands,
                         frames);
    return true;
}

static bool prepare(struct pass *pass, struct error *err)
{
    struct extractor *extractor = pass->extractor;

    if (!spectrogram_begin(extractor->spectrogram, pass->clip, pass->hop,
                           has(pass, FEATURE_CHROMA), err))
        return false;
    pass->frames = spectrogram_frames(extractor->spectrogram);
    pass->blocks = spectrogram_blocks(extractor->spectrogram);
    if (!needs_mel(pass) || pass->blocks <= extractor->room)
        return true;
    free(extractor->decibels);
    extractor->room = 0;
    extractor->decibels = lane_alloc(pass->blocks * MELBANK_BANDS);
    if (!extractor->decibels)
        return error_set(err, "not enough memory for %zu frames", pass->frames);
    extractor->room = pass->blocks;
    return true;
}

LANE_CLONES static void find_loudest(const lane *decibels, lane *loudest)
{
    for (int i = 0; i < MELBANK_BANDS; i++)
        lane_raise(loudest, &decibels[i]);
}

/* Everything that needs one frame at a time. */
static bool run_blocks(struct pass *pass, struct error *err)
{
    struct extractor *extractor = pass->extractor;

    pass->loudest = least_decibels + (lane){0};
    tuning_clear(extractor->tuning);
    for (size_t block = 0; block < pass->blocks; block++) {
        const lane *power = spectrogram_block(extractor->spectrogram, block);

        if (needs_mel(pass)) {
            lane *decibels = extractor->decibels + block * MELBANK_BANDS;

            melbank_run(extractor->melbank, power, decibels);
            lane_decibels(decibels, MELBANK_BANDS);
            find_loudest(decibels, &pass->loudest);
        }
        if (has(pass, FEATURE_CHROMA) &&
            !tuning_add(extractor->tuning, power, err))
            return false;
    }
    return true;
}

/* 80 dB below the loudest value of every step-th frame, as librosa's
 * power_to_db over the whole file. */
static float floor_of(const struct pass *pass, int step)
{
    float loudest = least_decibels;

    for (int i = 0; i < LANE; i += step)
        if (pass->loudest[i] > loudest)
            loudest = pass->loudest[i];
    return loudest - top_decibels;
}

/* Writes every step-th frame of a block, raised to the floor. */
static void put_every(struct feature_matrix *matrix, size_t first, size_t step,
                      float floor, const lane *decibels)
{
    size_t left = matrix->frames - first, count = LANE / step;

    if (count > left)
        count = left;
    for (size_t band = 0; band < matrix->bands; band++) {
        float *row = matrix->values + band * matrix->frames + first;
        const float *values = (const float *)(decibels + band);

        for (size_t i = 0; i < count; i++)
            row[i] = values[i * step] > floor ? values[i * step] : floor;
    }
}

static bool make_mel(const struct pass *pass, struct error *err)
{
    struct feature_matrix *matrix = &pass->out[FEATURE_MEL];
    size_t step = (size_t)feature_of(FEATURE_MEL)->hop / pass->hop;
    float floor = floor_of(pass, (int)step);

    if (!matrix_init(matrix, MELBANK_BANDS, (pass->frames + step - 1) / step,
                     err))
        return false;
    for (size_t block = 0; block < pass->blocks; block++)
        put_every(matrix, block * LANE / step, step, floor,
                  pass->extractor->decibels + block * MELBANK_BANDS);
    return true;
}

/* Writes lanes, one a band, as sixteen columns or what is left of them. */
static void put_columns(struct feature_matrix *matrix, size_t first,
                        const lane *columns)
{
    size_t left = matrix->frames - first, count = left < LANE ? left : LANE;

    assert(matrix->values);
    for (size_t i = 0; i < matrix->bands; i++)
        memcpy(matrix->values + i * matrix->frames + first, columns + i,
               count * sizeof(float));
}

static bool make_mfcc(const struct pass *pass, struct error *err)
{
    struct feature_matrix *matrix = &pass->out[FEATURE_MFCC];
    const struct extractor *extractor = pass->extractor;
    float floor = floor_of(pass, 1);
    lane columns[COEFFICIENTS];

    if (!matrix_init(matrix, COEFFICIENTS, pass->frames, err))
        return false;
    for (size_t block = 0; block < pass->blocks; block++) {
        cepstrum_run(extractor->cepstrum,
                     extractor->decibels + block * MELBANK_BANDS, floor,
                     columns);
        put_columns(matrix, block * LANE, columns);
    }
    return true;
}

static bool make_chroma(const struct pass *pass, struct error *err)
{
    struct feature_matrix *matrix = &pass->out[FEATURE_CHROMA];
    const struct extractor *extractor = pass->extractor;
    lane columns[CLASSES];
    double tuning;

    if (!tuning_estimate(extractor->tuning, CLASSES, &tuning, err) ||
        !matrix_init(matrix, CLASSES, pass->frames, err))
        return false;
    chroma_tune(extractor->chroma, tuning);
    for (size_t block = 0; block < pass->blocks; block++) {
        chroma_run(extractor->chroma,
                   spectrogram_block(extractor->spectrogram, block), columns);
        put_columns(matrix, block * LANE, columns);
    }
    return true;
}

static bool make_wavelet(const struct pass *pass, struct error *err)
{
    struct feature_matrix *matrix = &pass->out[FEATURE_WAVELET];

    if (!matrix_init(matrix, 1, wavelet_count(pass->clip->count), err))
        return false;
    wavelet_run(pass->clip, matrix->values);
    return true;
}

static bool run_spectral(struct pass *pass, struct error *err)
{
    unsigned mel = 1u << FEATURE_MEL;

    if (!needs_mel(pass) && !has(pass, FEATURE_CHROMA))
        return true;
    /* Mel alone does with its own frames. */
    pass->hop = HOP;
    if ((pass->set & (mel | 1u << FEATURE_MFCC | 1u << FEATURE_CHROMA)) == mel)
        pass->hop = (size_t)feature_of(FEATURE_MEL)->hop;
    return prepare(pass, err) && run_blocks(pass, err) &&
           (!has(pass, FEATURE_MEL) || make_mel(pass, err)) &&
           (!has(pass, FEATURE_MFCC) || make_mfcc(pass, err)) &&
           (!has(pass, FEATURE_CHROMA) || make_chroma(pass, err));
}

static bool make_stats(const struct pass *pass, const struct profile *profile,
                       struct error *err)
{
    struct feature_matrix *matrix = &pass->out[FEATURE_STATS];
    struct extractor *extractor = pass->extractor;
    size_t count = pass->clip->count;
    float *harmonic;

    if (!extractor->hpss && !hpss_create(&extractor->hpss, err))
        return false;
    if (!matrix_init(matrix, 1, STATS_COLUMNS, err))
        return false;
    harmonic = malloc(count * sizeof(*harmonic));
    if (!harmonic)
        return error_set(err, "not enough memory for %zu samples", count);
    hpss_run(extractor->hpss, pass->clip, harmonic);
    stats_fill(profile, pass->clip, harmonic, matrix->values);
    free(harmonic);
    return true;
}

static bool make_mood(const struct pass *pass, const struct profile *profile,
                      struct error *err)
{
    struct feature_matrix *matrix = &pass->out[FEATURE_MOOD];

    return matrix_init(matrix, 1, MOOD_COLUMNS, err) &&
           mood_fill(profile, pass->clip, matrix->values, err);
}

/* What sums up the whole recording. */
static bool run_summary(const struct pass *pass, struct error *err)
{
    struct profile profile;
    bool good;

    if (!has(pass, FEATURE_STATS) && !has(pass, FEATURE_MOOD))
        return true;
    if (!profiler_run(pass->extractor->profiler, pass->extractor->spectrogram,
                      pass->clip, &profile, err))
        return false;
    good = (!has(pass, FEATURE_STATS) || make_stats(pass, &profile, err)) &&
           (!has(pass, FEATURE_MOOD) || make_mood(pass, &profile, err));
    profile_finish(&profile);
    return good;
}

bool extractor_run(struct extractor *extractor, const struct clip *clip,
                   unsigned set, struct feature_matrix *out, struct error *err)
{
    struct pass pass = {
        .extractor = extractor, .clip = clip, .set = set, .out = out};

    assert(clip->rate_hz == CLIP_WORKING_RATE_HZ);
    memset(out, 0, FEATURE_COUNT * sizeof(*out));
    if (clip->count == 0)
        return error_set(err, "cannot compute features of no samples");
    if (run_spectral(&pass, err) && run_summary(&pass, err) &&
        (!has(&pass, FEATURE_WAVELET) || make_wavelet(&pass, err)))
        return true;
    for (int i = 0; i < FEATURE_COUNT; i++)
        feature_matrix_finish(&out[i]);
    return false;
}
