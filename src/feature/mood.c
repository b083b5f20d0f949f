#include "feature/mood.h"

#include "feature/rhythm.h"

#include <math.h>
#include <stdlib.h>

enum { CLASSES = PROFILE_CLASSES };

const char *const mood_names[MOOD_COLUMNS] = {
    "tempo", "onset_rate", "danceability", "energy",
    "key",   "mode",       "key_clarity",  "mode_clarity"};

/* How well each class fits a key of C, as listeners rated it. */
static const double major_profile[CLASSES] = {
    6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88};
static const double minor_profile[CLASSES] = {
    6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17};

/* Pearson's correlation of the classes with a profile moved to a key; 0 where
 * the classes are all alike. */
static double correlation(const double classes[CLASSES],
                          const double profile[CLASSES], int key)
{
    double mean_a = 0, mean_b = 0, ab = 0, aa = 0, bb = 0;

    for (int i = 0; i < CLASSES; i++) {
        mean_a += classes[i] / CLASSES;
        mean_b += profile[i] / CLASSES;
    }
    for (int i = 0; i < CLASSES; i++) {
        double a = classes[(i + key) % CLASSES] - mean_a;
        double b = profile[i] - mean_b;

        ab += a * b;
        aa += a * a;
        bb += b * b;
    }
    return aa > 1e-12 ? ab / sqrt(aa * bb) : 0;
}

/* Returns the key that fits best and how well it does. */
static int best_key(const double classes[CLASSES],
                    const double profile[CLASSES], double *fit)
{
    int best = 0;

    *fit = -1;
    for (int key = 0; key < CLASSES; key++) {
        double here = correlation(classes, profile, key);

        if (here > *fit) {
            *fit = here;
            best = key;
        }
    }
    return best;
}

/* key, mode and both clarities. */
static void fill_key(const struct profile *profile, float out[4])
{
    double classes[CLASSES] = {0}, major_fit, minor_fit;
    int major, minor;

    for (size_t i = 0; i < CLASSES; i++) {
        const float *row =
            profile_row(profile, PROFILE_CHROMA) + i * profile->frames;

        for (size_t j = 0; j < profile->frames; j++)
            classes[i] += row[j] / (double)profile->frames;
    }
    major = best_key(classes, major_profile, &major_fit);
    minor = best_key(classes, minor_profile, &minor_fit);
    out[0] = (float)(major_fit >= minor_fit ? major : minor);
    out[1] = major_fit >= minor_fit;
    out[2] = (float)fmax(major_fit, minor_fit);
    out[3] = (float)(major_fit - minor_fit);
}

/* The mean square of what a line fitted to size values leaves over. */
static double residue(const double *values, size_t size)
{
    double centre = ((double)size - 1) / 2, mean = 0, slope = 0, squares = 0;
    double spread = (double)size * ((double)size * (double)size - 1) / 12;

    for (size_t i = 0; i < size; i++) {
        mean += values[i];
        slope += ((double)i - centre) * values[i];
    }
    mean /= (double)size;
    slope /= spread;
    for (size_t i = 0; i < size; i++) {
        double left = values[i] - mean - slope * ((double)i - centre);

        squares += left * left;
    }
    return squares / (double)size;
}

/* The running sum of how far each block's standard deviation is from the mean
 * of all. */
static void integrate(const struct clip *clip, size_t block, size_t blocks,
                      double *out)
{
    double mean = 0, sum = 0;

    for (size_t i = 0; i < blocks; i++) {
        const float *samples = clip->samples + i * block;
        double total = 0, squares = 0;

        for (size_t j = 0; j < block; j++) {
            total += samples[j];
            squares += (double)samples[j] * samples[j];
        }
        total /= (double)block;
        out[i] = sqrt(fmax(0, squares / (double)block - total * total));
        mean += out[i] / (double)blocks;
    }
    for (size_t i = 0; i < blocks; i++) {
        sum += out[i] - mean;
        out[i] = sum;
    }
}

/* The slope of log fluctuation over log size, for windows of 0.31 to 8 s, each
 * a tenth longer than the last; 0 when there are fewer than three. */
static double exponent_of(const double *values, size_t count)
{
    double n = 0, x = 0, y = 0, xx = 0, xy = 0;

    for (double size = 31; size <= 800 && 2 * size <= (double)count;
         size *= 1.1) {
        size_t length = (size_t)size, windows = count / length;
        double squares = 0, log_size, log_fluctuation;

        for (size_t i = 0; i < windows; i++)
            squares += residue(values + i * length, length);
        if (squares <= 1e-30 * (double)windows)
            return 0;
        log_size = log((double)length);
        log_fluctuation = log(squares / (double)windows) / 2;
        n++;
        x += log_size;
        y += log_fluctuation;
        xx += log_size * log_size;
        xy += log_size * log_fluctuation;
    }
    return n < 3 ? 0 : (n * xy - x * y) / (n * xx - x * x);
}

static bool danceability(const struct clip *clip, float *out, struct error *err)
{
    size_t block = (size_t)clip->rate_hz / 100;
    size_t blocks = clip->count / block;
    double *values, exponent;

    *out = 0;
    if (blocks == 0)
        return true;
    values = calloc(blocks, sizeof(*values));
    if (!values)
        return error_set(err, "not enough memory for %zu blocks", blocks);
    integrate(clip, block, blocks, values);
    exponent = exponent_of(values, blocks);
    if (exponent > 0)
        *out = (float)(1 / fmax(exponent, 0.1));
    free(values);
    return true;
}

bool mood_fill(const struct profile *profile, const struct clip *clip,
               float out[MOOD_COLUMNS], struct error *err)
{
    const float *envelope = profile_row(profile, PROFILE_ONSET_MEAN);
    double squares = 0, count = (double)clip->count;

    for (size_t i = 0; i < clip->count; i++)
        squares += (double)clip->samples[i] * clip->samples[i];
    out[0] = (float)profile->tempo;
    out[1] = (float)((double)rhythm_onsets(envelope, profile->frames) *
                     clip->rate_hz / count);
    out[3] = (float)(10 * log10(fmax(squares / count, 1e-10)));
    fill_key(profile, out + 4);
    return danceability(clip, out + 2, err);
}
