#include "feature/tuning.h"

#include "audio/clip.h"
#include "base/alloc.h"
#include "feature/spectrum.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The bins from 150 to 4000 Hz. */
enum { FIRST_BIN = 14, END_BIN = 372 };

/* Peaks are no neighbours, so a frame has at most half as many as bins. */
enum { MOST_PER_BLOCK = LANE * (END_BIN - FIRST_BIN) / 2 };

enum { WORD = 32, GROUPS = (END_BIN - FIRST_BIN + WORD - 1) / WORD };

enum { STEPS = 100 };

static const float peak_share = 0.1F; /* of the frame's largest power */

struct peak {
    float bin;   /* with its fraction */
    float power; /* interpolated; positive */
};

struct tuning {
    struct peak *peaks;
    size_t count;
    size_t capacity;
};

struct tuning *tuning_create(void)
{
    return xcalloc(1, sizeof(struct tuning));
}

void tuning_destroy(struct tuning *tuning)
{
    if (!tuning)
        return;
    free(tuning->peaks);
    free(tuning);
}

void tuning_clear(struct tuning *tuning)
{
    tuning->count = 0;
}

static bool reserve(struct tuning *tuning, struct error *err)
{
    size_t capacity = tuning->capacity ? 2 * tuning->capacity : 1 << 16;
    struct peak *grown;

    if (tuning->count + MOST_PER_BLOCK <= tuning->capacity)
        return true;
    grown = realloc(tuning->peaks, capacity * sizeof(*grown));
    if (!grown)
        return error_set(err, "not enough memory for %zu peaks", capacity);
    tuning->peaks = grown;
    tuning->capacity = capacity;
    return true;
}

/* The parabola through a peak and its neighbours. */
static void add_peak(struct tuning *tuning, const lane *power, int bin,
                     int frame)
{
    float before = power[bin - 1][frame], here = power[bin][frame];
    float after = power[bin + 1][frame];
    float curvature = after + before - 2 * here;
    float slope = (after - before) / 2;
    float shift = fabsf(slope) >= fabsf(curvature) ? 0 : -slope / curvature;
    struct peak *peak = &tuning->peaks[tuning->count++];

    peak->bin = (float)bin + shift;
    peak->power = here + 0.5F * slope * shift;
}

/* found: for each 32 bins a word of each frame, with a bit for each bin. */
LANE_CLONES static void find_peaks(const lane *power, lane_mask found[GROUPS])
{
    lane threshold = {0};

    for (int bin = 0; bin < SPECTRUM_BINS; bin++)
        lane_raise(&threshold, &power[bin]);
    threshold *= peak_share;
    for (int group = 0; group < GROUPS; group++) {
        int first = FIRST_BIN + group * WORD, left = END_BIN - first;
        const lane *bin = power + first;

        found[group] = (lane_mask){0};
        for (int i = 0; i < WORD && i < left; i++) {
            lane_mask loud, rises, keeps_rising;

            lane_less(&threshold, &bin[i], &loud);
            lane_less(&bin[i - 1], &bin[i], &rises);
            lane_less(&bin[i], &bin[i + 1], &keeps_rising);
            found[group] |= loud & rises & ~keeps_rising & (int32_t)(1U << i);
        }
    }
}

bool tuning_add(struct tuning *tuning, const lane *power, struct error *err)
{
    lane_mask found[GROUPS];

    if (!reserve(tuning, err))
        return false;
    find_peaks(power, found);
    for (int group = 0; group < GROUPS; group++)
        for (int frame = 0; frame < LANE; frame++)
            for (uint32_t left = (uint32_t)found[group][frame]; left;
                 left &= left - 1)
                add_peak(tuning, power,
                         FIRST_BIN + group * WORD + __builtin_ctz(left), frame);
    return true;
}

static int compare(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;

    return (x > y) - (x < y);
}

/* Positive floats are ordered as their bits are: the upper ones say in which
 * of a few thousand buckets a value lies. */
static unsigned bucket_of(float value)
{
    uint32_t bits;

    memcpy(&bits, &value, sizeof(bits));
    return bits >> 18;
}

enum { BUCKETS = 1 << 14 };

/* The value of this rank, counted from 0; spare holds count values. */
static float value_of_rank(const struct tuning *tuning, size_t rank,
                           float *spare)
{
    uint32_t counts[BUCKETS] = {0};
    size_t below = 0, held = 0;
    unsigned bucket = 0;

    for (size_t i = 0; i < tuning->count; i++)
        counts[bucket_of(tuning->peaks[i].power)]++;
    while (below + counts[bucket] <= rank)
        below += counts[bucket++];
    for (size_t i = 0; i < tuning->count; i++)
        if (bucket_of(tuning->peaks[i].power) == bucket)
            spare[held++] = tuning->peaks[i].power;
    qsort(spare, held, sizeof(*spare), compare);
    return spare[rank - below];
}

static float median(const struct tuning *tuning, float *spare)
{
    size_t middle = tuning->count / 2;
    float upper = value_of_rank(tuning, middle, spare);

    if (tuning->count % 2)
        return upper;
    return (value_of_rank(tuning, middle - 1, spare) + upper) / 2;
}

static double edge(int step)
{
    return -0.5 + step * (1.0 / STEPS);
}

/* The step whose edges enclose the value, by the edges themselves. */
static int step_of(double deviation)
{
    int step = (int)((deviation + 0.5) * STEPS);

    if (step > 0 && deviation < edge(step))
        step--;
    else if (step < STEPS - 1 && deviation >= edge(step + 1))
        step++;
    return step < STEPS ? step : STEPS - 1;
}

bool tuning_estimate(struct tuning *tuning, int bins_per_octave, double *out,
                     struct error *err)
{
    const float hz_per_bin = (float)CLIP_WORKING_RATE_HZ / SPECTRUM_SIZE;
    size_t counts[STEPS] = {0};
    float *spare, threshold;
    int best = 0;

    *out = 0;
    if (tuning->count == 0)
        return true;
    spare = malloc(tuning->count * sizeof(*spare));
    if (!spare)
        return error_set(err, "not enough memory for %zu peaks", tuning->count);
    threshold = median(tuning, spare);
    free(spare);
    for (size_t i = 0; i < tuning->count; i++) {
        float octaves, bins;

        if (tuning->peaks[i].power < threshold)
            continue;
        octaves = log2f(tuning->peaks[i].bin * hz_per_bin / 27.5F);
        bins = (float)bins_per_octave * octaves;
        bins -= floorf(bins);
        counts[step_of(bins >= 0.5F ? bins - 1 : bins)]++;
    }
    for (int i = 1; i < STEPS; i++)
        if (counts[i] > counts[best])
            best = i;
    *out = edge(best);
    return true;
}
