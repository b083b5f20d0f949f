#include "catalog/data_folder.h"

#include "base/alloc.h"
#include "base/file.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* In a build tree the program stands beside the folder data, a test program
 * in a folder beside it: `up` is 0 or 1.  NULL when there is no such path. */
static char *built_path(const char *name, int up)
{
    char program[4096];
    ssize_t length = readlink("/proc/self/exe", program, sizeof(program) - 1);

    if (length < 0)
        return NULL;
    program[length] = '\0';
    for (; up >= 0; up--) {
        char *slash = strrchr(program, '/');

        if (!slash)
            return NULL;
        *slash = '\0';
    }
    return xformat("%s/data/%s", program, name);
}

bool data_folder_find(const char *name, char **out, struct error *err)
{
    const char *folder = getenv("GENRELAB_DATA_DIR");
    char *first = file_join(folder ? folder : GENRELAB_PKGDATADIR, name);

    *out = first;
    if (access(first, R_OK) == 0)
        return true;
    for (int up = 0; up < 2 && !folder; up++) {
        char *built = built_path(name, up);

        if (built && access(built, R_OK) == 0) {
            free(first);
            *out = built;
            return true;
        }
        free(built);
    }
    *out = NULL;
    error_set(err, "there is no folder '%s'; %s", first,
              folder ? "GENRELAB_DATA_DIR names the folder that holds it"
                     : "is genrelab installed whole?");
    free(first);
    return false;
}
