#include "ui/key.h"

#include "base/text.h"

#include <stdio.h>
#include <string.h>

static const struct {
    const char *name;
    int32_t key;
} names[] = {
    {"Up", NAMED_UP},          {"Down", NAMED_DOWN},
    {"Left", NAMED_LEFT},      {"Right", NAMED_RIGHT},
    {"PgUp", NAMED_PAGE_UP},   {"PgDn", NAMED_PAGE_DOWN},
    {"Home", NAMED_HOME},      {"End", NAMED_END},
    {"Bksp", NAMED_BACKSPACE}, {"Del", NAMED_DELETE},
    {"S-Tab", NAMED_BACK_TAB}, {"F1", NAMED_F1},
    {"Tab", NAMED_TAB},        {"Enter", NAMED_ENTER},
    {"Esc", NAMED_ESCAPE},     {"Space", NAMED_SPACE},
};

enum { NAME_COUNT = sizeof(names) / sizeof(names[0]) };

int32_t key_parse(const char *name)
{
    const char *cursor = name;
    int32_t code;

    for (int i = 0; i < NAME_COUNT; i++)
        if (strcmp(names[i].name, name) == 0)
            return names[i].key;
    if (name[0] == '^' && name[1] >= '@' && name[1] <= '_' && !name[2])
        return name[1] - '@';
    code = text_next(&cursor);
    return code > 0 && !*cursor && !text_is_control(code) ? code : 0;
}

void key_format(int32_t key, char out[KEY_NAME_SIZE])
{
    for (int i = 0; i < NAME_COUNT; i++) {
        if (names[i].key == key) {
            snprintf(out, KEY_NAME_SIZE, "%s", names[i].name);
            return;
        }
    }
    if (key < 0x20)
        snprintf(out, KEY_NAME_SIZE, "^%c", (int)key + '@');
    else
        text_encode(key, out);
}
