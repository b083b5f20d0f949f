#include "session/run_lock.h"

#include "base/alloc.h"
#include "base/file.h"
#include "catalog/run.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct run_lock {
    int fd;
};

static char *lock_path(struct catalog *catalog, int64_t run_id)
{
    return xformat("%s/%" PRId64 "/lock", catalog_runs_folder(catalog), run_id);
}

/* Locks of the open file, not of the process: threads count, too. */
static bool locked(int fd)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};

    return fcntl(fd, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}

bool run_lock_take(struct catalog *catalog, int64_t run_id,
                   struct run_lock **out, struct error *err)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    char *path = NULL;
    int fd;

    if (!run_folder(catalog, run_id, &path, err))
        return false;
    free(path);
    path = lock_path(catalog, run_id);
    fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (fd < 0)
        error_set(err, "cannot open '%s': %s", path, strerror(errno));
    free(path);
    if (fd < 0)
        return false;
    if (fcntl(fd, F_OFD_SETLK, &lock) < 0) {
        close(fd);
        return error_set(err, "run %" PRId64 " is being trained already",
                         run_id);
    }
    *out = xcalloc(1, sizeof(**out));
    (*out)->fd = fd;
    return true;
}

void run_lock_release(struct run_lock *lock)
{
    if (!lock)
        return;
    close(lock->fd);
    free(lock);
}

bool run_lock_is_held(struct catalog *catalog, int64_t run_id)
{
    char *path = lock_path(catalog, run_id);
    int fd = open(path, O_RDWR | O_CLOEXEC);
    bool held;

    free(path);
    if (fd < 0)
        return false;
    held = locked(fd);
    close(fd);
    return held;
}
