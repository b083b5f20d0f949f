#include "ui/bars.h"

#include "base/alloc.h"
#include "ui/format.h"

#include <stdlib.h>
#include <string.h>

enum { NAME_MOST = 14, VALUE = 5 };

struct entry {
    const char *name;
    float value;
};

static int larger_first(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;

    if (x->value != y->value)
        return x->value < y->value ? 1 : -1;
    return strcmp(x->name, y->name);
}

static struct entry *sorted(char *const *names, const float *values,
                            size_t count)
{
    struct entry *entries = xcalloc(count, sizeof(*entries));

    for (size_t i = 0; i < count; i++)
        entries[i] = (struct entry){names[i], values[i]};
    qsort(entries, count, sizeof(*entries), larger_first);
    return entries;
}

static int name_width(const struct canvas *canvas, char *const *names,
                      size_t count)
{
    int widest = 0;

    for (size_t i = 0; i < count; i++) {
        int width = canvas_text_width(canvas, names[i]);

        widest = width > widest ? width : widest;
    }
    return widest > NAME_MOST ? NAME_MOST : widest;
}

int bars_draw(struct canvas *canvas, int y, char *const *names,
              const float *values, size_t count, const char *given)
{
    struct entry *entries = sorted(names, values, count);
    int width = name_width(canvas, names, count);
    size_t room = canvas->height > y ? (size_t)(canvas->height - y) : 0;
    size_t shown = count <= room ? count : room ? room - 1 : 0;

    for (size_t i = 0; i < shown; i++, y++) {
        bool is_given = given && strcmp(given, entries[i].name) == 0;
        uint16_t style = is_given ? STYLE_STRONG : STYLE_TEXT;
        char value[FORMAT_SIZE];

        format_share((double)entries[i].value, value);
        canvas_field(canvas, 0, y, width, style, entries[i].name);
        canvas_text(canvas, width, y, style, is_given ? "*" : " ");
        canvas_bar(canvas, width + 1, y, canvas->width - width - 1 - VALUE,
                   (double)entries[i].value);
        canvas_field_right(canvas, canvas->width - VALUE, y, VALUE, style,
                           value);
    }
    if (shown < count && room)
        canvas_print(canvas, 0, y++, STYLE_DIM, "%zu more below",
                     count - shown);
    free(entries);
    return y;
}
