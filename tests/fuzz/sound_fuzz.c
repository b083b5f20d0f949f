/* Sound files of every kind libsndfile reads. */
#include "audio/decoder.h"
#include "tests/fuzz/fuzz.h"

#include <math.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct sound_info info = {0};
    struct clip_statistics measured;
    struct clip clip = {0};
    struct error err = {0};

    if (!decoder_read(fuzz_file(bytes, size), &clip, &info, &err)) {
        fuzz_check(err.text[0] != '\0', "a refusal has its reason");
        return 0;
    }
    fuzz_check(clip.rate_hz > 0 && info.channels > 0, "sound has a rate");
    fuzz_check(!info.truncated || info.reason[0] != '\0',
               "a truncated file has its reason");
    clip_measure(&clip, &measured);
    fuzz_check(isfinite(measured.rms) && isfinite(measured.peak),
               "samples are finite numbers");
    clip_finish(&clip);
    return 0;
}
