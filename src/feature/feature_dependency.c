#include "feature/feature_dependency.h"

#include <fftw3.h>

bool feature_dependency(size_t i, struct dependency *out)
{
    if (i > 0)
        return false;
    dependency_split(out, fftwf_version);
    return true;
}
