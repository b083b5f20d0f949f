#include "base/dependency.h"

#include <stdio.h>
#include <string.h>

void dependency_split(struct dependency *out, const char *text)
{
    size_t length = strcspn(text, "-");

    snprintf(out->name, sizeof(out->name), "%.*s", (int)length, text);
    snprintf(out->version, sizeof(out->version), "%s",
             text[length] ? text + length + 1 : "");
}
