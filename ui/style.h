/* style.h - how a cell looks, by what it means.
 *
 * A style is a role, or one of two families of computed styles: heat (two
 * levels in one cell, for pictures) and shade (text on a coloured ground, for
 * tables).  Heat exists where there are 256 colours only; with fewer, pictures
 * use glyphs instead.  No meaning is carried by hue alone.
 */
#ifndef UI_STYLE_H
#define UI_STYLE_H

#include "ui/look.h"

#include <stdint.h>

enum style {
    STYLE_TEXT,
    STYLE_DIM,
    STYLE_STRONG,
    STYLE_FRAME,
    STYLE_TAB,
    STYLE_TAB_ACTIVE,
    STYLE_HEADER, /* of a table */
    STYLE_SELECTED,
    STYLE_SELECTED_WEAK, /* where the keys do not go now */
    STYLE_CELL,          /* selected among coloured cells */
    STYLE_KEY,
    STYLE_GOOD,
    STYLE_WARNING,
    STYLE_BAD,
    STYLE_AXIS,
    STYLE_CURVE_A,
    STYLE_CURVE_B,
    STYLE_WAVE,
    STYLE_BAR,
    STYLE_BAR_WEAK,
    STYLE_PROMPT,
    STYLE_ROLE_COUNT
};

enum {
    STYLE_HEAT_LEVELS = 12,
    STYLE_SHADE_LEVELS = 8,
    STYLE_HEAT = STYLE_ROLE_COUNT,
    STYLE_SHADE = STYLE_HEAT + STYLE_HEAT_LEVELS * STYLE_HEAT_LEVELS,
    STYLE_FAULT = STYLE_SHADE + STYLE_SHADE_LEVELS,
    STYLE_COUNT = STYLE_FAULT + STYLE_SHADE_LEVELS
};

/* The upper half of the cell shows one level, the ground another. */
uint16_t style_heat(int upper, int lower);

/* Text on the ground of a level from 0 to STYLE_SHADE_LEVELS - 1, for what is
 * right and for what is a fault. */
uint16_t style_shade(int level);
uint16_t style_fault(int level);

enum {
    STYLE_BOLD = 1,
    STYLE_FAINT = 2,
    STYLE_REVERSE = 4,
    STYLE_UNDERLINE = 8
};

/* Colours are the terminal's own numbers; -1 is its default. */
struct paint {
    int16_t ink;
    int16_t ground;
    uint8_t attributes;
};

struct paint style_paint(uint16_t style, enum look_depth depth);

#endif
