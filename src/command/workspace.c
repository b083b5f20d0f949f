#include "command/workspace.h"

#include "base/file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool workspace_check(const struct invocation *invocation, struct error *err)
{
    char *path = file_join(invocation->workspace, "catalog.db");
    bool there = access(path, F_OK) == 0;

    if (!there && errno == ENOENT)
        error_set(err,
                  "there is no workspace in '%s' yet; 'genrelab import DIR' "
                  "makes it",
                  invocation->workspace);
    else if (!there)
        error_set(err, "cannot open the workspace '%s': %s",
                  invocation->workspace, strerror(errno));
    free(path);
    return there;
}

bool workspace_open(const struct invocation *invocation, struct catalog **out,
                    struct error *err)
{
    return workspace_check(invocation, err) &&
           catalog_open(out, invocation->workspace, err);
}

bool workspace_parse_run(const struct invocation *invocation, const char *text,
                         int64_t *run_id)
{
    char *end;

    errno = 0;
    *run_id = strtoll(text, &end, 10);
    if (text[0] >= '0' && text[0] <= '9' && !*end && !errno && *run_id > 0)
        return true;
    invocation_usage(invocation, "'%s' is not the number of a run", text);
    return false;
}
