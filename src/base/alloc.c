#include "base/alloc.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void (*restore_terminal)(void);

void alloc_on_exhaustion(void (*restore)(void))
{
    restore_terminal = restore;
}

static _Noreturn void exhausted(void)
{
    if (restore_terminal)
        restore_terminal();
    fputs("genrelab: out of memory\n", stderr);
    abort();
}

void *xcalloc(size_t count, size_t size)
{
    void *memory = calloc(count ? count : 1, size);

    if (!memory)
        exhausted();
    return memory;
}

char *xstrdup(const char *text)
{
    char *copy;

    if (!text)
        return NULL;
    copy = strdup(text);
    if (!copy)
        exhausted();
    return copy;
}

char *xformat(const char *format, ...)
{
    va_list args;
    char *text = NULL;
    int length;

    va_start(args, format);
    length = vasprintf(&text, format, args);
    va_end(args);
    if (length < 0)
        exhausted();
    return text;
}
