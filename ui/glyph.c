#include "ui/glyph.h"

#include <stddef.h>

static const struct {
    int32_t utf8;
    int32_t ascii;
} glyphs[GLYPH_COUNT] = {
    [GLYPH_HORIZONTAL] = {0x2500, '-'},  [GLYPH_VERTICAL] = {0x2502, '|'},
    [GLYPH_TOP_LEFT] = {0x250C, '+'},    [GLYPH_TOP_RIGHT] = {0x2510, '+'},
    [GLYPH_BOTTOM_LEFT] = {0x2514, '+'}, [GLYPH_BOTTOM_RIGHT] = {0x2518, '+'},
    [GLYPH_TEE_LEFT] = {0x251C, '+'},    [GLYPH_TEE_RIGHT] = {0x2524, '+'},
    [GLYPH_ELLIPSIS] = {0x2026, '~'},    [GLYPH_CURSOR] = {'>', '>'},
    [GLYPH_UP] = {0x25B2, '^'},          [GLYPH_DOWN] = {0x25BC, 'v'},
    [GLYPH_NONE] = {0x00B7, '.'},        [GLYPH_TRACK] = {0x2500, '-'},
    [GLYPH_BEST] = {0x2502, '|'},
};

int32_t glyph_code(enum glyph glyph, bool utf8)
{
    return utf8 ? glyphs[glyph].utf8 : glyphs[glyph].ascii;
}

int32_t glyph_bar(int eighths, bool utf8)
{
    if (eighths <= 0)
        return ' ';
    if (!utf8)
        return eighths >= 4 ? '#' : ' ';
    return eighths >= 8 ? 0x2588 : 0x2590 - eighths;
}

int32_t glyph_shade(int level, bool utf8)
{
    static const char ascii[] = " .:-=+*#%@";
    static const int32_t blocks[] = {' ', 0x2591, 0x2592, 0x2593, 0x2588};

    if (level < 0)
        level = 0;
    if (level >= GLYPH_SHADES)
        level = GLYPH_SHADES - 1;
    return utf8 ? blocks[level / 2] : ascii[level];
}
