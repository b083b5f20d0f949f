#include "ui/axis.h"

#include "session/feature_picture.h"
#include "ui/pitch.h"

#include <math.h>
#include <stdio.h>

enum { MARGIN = 5, MARGIN_WAVELET = 9, LABEL_SIZE = 24 };

/* A column of labels; each row takes one, the first that comes. */
struct scale {
    struct canvas *canvas;
    bool taken[CANVAS_HEIGHT_MAX];
};

int axis_margin(enum feature_kind kind)
{
    return kind == FEATURE_WAVELET ? MARGIN_WAVELET : MARGIN;
}

/* up: share of the height, 0 at the bottom. */
static void put_label(struct scale *scale, double up, const char *label)
{
    struct canvas *canvas = scale->canvas;
    int y = (int)((1 - up) * canvas->height);

    if (y < 0 || y >= canvas->height || scale->taken[y])
        return;
    scale->taken[y] = true;
    canvas_field_right(canvas, 0, y, canvas->width - 1, STYLE_AXIS, label);
}

static void put_unit(struct scale *scale, const char *unit)
{
    scale->taken[0] = true;
    canvas_text(scale->canvas, 0, 0, STYLE_AXIS, unit);
}

/* Slaney's mel scale, as in the feature: linear to 1 kHz, then logarithmic. */
static double mel_of(double hz)
{
    return hz < 1000 ? hz * 3 / 200 : 15 + log(hz / 1000) / (log(6.4) / 27);
}

static void draw_mel(struct scale *scale)
{
    static const struct {
        double hz;
        const char *label;
    } marks[] = {{250, "250"}, {1000, "1k"}, {4000, "4k"},
                 {500, "500"}, {2000, "2k"}, {8000, "8k"}};
    double highest = mel_of((double)CLIP_WORKING_RATE_HZ / 2);
    size_t count = scale->canvas->height >= 12 ? 6 : 3;

    put_unit(scale, "Hz");
    for (size_t i = 0; i < count; i++)
        put_label(scale, mel_of(marks[i].hz) / highest, marks[i].label);
}

static double middle_of(size_t band, size_t bands)
{
    return ((double)band + 0.5) / (double)bands;
}

static void draw_coefficients(struct scale *scale, size_t bands)
{
    size_t step = scale->canvas->height >= 12 ? 5 : 10;

    put_unit(scale, "no.");
    for (size_t i = 0; i < bands; i += step) {
        char label[LABEL_SIZE];

        snprintf(label, sizeof(label), "%zu", i);
        put_label(scale, middle_of(i, bands), label);
    }
}

/* A pitch class's own band is the lowest of those it has.  Where not all
 * names find room, they are three semitones apart, or two. */
static void draw_pitches(struct scale *scale, size_t bands)
{
    int rows = scale->canvas->height;
    size_t step = rows >= PITCH_CLASSES ? 1 : 2 * rows >= PITCH_CLASSES ? 2 : 3;

    for (size_t i = 0; i < PITCH_CLASSES; i += step)
        put_label(scale, middle_of(i * bands / PITCH_CLASSES, bands),
                  pitch_name(i));
}

static void format_hz(double hz, char out[LABEL_SIZE])
{
    if (hz < 1000)
        snprintf(out, LABEL_SIZE, "%.0f", hz);
    else if (hz < 10000)
        snprintf(out, LABEL_SIZE, "%.1f", hz / 1000);
    else
        snprintf(out, LABEL_SIZE, "%.0f", hz / 1000);
}

/* "0-345", "689-1.4k", "2.8-5.5k": a k stands behind what it belongs to, and
 * once behind both. */
static void format_range(const double hz[2], char out[2 * LABEL_SIZE + 3])
{
    char low[LABEL_SIZE], high[LABEL_SIZE];

    format_hz(hz[0], low);
    format_hz(hz[1], high);
    snprintf(out, 2 * LABEL_SIZE + 3, "%s-%s%s", low, high,
             hz[1] < 1000 ? "" : "k");
}

static void draw_levels(struct scale *scale, size_t bands)
{
    for (size_t i = 0; i < bands; i++) {
        char label[2 * LABEL_SIZE + 3];
        double hz[2];

        feature_picture_wavelet_hz(i, hz);
        format_range(hz, label);
        put_label(scale, middle_of(i, bands), label);
    }
}

void axis_draw_bands(enum feature_kind kind, size_t bands,
                     struct canvas *canvas)
{
    struct canvas part =
        canvas_part(canvas, 0, 0, axis_margin(kind), canvas->height);
    struct scale scale = {.canvas = &part};

    if (part.height < 4 || bands == 0)
        return;
    switch (kind) {
    case FEATURE_MEL:
        draw_mel(&scale);
        break;
    case FEATURE_MFCC:
        draw_coefficients(&scale, bands);
        break;
    case FEATURE_CHROMA:
        draw_pitches(&scale, bands);
        break;
    case FEATURE_WAVELET:
        draw_levels(&scale, bands);
        break;
    case FEATURE_STATS:
    case FEATURE_MOOD:
    case FEATURE_COUNT:
        break;
    }
}

/* The distance in seconds between two labels that leaves them room. */
static double tick_step(double seconds, int columns)
{
    static const double steps[] = {0.1, 0.2, 0.5, 1,   2,   5,   10,
                                   20,  30,  60,  120, 300, 600, 1800};
    enum { COUNT = sizeof(steps) / sizeof(steps[0]) };

    for (int i = 0; i < COUNT; i++)
        if (steps[i] / seconds * columns >= 8)
            return steps[i];
    return 3600;
}

void axis_draw_seconds(double seconds, struct canvas *canvas)
{
    int columns = canvas->width;
    double step;

    if (!(seconds > 0) || columns < 8)
        return;
    step = tick_step(seconds, columns);
    for (int i = 0; i * step < seconds; i++) {
        int x = (int)(i * step / seconds * columns);
        char label[32];

        snprintf(label, sizeof(label), "%.3g%s", i * step, i ? "" : " s");
        if (x + canvas_text_width(canvas, label) <= columns)
            canvas_text(canvas, x, 0, STYLE_AXIS, label);
    }
}
