#include "ui/picture.h"

#include "ui/axis.h"
#include "ui/dots.h"
#include "ui/heat.h"
#include "ui/value_table.h"

#include <math.h>

enum { WAVE_ROWS_MOST = 8, HEAT_ROWS_MOST = 64 };

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

/* The waveform gets a quarter of the height, at least a row. */
static int wave_rows(int rows)
{
    int wave = rows / 4 < 1 ? 1 : rows / 4;

    if (wave == 1 && rows >= 6)
        wave = 2;
    return wave > WAVE_ROWS_MOST ? WAVE_ROWS_MOST : wave;
}

static bool has_picture(const struct preview *preview, enum feature_kind wanted)
{
    return preview->feature == wanted && preview->picture.values;
}

/* What the darkest is below the brightest: dB, or all there is between. */
static float range_of(enum feature_kind kind)
{
    return kind == FEATURE_MEL ? 80 : kind == FEATURE_WAVELET ? 60 : 0;
}

static void draw_heat(const struct preview *preview, struct canvas *canvas)
{
    int margin = axis_margin(preview->feature);
    struct canvas part =
        canvas_part(canvas, margin, 0, canvas->width - margin, canvas->height);
    struct heat heat = {.values = preview->picture.values,
                        .rows = preview->picture.bands,
                        .columns = preview->picture.frames,
                        .range = range_of(preview->feature)};

    heat_draw(&heat, &part);
    axis_draw_bands(preview->feature, preview->picture.bands, canvas);
}

/* Waveform, picture and seconds, one below the other. */
static void draw_sound(const struct preview *preview, enum feature_kind wanted,
                       struct canvas *canvas)
{
    int margin = axis_margin(wanted), width = canvas->width - margin;
    int rows = canvas->height - 1;
    bool later = preview->feature != wanted;
    bool pictured = later || has_picture(preview, wanted);
    int wave = pictured                ? wave_rows(rows)
               : rows > WAVE_ROWS_MOST ? WAVE_ROWS_MOST
                                       : rows;
    int heat = rows - wave > HEAT_ROWS_MOST ? HEAT_ROWS_MOST : rows - wave;
    struct canvas part = canvas_part(canvas, margin, 0, width, wave);

    if (preview->count && part.width > 0 && part.height > 0)
        draw_wave(preview, &part);
    if (!pictured)
        heat = 0;
    part = canvas_part(canvas, 0, wave, canvas->width, heat);
    if (later)
        canvas_text(&part, margin, 0, STYLE_DIM, "reading ...");
    else if (pictured)
        draw_heat(preview, &part);
    part = canvas_part(canvas, margin, wave + heat, width, 1);
    axis_draw_seconds(preview->duration_s, &part);
}

void picture_draw(const struct preview *preview, enum feature_kind wanted,
                  struct canvas *canvas)
{
    if (picture_is_table(wanted) && has_picture(preview, wanted))
        value_table_draw(wanted, &preview->picture, canvas);
    else if (preview->count)
        draw_sound(preview, wanted, canvas);
    else if (preview->feature != wanted)
        canvas_text(canvas, 0, 0, STYLE_DIM, "reading ...");
}

const char *picture_title(enum feature_kind kind)
{
    switch (kind) {
    case FEATURE_MEL:
        return "mel spectrogram, dB";
    case FEATURE_MFCC:
        return "MFCC, each scaled by itself";
    case FEATURE_CHROMA:
        return "chroma, pitch classes";
    case FEATURE_WAVELET:
        return "wavelet energy, dB by Hz";
    case FEATURE_STATS:
        return "stats";
    case FEATURE_MOOD:
        return "mood";
    case FEATURE_COUNT:
        break;
    }
    return "";
}

bool picture_is_table(enum feature_kind kind)
{
    return feature_of(kind)->columns > 0;
}
