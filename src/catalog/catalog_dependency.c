#include "catalog/catalog_dependency.h"

#include <csv.h>
#include <sqlite3.h>
#include <stdio.h>

bool catalog_dependency(size_t i, struct dependency *out)
{
    if (i > 1)
        return false;
    snprintf(out->name, sizeof(out->name), "%s", i == 0 ? "SQLite" : "libcsv");
    if (i == 0)
        snprintf(out->version, sizeof(out->version), "%s",
                 sqlite3_libversion());
    else /* cannot be asked: it is the one this was built with */
        snprintf(out->version, sizeof(out->version), "%d.%d.%d", CSV_MAJOR,
                 CSV_MINOR, CSV_RELEASE);
    return true;
}
