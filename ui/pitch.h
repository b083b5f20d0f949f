/* pitch.h - the names of the twelve pitch classes. */
#ifndef UI_PITCH_H
#define UI_PITCH_H

#include <stddef.h>

enum { PITCH_CLASSES = 12 };

/* "C" for 0, "C#" for 1, ... */
const char *pitch_name(size_t pitch);

#endif
