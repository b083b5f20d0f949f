#include "base/text.h"

#include "base/alloc.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* The length that a first byte announces; 0 for a byte that cannot start. */
static int announced(unsigned char first)
{
    if (first < 0x80)
        return 1;
    if (first >= 0xC2 && first < 0xE0)
        return 2;
    if (first >= 0xE0 && first < 0xF0)
        return 3;
    if (first >= 0xF0 && first < 0xF5)
        return 4;
    return 0;
}

int32_t text_next(const char **cursor)
{
    const unsigned char *bytes = (const unsigned char *)*cursor;
    int length = announced(bytes[0]);
    int32_t code;

    if (bytes[0] == 0)
        return 0;
    code = length > 1 ? bytes[0] & (0x7F >> length) : bytes[0];
    for (int i = 1; i < length; i++) {
        if ((bytes[i] & 0xC0) != 0x80) {
            length = 0;
            break;
        }
        code = code << 6 | (bytes[i] & 0x3F);
    }
    if (length == 0 || (length == 3 && code < 0x800) ||
        (length == 4 && (code < 0x10000 || code > 0x10FFFF)) ||
        (code >= 0xD800 && code < 0xE000)) {
        (*cursor)++;
        return -1;
    }
    *cursor += length;
    return code;
}

size_t text_encode(int32_t code, char *out)
{
    size_t length = 0;

    if (code < 0x80) {
        out[length++] = (char)code;
    } else if (code < 0x800) {
        out[length++] = (char)(0xC0 | code >> 6);
    } else if (code < 0x10000) {
        out[length++] = (char)(0xE0 | code >> 12);
        out[length++] = (char)(0x80 | (code >> 6 & 0x3F));
    } else {
        out[length++] = (char)(0xF0 | code >> 18);
        out[length++] = (char)(0x80 | (code >> 12 & 0x3F));
        out[length++] = (char)(0x80 | (code >> 6 & 0x3F));
    }
    if (code >= 0x80)
        out[length++] = (char)(0x80 | (code & 0x3F));
    out[length] = '\0';
    return length;
}

bool text_is_control(int32_t code)
{
    return code < 0x20 || (code >= 0x7F && code < 0xA0) ||
           (code >= 0x200B && code <= 0x200F) ||
           (code >= 0x2028 && code <= 0x202E) ||
           (code >= 0x2060 && code <= 0x206F) || code == 0xFEFF ||
           (code >= 0xFFF9 && code <= 0xFFFB);
}

char *text_safe(const char *text)
{
    /* The longest replacement of a single byte is \xNN. */
    char *safe = xcalloc(4 * strlen(text) + 1, 1);
    char *end = safe;

    while (*text) {
        const char *start = text;
        int32_t code = text_next(&text);

        if (code < 0 || (code < 0x100 && text_is_control(code)))
            end += snprintf(end, 5, "\\x%02x",
                            code < 0 ? (unsigned char)*start : (unsigned)code);
        else if (text_is_control(code))
            end += snprintf(end, 7, "\\u%04x", (unsigned)code);
        else
            end = mempcpy(end, start, (size_t)(text - start));
    }
    return safe;
}

void text_print(FILE *stream, const char *text)
{
    char *safe = text_safe(text);

    fputs(safe, stream);
    free(safe);
}
