#include "feature/spectrogram.h"

#include "base/alloc.h"
#include "feature/spectrum.h"

#include <stdlib.h>

enum { MOST_KEPT = 242 };

struct spectrogram {
    struct spectrum *spectrum;
    const struct clip *clip;
    size_t hop;
    size_t ready; /* blocks in kept */
    bool keep;
    lane *kept;  /* MOST_KEPT x SPECTRUM_BINS, made when first needed */
    lane *spare; /* SPECTRUM_BINS: a block that is not kept */
};

bool spectrogram_create(struct spectrogram **out, struct error *err)
{
    struct spectrogram *spectrogram = xcalloc(1, sizeof(*spectrogram));

    spectrogram->spare = lane_alloc(SPECTRUM_BINS);
    if (!spectrogram->spare) {
        error_set(err, "not enough memory for spectra");
        goto fail;
    }
    if (!spectrum_create(&spectrogram->spectrum, err))
        goto fail;
    *out = spectrogram;
    return true;

fail:
    spectrogram_destroy(spectrogram);
    return false;
}

void spectrogram_destroy(struct spectrogram *spectrogram)
{
    if (!spectrogram)
        return;
    spectrum_destroy(spectrogram->spectrum);
    free(spectrogram->kept);
    free(spectrogram->spare);
    free(spectrogram);
}

bool spectrogram_begin(struct spectrogram *spectrogram, const struct clip *clip,
                       size_t hop, bool keep, struct error *err)
{
    spectrogram->clip = clip;
    spectrogram->hop = hop;
    spectrogram->keep = keep;
    spectrogram->ready = 0;
    if (!keep || spectrogram->kept)
        return true;
    spectrogram->kept = lane_alloc((size_t)MOST_KEPT * SPECTRUM_BINS);
    if (!spectrogram->kept)
        return error_set(err, "not enough memory for spectra");
    return true;
}

size_t spectrogram_frames(const struct spectrogram *spectrogram)
{
    return spectrum_frames(spectrogram->clip, spectrogram->hop);
}

size_t spectrogram_blocks(const struct spectrogram *spectrogram)
{
    return (spectrogram_frames(spectrogram) + LANE - 1) / LANE;
}

const lane *spectrogram_block(struct spectrogram *spectrogram, size_t block)
{
    lane *power = spectrogram->spare;

    if (block < spectrogram->ready)
        return spectrogram->kept + block * SPECTRUM_BINS;
    if (spectrogram->keep && block == spectrogram->ready && block < MOST_KEPT) {
        power = spectrogram->kept + block * SPECTRUM_BINS;
        spectrogram->ready++;
    }
    spectrum_block(spectrogram->spectrum, spectrogram->clip, spectrogram->hop,
                   block * LANE, power);
    return power;
}
