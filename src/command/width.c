#include "command/width.h"

#include "base/text.h"

#include <wchar.h>

int text_width(const char *text)
{
    int width = 0;

    for (;;) {
        int32_t code = text_next(&text);
        int columns;

        if (code == 0)
            return width;
        columns = code < 0 ? -1 : wcwidth((wchar_t)code);
        width += columns < 0 ? 1 : columns;
    }
}
