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

/* One bit for each frame whose mask is set. */
static inline unsigned bits_of(const lane_mask *mask)
{
    typedef int32_t eight __attribute__((vector_size(32)));
    typedef int32_t four __attribute__((vector_size(16)));
    static const lane_mask powers = {
        1 << 0, 1 << 1, 1 << 2,  1 << 3,  1 << 4,  1 << 5,  1 << 6,  1 << 7,
        1 << 8, 1 << 9, 1 << 10, 1 << 11, 1 << 12, 1 << 13, 1 << 14, 1 << 15};
    lane_mask all = *mask & powers;
    eight half =
        __builtin_shufflevector(all, all, 0, 1, 2, 3, 4, 5, 6, 7) |
        __builtin_shufflevector(all, all, 8, 9, 10, 11, 12, 13, 14, 15);
    four quarter = __builtin_shufflevector(half, half, 0, 1, 2, 3) |
                   __builtin_shufflevector(half, half, 4, 5, 6, 7);

    return (unsigned)(quarter[0] | quarter[1] | quarter[2] | quarter[3]);
}

/* bits: one word a bin. */
LANE_CLONES static void find_peaks(const lane *power, unsigned *bits)
{
    lane largest = {0};

    for (int bin = 0; bin < SPECTRUM_BINS; bin++) {
        lane_mask higher = power[bin] > largest;

        largest = (lane)((higher & (lane_mask)power[bin]) |
                         (~higher & (lane_mask)largest));
    }
    largest *= peak_share;
    for (int bin = FIRST_BIN; bin < END_BIN; bin++) {
        lane_mask peak = (power[bin] > largest) &
                         (power[bin] > power[bin - 1]) &
                         (power[bin] >= power[bin + 1]);

        bits[bin - FIRST_BIN] = bits_of(&peak);
    }
}

bool tuning_add(struct tuning *tuning, const lane *power, struct error *err)
{
    unsigned bits[END_BIN - FIRST_BIN];

    if (!reserve(tuning, err))
        return false;
    find_peaks(power, bits);
    for (int bin = FIRST_BIN; bin < END_BIN; bin++)
        for (unsigned left = bits[bin - FIRST_BIN]; left; left &= left - 1)
            add_peak(tuning, power, bin, __builtin_ctz(left));
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
