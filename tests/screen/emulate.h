/* emulate.h - bytes to the terminal emulator, around gaps of libvterm.
 *
 * ESC [ ? 1006 ; 1000 h switches two modes on; libvterm before 0.2 sees only
 * the first.  ESC [ 5 b repeats the character before it; libvterm takes a
 * repetition that ends one cell before the margin for one that ends at it.
 * Both are given to it in their long forms.
 */
#ifndef TESTS_SCREEN_EMULATE_H
#define TESTS_SCREEN_EMULATE_H

#include <stddef.h>
#include <vterm.h>

struct emulator {
    VTerm *terminal;
    char last; /* the newest byte, when it was a printed one; or 0 */
};

/* How many bytes at the end may be the begin of a sequence that needs more
 * bytes to be understood; keep them for the next call. */
size_t emulate_unfinished(const char *bytes, size_t size);

void emulate(struct emulator *emulator, const char *bytes, size_t size);

#endif
