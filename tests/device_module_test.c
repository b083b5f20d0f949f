#include "tests/check.h"

#include "learn/device_module.h"

#include <dlfcn.h>
#include <string.h>

/* On a machine with a card the probe lists it; everywhere else it says why
 * there is none.  Both are right, an empty answer is not. */
static void the_probe_lists_devices_or_says_why_not(void **state)
{
    struct device_report report;
    struct error err = {0};

    (void)state;
    if (device_module_probe(&report, &err)) {
        assert_in_range(report.count, 1, DEVICE_REPORT_MAX);
        assert_true(report.devices[0].name[0] != '\0');
        assert_true(report.devices[0].memory > 0);
        return;
    }
    assert_true(strlen(err.text) > 20);
    assert_true(strstr(err.text, "driver") || strstr(err.text, "CUDA") ||
                strstr(err.text, "cuDNN"));
}

static void a_missing_module_is_named_with_its_place(void **state)
{
    struct device_report report;
    struct error err = {0};

    (void)state;
    setenv("GENRELAB_MODULE_DIR", "/nowhere", 1);
    assert_false(device_module_probe(&report, &err));
    assert_non_null(strstr(err.text, "/nowhere/genrelab-cuda.so"));
    unsetenv("GENRELAB_MODULE_DIR");
}

/* The built module itself, also where the loader stops for want of a driver:
 * its own probe must answer in words. */
static void the_built_module_answers_in_words(void **state)
{
    const char *build = getenv("TOP_BUILDDIR");
    const struct device_module *module;
    struct device_report report = {0};
    struct error err = {0};
    char path[4096];
    void *library;

    (void)state;
    snprintf(path, sizeof(path), "%s/gpu/.libs/genrelab-cuda.so",
             build ? build : ".");
    if (access(path, R_OK) != 0) {
        print_message("skipped: this build has no CUDA module\n");
        skip();
    }
    library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        fail_msg("%s", dlerror());
        return;
    }
    module = dlsym(library, "genrelab_device_module");
    if (!module) {
        fail_msg("the module exports no table");
        return;
    }
    assert_int_equal(module->abi, DEVICE_MODULE_ABI);
    if (!module->probe(&report, &err))
        assert_true(strlen(err.text) > 20);
    else
        assert_in_range(report.count, 1, DEVICE_REPORT_MAX);
    dlclose(library);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_probe_lists_devices_or_says_why_not),
        cmocka_unit_test(a_missing_module_is_named_with_its_place),
        cmocka_unit_test(the_built_module_answers_in_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
