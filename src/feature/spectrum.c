#include "feature/spectrum.h"

#include "base/alloc.h"

#include <fftw3.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* A row of the transform's output, with room for whole groups of 4 bins. */
enum { ROW = SPECTRUM_BINS + 3 };

struct spectrum {
    lane *window; /* SPECTRUM_SIZE values */
    lane *frame;  /* SPECTRUM_SIZE values: the windowed input */
    lane *edge;   /* SPECTRUM_SIZE values: a frame with zeros around it */
    lane *rows;   /* LANE x ROW complex values */
    fftwf_plan plan;
};

/* FFTW may run plans in parallel, but not make or destroy them. */
static pthread_mutex_t planner = PTHREAD_MUTEX_INITIALIZER;

typedef float four __attribute__((vector_size(16)));
typedef float four_anywhere __attribute__((vector_size(16), aligned(4)));

bool spectrum_create(struct spectrum **out, struct error *err)
{
    struct spectrum *spectrum = xcalloc(1, sizeof(*spectrum));
    float *window;

    spectrum->window = lane_alloc(SPECTRUM_SIZE / LANE);
    spectrum->frame = lane_alloc(SPECTRUM_SIZE / LANE);
    spectrum->edge = lane_alloc(SPECTRUM_SIZE / LANE);
    spectrum->rows = lane_alloc(2 * ROW);
    if (!spectrum->window || !spectrum->frame || !spectrum->edge ||
        !spectrum->rows)
        goto fail;
    window = (float *)spectrum->window;
    for (int i = 0; i < SPECTRUM_SIZE; i++)
        window[i] = (float)(0.5 - 0.5 * cos(2 * M_PI * i / SPECTRUM_SIZE));
    pthread_mutex_lock(&planner);
    spectrum->plan = fftwf_plan_dft_r2c_1d(
        SPECTRUM_SIZE, (float *)spectrum->frame,
        (fftwf_complex *)spectrum->rows, FFTW_ESTIMATE | FFTW_UNALIGNED);
    pthread_mutex_unlock(&planner);
    if (!spectrum->plan)
        goto fail;
    *out = spectrum;
    return true;

fail:
    spectrum_destroy(spectrum);
    return error_set(err, "cannot prepare a %d-point transform", SPECTRUM_SIZE);
}

void spectrum_destroy(struct spectrum *spectrum)
{
    if (!spectrum)
        return;
    if (spectrum->plan) {
        pthread_mutex_lock(&planner);
        fftwf_destroy_plan(spectrum->plan);
        pthread_mutex_unlock(&planner);
    }
    free(spectrum->window);
    free(spectrum->frame);
    free(spectrum->edge);
    free(spectrum->rows);
    free(spectrum);
}

size_t spectrum_frames(const struct clip *clip, size_t hop)
{
    return 1 + clip->count / hop;
}

/* The samples of the frame centred there; a copy where the sound ends. */
static const float *frame_at(struct spectrum *spectrum, const struct clip *clip,
                             size_t centre)
{
    enum { HALF = SPECTRUM_SIZE / 2 };
    float *edge = (float *)spectrum->edge;
    size_t lead = centre < HALF ? HALF - centre : 0;
    size_t start = centre + lead - HALF, there;

    if (!lead && centre + HALF <= clip->count)
        return clip->samples + start;
    there = start < clip->count ? clip->count - start : 0;
    if (there > SPECTRUM_SIZE - lead)
        there = SPECTRUM_SIZE - lead;
    memset(edge, 0, SPECTRUM_SIZE * sizeof(*edge));
    memcpy(edge + lead, clip->samples + start, there * sizeof(*edge));
    return edge;
}

LANE_CLONES static void apply_window(struct spectrum *spectrum,
                                     const float *samples)
{
    typedef float lane_anywhere __attribute__((vector_size(64), aligned(4)));
    const lane_anywhere *in = (const lane_anywhere *)samples;

    for (int i = 0; i < SPECTRUM_SIZE / LANE; i++)
        spectrum->frame[i] = spectrum->window[i] * in[i];
}

/* The powers of four bins of one frame; row is at its first complex value. */
static inline void powers_of(const float *row, four *out)
{
    four low = *(const four_anywhere *)row;
    four high = *(const four_anywhere *)(row + 4);
    four real = __builtin_shufflevector(low, high, 0, 2, 4, 6);
    four imaginary = __builtin_shufflevector(low, high, 1, 3, 5, 7);

    *out = real * real + imaginary * imaginary;
}

/* From frames x bins to bins x frames, in squares of 4. */
static inline void transpose(four square[4])
{
    four a = __builtin_shufflevector(square[0], square[1], 0, 4, 1, 5);
    four b = __builtin_shufflevector(square[0], square[1], 2, 6, 3, 7);
    four c = __builtin_shufflevector(square[2], square[3], 0, 4, 1, 5);
    four d = __builtin_shufflevector(square[2], square[3], 2, 6, 3, 7);

    square[0] = __builtin_shufflevector(a, c, 0, 1, 4, 5);
    square[1] = __builtin_shufflevector(a, c, 2, 3, 6, 7);
    square[2] = __builtin_shufflevector(b, d, 0, 1, 4, 5);
    square[3] = __builtin_shufflevector(b, d, 2, 3, 6, 7);
}

static void take_powers(const struct spectrum *spectrum, lane *power)
{
    const float *rows = (const float *)spectrum->rows;

    for (size_t bin = 0; bin < SPECTRUM_BINS; bin += 4) {
        size_t bins = SPECTRUM_BINS - bin < 4 ? SPECTRUM_BINS - bin : 4;

        for (size_t frame = 0; frame < LANE; frame += 4) {
            four square[4];

            for (size_t i = 0; i < 4; i++)
                powers_of(rows + 2 * ((frame + i) * ROW + bin), &square[i]);
            transpose(square);
            for (size_t i = 0; i < bins; i++)
                *(four *)((float *)(power + bin + i) + frame) = square[i];
        }
    }
}

void spectrum_block(struct spectrum *spectrum, const struct clip *clip,
                    size_t hop, size_t first, lane *power)
{
    size_t frames = spectrum_frames(clip, hop);
    fftwf_complex *rows = (fftwf_complex *)spectrum->rows;

    for (size_t i = 0; i < LANE; i++) {
        if (first + i >= frames) {
            memset(rows + i * ROW, 0, ROW * sizeof(*rows));
            continue;
        }
        apply_window(spectrum, frame_at(spectrum, clip, (first + i) * hop));
        fftwf_execute_dft_r2c(spectrum->plan, (float *)spectrum->frame,
                              rows + i * ROW);
    }
    take_powers(spectrum, power);
}
