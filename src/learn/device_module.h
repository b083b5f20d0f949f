/* device_module.h - the CUDA devices of this machine, by the module in gpu/.
 *
 * The program is built and started without CUDA; what needs it is a module
 * opened at run time.  Every reason why there is no device is a sentence.
 */
#ifndef LEARN_DEVICE_MODULE_H
#define LEARN_DEVICE_MODULE_H

#include "base/error.h"

#include <stddef.h>

enum { DEVICE_MODULE_ABI = 1, DEVICE_REPORT_MAX = 16 };

struct device_info {
    char name[256];
    int major, minor; /* compute capability */
    size_t memory;    /* bytes */
};

struct device_report {
    int driver, runtime; /* as CUDA numbers them: 13000 is 13.0 */
    size_t cudnn;        /* as cuDNN numbers itself: 91900 is 9.19.0 */
    int count;           /* of devices, at most DEVICE_REPORT_MAX */
    struct device_info devices[DEVICE_REPORT_MAX];
};

/* What the module exports under the name "genrelab_device_module". */
struct device_module {
    int abi; /* DEVICE_MODULE_ABI it was built with */

    /* Lists the devices; false with a sentence when none can be used. */
    bool (*probe)(struct device_report *report, struct error *err);
};

/* Opens the module, asks it and closes it.  The module is looked for in
 * $GENRELAB_MODULE_DIR, or else where it is installed, or else in the build
 * tree the program runs from. */
bool device_module_probe(struct device_report *report, struct error *err);

#endif
