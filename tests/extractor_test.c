#include "tests/check.h"
#include "tests/signal.h"

#include "audio/decoder.h"
#include "feature/feature.h"

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

static void check_cell(const struct feature_matrix *all,
                       const struct cell *cell, double tolerance)
{
    const struct feature *feature = feature_find(cell->feature);
    const struct feature_matrix *matrix;
    double value;

    assert_non_null(feature);
    matrix = &all[feature->kind];
    assert_int_equal(matrix->bands, cell->bands);
    assert_int_equal(matrix->frames, cell->frames);
    value = matrix->values[cell->band * matrix->frames + cell->frame];
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
            check_ok(
                extractor_run(extractor, &clip, 1u << FEATURE_MEL, all, &err),
                err);
            clip_finish(&clip);
            memcpy(before, cell.signal, sizeof(before));
        }
        check_cell(all, &cell, 0.01);
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
    assert_int_equal(check_golden("mel.tsv", load_signal), 600);
}

static void real_tracks_give_the_numbers_of_librosa(void **state)
{
    (void)state;
    if (!getenv("GENRELAB_GTZAN")) {
        print_message("skipped: GENRELAB_GTZAN names no folder of tracks\n");
        skip();
    }
    assert_int_equal(check_golden("mel_real.tsv", load_track), 600);
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
        cmocka_unit_test(what_is_not_asked_for_stays_zero),
        cmocka_unit_test(no_samples_are_an_error),
        cmocka_unit_test(the_table_finds_features_by_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
