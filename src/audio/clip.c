#include "audio/clip.h"

#include <stdlib.h>

bool clip_init(struct clip *clip, size_t count, int rate_hz, struct error *err)
{
    *clip = (struct clip){.count = count, .rate_hz = rate_hz};
    clip->samples = calloc(count ? count : 1, sizeof(*clip->samples));
    if (!clip->samples)
        return error_set(err, "not enough memory for %zu samples", count);
    return true;
}

void clip_finish(struct clip *clip)
{
    free(clip->samples);
    *clip = (struct clip){0};
}
