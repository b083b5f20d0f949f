#include "base/dependency.h"

#include <stdio.h>
#include <xxhash.h>

bool hash_dependency(size_t i, struct dependency *out)
{
    unsigned number = XXH_versionNumber(); /* 802 is 0.8.2 */

    if (i > 0)
        return false;
    snprintf(out->name, sizeof(out->name), "xxHash");
    snprintf(out->version, sizeof(out->version), "%u.%u.%u", number / 10000,
             number / 100 % 100, number % 100);
    return true;
}
