/* module.c - the CUDA module: which devices there are, and why there is none.
 */
#include "learn/device_module.h"

#include <cuda_runtime_api.h>
#include <cudnn.h>
#include <stdio.h>

static bool explain(cudaError_t status, int driver, struct error *err)
{
    if (driver == 0)
        return error_set(err, "there is no NVIDIA driver on this machine");
    if (status == cudaErrorInsufficientDriver)
        return error_set(err,
                         "the NVIDIA driver is for CUDA %d.%d, this build "
                         "needs %d.%d",
                         driver / 1000, driver % 1000 / 10,
                         CUDART_VERSION / 1000, CUDART_VERSION % 1000 / 10);
    return error_set(err, "CUDA says: %s", cudaGetErrorString(status));
}

static void describe(int device, struct device_info *info)
{
    struct cudaDeviceProp properties;

    if (cudaGetDeviceProperties(&properties, device) != cudaSuccess)
        return;
    snprintf(info->name, sizeof(info->name), "%s", properties.name);
    info->major = properties.major;
    info->minor = properties.minor;
    info->memory = properties.totalGlobalMem;
}

static bool probe(struct device_report *report, struct error *err)
{
    /* cudaGetDeviceCount leaves the count as it was when it fails. */
    int count = 0, driver = 0;
    cudaError_t status;

    cudaDriverGetVersion(&driver);
    status = cudaGetDeviceCount(&count);
    if (status != cudaSuccess)
        return explain(status, driver, err);
    if (count < 1)
        return error_set(err, "there is an NVIDIA driver, but no device");
    if (cudnnGetVersion() / 10000 != CUDNN_MAJOR)
        return error_set(err, "cuDNN %zu was found, this build needs %d.x",
                         cudnnGetVersion(), CUDNN_MAJOR);
    report->driver = driver;
    report->runtime = CUDART_VERSION;
    report->cudnn = cudnnGetVersion();
    report->count = count < DEVICE_REPORT_MAX ? count : DEVICE_REPORT_MAX;
    for (int i = 0; i < report->count; i++)
        describe(i, &report->devices[i]);
    return true;
}

extern const struct device_module genrelab_device_module;

__attribute__((visibility("default")))
const struct device_module genrelab_device_module = {
    .abi = DEVICE_MODULE_ABI,
    .probe = probe,
};
