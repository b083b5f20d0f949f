#include "tests/screen/emulate.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char intro[] = "\033[";
enum { INTRO_SIZE = sizeof(intro) - 1, LONGEST = 64, REPEATED_MOST = 1000 };

/* How many digits, semicolons and question marks follow. */
static size_t parameters_length(const char *bytes, size_t size)
{
    size_t length = 0;

    while (length < size && bytes[length] &&
           strchr("0123456789;?", bytes[length]))
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
    tail -= INTRO_SIZE;
    return parameters_length(last + INTRO_SIZE, tail) == tail
               ? tail + INTRO_SIZE
               : 0;
}

static void write_plain(struct emulator *emulator, const char *bytes,
                        size_t size)
{
    if (size == 0)
        return;
    vterm_input_write(emulator->terminal, bytes, size);
    emulator->last = bytes[size - 1];
    if (emulator->last < ' ' || emulator->last > '~')
        emulator->last = 0;
}

/* Each mode of the list as a sequence of its own. */
static void set_each(struct emulator *emulator, const char *modes,
                     size_t length, char final)
{
    const char *end = modes + length;

    while (modes < end) {
        char sequence[LONGEST + INTRO_SIZE + 3];
        size_t one = strspn(modes, "0123456789");
        int size = snprintf(sequence, sizeof(sequence), "%s?%.*s%c", intro,
                            (int)one, modes, final);

        vterm_input_write(emulator->terminal, sequence, (size_t)size);
        modes += one + 1;
    }
}

static void repeat(struct emulator *emulator, const char *times)
{
    long left = strtol(times, NULL, 10);

    if (left > REPEATED_MOST)
        left = REPEATED_MOST;
    for (; left > 0; left--)
        vterm_input_write(emulator->terminal, &emulator->last, 1);
}

/* One whole sequence, with `length` parameters; false: it needs no help. */
static bool help(struct emulator *emulator, const char *parameters,
                 size_t length)
{
    char final = parameters[length];
    bool is_private = length > 0 && parameters[0] == '?';

    if (length == 0 || length > LONGEST)
        return false;
    if (is_private && (final == 'h' || final == 'l'))
        set_each(emulator, parameters + 1, length - 1, final);
    else if (!is_private && final == 'b' && emulator->last)
        repeat(emulator, parameters);
    else
        return false;
    return true;
}

void emulate(struct emulator *emulator, const char *bytes, size_t size)
{
    const char *end = bytes + size;

    while (bytes < end) {
        size_t left = (size_t)(end - bytes);
        const char *found = memmem(bytes, left, intro, INTRO_SIZE);
        const char *parameters = found ? found + INTRO_SIZE : end;
        size_t length =
            parameters_length(parameters, (size_t)(end - parameters));
        const char *final = parameters + length;

        if (!found || final >= end) {
            write_plain(emulator, bytes, left);
            return;
        }
        write_plain(emulator, bytes, (size_t)(found - bytes));
        if (!help(emulator, parameters, length))
            vterm_input_write(emulator->terminal, found,
                              (size_t)(final + 1 - found));
        bytes = final + 1;
    }
}
