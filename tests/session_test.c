#include "tests/session_rig.h"

#include "base/alloc.h"

#include <string.h>

static struct extract_summary extract(struct fixture *fixture)
{
    struct event event;

    session_rig_send(fixture, (struct command){.kind = COMMAND_EXTRACT,
                                               .features = 1U << FEATURE_MEL});
    event = session_rig_wait(fixture, EVENT_EXTRACTED);
    session_rig_expect(fixture, EVENT_JOB_ENDED);
    return event.extracted;
}

/* --- import and extraction -------------------------------------------------
 */

static void importing_again_finds_only_what_changed(void **state)
{
    struct fixture *fixture = *state;
    char *first = xformat("%s/low/low.00000.wav", fixture->collection);
    char *second = xformat("%s/low/low.00001.wav", fixture->collection);
    char *third = xformat("%s/low/low.00002.wav", fixture->collection);
    char *moved = xformat("%s/high/was-low.wav", fixture->collection);
    struct import_summary summary = session_rig_import(fixture);

    assert_int_equal(summary.added, 2 * TRACKS);
    summary = session_rig_import(fixture);
    assert_int_equal(summary.added, 0);
    assert_int_equal(summary.unchanged, 2 * TRACKS);

    session_rig_tone(first, 300, 999);
    assert_int_equal(unlink(second), 0);
    assert_int_equal(rename(third, moved), 0);
    summary = session_rig_import(fixture);
    assert_int_equal(summary.updated, 1);
    assert_int_equal(summary.missing, 1);
    assert_int_equal(summary.moved, 1);
    assert_int_equal(summary.added, 0);
    free(first);
    free(second);
    free(third);
    free(moved);
}

static void what_cannot_be_read_is_listed_and_stops_nothing(void **state)
{
    struct fixture *fixture = *state;
    char *path = xformat("%s/low/broken.wav", fixture->collection);
    FILE *stream = fopen(path, "w");
    struct import_summary summary;
    struct event event;
    size_t unreadable = 0;

    fputs("this is no sound", stream);
    fclose(stream);
    summary = session_rig_import(fixture);
    assert_int_equal(summary.added, 2 * TRACKS + 1);
    assert_int_equal(summary.unreadable, 1);

    session_rig_send(fixture, (struct command){.kind = COMMAND_LOAD_LIBRARY});
    event = session_rig_wait(fixture, EVENT_LIBRARY);
    for (size_t i = 0; i < event.library->count; i++) {
        const struct track *track = &event.library->rows[i].track;

        if (track->status != TRACK_UNREADABLE)
            continue;
        unreadable++;
        assert_string_equal(track->name, "broken");
        assert_non_null(strstr(track->reason, "broken.wav"));
    }
    assert_int_equal(unreadable, 1);
    event_finish(&event);
    free(path);
}

static void extraction_computes_each_feature_once(void **state)
{
    struct fixture *fixture = *state;
    struct extract_summary summary;

    session_rig_import(fixture);
    summary = extract(fixture);
    assert_int_equal(summary.computed, 2 * TRACKS);
    summary = extract(fixture);
    assert_int_equal(summary.computed, 0);
    assert_int_equal(summary.cached, 2 * TRACKS);
}

static void a_file_that_changed_since_its_import_is_told(void **state)
{
    struct fixture *fixture = *state;
    char *path = xformat("%s/low/low.00000.wav", fixture->collection);
    struct extract_summary summary;
    struct event event;

    session_rig_import(fixture);
    session_rig_tone(path, 700, 5);
    session_rig_send(fixture, (struct command){.kind = COMMAND_EXTRACT,
                                               .features = 1U << FEATURE_MEL});
    event = session_rig_wait(fixture, EVENT_WARNING);
    assert_non_null(strstr(event.text, "low.00000.wav"));
    event_finish(&event);
    event = session_rig_wait(fixture, EVENT_EXTRACTED);
    summary = event.extracted;
    assert_int_equal(summary.failed, 1);
    assert_int_equal(summary.computed, 2 * TRACKS - 1);
    session_rig_expect(fixture, EVENT_JOB_ENDED);
    free(path);
}

/* --- previews --------------------------------------------------------------
 */

static struct preview *preview(struct fixture *fixture, int64_t track_id,
                               enum feature_kind feature)
{
    struct event event;

    session_rig_send(fixture, (struct command){.kind = COMMAND_PREVIEW,
                                               .track_id = track_id,
                                               .feature = feature});
    event = session_rig_wait(fixture, EVENT_PREVIEW);
    return event.preview;
}

static void a_preview_holds_the_feature_asked_for(void **state)
{
    static const size_t bands[FEATURE_COUNT] = {128, 40, 24, 6, 1, 1};
    struct fixture *fixture = *state;

    session_rig_import(fixture);
    for (int i = 0; i < FEATURE_COUNT; i++) {
        struct preview *shown = preview(fixture, 1, (enum feature_kind)i);
        size_t columns = (size_t)feature_of((enum feature_kind)i)->columns;

        assert_int_equal(shown->track_id, 1);
        assert_int_equal(shown->feature, i);
        assert_int_equal(shown->picture.bands, bands[i]);
        if (columns)
            assert_int_equal(shown->picture.frames, columns);
        assert_in_range(shown->picture.frames, 1, 2048);
        assert_true(shown->count > 0);
        check_near(shown->duration_s, 3, 1e-6);
        preview_destroy(shown);
    }
}

/* --- classification ---------------------------------------------------------
 */

static struct verdict *classify(struct fixture *fixture, const char *path)
{
    struct event event;

    session_rig_send(fixture, (struct command){.kind = COMMAND_CLASSIFY_FILE,
                                               .path = xstrdup(path)});
    event = session_rig_wait(fixture, EVENT_VERDICT);
    return event.verdict;
}

static void classifying_needs_a_run_and_a_sound(void **state)
{
    struct fixture *fixture = *state;
    char *path = xformat("%s/new.wav", fixture->folder);
    struct verdict *verdict;
    struct event event;

    session_rig_tone(path, 220, 77);
    session_rig_send(fixture, (struct command){.kind = COMMAND_CLASSIFY_FILE,
                                               .path = xstrdup(path)});
    event = session_rig_wait(fixture, EVENT_FAILED);
    assert_non_null(strstr(event.error.text, "no trained network"));

    session_rig_import(fixture);
    session_rig_train(fixture, 16, 1);
    session_rig_expect(fixture, EVENT_RUN_ENDED);
    session_rig_training_ended(fixture);
    verdict = classify(fixture, path);
    assert_false(verdict->failed);
    assert_int_equal(verdict->class_count, 2);
    check_near(verdict->probabilities[0] + verdict->probabilities[1], 1, 1e-5);
    assert_true(verdict->probabilities[1] > 0.5F); /* low */
    verdict_destroy(verdict);

    verdict = classify(fixture, "/nowhere/to/be/found.wav");
    assert_true(verdict->failed);
    assert_non_null(strstr(verdict->error.text, "found.wav"));
    verdict_destroy(verdict);
    free(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(importing_again_finds_only_what_changed,
                                        session_rig_setup,
                                        session_rig_teardown),
        cmocka_unit_test_setup_teardown(
            what_cannot_be_read_is_listed_and_stops_nothing, session_rig_setup,
            session_rig_teardown),
        cmocka_unit_test_setup_teardown(extraction_computes_each_feature_once,
                                        session_rig_setup,
                                        session_rig_teardown),
        cmocka_unit_test_setup_teardown(
            a_file_that_changed_since_its_import_is_told, session_rig_setup,
            session_rig_teardown),
        cmocka_unit_test_setup_teardown(a_preview_holds_the_feature_asked_for,
                                        session_rig_setup,
                                        session_rig_teardown),
        cmocka_unit_test_setup_teardown(classifying_needs_a_run_and_a_sound,
                                        session_rig_setup,
                                        session_rig_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
