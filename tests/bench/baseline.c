/* Times the baselines on 240 tracks of 100,000 values, for bench-baseline.
 *
 * usage: baseline FILE THREADS MODEL SEED
 *
 * Writes the values (float32, track after track) and then the labels (int32)
 * to FILE, so that another program can be timed on the same, and prints the
 * seconds that training the model took. */
#include "learn/baseline.h"
#include "base/clock.h"
#include "base/rng.h"

#include <stdio.h>
#include <stdlib.h>

enum { TRACKS = 240, BANDS = 100, FRAMES = 1000, GENRES = 10 };
enum { COLUMNS = BANDS * FRAMES };

static const char *const genres[GENRES] = {"a", "b", "c", "d", "e",
                                           "f", "g", "h", "i", "j"};

/* Noise, and one value in fifty that has to do with the genre. */
static void fill(float *values, struct example *examples)
{
    for (size_t i = 0; i < TRACKS; i++) {
        struct rng rng;

        examples[i].label = (int)(i % GENRES);
        rng_init(&rng, 1, i);
        for (size_t j = 0; j < COLUMNS; j++) {
            float own = j / 50 % GENRES == i % GENRES ? 1 : 0;

            values[i * COLUMNS + j] =
                rng_range(&rng, -1, 1) + (j % 50 == 0 ? own : 0);
        }
        examples[i].inputs[FEATURE_MEL] =
            (struct input){values + i * COLUMNS, BANDS, FRAMES};
    }
}

static bool write_data(const char *path, const float *values,
                       const struct example *examples)
{
    FILE *stream = fopen(path, "wb");
    bool good;

    if (!stream)
        return false;
    good = fwrite(values, sizeof(*values), (size_t)TRACKS * COLUMNS, stream) ==
           (size_t)TRACKS * COLUMNS;
    for (size_t i = 0; i < TRACKS; i++)
        good = fwrite(&examples[i].label, sizeof(int), 1, stream) == 1 && good;
    return fclose(stream) == 0 && good;
}

static bool time_model(const char *model, const char *seed, int threads,
                       const struct dataset *data, struct error *err)
{
    const struct baseline_data all = {data, genres, NULL};
    struct baseline *baseline;
    struct settings settings;
    double begun;

    if (!settings_init(&settings, model, err) ||
        !settings_set(&settings, "input", "flat", err) ||
        !settings_set(&settings, "features", "mel", err) ||
        !settings_set(&settings, "c", "1", err) ||
        !settings_set(&settings, "seed", seed, err))
        return false;
    begun = clock_seconds();
    if (!baseline_train(&baseline, &settings, &all, threads, err))
        return false;
    printf("%.4f\n", clock_seconds() - begun);
    baseline_close(baseline);
    return true;
}

/* Zero, or the exit status. */
static int run(float *values, char **arguments)
{
    static struct example examples[TRACKS];
    const struct dataset data = {examples, TRACKS, GENRES};
    int threads = (int)strtol(arguments[1], NULL, 10);
    struct error err = {0};

    fill(values, examples);
    if (!write_data(arguments[0], values, examples)) {
        fprintf(stderr, "baseline: cannot write '%s'\n", arguments[0]);
        return 1;
    }
    if (!time_model(arguments[2], arguments[3], threads, &data, &err)) {
        fprintf(stderr, "baseline: %s\n", err.text);
        return 1;
    }
    return 0;
}

int main(int argc, char **argv)
{
    float *values;
    int status;

    if (argc != 5) {
        fprintf(stderr, "usage: %s FILE THREADS MODEL SEED\n", argv[0]);
        return 2;
    }
    values = calloc((size_t)TRACKS * COLUMNS, sizeof(*values));
    if (!values)
        return 1;
    status = run(values, argv + 1);
    free(values);
    return status;
}
