#include "base/file.h"

#include "base/alloc.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct new_file {
    char *path;
    char *temporary;
    FILE *stream;
};

bool new_file_create(struct new_file **out, const char *path, struct error *err)
{
    struct new_file *file = xcalloc(1, sizeof(*file));
    mode_t mask = umask(0);
    int fd;

    umask(mask);
    file->path = xstrdup(path);
    file->temporary = xformat("%s.XXXXXX", path);
    fd = mkostemp(file->temporary, O_CLOEXEC);
    if (fd < 0) {
        error_set(err, "cannot write '%s': %s", path, strerror(errno));
        free(file->temporary);
        file->temporary = NULL;
        new_file_abandon(file);
        return false;
    }
    /* mkostemp() makes private files; these are as open as any other. */
    (void)fchmod(fd, 0666 & ~mask);
    file->stream = fdopen(fd, "w");
    if (!file->stream) {
        error_set(err, "cannot write '%s': %s", path, strerror(errno));
        close(fd);
        new_file_abandon(file);
        return false;
    }
    *out = file;
    return true;
}

FILE *new_file_stream(struct new_file *file)
{
    return file->stream;
}

/* Makes the rename itself durable; a file system that cannot is no error. */
static void flush_folder(const char *path)
{
    char *folder = xstrdup(path);
    char *slash = strrchr(folder, '/');
    int fd;

    if (slash)
        slash[slash == folder] = '\0';
    fd = open(slash ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        (void)fsync(fd);
        close(fd);
    }
    free(folder);
}

bool new_file_commit(struct new_file *file, struct error *err)
{
    bool written = !ferror(file->stream) && fflush(file->stream) == 0 &&
                   fsync(fileno(file->stream)) == 0;
    int reason = errno;

    if (fclose(file->stream) != 0 && written) {
        written = false;
        reason = errno;
    }
    file->stream = NULL;
    if (written && rename(file->temporary, file->path) < 0) {
        written = false;
        reason = errno;
    }
    if (!written) {
        error_set(err, "cannot write '%s': %s", file->path, strerror(reason));
        new_file_abandon(file);
        return false;
    }
    flush_folder(file->path);
    free(file->temporary);
    file->temporary = NULL;
    new_file_abandon(file);
    return true;
}

void new_file_abandon(struct new_file *file)
{
    if (!file)
        return;
    if (file->stream)
        fclose(file->stream);
    if (file->temporary)
        unlink(file->temporary);
    free(file->temporary);
    free(file->path);
    free(file);
}

static bool make_one(const char *path)
{
    struct stat info;

    if (mkdir(path, 0777) == 0)
        return true;
    return errno == EEXIST && stat(path, &info) == 0 &&
           (S_ISDIR(info.st_mode) || (errno = ENOTDIR, false));
}

bool file_make_folder(const char *path, struct error *err)
{
    char *walk = xstrdup(path);
    bool made = true;

    for (char *p = walk + 1; made && *walk && *p; p++) {
        if (*p != '/')
            continue;
        *p = '\0';
        made = make_one(walk);
        *p = '/';
    }
    if (made)
        made = make_one(walk);
    if (!made)
        error_set(err, "cannot make the folder '%s': %s", path,
                  strerror(errno));
    free(walk);
    return made;
}

char *file_join(const char *folder, const char *name)
{
    size_t length = strlen(folder);

    if (length && folder[length - 1] == '/')
        return xformat("%s%s", folder, name);
    return xformat("%s/%s", folder, name);
}

bool file_absolute(const char *path, char **out, struct error *err)
{
    char *here;

    if (path[0] == '/') {
        *out = xstrdup(path);
        return true;
    }
    here = getcwd(NULL, 0);
    if (!here)
        return error_set(err, "cannot tell the current folder: %s",
                         strerror(errno));
    *out = file_join(here, path);
    free(here);
    return true;
}

const char *file_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}
