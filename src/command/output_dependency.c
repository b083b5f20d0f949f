#include "command/output.h"

#include <jansson.h>
#include <stdio.h>

bool output_dependency(size_t i, struct dependency *out)
{
    if (i > 0)
        return false;
    snprintf(out->name, sizeof(out->name), "jansson");
    snprintf(out->version, sizeof(out->version), "%s", jansson_version_str());
    return true;
}
