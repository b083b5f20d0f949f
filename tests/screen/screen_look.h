/* screen_look.h - what the two halves of the screen share: running the program
 * (screen.c) and looking at what it shows (screen_look.c).
 */
#ifndef TESTS_SCREEN_SCREEN_LOOK_H
#define TESTS_SCREEN_SCREEN_LOOK_H

#include "tests/screen/emulate.h"
#include "tests/screen/screen.h"

struct buffer {
    char *bytes;
    size_t size;
    size_t capacity;
};

struct screen {
    struct screen *next; /* that is not finished yet */
    struct child *child;
    struct emulator emulator;
    VTermScreen *cells; /* belongs to the emulator */
    int rows, columns;
    struct buffer inbox;  /* read, but not yet fed to the emulator */
    struct buffer output; /* everything fed so far */
    struct buffer row;    /* what screen_row() returned last */
    enum child_state state;
    int fences; /* written and not yet read back */
    bool hung_up;
    bool alternate;
    bool cursor_visible;
    bool mouse;
    bool at_frame; /* nothing was fed since the newest frame mark */
    long frame;
};

#endif
