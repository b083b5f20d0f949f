#include "feature/spectrum.h"

#include "base/alloc.h"
#include "feature/transform.h"

#include <fftw3.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The transform of 2048 real samples is made of one of 1024 complex values,
 * which FFTW does in half the time of its real one. */
enum { HALF = SPECTRUM_SIZE / 2 };

/* From one transform to the next: a little more than a power of two, so that
 * the same bin of sixteen frames does not fall on one set of the cache. */
enum { ROW = HALF + 8 };

struct spectrum {
    lane *window; /* SPECTRUM_SIZE values */
    lane *frame;  /* SPECTRUM_SIZE values: the windowed input */
    lane *edge;   /* SPECTRUM_SIZE values: a frame with zeros around it */
    lane *rows;   /* LANE x ROW complex values: the transforms */
    lane *turns;  /* for four bins each: four real, four imaginary parts */
    fftwf_plan plan;
};

static void fill_tables(struct spectrum *spectrum)
{
    float *window = (float *)spectrum->window, *turns;

    for (int i = 0; i < SPECTRUM_SIZE; i++)
        window[i] = (float)(0.5 - 0.5 * cos(2 * M_PI * i / SPECTRUM_SIZE));
    turns = (float *)spectrum->turns;
    for (int i = 0; i < HALF / 2; i++) {
        double angle = -2 * M_PI * (i + 1) / SPECTRUM_SIZE;

        turns[i / 4 * 8 + i % 4] = (float)cos(angle);
        turns[i / 4 * 8 + 4 + i % 4] = (float)sin(angle);
    }
}

bool spectrum_create(struct spectrum **out, struct error *err)
{
    struct spectrum *spectrum = xcalloc(1, sizeof(*spectrum));

    spectrum->window = lane_alloc(SPECTRUM_SIZE / LANE);
    spectrum->frame = lane_alloc(SPECTRUM_SIZE / LANE);
    spectrum->edge = lane_alloc(SPECTRUM_SIZE / LANE);
    spectrum->turns = lane_alloc(HALF / LANE);
    spectrum->rows = lane_alloc((size_t)2 * ROW);
    if (!spectrum->window || !spectrum->frame || !spectrum->edge ||
        !spectrum->rows || !spectrum->turns)
        goto fail;
    fill_tables(spectrum);
    transform_lock();
    spectrum->plan = fftwf_plan_dft_1d(HALF, (fftwf_complex *)spectrum->frame,
                                       (fftwf_complex *)spectrum->rows,
                                       FFTW_FORWARD, FFTW_ESTIMATE);
    transform_unlock();
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
        transform_lock();
        fftwf_destroy_plan(spectrum->plan);
        transform_unlock();
    }
    free(spectrum->window);
    free(spectrum->frame);
    free(spectrum->edge);
    free(spectrum->rows);
    free(spectrum->turns);
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

static inline void reverse(four *values)
{
    *values = __builtin_shufflevector(*values, *values, 3, 2, 1, 0);
}

/* The transform took samples 2n and 2n + 1 for the parts of one value.  With
 * a and b its values at bin and HALF - bin, the even samples' spectrum is
 * (a + b*) / 2, the odd samples' (a - b*) / 2i, and theirs is even + turn odd
 * at bin and the conjugate of even - turn odd at the mirrored bin. */
static inline void powers_of(const float *row, size_t bin, const float *turn,
                             four *here, four *mirrored)
{
    four a_real, a_imaginary, b_real, b_imaginary;
    four turn_real = *(const four *)turn;
    four turn_imaginary = *(const four *)(turn + 4);
    four even_real, even_imaginary, odd_real, odd_imaginary, real, imaginary;

    four_split(row + 2 * bin, &a_real, &a_imaginary);
    four_split(row + 2 * (HALF - bin - 3), &b_real, &b_imaginary);
    reverse(&b_real);
    reverse(&b_imaginary);
    even_real = a_real + b_real;
    even_imaginary = a_imaginary - b_imaginary;
    odd_real = a_imaginary + b_imaginary;
    odd_imaginary = b_real - a_real;
    real = turn_real * odd_real - turn_imaginary * odd_imaginary;
    imaginary = turn_real * odd_imaginary + turn_imaginary * odd_real;
    *here =
        0.25F * ((even_real + real) * (even_real + real) +
                 (even_imaginary + imaginary) * (even_imaginary + imaginary));
    *mirrored =
        0.25F * ((even_real - real) * (even_real - real) +
                 (even_imaginary - imaginary) * (even_imaginary - imaginary));
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

/* Bin 0 and the highest come from value 0 alone. */
static void take_outer_powers(const struct spectrum *spectrum, lane *power)
{
    for (size_t frame = 0; frame < LANE; frame++) {
        const float *row = (const float *)spectrum->rows + frame * 2 * ROW;

        power[0][frame] = (row[0] + row[1]) * (row[0] + row[1]);
        power[HALF][frame] = (row[0] - row[1]) * (row[0] - row[1]);
    }
}

LANE_CLONES static void take_powers(const struct spectrum *spectrum,
                                    lane *power)
{
    const float *rows = (const float *)spectrum->rows;

    for (size_t bin = 1; bin < HALF / 2; bin += 4) {
        const float *turn = (const float *)spectrum->turns + 2 * (bin - 1);

        for (size_t frame = 0; frame < LANE; frame += 4) {
            four here[4], mirrored[4];

            for (size_t i = 0; i < 4; i++)
                powers_of(rows + (frame + i) * 2 * ROW, bin, turn, &here[i],
                          &mirrored[i]);
            transpose(here);
            transpose(mirrored);
            for (size_t i = 0; i < 4; i++) {
                *(four *)((float *)(power + bin + i) + frame) = here[i];
                *(four *)((float *)(power + HALF - bin - i) + frame) =
                    mirrored[i];
            }
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
            memset(rows + i * ROW, 0, HALF * sizeof(*rows));
            continue;
        }
        apply_window(spectrum, frame_at(spectrum, clip, (first + i) * hop));
        fftwf_execute_dft(spectrum->plan, (fftwf_complex *)spectrum->frame,
                          rows + i * ROW);
    }
    take_outer_powers(spectrum, power);
    take_powers(spectrum, power);
}
