#include "ui/line.h"

#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    CONTROL_A = 1,
    CONTROL_E = 5,
    CONTROL_H = 8,
    CONTROL_K = 11,
    CONTROL_U = 21,
    CONTROL_W = 23
};

void line_set(struct line *line, const char *text)
{
    snprintf(line->text, sizeof(line->text), "%s", text);
    line->length = strlen(line->text);
    line->cursor = line->length;
}

static bool is_continuation(char byte)
{
    return ((unsigned char)byte & 0xC0) == 0x80;
}

static size_t before(const struct line *line, size_t at)
{
    while (at > 0 && is_continuation(line->text[--at]))
        ;
    return at;
}

static size_t after(const struct line *line, size_t at)
{
    if (at < line->length)
        at++;
    while (at < line->length && is_continuation(line->text[at]))
        at++;
    return at;
}

static void erase(struct line *line, size_t from, size_t to)
{
    memmove(line->text + from, line->text + to, line->length - to + 1);
    line->length -= to - from;
    line->cursor = from;
}

static bool parts_words(char byte)
{
    return byte == ' ' || byte == '/';
}

static size_t word_start(const struct line *line)
{
    size_t at = line->cursor;

    while (at > 0 && parts_words(line->text[at - 1]))
        at--;
    while (at > 0 && !parts_words(line->text[at - 1]))
        at--;
    return at;
}

static bool insert(struct line *line, int32_t key)
{
    char bytes[8];
    size_t count;

    if (key >= KEY_NAMED || text_is_control(key))
        return false;
    count = text_encode(key, bytes);
    if (line->length + count >= LINE_SIZE)
        return true;
    memmove(line->text + line->cursor + count, line->text + line->cursor,
            line->length - line->cursor + 1);
    memcpy(line->text + line->cursor, bytes, count);
    line->length += count;
    line->cursor += count;
    return true;
}

bool line_key(struct line *line, int32_t key)
{
    switch (key) {
    case NAMED_LEFT:
        line->cursor = before(line, line->cursor);
        return true;
    case NAMED_RIGHT:
        line->cursor = after(line, line->cursor);
        return true;
    case NAMED_HOME:
    case CONTROL_A:
        line->cursor = 0;
        return true;
    case NAMED_END:
    case CONTROL_E:
        line->cursor = line->length;
        return true;
    case NAMED_BACKSPACE:
    case CONTROL_H:
        erase(line, before(line, line->cursor), line->cursor);
        return true;
    case NAMED_DELETE:
        erase(line, line->cursor, after(line, line->cursor));
        return true;
    case CONTROL_K:
        erase(line, line->cursor, line->length);
        return true;
    case CONTROL_U:
        erase(line, 0, line->cursor);
        return true;
    case CONTROL_W:
        erase(line, word_start(line), line->cursor);
        return true;
    default:
        return insert(line, key);
    }
}

void line_draw(const struct line *line, struct canvas *canvas, int x, int y,
               int width)
{
    struct canvas part = canvas_part(canvas, x, y, width, 1);
    char *head = strndup(line->text, line->cursor);
    int at = head ? canvas_text_width(canvas, head) : 0;
    int shift = at >= part.width ? at - part.width + 1 : 0;

    canvas_fill(&part, STYLE_PROMPT);
    canvas_text(&part, -shift, 0, STYLE_PROMPT, line->text);
    canvas_paint(&part, at - shift, 0, 1, STYLE_SELECTED);
    free(head);
}
