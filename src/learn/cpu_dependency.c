#include "learn/cpu_dependency.h"

#include <oneapi/dnnl/dnnl.h>
#include <stdio.h>

bool cpu_dependency(size_t i, struct dependency *out)
{
    const dnnl_version_t *version = dnnl_version();

    if (i > 0)
        return false;
    snprintf(out->name, sizeof(out->name), "oneDNN");
    snprintf(out->version, sizeof(out->version), "%d.%d.%d", version->major,
             version->minor, version->patch);
    return true;
}
