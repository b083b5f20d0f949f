#include "tests/check.h"
#include "tests/scene.h"

#include "base/alloc.h"

static void one_preview_at_a_time_and_the_newest_wins(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene);
    scene_library(&scene, 12, false);
    assert_int_equal(scene_order(&scene, COMMAND_PREVIEW)->track_id, 1);
    scene_keys(&scene, "j j j j j");
    assert_int_equal(scene_count(&scene, COMMAND_PREVIEW), 1);
    scene_preview(&scene, 1);
    assert_int_equal(scene_count(&scene, COMMAND_PREVIEW), 2);
    assert_int_equal(scene_order(&scene, COMMAND_PREVIEW)->track_id, 6);
    scene_finish(&scene);
}

static void each_picture_has_its_axes(void **state)
{
    static const char *const names[] = {
        [FEATURE_MFCC] = "picture-mfcc",
        [FEATURE_CHROMA] = "picture-chroma",
        [FEATURE_WAVELET] = "picture-wavelet",
        [FEATURE_STATS] = "picture-stats",
        [FEATURE_MOOD] = "picture-mood",
    };
    struct scene scene;

    (void)state;
    scene_init(&scene);
    scene_library(&scene, 12, false);
    scene_keys(&scene, "Enter");
    scene_picture(&scene, 1, FEATURE_MEL);
    for (int i = FEATURE_MFCC; i < FEATURE_COUNT; i++) {
        scene_keys(&scene, "v");
        assert_true(scene_shows(&scene, feature_of(i)->title));
        assert_int_equal(scene_order(&scene, COMMAND_PREVIEW)->feature, i);
        scene_picture(&scene, 1, i);
        scene_check(&scene, names[i]);
    }
    scene_keys(&scene, "v");
    assert_int_equal(scene_order(&scene, COMMAND_PREVIEW)->feature,
                     FEATURE_MEL);
    scene_finish(&scene);
}

static void the_chosen_picture_stays_from_track_to_track(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene);
    scene_library(&scene, 12, false);
    scene_preview(&scene, 1);
    scene_keys(&scene, "v v");
    assert_int_equal(scene_order(&scene, COMMAND_PREVIEW)->feature,
                     FEATURE_MFCC);
    assert_true(scene_shows(&scene, "reading ..."));
    scene_picture(&scene, 1, FEATURE_MFCC);
    assert_int_equal(scene_order(&scene, COMMAND_PREVIEW)->feature,
                     FEATURE_CHROMA);
    scene_picture(&scene, 1, FEATURE_CHROMA);
    assert_true(scene_hides(&scene, "reading ..."));
    scene_keys(&scene, "G");
    assert_int_equal(scene_order(&scene, COMMAND_PREVIEW)->feature,
                     FEATURE_CHROMA);
    scene_finish(&scene);
}

static void a_track_without_audio_shows_what_was_imported(void **state)
{
    struct scene scene;
    struct track *track;

    (void)state;
    scene_init(&scene);
    scene_library(&scene, 12, false);
    track = &scene.app.library->rows[3].track;
    track->status = TRACK_FEATURES;
    track->reason = xstrdup("no audio, only features from 'some.csv'");
    scene_preview(&scene, 1);
    scene_keys(&scene, "j j j");
    scene_preview(&scene, 2);
    assert_int_equal(scene_order(&scene, COMMAND_PREVIEW)->track_id, 4);
    assert_int_equal(scene_order(&scene, COMMAND_PREVIEW)->feature,
                     FEATURE_STATS);
    scene_picture(&scene, 4, FEATURE_STATS);
    assert_true(scene_shows(&scene, "chroma_stft"));
    assert_true(scene_shows(&scene, "imported stats, no audio"));
    assert_true(scene_shows(&scene, "'some.csv'"));
    scene_keys(&scene, "v");
    assert_true(
        scene_shows(&scene, "has no audio: its imported values are all"));
    scene_finish(&scene);
}

static void a_picture_that_failed_is_not_the_next_one(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene);
    scene_library(&scene, 12, false);
    scene_keys(&scene, "v");
    scene_log(&scene, EVENT_FAILED, "cannot read mel");
    assert_true(scene_hides(&scene, "no picture"));
    assert_int_equal(scene_count(&scene, COMMAND_PREVIEW), 2);
    scene_log(&scene, EVENT_FAILED, "cannot read mfcc");
    assert_true(scene_shows(&scene, "no picture; Jobs says why"));
    assert_int_equal(scene_count(&scene, COMMAND_PREVIEW), 2);
    scene_finish(&scene);
}

static void loudness_is_never_cut(void **state)
{
    struct scene scene;
    struct track *track;

    (void)state;
    scene_init(&scene);
    scene_library(&scene, 12, false);
    track = &scene.app.library->rows[0].track;
    track->rate_hz = 192000;
    track->channels = 16;
    track->peak = 1;
    track->clipped = 0.1234;
    assert_true(scene_shows(&scene, "peak 1.00"));
    assert_true(scene_shows(&scene, "16 channels"));
    assert_true(scene_shows(&scene, "clipped 12.3 %"));
    scene_finish(&scene);
}

static void a_picture_that_cannot_be_made_is_told(void **state)
{
    struct scene scene;

    (void)state;
    scene_init(&scene);
    scene_library(&scene, 12, false);
    assert_true(scene_shows(&scene, "reading ..."));
    scene_log(&scene, EVENT_FAILED, "cannot open 'blues.00000.wav'");
    assert_true(scene_shows(&scene, "no picture; Jobs says why"));
    scene_keys(&scene, "j j j");
    assert_true(scene_shows(&scene, "reading ..."));
    scene_finish(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_preview_at_a_time_and_the_newest_wins),
        cmocka_unit_test(each_picture_has_its_axes),
        cmocka_unit_test(the_chosen_picture_stays_from_track_to_track),
        cmocka_unit_test(a_track_without_audio_shows_what_was_imported),
        cmocka_unit_test(a_picture_that_failed_is_not_the_next_one),
        cmocka_unit_test(loudness_is_never_cut),
        cmocka_unit_test(a_picture_that_cannot_be_made_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
