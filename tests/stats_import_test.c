/* Published features as tracks without audio, through a session. */
#include "tests/check.h"

#include "audio/encoder.h"
#include "base/alloc.h"
#include "base/file.h"
#include "catalog/gtzan.h"
#include "session/extraction.h"
#include "session/importer.h"
#include "session/study.h"

#include <string.h>
#include <sys/stat.h>

enum { RATE = 22050, TRACKS = 12 };

struct fixture {
    char *folder;
    char *list; /* the features */
    struct catalog *catalog;
    struct queue *events;
    struct reporter reporter;
    atomic_bool cancelled;
    struct import_summary summary;
    struct error err;
};

/* The features of TRACKS tracks of two genres; `shift` changes them all. */
static void write_list(const char *path, float shift)
{
    const struct feature *stats = feature_of(FEATURE_STATS);
    FILE *stream = fopen(path, "w");

    assert_non_null(stream);
    fputs("filename,length", stream);
    for (int i = 0; i < stats->columns; i++)
        fprintf(stream, ",%s", stats->column_names[i]);
    fputs(",label\n", stream);
    for (int i = 0; i < TRACKS; i++) {
        fprintf(stream, "tune.%02d.wav,%d", i, RATE);
        for (int j = 0; j < stats->columns; j++)
            fprintf(stream, ",%g", (double)(shift + (float)(100 * i + j)));
        fprintf(stream, ",%s\n", i < TRACKS / 2 ? "polka" : "waltz");
    }
    fclose(stream);
}

static int setup(void **state)
{
    struct fixture *fixture = xcalloc(1, sizeof(*fixture));
    struct error err = {0};
    char *workspace;

    fixture->folder = scratch_create();
    fixture->list = file_join(fixture->folder, "features.csv");
    workspace = file_join(fixture->folder, "workspace");
    write_list(fixture->list, 0);
    check_ok(catalog_open(&fixture->catalog, workspace, &err), err);
    check_ok(queue_create(&fixture->events, sizeof(struct event), 4096, &err),
             err);
    reporter_init(&fixture->reporter, fixture->events);
    free(workspace);
    *state = fixture;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *fixture = *state;
    struct event event;

    check_ok(catalog_verify(fixture->catalog, &fixture->err), fixture->err);
    catalog_close(fixture->catalog);
    while (queue_try_pop(fixture->events, &event))
        event_finish(&event);
    queue_destroy(fixture->events);
    free(fixture->list);
    scratch_remove(fixture->folder);
    free(fixture);
    return 0;
}

static struct job job_of(struct fixture *fixture)
{
    return (struct job){fixture->catalog, &fixture->reporter,
                        &fixture->cancelled, 2};
}

static bool import(struct fixture *fixture, enum import_kind kind,
                   const char *path)
{
    const struct import_order order = {kind, path};
    const struct job job = job_of(fixture);

    return importer_run(&job, &order, &fixture->summary, &fixture->err);
}

static void import_list(struct fixture *fixture)
{
    check_ok(import(fixture, IMPORT_STATS, fixture->list), fixture->err);
}

static struct track load(struct fixture *fixture, const char *name)
{
    struct track track;

    check_ok(track_load_named(fixture->catalog, name, &track, &fixture->err),
             fixture->err);
    assert_int_not_equal(track.id, 0);
    return track;
}

/* The first warning among the events that wait; the caller frees it. */
static char *next_warning(struct fixture *fixture)
{
    struct event event;
    char *text = NULL;

    while (queue_try_pop(fixture->events, &event)) {
        if (event.kind == EVENT_WARNING && !text) {
            text = event.text;
            event.text = NULL;
        }
        event_finish(&event);
    }
    return text;
}

static void a_row_becomes_a_track_with_cached_features(void **state)
{
    struct fixture *fixture = *state;
    struct cached_feature found;
    struct track track;
    char *path;

    import_list(fixture);
    assert_int_equal(fixture->summary.added, TRACKS);
    track = load(fixture, "tune.03");
    path = realpath(fixture->list, NULL);
    assert_int_equal(strncmp(track.path, path, strlen(path)), 0);
    assert_string_equal(track.path + strlen(path), "#tune.03.wav");
    assert_int_equal(track.status, TRACK_FEATURES);
    assert_string_equal(track_status_name(track.status), "features only");
    assert_non_null(strstr(track.reason, "features.csv"));
    assert_string_equal(track.genre, "polka");
    check_near(track.duration_s, 1, 0);
    assert_true(feature_cache_load(catalog_cache_folder(fixture->catalog),
                                   track.samples, FEATURE_STATS, &found));
    assert_int_equal(found.bands, 1);
    assert_int_equal(found.frames, 57);
    for (size_t i = 0; i < 57; i++)
        check_near(found.values[i], 300. + (double)i, 0);
    feature_cache_release(&found);
    track_finish(&track);
    free(path);
}

static void importing_again_changes_nothing(void **state)
{
    struct fixture *fixture = *state;
    struct track track, again;

    import_list(fixture);
    track = load(fixture, "tune.07");
    import_list(fixture);
    assert_int_equal(fixture->summary.unchanged, TRACKS);
    assert_int_equal(fixture->summary.added + fixture->summary.updated, 0);
    /* Other values under the same name are the same track. */
    write_list(fixture->list, 1000);
    import_list(fixture);
    assert_int_equal(fixture->summary.updated, TRACKS);
    again = load(fixture, "tune.07");
    assert_int_equal(again.id, track.id);
    assert_false(hash_equal(again.samples, track.samples));
    track_finish(&again);
    track_finish(&track);
}

static void lost_values_are_stored_again(void **state)
{
    struct fixture *fixture = *state;
    struct cached_feature found;
    struct track track;
    char *folder;

    import_list(fixture);
    track = load(fixture, "tune.00");
    folder = file_join(catalog_cache_folder(fixture->catalog), "stats");
    scratch_remove(folder);
    assert_false(feature_cache_load(catalog_cache_folder(fixture->catalog),
                                    track.samples, FEATURE_STATS, &found));
    assert_false(
        extraction_can_load(fixture->catalog, &track, 1U << FEATURE_STATS));
    import_list(fixture);
    assert_int_equal(fixture->summary.unchanged, TRACKS);
    assert_true(
        extraction_can_load(fixture->catalog, &track, 1U << FEATURE_STATS));
    assert_false(extraction_can_load(fixture->catalog, &track,
                                     1U << FEATURE_STATS | 1U << FEATURE_MEL));
    track_finish(&track);
}

/* folder/genres/polka/tune.00.wav, a second of a tone. */
static char *write_sound(const struct fixture *fixture)
{
    char *genres = file_join(fixture->folder, "genres");
    char *sub = file_join(genres, "polka");
    char *path = file_join(sub, "tune.00.wav");
    struct error err = {0};
    struct clip clip;

    check_ok(file_make_folder(sub, &err), err);
    check_ok(clip_init(&clip, RATE, RATE, &err), err);
    for (size_t i = 0; i < clip.count; i++)
        clip.samples[i] = (float)(.3 * sin(.1 * (double)i));
    check_ok(encoder_write(path, ENCODER_WAV16, &clip, &err), err);
    clip_finish(&clip);
    free(path);
    free(sub);
    return genres;
}

static void the_sound_takes_the_place_of_its_features(void **state)
{
    struct fixture *fixture = *state;
    char *genres = write_sound(fixture);
    struct track before, after;

    import_list(fixture);
    before = load(fixture, "tune.00");
    check_ok(import(fixture, IMPORT_FOLDER, genres), fixture->err);
    assert_int_equal(fixture->summary.updated, 1);
    assert_int_equal(fixture->summary.missing, 0);
    after = load(fixture, "tune.00");
    assert_int_equal(after.id, before.id);
    assert_int_equal(after.status, TRACK_READY);
    assert_null(after.reason);
    /* From now on the list's row is for nobody. */
    import_list(fixture);
    assert_int_equal(fixture->summary.kept, 1);
    assert_int_equal(fixture->summary.unchanged, TRACKS - 1);
    track_finish(&before);
    track_finish(&after);
    before = load(fixture, "tune.00");
    assert_int_equal(before.status, TRACK_READY);
    track_finish(&before);
    free(genres);
}

static void a_sound_of_another_genre_is_another_track(void **state)
{
    struct fixture *fixture = *state;
    char *genres = write_sound(fixture);
    char *polka = file_join(genres, "polka"),
         *waltz = file_join(genres, "tango");
    struct track track;

    assert_int_equal(rename(polka, waltz), 0);
    import_list(fixture);
    check_ok(import(fixture, IMPORT_FOLDER, genres), fixture->err);
    assert_int_equal(fixture->summary.added, 1);
    track = load(fixture, "tune.00");
    assert_int_equal(track.status, TRACK_FEATURES);
    track_finish(&track);
    track = load(fixture, "tune.00.wav");
    assert_int_equal(track.status, TRACK_READY);
    track_finish(&track);
    free(polka);
    free(waltz);
    free(genres);
}

/* A study of a new split with these features; false when there is none. */
static bool study(struct fixture *fixture, unsigned features, struct study *out)
{
    struct split split;

    check_ok(
        study_choose_split(fixture->catalog, NULL, 1, &split, &fixture->err),
        fixture->err);
    return study_load(fixture->catalog, &split, features, &fixture->reporter,
                      out, &fixture->err);
}

static void a_study_takes_tracks_that_have_what_it_needs(void **state)
{
    struct fixture *fixture = *state;
    struct study stats, mel;
    char *warning;

    import_list(fixture);
    check_ok(study(fixture, 1U << FEATURE_STATS, &stats), fixture->err);
    assert_int_equal(stats.count, TRACKS);
    assert_int_equal(stats.class_count, 2);
    for (size_t i = 0; i < stats.count; i++)
        assert_int_equal(stats.examples[i].inputs[FEATURE_STATS].frames, 57);
    warning = next_warning(fixture);
    assert_null(warning);
    study_finish(&stats);

    assert_false(study(fixture, 1U << FEATURE_STATS | 1U << FEATURE_MEL, &mel));
    warning = next_warning(fixture);
    assert_non_null(warning);
    assert_non_null(strstr(warning, "12 tracks of the split 'stratified'"));
    assert_non_null(strstr(fixture->err.text, "no usable track"));
    free(warning);
}

static void an_extraction_counts_tracks_without_audio(void **state)
{
    struct fixture *fixture = *state;
    const struct job job = job_of(fixture);
    char *genres = write_sound(fixture);
    struct extract_summary summary;

    import_list(fixture);
    check_ok(import(fixture, IMPORT_FOLDER, genres), fixture->err);
    check_ok(extraction_run(&job, 1U << FEATURE_MEL, &summary, &fixture->err),
             fixture->err);
    assert_int_equal(summary.computed, 1);
    assert_int_equal(summary.failed, 0);
    assert_int_equal(summary.without_audio, TRACKS - 1);
    check_ok(extraction_run(&job, 1U << FEATURE_STATS, &summary, &fixture->err),
             fixture->err);
    assert_int_equal(summary.without_audio, 0);
    free(genres);
}

static void a_feature_that_needs_audio_is_refused(void **state)
{
    struct fixture *fixture = *state;
    struct cached_feature found;
    struct track track;

    import_list(fixture);
    track = load(fixture, "tune.00");
    assert_false(extraction_load(fixture->catalog, &track, FEATURE_MEL, &found,
                                 &fixture->err));
    assert_non_null(strstr(fixture->err.text, "'tune.00' has no audio"));
    track_finish(&track);
}

static void a_wrong_list_changes_nothing(void **state)
{
    struct fixture *fixture = *state;
    FILE *stream = fopen(fixture->list, "a");
    size_t total, ready;

    fputs("short,1\n", stream);
    fclose(stream);
    assert_false(import(fixture, IMPORT_STATS, fixture->list));
    assert_non_null(strstr(fixture->err.text, "line 14: 2 fields"));
    check_ok(track_count(fixture->catalog, &total, &ready, &fixture->err),
             fixture->err);
    assert_int_equal(total, 0);
}

static void gtzans_own_list_gives_all_its_tracks(void **state)
{
    struct fixture *fixture = *state;
    const char *folder = getenv("GENRELAB_GTZAN");
    struct track_list list;
    struct gtzan *gtzan;
    char *path;

    if (!folder) {
        print_message("skipped: GENRELAB_GTZAN names no folder of tracks\n");
        skip();
    }
    path = file_join(folder, "features_30_sec.csv");
    check_ok(import(fixture, IMPORT_STATS, path), fixture->err);
    assert_int_equal(fixture->summary.added, GTZAN_EXCERPTS);
    assert_int_equal(fixture->summary.credited, 985);
    check_ok(track_list_load(fixture->catalog, &list, &fixture->err),
             fixture->err);
    check_ok(gtzan_load(&gtzan, &fixture->err), fixture->err);
    assert_int_equal(list.count, GTZAN_EXCERPTS);
    for (int i = 0; i < GTZAN_EXCERPTS; i++)
        assert_int_equal(gtzan_match(gtzan, &list.items[i]), i);
    gtzan_destroy(gtzan);
    track_list_finish(&list);
    free(path);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_row_becomes_a_track_with_cached_features),
        CASE(importing_again_changes_nothing),
        CASE(lost_values_are_stored_again),
        CASE(the_sound_takes_the_place_of_its_features),
        CASE(a_sound_of_another_genre_is_another_track),
        CASE(a_study_takes_tracks_that_have_what_it_needs),
        CASE(an_extraction_counts_tracks_without_audio),
        CASE(a_feature_that_needs_audio_is_refused),
        CASE(a_wrong_list_changes_nothing),
        CASE(gtzans_own_list_gives_all_its_tracks),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
