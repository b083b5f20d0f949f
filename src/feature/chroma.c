#include "feature/chroma.h"

#include "audio/clip.h"
#include "base/alloc.h"
#include "feature/spectrum.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

/* Above some 370 Hz a bin is narrower than a class and its bump reaches only
 * the nearest classes: what lies farther than this many classes has less than
 * 1e-13 of the bump's height and is left out. */
static const double reach = 4;

/* The bins are taken in parts whose powers stay in the fastest cache while
 * all classes read them. */
enum { PARTS = 3, PART = (SPECTRUM_BINS + PARTS - 1) / PARTS };

enum { MOST_RUNS = CHROMA_MOST * 40 };

/* Neighbouring bins that count for one class. */
struct run {
    int first;
    int count;
    int weight; /* index of the first weight */
};

struct chroma {
    int bands;
    int first_run[PARTS][CHROMA_MOST + 1]; /* of each band, and the end */
    struct run runs[MOST_RUNS];
    float weights[CHROMA_MOST * SPECTRUM_BINS];
    float columns[SPECTRUM_BINS][CHROMA_MOST];
};

struct chroma *chroma_create(int bands)
{
    struct chroma *chroma = xcalloc(1, sizeof(*chroma));

    chroma->bands = bands;
    return chroma;
}

void chroma_destroy(struct chroma *chroma)
{
    free(chroma);
}

/* Where a bin lies, in classes from the A of 27.5 Hz / tuning. */
static double position_of(int bands, double tuning, int bin)
{
    double a = 27.5 * exp2(tuning / bands);
    double hz = (double)bin * CLIP_WORKING_RATE_HZ / SPECTRUM_SIZE;

    /* The bin of 0 Hz is set one and a half octaves below the next. */
    if (bin == 0)
        return position_of(bands, tuning, 1) - 1.5 * bands;
    return bands * log2(hz / a);
}

/* The bumps of one bin: unit length over the classes, then weighted by how
 * near the bin is to the fifth octave.  Class 0 is C, three semitones above
 * the A that positions count from. */
static void fill_column(struct chroma *chroma, int bin, double position,
                        double width)
{
    int bands = chroma->bands;
    double bumps[CHROMA_MOST] = {0}, squares = 0;
    double octave = (position / bands - 5) / 2;
    double scale = exp(-0.5 * octave * octave);

    for (int i = 0; i < bands; i++) {
        double away = position - i + bands / 2.0;

        away -= bands * floor(away / bands);
        away -= bands / 2.0;
        if (fabs(away) > reach * width)
            continue;
        bumps[i] = exp(-2 * (away / width) * (away / width));
        squares += bumps[i] * bumps[i];
    }
    for (int i = 0; i < bands; i++)
        chroma->columns[bin][(i + bands - bands / 4) % bands] =
            (float)(bumps[i] / sqrt(squares) * scale);
}

/* Gathers the weights that are not zero of one class in one part; weights:
 * how many there are so far. */
static void collect_band(struct chroma *chroma, int part, int band, int *runs,
                         int *weights)
{
    int end = (part + 1) * PART;
    struct run *run = NULL;

    for (int bin = part * PART; bin < end && bin < SPECTRUM_BINS; bin++) {
        float weight = chroma->columns[bin][band];

        if (weight == 0) {
            run = NULL;
            continue;
        }
        if (!run) {
            run = &chroma->runs[(*runs)++];
            *run = (struct run){.first = bin, .weight = *weights};
        }
        chroma->weights[(*weights)++] = weight;
        run->count++;
    }
}

static void collect_runs(struct chroma *chroma)
{
    int runs = 0, weights = 0;

    for (int part = 0; part < PARTS; part++) {
        for (int band = 0; band < chroma->bands; band++) {
            chroma->first_run[part][band] = runs;
            collect_band(chroma, part, band, &runs, &weights);
        }
        chroma->first_run[part][chroma->bands] = runs;
    }
}

void chroma_tune(struct chroma *chroma, double tuning)
{
    double here = position_of(chroma->bands, tuning, 0);

    for (int bin = 0; bin < SPECTRUM_BINS; bin++) {
        double next = position_of(chroma->bands, tuning, bin + 1);

        fill_column(chroma, bin, here, fmax(next - here, 1));
        here = next;
    }
    collect_runs(chroma);
}

/* Divides each frame by its largest value; nearly nothing stays as it is. */
static inline void normalize(lane *values, int count)
{
    const lane least = FLT_MIN + (lane){0};
    lane largest = {0}, scale;
    lane_mask tiny;

    for (int i = 0; i < count; i++)
        lane_raise(&largest, &values[i]);
    lane_less(&largest, &least, &tiny);
    scale = (lane)((tiny & (lane_mask)(1 + (lane){0})) |
                   (~tiny & (lane_mask)largest));
    for (int i = 0; i < count; i++)
        values[i] /= scale;
}

/* Adds what one class takes of one part. */
static inline void add_runs(const struct chroma *chroma, const int *first_run,
                            const lane *power, lane *sum)
{
    lane even = *sum, odd = {0};

    for (int i = first_run[0]; i < first_run[1]; i++) {
        const struct run *run = &chroma->runs[i];
        const float *weight = chroma->weights + run->weight;
        const lane *bin = power + run->first;
        int j = 0;

        for (; j + 1 < run->count; j += 2) {
            even += weight[j] * bin[j];
            odd += weight[j + 1] * bin[j + 1];
        }
        if (j < run->count)
            even += weight[j] * bin[j];
    }
    *sum = even + odd;
}

LANE_CLONES void chroma_run(const struct chroma *chroma, const lane *power,
                            lane *out)
{
    for (int band = 0; band < chroma->bands; band++)
        out[band] = (lane){0};
    for (int part = 0; part < PARTS; part++)
        for (int band = 0; band < chroma->bands; band++)
            add_runs(chroma, &chroma->first_run[part][band], power, &out[band]);
    normalize(out, chroma->bands);
}
