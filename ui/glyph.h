/* glyph.h - the signs that screens are drawn with, in UTF-8 and in ASCII. */
#ifndef UI_GLYPH_H
#define UI_GLYPH_H

#include <stdbool.h>
#include <stdint.h>

enum glyph {
    GLYPH_HORIZONTAL,
    GLYPH_VERTICAL,
    GLYPH_TOP_LEFT,
    GLYPH_TOP_RIGHT,
    GLYPH_BOTTOM_LEFT,
    GLYPH_BOTTOM_RIGHT,
    GLYPH_TEE_LEFT,  /* on a left border, pointing right */
    GLYPH_TEE_RIGHT, /* on a right border, pointing left */
    GLYPH_ELLIPSIS,
    GLYPH_CURSOR,
    GLYPH_UP,
    GLYPH_DOWN,
    GLYPH_NONE,  /* a value that is zero */
    GLYPH_TRACK, /* the empty part of a bar */
    GLYPH_BEST,
    GLYPH_COUNT
};

int32_t glyph_code(enum glyph glyph, bool utf8);

/* Eighths of a cell, from the left: 0 is a blank, 8 a full block. */
int32_t glyph_bar(int eighths, bool utf8);

/* Darkness without colour: 0 is a blank, GLYPH_SHADES - 1 the darkest. */
enum { GLYPH_SHADES = 10 };
int32_t glyph_shade(int level, bool utf8);

/* The upper half of a cell. */
enum { GLYPH_UPPER_HALF = 0x2580 };

#endif
