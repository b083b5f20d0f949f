/* emulate.h - bytes to the terminal emulator, around a gap of libvterm 0.1.
 *
 * ESC [ ? 1006 ; 1000 h switches two modes on; libvterm before 0.2 sees only
 * the first.  Such a sequence is given to it as one for each mode.
 */
#ifndef TESTS_SCREEN_EMULATE_H
#define TESTS_SCREEN_EMULATE_H

#include <stddef.h>
#include <vterm.h>

/* How many bytes at the end may be the begin of a sequence that needs more
 * bytes to be understood; keep them for the next call. */
size_t emulate_unfinished(const char *bytes, size_t size);

void emulate(VTerm *emulator, const char *bytes, size_t size);

#endif
