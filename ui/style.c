#include "ui/style.h"

/* The bright half of 16 colours; with 8 of them, bold stands for it. */
enum { BRIGHT = 8 };

/* In the order of enum style: 256 colours, then 8, then none.  The 256-colour
 * inks are readable on black and on white. */
static const struct paint roles[STYLE_ROLE_COUNT][3] = {
    [STYLE_TEXT] = {{-1, -1, 0}, {-1, -1, 0}, {-1, -1, 0}},
    [STYLE_DIM] = {{244, -1, 0}, {-1, -1, 0}, {-1, -1, STYLE_FAINT}},
    [STYLE_STRONG] = {{-1, -1, STYLE_BOLD},
                      {-1, -1, STYLE_BOLD},
                      {-1, -1, STYLE_BOLD}},
    [STYLE_FRAME] = {{242, -1, 0}, {-1, -1, 0}, {-1, -1, STYLE_FAINT}},
    [STYLE_TAB] = {{245, -1, 0}, {-1, -1, 0}, {-1, -1, 0}},
    [STYLE_TAB_ACTIVE] = {{231, 24, STYLE_BOLD},
                          {-1, -1, STYLE_REVERSE | STYLE_BOLD},
                          {-1, -1, STYLE_REVERSE | STYLE_BOLD}},
    [STYLE_HEADER] = {{67, -1, STYLE_BOLD},
                      {6, -1, STYLE_BOLD},
                      {-1, -1, STYLE_UNDERLINE}},
    [STYLE_SELECTED] = {{231, 24, 0},
                        {-1, -1, STYLE_REVERSE},
                        {-1, -1, STYLE_REVERSE}},
    [STYLE_SELECTED_WEAK] = {{-1, -1, STYLE_BOLD | STYLE_UNDERLINE},
                             {-1, -1, STYLE_BOLD | STYLE_UNDERLINE},
                             {-1, -1, STYLE_BOLD | STYLE_UNDERLINE}},
    [STYLE_CELL] = {{16, 226, STYLE_BOLD},
                    {-1, -1, STYLE_REVERSE | STYLE_BOLD},
                    {-1, -1, STYLE_REVERSE | STYLE_BOLD}},
    [STYLE_KEY] = {{67, -1, STYLE_BOLD},
                   {6, -1, STYLE_BOLD},
                   {-1, -1, STYLE_BOLD}},
    [STYLE_GOOD] = {{71, -1, 0}, {2, -1, 0}, {-1, -1, 0}},
    [STYLE_WARNING] = {{172, -1, STYLE_BOLD},
                       {3, -1, STYLE_BOLD},
                       {-1, -1, STYLE_BOLD}},
    [STYLE_BAD] = {{167, -1, STYLE_BOLD},
                   {1, -1, STYLE_BOLD},
                   {-1, -1, STYLE_BOLD}},
    [STYLE_AXIS] = {{243, -1, 0}, {-1, -1, 0}, {-1, -1, 0}},
    [STYLE_CURVE_A] = {{68, -1, 0}, {4 | BRIGHT, -1, 0}, {-1, -1, 0}},
    [STYLE_CURVE_B] = {{172, -1, STYLE_BOLD},
                       {3, -1, STYLE_BOLD},
                       {-1, -1, STYLE_BOLD}},
    [STYLE_WAVE] = {{68, -1, 0}, {6, -1, 0}, {-1, -1, 0}},
    [STYLE_BAR] = {{68, -1, 0}, {6, -1, 0}, {-1, -1, 0}},
    [STYLE_BAR_WEAK] = {{242, -1, 0}, {-1, -1, 0}, {-1, -1, STYLE_FAINT}},
    [STYLE_PROMPT] = {{-1, -1, STYLE_BOLD},
                      {-1, -1, STYLE_BOLD},
                      {-1, -1, STYLE_BOLD}},
};

/* From dark to light: each level is brighter than the one before. */
static const int16_t heat[STYLE_HEAT_LEVELS] = {16,  17,  54,  90,  126, 161,
                                                203, 209, 215, 221, 228, 230};

static const struct paint shades[2][STYLE_SHADE_LEVELS] = {
    {{244, -1, 0},
     {255, 17, 0},
     {255, 18, 0},
     {255, 24, 0},
     {255, 31, 0},
     {16, 74, 0},
     {16, 117, 0},
     {16, 195, STYLE_BOLD}},
    {{244, -1, 0},
     {255, 52, 0},
     {255, 88, 0},
     {255, 124, 0},
     {255, 160, 0},
     {16, 203, 0},
     {16, 209, 0},
     {16, 217, STYLE_BOLD}},
};

static int clamp(int level, int count)
{
    return level < 0 ? 0 : level >= count ? count - 1 : level;
}

uint16_t style_heat(int upper, int lower)
{
    return (uint16_t)(STYLE_HEAT +
                      clamp(upper, STYLE_HEAT_LEVELS) * STYLE_HEAT_LEVELS +
                      clamp(lower, STYLE_HEAT_LEVELS));
}

uint16_t style_shade(int level)
{
    return (uint16_t)(STYLE_SHADE + clamp(level, STYLE_SHADE_LEVELS));
}

uint16_t style_fault(int level)
{
    return (uint16_t)(STYLE_FAULT + clamp(level, STYLE_SHADE_LEVELS));
}

/* Where there are few colours, dark is plain, and light is reversed. */
static struct paint plain_shade(int level)
{
    struct paint paint = {-1, -1, 0};

    if (level >= 5)
        paint.attributes = STYLE_REVERSE;
    else if (level >= 2)
        paint.attributes = STYLE_BOLD;
    return paint;
}

static struct paint role_paint(uint16_t role, enum look_depth depth)
{
    struct paint paint = roles[role][0];

    if (depth == LOOK_MONO)
        return roles[role][2];
    if (depth == LOOK_256)
        return paint;
    paint = roles[role][1];
    if (depth == LOOK_8 && paint.ink >= BRIGHT) {
        paint.ink -= BRIGHT;
        paint.attributes |= STYLE_BOLD;
    }
    return paint;
}

static struct paint shade_paint(int index, enum look_depth depth)
{
    int level = index % STYLE_SHADE_LEVELS;

    return depth == LOOK_256 ? shades[index / STYLE_SHADE_LEVELS][level]
                             : plain_shade(level);
}

struct paint style_paint(uint16_t style, enum look_depth depth)
{
    struct paint paint = {-1, -1, 0};
    int pair = style - STYLE_HEAT;

    if (style < STYLE_ROLE_COUNT)
        return role_paint(style, depth);
    if (style >= STYLE_COUNT)
        return paint;
    if (style >= STYLE_SHADE)
        return shade_paint(style - STYLE_SHADE, depth);
    if (depth == LOOK_256) {
        paint.ink = heat[pair / STYLE_HEAT_LEVELS];
        paint.ground = heat[pair % STYLE_HEAT_LEVELS];
    }
    return paint;
}
