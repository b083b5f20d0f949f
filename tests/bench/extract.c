/* extract - times the stages of feature extraction, for bench.py.
 *
 *     extract FILE [RUNS]
 *
 * Prints a line for each stage: its name and the median of the thread's own
 * time in milliseconds; for one and two threads the wall's time a track.
 */
#include "audio/decoder.h"
#include "feature/cepstrum.h"
#include "feature/chroma.h"
#include "feature/feature.h"
#include "feature/melbank.h"
#include "feature/spectrum.h"
#include "feature/tuning.h"
#include "feature/wavelet.h"

#include <fftw3.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

enum { HOP = 256, MOST_RUNS = 101 };

static const unsigned all_four = 1U << FEATURE_MEL | 1U << FEATURE_MFCC |
                                 1U << FEATURE_CHROMA | 1U << FEATURE_WAVELET;

/* Everything the stages read and write. */
struct bench {
    const char *path;
    struct clip clip;
    size_t blocks;
    struct extractor *extractor;
    struct spectrum *spectrum;
    struct melbank *melbank;
    struct cepstrum *cepstrum;
    struct tuning *tuning;
    struct chroma *chroma;
    fftwf_plan plan;
    lane *window, *frame; /* SPECTRUM_SIZE values */
    fftwf_complex *bins;
    lane *power;    /* blocks x SPECTRUM_BINS */
    lane *decibels; /* blocks x MELBANK_BANDS */
    lane *columns;
    float *coefficients;
};

static double now(clockid_t clock)
{
    struct timespec time;

    clock_gettime(clock, &time);
    return (double)time.tv_sec * 1e3 + (double)time.tv_nsec * 1e-6;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static double median_of(void (*stage)(struct bench *), struct bench *bench,
                        int runs)
{
    double times[MOST_RUNS] = {0};

    for (int i = 0; i < runs; i++) {
        double start = now(CLOCK_THREAD_CPUTIME_ID);

        stage(bench);
        times[i] = now(CLOCK_THREAD_CPUTIME_ID) - start;
    }
    qsort(times, (size_t)runs, sizeof(*times), compare);
    return times[runs / 2];
}

static void check(bool good, const struct error *err)
{
    if (good)
        return;
    fprintf(stderr, "%s\n", err->text);
    exit(1);
}

static void decode(struct bench *bench)
{
    struct error err = {0};
    struct sound_info info;
    struct clip clip;

    check(
        decoder_read_at(bench->path, CLIP_WORKING_RATE_HZ, &clip, &info, &err),
        &err);
    clip_finish(&clip);
}

/* What nobody can do without: window and FFTW's own real transform. */
LANE_CLONES static void bare(struct bench *bench)
{
    typedef float lane_anywhere __attribute__((vector_size(64), aligned(4)));

    for (size_t at = 0; at + SPECTRUM_SIZE <= bench->clip.count; at += HOP) {
        const lane_anywhere *in = (const void *)(bench->clip.samples + at);

        for (int i = 0; i < SPECTRUM_SIZE / LANE; i++)
            bench->frame[i] = bench->window[i] * in[i];
        fftwf_execute(bench->plan);
    }
}

static void spectra(struct bench *bench)
{
    for (size_t i = 0; i < bench->blocks; i++)
        spectrum_block(bench->spectrum, &bench->clip, HOP, i * LANE,
                       bench->power + i * SPECTRUM_BINS);
}

static void mel(struct bench *bench)
{
    for (size_t i = 0; i < bench->blocks; i++)
        melbank_run(bench->melbank, bench->power + i * SPECTRUM_BINS,
                    bench->decibels + i * MELBANK_BANDS);
}

static void decibels(struct bench *bench)
{
    mel(bench);
    for (size_t i = 0; i < bench->blocks; i++)
        lane_decibels(bench->decibels + i * MELBANK_BANDS, MELBANK_BANDS);
}

static void cosine(struct bench *bench)
{
    for (size_t i = 0; i < bench->blocks; i++)
        cepstrum_run(bench->cepstrum, bench->decibels + i * MELBANK_BANDS, -40,
                     bench->columns);
}

static void tuning(struct bench *bench)
{
    struct error err = {0};
    double deviation;

    tuning_clear(bench->tuning);
    for (size_t i = 0; i < bench->blocks; i++)
        check(tuning_add(bench->tuning, bench->power + i * SPECTRUM_BINS, &err),
              &err);
    check(tuning_estimate(bench->tuning, 24, &deviation, &err), &err);
    chroma_tune(bench->chroma, deviation);
}

static void chroma(struct bench *bench)
{
    for (size_t i = 0; i < bench->blocks; i++)
        chroma_run(bench->chroma, bench->power + i * SPECTRUM_BINS,
                   bench->columns);
}

static void wavelet(struct bench *bench)
{
    wavelet_run(&bench->clip, bench->coefficients);
}

static void extract(struct extractor *extractor, const struct clip *clip,
                    unsigned set)
{
    struct feature_matrix all[FEATURE_COUNT];
    struct error err = {0};

    check(extractor_run(extractor, clip, set, all, &err), &err);
    for (int i = 0; i < FEATURE_COUNT; i++)
        feature_matrix_finish(&all[i]);
}

static void run_four(struct bench *bench)
{
    extract(bench->extractor, &bench->clip, all_four);
}

static void run_mel(struct bench *bench)
{
    extract(bench->extractor, &bench->clip, 1U << FEATURE_MEL);
}

static void run_stats(struct bench *bench)
{
    extract(bench->extractor, &bench->clip, 1U << FEATURE_STATS);
}

static void run_mood(struct bench *bench)
{
    extract(bench->extractor, &bench->clip, 1U << FEATURE_MOOD);
}

/* One of several workers, each with an extractor of its own. */
static void *work(void *data)
{
    const struct clip *clip = data;
    struct extractor *extractor = NULL;
    struct error err = {0};

    check(extractor_create(&extractor, &err), &err);
    for (int i = 0; i < 100; i++)
        extract(extractor, clip, all_four);
    extractor_destroy(extractor);
    return NULL;
}

/* Milliseconds a track. */
static double run_threads(struct bench *bench, int count)
{
    pthread_t threads[8];
    double start = now(CLOCK_MONOTONIC);

    for (int i = 0; i < count; i++)
        if (pthread_create(&threads[i], NULL, work, &bench->clip))
            exit(1);
    for (int i = 0; i < count; i++)
        pthread_join(threads[i], NULL);
    return (now(CLOCK_MONOTONIC) - start) / (100.0 * count);
}

static void prepare(struct bench *bench)
{
    struct error err = {0};
    struct sound_info info;

    check(decoder_read_at(bench->path, CLIP_WORKING_RATE_HZ, &bench->clip,
                          &info, &err),
          &err);
    bench->blocks = (spectrum_frames(&bench->clip, HOP) + LANE - 1) / LANE;
    check(extractor_create(&bench->extractor, &err) &&
              spectrum_create(&bench->spectrum, &err),
          &err);
    bench->melbank = melbank_create();
    bench->cepstrum = cepstrum_create(40);
    bench->tuning = tuning_create();
    bench->chroma = chroma_create(24);
    bench->power = lane_alloc(bench->blocks * SPECTRUM_BINS);
    bench->decibels = lane_alloc(bench->blocks * MELBANK_BANDS);
    bench->columns = lane_alloc(40);
    bench->coefficients =
        malloc(wavelet_count(bench->clip.count) * sizeof(float));
    bench->window = lane_alloc(SPECTRUM_SIZE / LANE);
    bench->frame = lane_alloc(SPECTRUM_SIZE / LANE);
    bench->bins = fftwf_alloc_complex(SPECTRUM_SIZE / 2 + 1);
    for (int i = 0; i < SPECTRUM_SIZE; i++)
        ((float *)bench->window)[i] =
            (float)(0.5 - 0.5 * cos(2 * M_PI * i / SPECTRUM_SIZE));
    /* The best plan there is: the bar is not lowered by a bad one. */
    bench->plan = fftwf_plan_dft_r2c_1d(SPECTRUM_SIZE, (float *)bench->frame,
                                        bench->bins, FFTW_PATIENT);
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*run)(struct bench *);
    } stages[] = {
        {"decode", decode},
        {"bare window and FFT", bare},
        {"window, FFT and power", spectra},
        {"mel bands", mel},
        {"mel bands and decibels", decibels},
        {"cosine transform", cosine},
        {"tuning", tuning},
        {"chroma", chroma},
        {"wavelet", wavelet},
        {"the four", run_four},
        {"mel alone", run_mel},
        {"stats", run_stats},
        {"mood", run_mood},
    };
    struct bench bench = {0};
    int runs = argc > 2 ? atoi(argv[2]) : 21;
    struct rusage usage;

    if (argc < 2 || runs < 1 || runs > MOST_RUNS) {
        fprintf(stderr, "usage: extract FILE [RUNS, at most %d]\n", MOST_RUNS);
        return 2;
    }
    bench.path = argv[1];
    prepare(&bench);
    for (size_t i = 0; i < sizeof(stages) / sizeof(*stages); i++)
        printf("%s\t%.3f\n", stages[i].name,
               median_of(stages[i].run, &bench, runs));
    printf("one thread\t%.3f\n", run_threads(&bench, 1));
    printf("two threads\t%.3f\n", run_threads(&bench, 2));
    getrusage(RUSAGE_SELF, &usage);
    printf("memory\t%ld\n", usage.ru_maxrss);
    printf("FFTW\t%s\n", fftwf_version);
    return 0;
}
