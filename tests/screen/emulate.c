#include "tests/screen/emulate.h"

#include <stdio.h>
#include <string.h>

static const char intro[] = "\033[?";
enum { INTRO_SIZE = sizeof(intro) - 1, LONGEST = 64 };

/* How many digits and semicolons follow. */
static size_t modes_length(const char *bytes, size_t size)
{
    size_t length = 0;

    while (length < size && bytes[length] &&
           strchr("0123456789;", bytes[length]))
        length++;
    return length;
}

size_t emulate_unfinished(const char *bytes, size_t size)
{
    const char *last = size == 0 ? NULL : memrchr(bytes, '\033', size);
    size_t tail = last ? size - (size_t)(last - bytes) : 0;

    if (tail == 0 || tail > LONGEST)
        return 0;
    if (tail <= INTRO_SIZE)
        return memcmp(last, intro, tail) == 0 ? tail : 0;
    if (memcmp(last, intro, INTRO_SIZE) != 0)
        return 0;
    return modes_length(last + INTRO_SIZE, tail - INTRO_SIZE) ==
                   tail - INTRO_SIZE
               ? tail
               : 0;
}

/* Each mode of the list as a sequence of its own. */
static void set_each(VTerm *emulator, const char *modes, size_t length,
                     char final)
{
    const char *end = modes + length;

    while (modes < end) {
        char sequence[LONGEST + INTRO_SIZE + 2];
        size_t one = strspn(modes, "0123456789");
        int size = snprintf(sequence, sizeof(sequence), "%s%.*s%c", intro,
                            (int)one, modes, final);

        vterm_input_write(emulator, sequence, (size_t)size);
        modes += one + 1;
    }
}

void emulate(VTerm *emulator, const char *bytes, size_t size)
{
    const char *end = bytes + size;

    while (bytes < end) {
        size_t left = (size_t)(end - bytes);
        const char *found = memmem(bytes, left, intro, INTRO_SIZE);
        const char *modes = found ? found + INTRO_SIZE : end;
        size_t length = modes_length(modes, (size_t)(end - modes));
        const char *final = modes + length;

        if (!found || final >= end) {
            vterm_input_write(emulator, bytes, left);
            return;
        }
        if ((*final != 'h' && *final != 'l') || length > LONGEST) {
            vterm_input_write(emulator, bytes, (size_t)(final + 1 - bytes));
        } else {
            vterm_input_write(emulator, bytes, (size_t)(found - bytes));
            set_each(emulator, modes, length, *final);
        }
        bytes = final + 1;
    }
}
