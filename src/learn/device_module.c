#include "learn/device_module.h"

#include "base/alloc.h"
#include "base/file.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char module_name[] = "genrelab-cuda.so";

/* The module of a build tree, beside the program; NULL when it is not. */
static char *built_path(void)
{
    char program[4096];
    ssize_t length = readlink("/proc/self/exe", program, sizeof(program) - 1);
    char *slash;

    if (length < 0)
        return NULL;
    program[length] = '\0';
    slash = strrchr(program, '/');
    if (!slash)
        return NULL;
    *slash = '\0';
    return xformat("%s/gpu/.libs/%s", program, module_name);
}

static char *find_module(struct error *err)
{
    const char *folder = getenv("GENRELAB_MODULE_DIR");
    char *path = file_join(folder ? folder : GENRELAB_PKGLIBDIR, module_name);

    if (access(path, R_OK) != 0 && !folder) {
        char *built = built_path();

        if (built && access(built, R_OK) == 0) {
            free(path);
            return built;
        }
        free(built);
    }
    if (access(path, R_OK) != 0) {
        error_set(err,
                  "there is no CUDA module at '%s': this genrelab was "
                  "built without the CUDA Toolkit",
                  path);
        free(path);
        return NULL;
    }
    return path;
}

/* Loading the CUDA libraries takes seconds when the disk is cold; without a
 * driver there is no need to. */
static bool have_driver(struct error *err)
{
    void *driver = dlopen("libcuda.so.1", RTLD_LAZY | RTLD_LOCAL);

    if (!driver)
        return error_set(err,
                         "there is no NVIDIA driver (libcuda.so.1) on this "
                         "machine");
    dlclose(driver);
    return true;
}

static bool ask(const char *path, struct device_report *report,
                struct error *err)
{
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    const struct device_module *module;
    bool good;

    if (!library)
        return error_set(err, "cannot open the CUDA module: %s", dlerror());
    module = dlsym(library, "genrelab_device_module");
    if (!module || module->abi != DEVICE_MODULE_ABI)
        good =
            error_set(err, "'%s' belongs to another version of genrelab", path);
    else
        good = module->probe(report, err);
    dlclose(library);
    return good;
}

bool device_module_probe(struct device_report *report, struct error *err)
{
    char *path = find_module(err);
    bool good;

    *report = (struct device_report){0};
    if (!path)
        return false;
    good = have_driver(err) && ask(path, report, err);
    free(path);
    return good;
}
