#include "tests/check.h"
#include "tests/signal.h"

#include "audio/decoder.h"
#include "feature/feature.h"

#include <pthread.h>

/* A line of a golden file. */
struct cell {
    char signal[64];
    char feature[16];
    size_t bands, frames, band, frame;
    double value;
};

static FILE *open_golden(const char *name)
{
    const char *top = getenv("TOP_SRCDIR");
    char path[4096];
    FILE *stream;

    snprintf(path, sizeof(path), "%s/tests/golden/%s", top ? top : ".", name);
    stream = fopen(path, "r");
    if (!stream)
        print_error("cannot open %s\n", path);
    assert_non_null(stream);
    return stream;
}

static bool read_cell(FILE *stream, struct cell *cell)
{
    return fscanf(stream, "%63s %15s %zu %zu %zu %zu %lf", cell->signal,
                  cell->feature, &cell->bands, &cell->frames, &cell->band,
                  &cell->frame, &cell->value) == 7;
}

/* The first columns of stats are of all magnitudes; those of mfcc, from this
 * one on, are sums of decibels. */
enum { FIRST_MFCC_COLUMN = 17 };

static double tolerance_of(enum feature_kind kind, const struct cell *cell)
{
    double value = fabs(cell->value);

    switch (kind) {
    case FEATURE_MEL:
        return 0.01;
    case FEATURE_MFCC:
        return 0.02;
    case FEATURE_CHROMA:
        return 1e-3;
    case FEATURE_WAVELET:
        return 1e-6 + 1e-5 * value;
    case FEATURE_STATS:
        return (cell->frame < FIRST_MFCC_COLUMN ? 1e-6 : 1e-4) + 1e-4 * value;
    case FEATURE_MOOD:
        return 1e-4 * value;
    case FEATURE_COUNT:
        break;
    }
    return 0;
}

static void check_cell(const struct feature_matrix *all,
                       const struct cell *cell)
{
    const struct feature *feature = feature_find(cell->feature);
    const struct feature_matrix *matrix;
    double value, tolerance;

    assert_non_null(feature);
    matrix = &all[feature->kind];
    assert_int_equal(matrix->bands, cell->bands);
    assert_int_equal(matrix->frames, cell->frames);
    if (!matrix->values) {
        fail();
        return;
    }
    value = matrix->values[cell->band * matrix->frames + cell->frame];
    tolerance = tolerance_of(feature->kind, cell);
    if (fabs(value - cell->value) > tolerance) {
        print_error("%s, %s, cell %zu, %zu:\n", cell->signal, cell->feature,
                    cell->band, cell->frame);
        check_near(value, cell->value, tolerance);
    }
}

static void finish_all(struct feature_matrix *all)
{
    for (int i = 0; i < FEATURE_COUNT; i++)
        feature_matrix_finish(&all[i]);
}

/* Goes through a golden file; load makes the clip of each new name. */
static size_t check_golden(const char *name,
                           void (*load)(const char *, struct clip *))
{
    struct feature_matrix all[FEATURE_COUNT] = {0};
    struct extractor *extractor = NULL;
    struct error err = {0};
    FILE *stream = open_golden(name);
    char before[64] = "";
    struct cell cell;
    size_t cells = 0;

    check_ok(extractor_create(&extractor, &err), err);
    while (read_cell(stream, &cell)) {
        if (strcmp(before, cell.signal) != 0) {
            struct clip clip;

            finish_all(all);
            load(cell.signal, &clip);
            check_ok(extractor_run(extractor, &clip, ~0U, all, &err), err);
            clip_finish(&clip);
            memcpy(before, cell.signal, sizeof(before));
        }
        check_cell(all, &cell);
        cells++;
    }
    finish_all(all);
    extractor_destroy(extractor);
    fclose(stream);
    return cells;
}

static void load_signal(const char *name, struct clip *clip)
{
    if (!signal_make(name, clip)) {
        print_error("no signal is called %s\n", name);
        fail();
    }
}

static void load_track(const char *name, struct clip *clip)
{
    struct error err = {0};
    struct sound_info info;
    char path[4096];

    snprintf(path, sizeof(path), "%s/audio/genres/%s.flac",
             getenv("GENRELAB_GTZAN"), name);
    check_ok(decoder_read_at(path, CLIP_WORKING_RATE_HZ, clip, &info, &err),
             err);
}

static void synthesised_signals_give_the_numbers_of_librosa(void **state)
{
    (void)state;
    assert_int_equal(check_golden("features.tsv", load_signal), 2140);
}

static void real_tracks_give_the_numbers_of_librosa(void **state)
{
    (void)state;
    if (!getenv("GENRELAB_GTZAN")) {
        print_message("skipped: GENRELAB_GTZAN names no folder of tracks\n");
        skip();
    }
    assert_int_equal(check_golden("features_real.tsv", load_track), 2190);
}

/* FFTW may see other alignments and the buffers hold an earlier clip. */
static void an_extractor_remembers_nothing(void **state)
{
    struct feature_matrix first[FEATURE_COUNT], again[FEATURE_COUNT];
    struct extractor *extractor = NULL;
    struct error err = {0};
    struct clip clip, other;

    (void)state;
    load_signal("odd", &clip);
    load_signal("loud", &other);
    check_ok(extractor_create(&extractor, &err), err);
    check_ok(extractor_run(extractor, &clip, ~0U, first, &err), err);
    check_ok(extractor_run(extractor, &other, ~0U, again, &err), err);
    finish_all(again);
    check_ok(extractor_run(extractor, &clip, ~0U, again, &err), err);
    for (int i = 0; i < FEATURE_COUNT; i++) {
        assert_int_equal(first[i].frames, again[i].frames);
        assert_memory_equal(first[i].values, again[i].values,
                            first[i].bands * first[i].frames * sizeof(float));
    }
    finish_all(first);
    finish_all(again);
    extractor_destroy(extractor);
    clip_finish(&clip);
    clip_finish(&other);
}

static void a_chord_names_its_key(void **state)
{
    static const double chords[2][3] = {{261.626, 329.628, 391.995},
                                        {220, 261.626, 329.628}};
    static const double weights[3] = {0.4, 0.2, 0.3};
    static const int keys[2] = {0, 9};
    struct feature_matrix all[FEATURE_COUNT];
    struct extractor *extractor = NULL;
    struct error err = {0};
    struct clip clip = signal_silence(66150);

    (void)state;
    check_ok(extractor_create(&extractor, &err), err);
    for (int chord = 0; chord < 2; chord++) {
        for (size_t i = 0; i < clip.count; i++) {
            clip.samples[i] = 0;
            for (int j = 0; j < 3; j++)
                clip.samples[i] +=
                    (float)(weights[j] * sin(2 * M_PI * (double)i *
                                             chords[chord][j] / 22050));
        }
        check_ok(extractor_run(extractor, &clip, 1u << FEATURE_MOOD, all, &err),
                 err);
        /* Columns 4 to 7: key, mode and their clarities. */
        check_near(all[FEATURE_MOOD].values[4], keys[chord], 0);
        check_near(all[FEATURE_MOOD].values[5], chord == 0, 0);
        assert_true(all[FEATURE_MOOD].values[6] > 0.6);
        assert_true(all[FEATURE_MOOD].values[7] * (chord ? -1 : 1) > 0.05);
        finish_all(all);
    }
    extractor_destroy(extractor);
    clip_finish(&clip);
}

static void clicks_have_their_tempo(void **state)
{
    struct feature_matrix all[FEATURE_COUNT];
    struct extractor *extractor = NULL;
    struct error err = {0};
    struct clip clip = signal_silence(441000);

    (void)state;
    /* Two a second. */
    for (size_t i = 0; i < clip.count; i += 11025)
        signal_noise(&clip, i, i + 200, 3, 2);
    check_ok(extractor_create(&extractor, &err), err);
    check_ok(extractor_run(extractor, &clip, 1u << FEATURE_MOOD, all, &err),
             err);
    check_near(all[FEATURE_MOOD].values[0], 120, 3);
    check_near(all[FEATURE_MOOD].values[1], 2, 0.1);
    finish_all(all);
    extractor_destroy(extractor);
    clip_finish(&clip);
}

/* Past 45 s powers are computed a second time. */
static void long_recordings_are_like_short_ones(void **state)
{
    struct feature_matrix long_one[FEATURE_COUNT], again[FEATURE_COUNT];
    struct extractor *extractor = NULL;
    struct error err = {0};
    struct clip clip = signal_silence(1400000);
    struct feature_matrix *a = &long_one[FEATURE_CHROMA];
    struct feature_matrix *b = &again[FEATURE_CHROMA];

    (void)state;
    signal_saw(&clip, 42860000, 1);
    check_ok(extractor_create(&extractor, &err), err);
    check_ok(extractor_run(extractor, &clip, ~0U, long_one, &err), err);
    clip.count = 700000;
    check_ok(extractor_run(extractor, &clip, ~0U, again, &err), err);
    /* The same sound has the same tuning, so frames off the end agree. */
    for (size_t band = 0; band < b->bands; band++)
        for (size_t frame = 0; frame < b->frames - 8; frame++)
            check_near(a->values[band * a->frames + frame],
                       b->values[band * b->frames + frame], 1e-6);
    finish_all(long_one);
    finish_all(again);
    extractor_destroy(extractor);
    clip_finish(&clip);
}

struct worker {
    const struct clip *clip;
    struct feature_matrix all[FEATURE_COUNT];
    bool good;
};

static void *work(void *data)
{
    struct worker *worker = data;
    struct extractor *extractor = NULL;
    struct error err = {0};

    worker->good =
        extractor_create(&extractor, &err) &&
        extractor_run(extractor, worker->clip, ~0U, worker->all, &err);
    extractor_destroy(extractor);
    return NULL;
}

/* FFTW's planner is not: the thread sanitizer watches. */
static void extractors_of_several_threads_agree(void **state)
{
    enum { THREADS = 4 };
    struct worker workers[THREADS];
    pthread_t threads[THREADS];
    struct clip clip;

    (void)state;
    load_signal("mixed", &clip);
    for (int i = 0; i < THREADS; i++) {
        workers[i].clip = &clip;
        assert_int_equal(pthread_create(&threads[i], NULL, work, &workers[i]),
                         0);
    }
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_true(workers[i].good);
        for (int j = 0; j < FEATURE_COUNT; j++)
            assert_memory_equal(workers[i].all[j].values,
                                workers[0].all[j].values,
                                sizeof(float) * workers[0].all[j].bands *
                                    workers[0].all[j].frames);
    }
    for (int i = 0; i < THREADS; i++)
        finish_all(workers[i].all);
    clip_finish(&clip);
}

static void what_is_not_asked_for_stays_zero(void **state)
{
    struct feature_matrix all[FEATURE_COUNT];
    struct extractor *extractor = NULL;
    struct error err = {0};
    struct clip clip;

    (void)state;
    load_signal("odd", &clip);
    check_ok(extractor_create(&extractor, &err), err);
    check_ok(extractor_run(extractor, &clip, 0, all, &err), err);
    for (int i = 0; i < FEATURE_COUNT; i++)
        assert_true(!all[i].values && all[i].bands == 0 && all[i].frames == 0);
    extractor_destroy(extractor);
    clip_finish(&clip);
}

static void no_samples_are_an_error(void **state)
{
    struct feature_matrix all[FEATURE_COUNT];
    struct extractor *extractor = NULL;
    struct error err = {0};
    struct clip clip = signal_silence(0);

    (void)state;
    check_ok(extractor_create(&extractor, &err), err);
    assert_false(extractor_run(extractor, &clip, ~0U, all, &err));
    assert_string_equal(err.text, "cannot compute features of no samples");
    extractor_destroy(extractor);
    clip_finish(&clip);
}

static void the_table_finds_features_by_name(void **state)
{
    (void)state;
    for (int i = 0; i < FEATURE_COUNT; i++) {
        const struct feature *feature = feature_of((enum feature_kind)i);

        assert_int_equal(feature->kind, i);
        assert_ptr_equal(feature_find(feature->name), feature);
        assert_non_null(feature->title);
        assert_non_null(feature->parameters);
        for (int j = 0; j < feature->columns; j++)
            assert_non_null(feature->column_names[j]);
    }
    assert_null(feature_find("melody"));
    assert_null(feature_find(""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(synthesised_signals_give_the_numbers_of_librosa),
        cmocka_unit_test(real_tracks_give_the_numbers_of_librosa),
        cmocka_unit_test(an_extractor_remembers_nothing),
        cmocka_unit_test(a_chord_names_its_key),
        cmocka_unit_test(clicks_have_their_tempo),
        cmocka_unit_test(long_recordings_are_like_short_ones),
        cmocka_unit_test(extractors_of_several_threads_agree),
        cmocka_unit_test(what_is_not_asked_for_stays_zero),
        cmocka_unit_test(no_samples_are_an_error),
        cmocka_unit_test(the_table_finds_features_by_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
