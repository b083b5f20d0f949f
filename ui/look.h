/* look.h - what the terminal can show. */
#ifndef UI_LOOK_H
#define UI_LOOK_H

#include <stdbool.h>

enum look_depth { LOOK_MONO, LOOK_8, LOOK_16, LOOK_256, LOOK_DEPTH_COUNT };

struct look {
    bool utf8; /* else plain ASCII */
    enum look_depth depth;
};

#endif
