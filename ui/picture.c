#include "ui/picture.h"

#include "ui/dots.h"
#include "ui/heat.h"

#include <math.h>
#include <stdio.h>

/* Cells for the labels in Hz, and the range of the picture in dB. */
enum { MARGIN = 5, RANGE_DB = 80, WAVE_ROWS_MOST = 8, MEL_ROWS_MOST = 64 };

/* The mean of the extremes over a column's share of the track: their extremes
 * would be nearly the same everywhere in a narrow picture. */
static void envelope(const struct preview *preview, int x, int width,
                     float out[2])
{
    size_t from = (size_t)x * preview->count / (size_t)width;
    size_t to = ((size_t)x + 1) * preview->count / (size_t)width;
    double low = 0, high = 0;

    if (to == from)
        to++;
    for (size_t i = from; i < to; i++) {
        low += (double)preview->low[i];
        high += (double)preview->high[i];
    }
    out[0] = (float)(low / (double)(to - from));
    out[1] = (float)(high / (double)(to - from));
}

/* The waveform is drawn so that its largest value fills the height: what is
 * of interest is its shape; the peak is told as a number elsewhere. */
static float largest(const struct preview *preview, int width)
{
    float scale = 1e-6f;

    for (int x = 0; x < width; x++) {
        float pair[2];

        envelope(preview, x, width, pair);
        scale = fmaxf(scale, fmaxf(fabsf(pair[0]), fabsf(pair[1])));
    }
    return scale;
}

static void draw_wave(const struct preview *preview, struct canvas *canvas)
{
    struct dots_pen pen = {.style = STYLE_WAVE};
    struct dots dots;
    float scale;

    dots_init(&dots, canvas);
    scale = largest(preview, dots.width);
    for (int x = 0; x < dots.width; x++) {
        float half = (float)(dots.height - 1) / 2;
        float pair[2];

        envelope(preview, x, dots.width, pair);
        dots_line(&dots, x, (int)lroundf((1 - pair[1] / scale) * half), x,
                  (int)lroundf((1 - pair[0] / scale) * half), &pen);
    }
    dots_finish(&dots);
}

/* Slaney's mel scale, as in the feature: linear to 1 kHz, then logarithmic. */
static double mel_of(double hz)
{
    return hz < 1000 ? hz * 3 / 200 : 15 + log(hz / 1000) / (log(6.4) / 27);
}

static void draw_hertz(struct canvas *canvas, int top, int rows)
{
    static const struct {
        double hz;
        const char *label;
    } marks[] = {{250, "250"}, {1000, "1k"}, {4000, "4k"},
                 {500, "500"}, {2000, "2k"}, {8000, "8k"}};
    double highest = mel_of((double)CLIP_WORKING_RATE_HZ / 2);
    size_t count = rows >= 12 ? 6 : rows >= 4 ? 3 : 0;

    for (size_t i = 0; i < count; i++) {
        double up = mel_of(marks[i].hz) / highest;

        canvas_field_right(canvas, 0, top + (int)((1 - up) * rows), MARGIN - 1,
                           STYLE_AXIS, marks[i].label);
    }
    if (count)
        canvas_text(canvas, 0, top, STYLE_AXIS, "Hz");
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

static void draw_seconds(const struct preview *preview, struct canvas *canvas,
                         int y)
{
    int columns = canvas->width - MARGIN;
    double step;

    if (!(preview->duration_s > 0) || columns < 8)
        return;
    step = tick_step(preview->duration_s, columns);
    for (int i = 0; i * step < preview->duration_s; i++) {
        int x = (int)(i * step / preview->duration_s * columns);
        char label[32];

        snprintf(label, sizeof(label), "%.3g%s", i * step, i ? "" : " s");
        if (x + canvas_text_width(canvas, label) <= columns)
            canvas_text(canvas, MARGIN + x, y, STYLE_AXIS, label);
    }
}

/* The waveform gets a quarter of the height, at least a row. */
static int wave_rows(int rows, bool has_mel)
{
    int wave = rows / 4 < 1 ? 1 : rows / 4;

    if (!has_mel)
        wave = rows;
    else if (wave == 1 && rows >= 6)
        wave = 2;
    return wave > WAVE_ROWS_MOST ? WAVE_ROWS_MOST : wave;
}

void picture_draw(const struct preview *preview, struct canvas *canvas)
{
    bool has_mel = preview->mel.values && preview->mel.frames;
    int rows = canvas->height - 1;
    int wave = wave_rows(rows, has_mel);
    int mel = rows - wave > MEL_ROWS_MOST ? MEL_ROWS_MOST : rows - wave;
    struct canvas part =
        canvas_part(canvas, MARGIN, 0, canvas->width - MARGIN, wave);
    struct heat heat = {.values = preview->mel.values,
                        .rows = preview->mel.bands,
                        .columns = preview->mel.frames,
                        .range = RANGE_DB};

    if (preview->count && part.width > 0 && part.height > 0)
        draw_wave(preview, &part);
    if (!has_mel)
        mel = 0;
    if (mel > 0) {
        part = canvas_part(canvas, MARGIN, wave, canvas->width - MARGIN, mel);
        heat_draw(&heat, &part);
        draw_hertz(canvas, wave, mel);
    }
    draw_seconds(preview, canvas, wave + mel);
}
