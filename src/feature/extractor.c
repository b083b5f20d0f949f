#include "feature/feature.h"

#include "base/alloc.h"
#include "feature/lane.h"
#include "feature/melbank.h"
#include "feature/spectrum.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static const float top_decibels = 80;

struct extractor {
    struct spectrum *spectrum;
    struct melbank *melbank;
    lane *power; /* SPECTRUM_BINS: sixteen frames */
    lane *mel;   /* MELBANK_BANDS: of the same frames */
};

bool extractor_create(struct extractor **out, struct error *err)
{
    struct extractor *extractor = xcalloc(1, sizeof(*extractor));

    extractor->melbank = melbank_create();
    extractor->power = lane_alloc(SPECTRUM_BINS);
    extractor->mel = lane_alloc(MELBANK_BANDS);
    if (!extractor->power || !extractor->mel) {
        error_set(err, "not enough memory for features");
        goto fail;
    }
    if (!spectrum_create(&extractor->spectrum, err))
        goto fail;
    *out = extractor;
    return true;

fail:
    extractor_destroy(extractor);
    return false;
}

void extractor_destroy(struct extractor *extractor)
{
    if (!extractor)
        return;
    spectrum_destroy(extractor->spectrum);
    melbank_destroy(extractor->melbank);
    free(extractor->power);
    free(extractor->mel);
    free(extractor);
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

/* Writes lanes, one a band, as sixteen columns or what is left of them. */
static void put_columns(struct feature_matrix *matrix, size_t first,
                        const lane *columns)
{
    size_t left = matrix->frames - first, count = left < LANE ? left : LANE;

    for (size_t i = 0; i < matrix->bands; i++)
        memcpy(matrix->values + i * matrix->frames + first, columns + i,
               count * sizeof(float));
}

/* Raises everything to top_decibels below the largest value, as librosa's
 * power_to_db does over the whole file. */
static void raise_floor(struct feature_matrix *matrix)
{
    size_t count = matrix->bands * matrix->frames;
    float floor = -100; /* decibels of the least power */

    for (size_t i = 0; i < count; i++)
        if (matrix->values[i] > floor)
            floor = matrix->values[i];
    floor -= top_decibels;
    for (size_t i = 0; i < count; i++)
        if (matrix->values[i] < floor)
            matrix->values[i] = floor;
}

static bool run_mel(struct extractor *extractor, const struct clip *clip,
                    struct feature_matrix *out, struct error *err)
{
    size_t hop = (size_t)feature_of(FEATURE_MEL)->hop;
    size_t frames = spectrum_frames(clip, hop);

    if (!matrix_init(out, MELBANK_BANDS, frames, err))
        return false;
    for (size_t first = 0; first < frames; first += LANE) {
        spectrum_block(extractor->spectrum, clip, hop, first, extractor->power);
        melbank_run(extractor->melbank, extractor->power, extractor->mel);
        lane_decibels(extractor->mel, MELBANK_BANDS);
        put_columns(out, first, extractor->mel);
    }
    raise_floor(out);
    return true;
}

bool extractor_run(struct extractor *extractor, const struct clip *clip,
                   unsigned set, struct feature_matrix *out, struct error *err)
{
    assert(clip->rate_hz == CLIP_WORKING_RATE_HZ);
    memset(out, 0, FEATURE_COUNT * sizeof(*out));
    if (clip->count == 0)
        return error_set(err, "cannot compute features of no samples");
    if (set & 1u << FEATURE_MEL)
        return run_mel(extractor, clip, &out[FEATURE_MEL], err);
    return true;
}
