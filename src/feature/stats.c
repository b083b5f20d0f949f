#include "feature/stats.h"

#include <stdlib.h>

const char *const stats_names[STATS_COLUMNS] = {"chroma_stft_mean",
                                                "chroma_stft_var",
                                                "rms_mean",
                                                "rms_var",
                                                "spectral_centroid_mean",
                                                "spectral_centroid_var",
                                                "spectral_bandwidth_mean",
                                                "spectral_bandwidth_var",
                                                "rolloff_mean",
                                                "rolloff_var",
                                                "zero_crossing_rate_mean",
                                                "zero_crossing_rate_var",
                                                "harmony_mean",
                                                "harmony_var",
                                                "perceptr_mean",
                                                "perceptr_var",
                                                "tempo",
                                                "mfcc1_mean",
                                                "mfcc1_var",
                                                "mfcc2_mean",
                                                "mfcc2_var",
                                                "mfcc3_mean",
                                                "mfcc3_var",
                                                "mfcc4_mean",
                                                "mfcc4_var",
                                                "mfcc5_mean",
                                                "mfcc5_var",
                                                "mfcc6_mean",
                                                "mfcc6_var",
                                                "mfcc7_mean",
                                                "mfcc7_var",
                                                "mfcc8_mean",
                                                "mfcc8_var",
                                                "mfcc9_mean",
                                                "mfcc9_var",
                                                "mfcc10_mean",
                                                "mfcc10_var",
                                                "mfcc11_mean",
                                                "mfcc11_var",
                                                "mfcc12_mean",
                                                "mfcc12_var",
                                                "mfcc13_mean",
                                                "mfcc13_var",
                                                "mfcc14_mean",
                                                "mfcc14_var",
                                                "mfcc15_mean",
                                                "mfcc15_var",
                                                "mfcc16_mean",
                                                "mfcc16_var",
                                                "mfcc17_mean",
                                                "mfcc17_var",
                                                "mfcc18_mean",
                                                "mfcc18_var",
                                                "mfcc19_mean",
                                                "mfcc19_var",
                                                "mfcc20_mean",
                                                "mfcc20_var"};

struct moments {
    double mean;
    double variance;
};

/* Two passes, because the variance may be far below the mean's square. */
static struct moments moments_of(const float *values, size_t count)
{
    struct moments result = {0};

    for (size_t i = 0; i < count; i++)
        result.mean += values[i];
    result.mean /= (double)count;
    for (size_t i = 0; i < count; i++) {
        double away = values[i] - result.mean;

        result.variance += away * away;
    }
    result.variance /= (double)count;
    return result;
}

/* What is not harmonic is percussive. */
static struct moments percussive_moments(const struct clip *clip,
                                         const float *harmonic)
{
    struct moments result = {0};

    for (size_t i = 0; i < clip->count; i++)
        result.mean += (double)clip->samples[i] - harmonic[i];
    result.mean /= (double)clip->count;
    for (size_t i = 0; i < clip->count; i++) {
        double away = (double)clip->samples[i] - harmonic[i] - result.mean;

        result.variance += away * away;
    }
    result.variance /= (double)clip->count;
    return result;
}

static float *put(float *out, struct moments moments)
{
    out[0] = (float)moments.mean;
    out[1] = (float)moments.variance;
    return out + 2;
}

void stats_fill(const struct profile *profile, const struct clip *clip,
                const float *harmonic, float out[STATS_COLUMNS])
{
    static const enum profile_row rows[] = {PROFILE_RMS, PROFILE_CENTROID,
                                            PROFILE_BANDWIDTH, PROFILE_ROLLOFF,
                                            PROFILE_CROSSINGS};
    size_t frames = profile->frames;

    out = put(out, moments_of(profile_row(profile, PROFILE_CHROMA),
                              PROFILE_CLASSES * frames));
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
        out = put(out, moments_of(profile_row(profile, rows[i]), frames));
    out = put(out, moments_of(harmonic, clip->count));
    out = put(out, percussive_moments(clip, harmonic));
    *out++ = (float)profile->tempo;
    for (size_t i = 0; i < PROFILE_COEFFICIENTS; i++)
        out =
            put(out, moments_of(profile_row(profile, PROFILE_MFCC) + i * frames,
                                frames));
}
