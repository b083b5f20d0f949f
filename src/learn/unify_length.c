#include "learn/unify_length.h"

#include <stdlib.h>

static int by_size(const void *a, const void *b)
{
    size_t x = *(const size_t *)a, y = *(const size_t *)b;

    return (x > y) - (x < y);
}

/* In tenths, so that the position is exact. */
static size_t seventieth_percentile(const size_t *sorted, size_t count)
{
    size_t tenths = (count - 1) * 7;
    size_t below = tenths / 10;
    size_t step = below + 1 < count ? sorted[below + 1] - sorted[below] : 0;

    return sorted[below] + step * (tenths % 10) / 10;
}

size_t unify_length(size_t *frames, size_t count, size_t bands, bool cut)
{
    size_t least, kept;

    if (count == 0 || bands == 0)
        return 0;
    qsort(frames, count, sizeof(*frames), by_size);
    if (!cut)
        return frames[count - 1];
    least = (UNIFY_LEAST_VALUES + bands - 1) / bands;
    kept = seventieth_percentile(frames, count);
    kept = kept < least ? least : kept;
    return kept < frames[count - 1] ? kept : frames[count - 1];
}
