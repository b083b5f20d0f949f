#include "ui/canvas.h"

#include "base/alloc.h"
#include "base/text.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

static int clamp(int value, int low, int high)
{
    return value < low ? low : value > high ? high : value;
}

void canvas_init(struct canvas *canvas, int width, int height, struct look look)
{
    width = clamp(width, 0, CANVAS_WIDTH_MAX);
    height = clamp(height, 0, CANVAS_HEIGHT_MAX);
    *canvas = (struct canvas){
        .width = width, .height = height, .stride = width, .look = look};
    canvas->cells =
        xcalloc((size_t)width * (size_t)height, sizeof(*canvas->cells));
    canvas_fill(canvas, STYLE_TEXT);
}

void canvas_finish(struct canvas *canvas)
{
    free(canvas->cells);
    *canvas = (struct canvas){0};
}

struct canvas canvas_part(const struct canvas *canvas, int x, int y, int width,
                          int height)
{
    struct canvas part = *canvas;
    int right = clamp(x + width, 0, canvas->width);
    int bottom = clamp(y + height, 0, canvas->height);

    x = clamp(x, 0, canvas->width);
    y = clamp(y, 0, canvas->height);
    part.width = right > x ? right - x : 0;
    part.height = bottom > y ? bottom - y : 0;
    if (part.width > 0 && part.height > 0)
        part.cells += (ptrdiff_t)y * canvas->stride + x;
    return part;
}

static struct cell *cell_at(const struct canvas *canvas, int x, int y)
{
    if (x < 0 || y < 0 || x >= canvas->width || y >= canvas->height)
        return NULL;
    return &canvas->cells[(ptrdiff_t)y * canvas->stride + x];
}

void canvas_put(struct canvas *canvas, int x, int y, int32_t code,
                uint16_t style)
{
    struct cell *cell = cell_at(canvas, x, y);

    if (cell)
        *cell = (struct cell){.code = code, .style = style};
}

void canvas_fill(struct canvas *canvas, uint16_t style)
{
    for (int y = 0; y < canvas->height; y++)
        for (int x = 0; x < canvas->width; x++)
            canvas_put(canvas, x, y, ' ', style);
}

void canvas_glyph(struct canvas *canvas, int x, int y, enum glyph glyph,
                  uint16_t style)
{
    canvas_put(canvas, x, y, glyph_code(glyph, canvas->look.utf8), style);
}

static int code_width(const struct canvas *canvas, int32_t code)
{
    if (!canvas->look.utf8 || code < 0x80)
        return 1;
    return wcwidth((wchar_t)code);
}

/* One character at x; returns how many cells it takes. */
static int put_character(struct canvas *canvas, int x, int y, uint16_t style,
                         int32_t code)
{
    int width = code_width(canvas, code);
    struct cell *before = cell_at(canvas, x - 1, y);

    if (width == 0) {
        if (before && before->code == 0)
            before = cell_at(canvas, x - 2, y);
        if (before && before->mark == 0 && before->code != ' ')
            before->mark = code;
        return 0;
    }
    if (width < 0 || (!canvas->look.utf8 && code >= 0x80)) {
        canvas_put(canvas, x, y, '?', style);
        return 1;
    }
    if (width == 2 && (x < 0 || x + 1 >= canvas->width)) {
        canvas_put(canvas, x, y, ' ', style);
        canvas_put(canvas, x + 1, y, ' ', style);
        return 2;
    }
    canvas_put(canvas, x, y, code, style);
    if (width == 2)
        canvas_put(canvas, x + 1, y, 0, style);
    return width;
}

/* Draws safe text until the column `end` and returns the column after it. */
static int put_text(struct canvas *canvas, int x, int y, uint16_t style,
                    const char *safe, int end)
{
    while (*safe) {
        const char *next = safe;
        int32_t code = text_next(&next);
        int width = code_width(canvas, code);

        if (x + (width > 0 ? width : 0) > end)
            break;
        x += put_character(canvas, x, y, style, code);
        safe = next;
    }
    return x;
}

int canvas_text(struct canvas *canvas, int x, int y, uint16_t style,
                const char *text)
{
    char *safe = text_safe(text);

    x = put_text(canvas, x, y, style, safe, canvas->width);
    free(safe);
    return x;
}

int canvas_print(struct canvas *canvas, int x, int y, uint16_t style,
                 const char *format, ...)
{
    char text[512];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    return canvas_text(canvas, x, y, style, text);
}

static int safe_width(const struct canvas *canvas, const char *safe)
{
    int width = 0;

    while (*safe) {
        int one = code_width(canvas, text_next(&safe));

        width += one < 0 ? 1 : one;
    }
    return width;
}

int canvas_text_width(const struct canvas *canvas, const char *text)
{
    char *safe = text_safe(text);
    int width = safe_width(canvas, safe);

    free(safe);
    return width;
}

void canvas_field(struct canvas *canvas, int x, int y, int width,
                  uint16_t style, const char *text)
{
    char *safe = text_safe(text);
    int needed = safe_width(canvas, safe);
    int end = x + width;

    for (int i = x; i < end; i++)
        canvas_put(canvas, i, y, ' ', style);
    if (needed <= width) {
        put_text(canvas, x, y, style, safe, end);
    } else if (width > 0) {
        int cut = put_text(canvas, x, y, style, safe, end - 1);

        canvas_glyph(canvas, cut, y, GLYPH_ELLIPSIS, style);
    }
    free(safe);
}

void canvas_field_right(struct canvas *canvas, int x, int y, int width,
                        uint16_t style, const char *text)
{
    int blank = width - canvas_text_width(canvas, text);

    if (blank <= 0) {
        canvas_field(canvas, x, y, width, style, text);
        return;
    }
    canvas_field(canvas, x, y, blank, style, "");
    canvas_text(canvas, x + blank, y, style, text);
}

/* How many bytes of text go into one line of width cells. */
static size_t line_length(const struct canvas *canvas, const char *safe)
{
    const char *cursor = safe;
    const char *blank = NULL;
    int used = 0;

    while (*cursor) {
        const char *next = cursor;
        int width = code_width(canvas, text_next(&next));

        used += width < 0 ? 1 : width;
        if (used > canvas->width)
            break;
        if (*cursor == ' ')
            blank = cursor;
        cursor = next;
    }
    if (*cursor && *cursor != ' ' && blank)
        cursor = blank;
    return (size_t)(cursor - safe);
}

int canvas_paragraph(struct canvas *canvas, int y, uint16_t style,
                     const char *text)
{
    char *safe = text_safe(text);
    const char *rest = safe;

    while (*rest && canvas->width > 0) {
        size_t length = line_length(canvas, rest);
        char *line = strndup(rest, length ? length : 1);

        if (line)
            put_text(canvas, 0, y++, style, line, canvas->width);
        rest += line ? strlen(line) : 1;
        free(line);
        while (*rest == ' ')
            rest++;
    }
    free(safe);
    return y;
}

void canvas_paint(struct canvas *canvas, int x, int y, int width,
                  uint16_t style)
{
    for (int i = x; i < x + width; i++) {
        struct cell *cell = cell_at(canvas, i, y);

        if (cell)
            cell->style = style;
    }
}

void canvas_line(struct canvas *canvas, int x, int y, int width, uint16_t style)
{
    for (int i = x; i < x + width && i < canvas->width; i++)
        canvas_glyph(canvas, i, y, GLYPH_HORIZONTAL, style);
}

void canvas_bar(struct canvas *canvas, int x, int y, int width, double share)
{
    int eighths;

    if (!(share > 0))
        share = 0;
    if (share > 1)
        share = 1;
    eighths = (int)(share * width * 8 + 0.5);
    for (int i = 0; i < width; i++) {
        int part = clamp(eighths - 8 * i, 0, 8);

        if (part > 0 && (canvas->look.utf8 || part >= 4))
            canvas_put(canvas, x + i, y, glyph_bar(part, canvas->look.utf8),
                       STYLE_BAR);
        else
            canvas_glyph(canvas, x + i, y, GLYPH_TRACK, STYLE_BAR_WEAK);
    }
}

void canvas_settle(struct canvas *canvas)
{
    for (int y = 0; y < canvas->height; y++) {
        for (int x = 0; x < canvas->width; x++) {
            struct cell *cell = cell_at(canvas, x, y);
            struct cell *next = cell_at(canvas, x + 1, y);
            bool wide =
                cell->code >= 0x80 && code_width(canvas, cell->code) == 2;

            if (cell->code == 0)
                cell->code = ' ';
            if (wide && next && next->code == 0)
                x++;
            else if (wide)
                cell->code = ' ';
        }
    }
}

static int32_t dump_code(const struct cell *cell)
{
    int pair = cell->style - STYLE_HEAT;

    if (cell->style < STYLE_HEAT || cell->style >= STYLE_SHADE)
        return cell->code;
    return "0123456789abcdef"[pair / STYLE_HEAT_LEVELS];
}

char *canvas_dump(const struct canvas *canvas)
{
    /* A cell is at most two characters of four bytes. */
    size_t cells = (size_t)canvas->width * (size_t)canvas->height;
    char *text = xcalloc(cells * 8 + (size_t)canvas->height + 1, 1);
    char *end = text;

    for (int y = 0; y < canvas->height; y++) {
        char *start = end;

        for (int x = 0; x < canvas->width; x++) {
            const struct cell *cell = cell_at(canvas, x, y);

            if (cell->code == 0)
                continue;
            end += text_encode(dump_code(cell), end);
            if (cell->mark)
                end += text_encode(cell->mark, end);
        }
        while (end > start && end[-1] == ' ')
            end--;
        *end++ = '\n';
    }
    *end = '\0';
    return text;
}
