#include "ui/heat.h"

#include "base/alloc.h"

#include <math.h>
#include <stdlib.h>

/* A pixel looks at no more values than this in each direction, so that the
 * time for a picture does not depend on the length of the track. */
enum { SAMPLES = 6 };

static float mean_of(const struct heat *heat, const size_t rows[2],
                     const size_t columns[2])
{
    size_t row_step = (rows[1] - rows[0]) / SAMPLES + 1;
    size_t column_step = (columns[1] - columns[0]) / SAMPLES + 1;
    double sum = 0;
    size_t count = 0;

    for (size_t r = rows[0]; r < rows[1]; r += row_step) {
        for (size_t c = columns[0]; c < columns[1]; c += column_step) {
            sum += heat->values[r * heat->columns + c];
            count++;
        }
    }
    return count ? (float)(sum / (double)count) : 0;
}

/* The values from i to the next of `count` equal pieces, at least one. */
static void piece(size_t values, size_t count, size_t i, size_t out[2])
{
    out[0] = i * values / count;
    out[1] = (i + 1) * values / count;
    if (out[1] == out[0])
        out[1]++;
}

struct pixels {
    float *values; /* height x width, the top row first */
    size_t width, height;
    float largest, range;
};

static void sample(const struct heat *heat, struct pixels *pixels)
{
    float smallest = INFINITY;

    /* fmaxf() and fminf() pass over what is no number. */
    pixels->largest = -INFINITY;
    for (size_t y = 0; y < pixels->height; y++) {
        for (size_t x = 0; x < pixels->width; x++) {
            size_t rows[2], columns[2];
            float value;

            piece(heat->rows, pixels->height, pixels->height - 1 - y, rows);
            piece(heat->columns, pixels->width, x, columns);
            value = mean_of(heat, rows, columns);
            pixels->values[y * pixels->width + x] = value;
            pixels->largest = fmaxf(pixels->largest, value);
            smallest = fminf(smallest, value);
        }
    }
    pixels->range = heat->range > 0 ? heat->range : pixels->largest - smallest;
}

static int level(const struct pixels *pixels, size_t x, size_t y, int levels)
{
    float value = pixels->values[y * pixels->width + x];
    float share = 1 - (pixels->largest - value) / pixels->range;

    /* Written so that a value that is no number becomes the darkest. */
    if (!(share > 0))
        return 0;
    return share >= 1 ? levels - 1 : (int)(share * (float)levels);
}

static void draw_colours(const struct pixels *pixels, struct canvas *canvas)
{
    for (int y = 0; y < canvas->height; y++) {
        for (int x = 0; x < canvas->width; x++) {
            int upper =
                level(pixels, (size_t)x, 2 * (size_t)y, STYLE_HEAT_LEVELS);
            int lower =
                level(pixels, (size_t)x, 2 * (size_t)y + 1, STYLE_HEAT_LEVELS);

            canvas_put(canvas, x, y, GLYPH_UPPER_HALF,
                       style_heat(upper, lower));
        }
    }
}

static void draw_signs(const struct pixels *pixels, struct canvas *canvas)
{
    for (int y = 0; y < canvas->height; y++) {
        for (int x = 0; x < canvas->width; x++) {
            int shade = level(pixels, (size_t)x, (size_t)y, GLYPH_SHADES);

            canvas_put(canvas, x, y, glyph_shade(shade, canvas->look.utf8),
                       STYLE_WAVE);
        }
    }
}

void heat_draw(const struct heat *heat, struct canvas *canvas)
{
    bool coloured = canvas->look.utf8 && canvas->look.depth == LOOK_256;
    struct pixels pixels = {.width = (size_t)canvas->width,
                            .height =
                                (size_t)canvas->height * (coloured ? 2 : 1)};

    if (heat->rows == 0 || heat->columns == 0 || canvas->width == 0 ||
        canvas->height == 0)
        return;
    pixels.values = xcalloc(pixels.width * pixels.height, sizeof(float));
    sample(heat, &pixels);
    if (coloured)
        draw_colours(&pixels, canvas);
    else
        draw_signs(&pixels, canvas);
    free(pixels.values);
}
