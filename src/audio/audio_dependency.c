#include "audio/audio_dependency.h"

#include <sndfile.h>
#include <soxr.h>

bool audio_dependency(size_t i, struct dependency *out)
{
    if (i > 1)
        return false;
    dependency_split(out, i == 0 ? sf_version_string() : soxr_version());
    return true;
}
