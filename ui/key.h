/* key.h - keys and what else a person does at the terminal.
 *
 * A key is a code point (a control key its control character), or one of the
 * named keys beyond Unicode.
 */
#ifndef UI_KEY_H
#define UI_KEY_H

#include <stdbool.h>
#include <stdint.h>

enum {
    KEY_NAMED = 0x110000,
    NAMED_UP = KEY_NAMED,
    NAMED_DOWN,
    NAMED_LEFT,
    NAMED_RIGHT,
    NAMED_PAGE_UP,
    NAMED_PAGE_DOWN,
    NAMED_HOME,
    NAMED_END,
    NAMED_BACKSPACE,
    NAMED_DELETE,
    NAMED_BACK_TAB,
    NAMED_F1,
    NAMED_TAB = '\t',
    NAMED_ENTER = '\r',
    NAMED_ESCAPE = 0x1B,
    NAMED_SPACE = ' '
};

enum { KEY_NAME_SIZE = 12 };

/* "k", "^F", "PgUp", "Enter", ...; 0 when there is no such key. */
int32_t key_parse(const char *name);
void key_format(int32_t key, char out[KEY_NAME_SIZE]);

enum gesture_kind {
    GESTURE_KEY,   /* key */
    GESTURE_CLICK, /* x, y */
    GESTURE_WHEEL, /* x, y, steps */
    GESTURE_NONE   /* something that means nothing here */
};

struct gesture {
    enum gesture_kind kind;
    int32_t key;
    int x, y;
    int steps; /* negative: up */
};

#endif
