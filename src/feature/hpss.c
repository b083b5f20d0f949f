#include "feature/hpss.h"

#include "base/alloc.h"
#include "feature/lane.h"
#include "feature/spectrum.h"
#include "feature/transform.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    HOP = 512,
    REACH = 15,             /* of a median to either side */
    WIDTH = 2 * REACH + 1,  /* values in a median */
    CHUNK = 1024,           /* frames masked at a time, a multiple of LANE */
    HELD = CHUNK + 6 * LANE /* frames held for that, with those within reach */
};

/* A row of bins in whole lanes. */
enum { ROW_LANES = SPECTRUM_BINS / LANE + 1, ROW = ROW_LANES * LANE };

struct hpss {
    struct spectrum *spectrum;
    struct transform *transform;
    lane *power;       /* SPECTRUM_BINS */
    lane *strokes;     /* SPECTRUM_BINS: medians along frequency */
    float *magnitudes; /* HELD x ROW */
    float *masks;      /* HELD x ROW: medians along frequency, then masks */
    float window[SPECTRUM_SIZE];
    size_t first; /* frame in the first row */
    size_t frames;
};

bool hpss_create(struct hpss **out, struct error *err)
{
    struct hpss *hpss = xcalloc(1, sizeof(*hpss));

    hpss->power = lane_alloc(SPECTRUM_BINS);
    hpss->strokes = lane_alloc(SPECTRUM_BINS);
    hpss->magnitudes = (float *)lane_alloc((size_t)HELD * ROW_LANES);
    hpss->masks = (float *)lane_alloc((size_t)HELD * ROW_LANES);
    if (!hpss->power || !hpss->strokes || !hpss->magnitudes || !hpss->masks) {
        error_set(err, "not enough memory to separate harmony");
        goto fail;
    }
    for (int i = 0; i < SPECTRUM_SIZE; i++)
        hpss->window[i] =
            (float)(0.5 - 0.5 * cos(2 * M_PI * i / SPECTRUM_SIZE));
    if (!spectrum_create(&hpss->spectrum, err) ||
        !transform_create(&hpss->transform, SPECTRUM_SIZE, err))
        goto fail;
    *out = hpss;
    return true;

fail:
    hpss_destroy(hpss);
    return false;
}

void hpss_destroy(struct hpss *hpss)
{
    if (!hpss)
        return;
    spectrum_destroy(hpss->spectrum);
    transform_destroy(hpss->transform);
    free(hpss->power);
    free(hpss->strokes);
    free(hpss->magnitudes);
    free(hpss->masks);
    free(hpss);
}

/* The index inside 0 .. count - 1 that stands for one outside, mirrored at
 * the edges with the edge itself repeated. */
static size_t mirror(long index, size_t count)
{
    long period = 2 * (long)count;

    index %= period;
    if (index < 0)
        index += period;
    return (size_t)(index < (long)count ? index : period - 1 - index);
}

/* Takes one value out of a sorted window and puts another in, for sixteen
 * windows at once: everything from the old value on moves down by one, then
 * the new one rises to its place. */
static inline void exchange(lane window[WIDTH], const lane *old,
                            const lane *fresh)
{
    lane rising = *fresh;

    for (int i = 0; i < WIDTH - 1; i++) {
        lane kept, higher;
        lane_mask before, less;

        lane_less(&window[i], old, &before);
        kept = (lane)((before & (lane_mask)window[i]) |
                      (~before & (lane_mask)window[i + 1]));
        lane_less(&kept, &rising, &less);
        higher = (lane)((less & (lane_mask)rising) | (~less & (lane_mask)kept));
        window[i] =
            (lane)((less & (lane_mask)kept) | (~less & (lane_mask)rising));
        rising = higher;
    }
    window[WIDTH - 1] = rising;
}

/* Begins a window that holds only its first value. */
static inline void fill(lane window[WIDTH], const lane *value)
{
    for (int i = 0; i < WIDTH; i++)
        window[i] = *value;
}

/* Medians along the bins of sixteen frames. */
LANE_CLONES static void filter_bins(const lane *magnitudes, lane *medians)
{
    lane window[WIDTH];

    fill(window, &magnitudes[mirror(-REACH, SPECTRUM_BINS)]);
    for (long i = 1 - REACH; i <= REACH; i++)
        exchange(window, &magnitudes[mirror(-REACH, SPECTRUM_BINS)],
                 &magnitudes[mirror(i, SPECTRUM_BINS)]);
    medians[0] = window[REACH];
    for (long bin = 1; bin < SPECTRUM_BINS; bin++) {
        exchange(window, &magnitudes[mirror(bin - REACH - 1, SPECTRUM_BINS)],
                 &magnitudes[mirror(bin + REACH, SPECTRUM_BINS)]);
        medians[bin] = window[REACH];
    }
}

static void put_rows(const lane *columns, float *rows)
{
    for (size_t bin = 0; bin < SPECTRUM_BINS; bin++)
        for (size_t frame = 0; frame < LANE; frame++)
            rows[frame * ROW + bin] = columns[bin][frame];
}

static void take_root(lane *power)
{
    float *values = (float *)power;

    for (size_t i = 0; i < (size_t)SPECTRUM_BINS * LANE; i++)
        values[i] = sqrtf(values[i]);
}

/* Fills the rows from frame hpss->first on. */
static void hold_frames(struct hpss *hpss, const struct clip *clip, size_t end)
{
    for (size_t frame = hpss->first; frame < end; frame += LANE) {
        size_t row = (frame - hpss->first) * ROW;

        spectrum_block(hpss->spectrum, clip, HOP, frame, hpss->power);
        take_root(hpss->power);
        filter_bins(hpss->power, hpss->strokes);
        put_rows(hpss->power, hpss->magnitudes + row);
        put_rows(hpss->strokes, hpss->masks + row);
    }
}

/* The harmonic part's share of the squared medians; a half of nothing. */
static inline void make_mask(const lane *harmonic, lane *mask)
{
    const lane tiny = FLT_MIN + (lane){0};
    lane larger = *mask, h, p;
    lane_mask nothing;

    lane_raise(&larger, harmonic);
    lane_less(&larger, &tiny, &nothing);
    larger = (lane)((nothing & (lane_mask)(1 + (lane){0})) |
                    (~nothing & (lane_mask)larger));
    h = *harmonic / larger;
    p = *mask / larger;
    h = h * h / (h * h + p * p);
    *mask = (lane)((nothing & (lane_mask)(0.5F + (lane){0})) |
                   (~nothing & (lane_mask)h));
}

/* Row of a frame that may lie outside the clip. */
static inline const lane *row_of(const struct hpss *hpss, long frame)
{
    size_t row = mirror(frame, hpss->frames) - hpss->first;

    return (const lane *)(hpss->magnitudes + row * ROW);
}

/* Medians along time of sixteen bins, from frame start to end. */
LANE_CLONES static void filter_time(struct hpss *hpss, size_t group,
                                    size_t start, size_t end)
{
    long first = (long)start;
    lane window[WIDTH];

    fill(window, row_of(hpss, first - REACH) + group);
    for (long i = 1 - REACH; i <= REACH; i++)
        exchange(window, row_of(hpss, first - REACH) + group,
                 row_of(hpss, first + i) + group);
    for (size_t frame = start; frame < end; frame++) {
        size_t row = (frame - hpss->first) * ROW;

        make_mask(&window[REACH], (lane *)(hpss->masks + row) + group);
        exchange(window, row_of(hpss, (long)frame - REACH) + group,
                 row_of(hpss, (long)frame + REACH + 1) + group);
    }
}

/* Transforms, masks, transforms back and adds the frame to the sum. */
static void add_frame(struct hpss *hpss, const struct clip *clip, size_t frame,
                      float *sum)
{
    const float *mask = hpss->masks + (frame - hpss->first) * ROW;
    struct transform *transform = hpss->transform;
    long start = (long)frame * HOP - SPECTRUM_SIZE / 2;
    long low = start < 0 ? -start : 0, high = SPECTRUM_SIZE;

    if (start + high > (long)clip->count)
        high = (long)clip->count - start;
    memset(transform->values, 0, SPECTRUM_SIZE * sizeof(float));
    for (long i = low; i < high; i++)
        transform->values[i] = hpss->window[i] * clip->samples[start + i];
    transform_forward(transform);
    for (size_t i = 0; i < SPECTRUM_BINS; i++) {
        transform->bins[2 * i] *= mask[i];
        transform->bins[2 * i + 1] *= mask[i];
    }
    transform_backward(transform);
    for (long i = low; i < high; i++)
        sum[start + i] += hpss->window[i] * transform->values[i];
}

/* Divides each sample by the squared windows that cover it. */
static void normalize(const struct hpss *hpss, size_t count, float *sum)
{
    for (size_t i = 0; i < count; i++) {
        size_t place = i + SPECTRUM_SIZE / 2, last = place / HOP;
        size_t first =
            place < SPECTRUM_SIZE ? 0 : (place - SPECTRUM_SIZE) / HOP + 1;
        float squares = 0;

        for (size_t frame = first; frame <= last && frame < hpss->frames;
             frame++) {
            float weight = hpss->window[place - frame * HOP];

            squares += weight * weight;
        }
        if (squares > FLT_MIN)
            sum[i] /= squares * SPECTRUM_SIZE;
    }
}

void hpss_run(struct hpss *hpss, const struct clip *clip, float *harmonic)
{
    hpss->frames = spectrum_frames(clip, HOP);
    memset(harmonic, 0, clip->count * sizeof(*harmonic));
    for (size_t start = 0; start < hpss->frames; start += CHUNK) {
        size_t end = start + CHUNK, reach = end + REACH + 1;

        if (end > hpss->frames)
            end = hpss->frames;
        if (reach > hpss->frames)
            reach = hpss->frames;
        /* One frame more each side than medians reach. */
        hpss->first = start > REACH + 1 ? start - REACH - 1 : 0;
        hold_frames(hpss, clip, reach);
        for (size_t group = 0; group < ROW_LANES; group++)
            filter_time(hpss, group, start, end);
        for (size_t frame = start; frame < end; frame++)
            add_frame(hpss, clip, frame, harmonic);
    }
    normalize(hpss, clip->count, harmonic);
}
