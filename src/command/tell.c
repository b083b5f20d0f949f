#include "command/tell.h"

#include "base/text.h"
#include "command/verb.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void tell(const char *format, ...)
{
    char *text = NULL;
    va_list args;

    va_start(args, format);
    if (vasprintf(&text, format, args) < 0)
        text = NULL;
    va_end(args);
    fputs("genrelab: ", stderr);
    text_print(stderr, text ? text : format);
    putc('\n', stderr);
    free(text);
}

int tell_error(const struct error *err)
{
    tell("%s", err->text);
    return VERB_FAILED;
}
