#include "tests/check.h"

#include "audio/encoder.h"
#include "base/alloc.h"
#include "base/file.h"
#include "base/rng.h"
#include "session/session.h"

#include <inttypes.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>

enum { TRACKS = 12, RATE = 22050, SAMPLES = 3 * RATE };

struct fixture {
    char *folder;
    char *collection;
    char *workspace;
    struct session *session;
};

/* --- a tiny collection: low tones and high tones ---------------------------
 */

static void write_tone(const char *path, double hz, uint64_t seed)
{
    struct error err = {0};
    struct clip clip;
    struct rng rng;

    check_ok(clip_init(&clip, SAMPLES, RATE, &err), err);
    rng_init(&rng, seed, 0);
    for (size_t i = 0; i < clip.count; i++)
        clip.samples[i] = (float)(0.3 * sin(2 * M_PI * hz * (double)i / RATE)) +
                          0.02F * rng_normal(&rng);
    check_ok(encoder_write(path, ENCODER_WAV16, &clip, &err), err);
    clip_finish(&clip);
}

static void write_collection(const char *folder)
{
    const char *genres[] = {"high", "low"};
    struct error err = {0};

    for (int genre = 0; genre < 2; genre++) {
        char *sub = file_join(folder, genres[genre]);

        check_ok(file_make_folder(sub, &err), err);
        for (int i = 0; i < TRACKS; i++) {
            char *path = xformat("%s/%s.%05d.wav", sub, genres[genre], i);

            write_tone(path, (genre ? 200 : 2500) * (1 + 0.05 * i),
                       (uint64_t)(100 * genre + i));
            free(path);
        }
        free(sub);
    }
}

static void open_session(struct fixture *fixture)
{
    struct session_options options = {.workspace = fixture->workspace,
                                      .jobs = 2};
    struct error err = {0};

    check_ok(session_create(&fixture->session, &options, &err), err);
}

static int setup(void **state)
{
    struct fixture *fixture = xcalloc(1, sizeof(*fixture));

    fixture->folder = scratch_create();
    fixture->collection = file_join(fixture->folder, "genres");
    fixture->workspace = file_join(fixture->folder, "workspace");
    write_collection(fixture->collection);
    open_session(fixture);
    *state = fixture;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *fixture = *state;

    session_destroy(fixture->session);
    free(fixture->collection);
    free(fixture->workspace);
    scratch_remove(fixture->folder);
    free(fixture);
    return 0;
}

/* --- talking to the session ------------------------------------------------
 */

static void send(struct fixture *fixture, struct command command)
{
    assert_true(session_send(fixture->session, &command));
}

/* The next event of this kind; what comes before it is dropped. */
static struct event wait_for(struct fixture *fixture, enum event_kind kind)
{
    struct event event;

    for (;;) {
        assert_true(queue_pop(session_events(fixture->session), &event));
        if (event.kind == kind)
            return event;
        if (event.kind == EVENT_FAILED)
            fail_msg("%s", event.error.text);
        event_finish(&event);
    }
}

static void expect(struct fixture *fixture, enum event_kind kind)
{
    struct event event = wait_for(fixture, kind);

    event_finish(&event);
}

static struct import_summary import(struct fixture *fixture)
{
    struct event event;

    send(fixture, (struct command){.kind = COMMAND_IMPORT,
                                   .path = xstrdup(fixture->collection)});
    event = wait_for(fixture, EVENT_IMPORTED);
    expect(fixture, EVENT_JOB_ENDED);
    return event.imported;
}

static struct extract_summary extract(struct fixture *fixture)
{
    struct event event;

    send(fixture, (struct command){.kind = COMMAND_EXTRACT,
                                   .features = 1U << FEATURE_MEL});
    event = wait_for(fixture, EVENT_EXTRACTED);
    expect(fixture, EVENT_JOB_ENDED);
    return event.extracted;
}

static void send_train(struct fixture *fixture, int epochs, uint64_t seed)
{
    struct train_order *order = xcalloc(1, sizeof(*order));
    struct error err = {0};

    check_ok(settings_init(&order->settings, "cnn", &err), err);
    order->settings.epochs = epochs;
    order->settings.crops = 8;
    order->settings.crop_seconds = 1;
    order->settings.batch = 8;
    order->settings.width = 8;
    order->settings.seed = seed;
    order->backend = xstrdup("cpu");
    send(fixture, (struct command){.kind = COMMAND_TRAIN, .order = order});
}

static int64_t wait_started(struct fixture *fixture)
{
    struct event event = wait_for(fixture, EVENT_RUN_STARTED);
    int64_t id = event.run->id;

    event_finish(&event);
    return id;
}

static void wait_training_ended(struct fixture *fixture)
{
    bool training = true;

    while (training) {
        struct event event = wait_for(fixture, EVENT_JOB_ENDED);

        training = event.job.job != JOB_TRAIN;
        event_finish(&event);
    }
}

static struct result *load_result(struct fixture *fixture, int64_t run_id)
{
    struct event event;

    send(fixture,
         (struct command){.kind = COMMAND_LOAD_RESULT, .run_id = run_id});
    event = wait_for(fixture, EVENT_RESULT);
    return event.result;
}

static char *read_file(const char *path, size_t *size)
{
    FILE *stream = fopen(path, "r");
    struct stat info;
    char *bytes;

    assert_non_null(stream);
    assert_int_equal(fstat(fileno(stream), &info), 0);
    *size = (size_t)info.st_size;
    bytes = xcalloc(*size, 1);
    assert_int_equal(fread(bytes, 1, *size, stream), *size);
    fclose(stream);
    return bytes;
}

static char *run_file(struct fixture *fixture, int64_t run_id, const char *name,
                      size_t *size)
{
    char *path =
        xformat("%s/runs/%" PRId64 "/%s", fixture->workspace, run_id, name);
    char *bytes = read_file(path, size);

    free(path);
    return bytes;
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
    struct import_summary summary = import(fixture);

    assert_int_equal(summary.added, 2 * TRACKS);
    summary = import(fixture);
    assert_int_equal(summary.added, 0);
    assert_int_equal(summary.unchanged, 2 * TRACKS);

    write_tone(first, 300, 999);
    assert_int_equal(unlink(second), 0);
    assert_int_equal(rename(third, moved), 0);
    summary = import(fixture);
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
    summary = import(fixture);
    assert_int_equal(summary.added, 2 * TRACKS + 1);
    assert_int_equal(summary.unreadable, 1);

    send(fixture, (struct command){.kind = COMMAND_LOAD_LIBRARY});
    event = wait_for(fixture, EVENT_LIBRARY);
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

    import(fixture);
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

    import(fixture);
    write_tone(path, 700, 5);
    send(fixture, (struct command){.kind = COMMAND_EXTRACT,
                                   .features = 1U << FEATURE_MEL});
    event = wait_for(fixture, EVENT_WARNING);
    assert_non_null(strstr(event.text, "low.00000.wav"));
    event_finish(&event);
    event = wait_for(fixture, EVENT_EXTRACTED);
    summary = event.extracted;
    assert_int_equal(summary.failed, 1);
    assert_int_equal(summary.computed, 2 * TRACKS - 1);
    expect(fixture, EVENT_JOB_ENDED);
    free(path);
}

/* --- training ---------------------------------------------------------------
 */

static void a_training_learns_and_keeps_its_result(void **state)
{
    struct fixture *fixture = *state;
    struct result *result;
    struct event event;
    int64_t run_id;

    import(fixture);
    send_train(fixture, 16, 1);
    run_id = wait_started(fixture);
    for (int epoch = 1; epoch <= 16; epoch++) {
        event = wait_for(fixture, EVENT_EPOCH);
        assert_int_equal(event.epoch.epoch.number, epoch);
        event_finish(&event);
    }
    event = wait_for(fixture, EVENT_RUN_ENDED);
    assert_true(event.ended.kept);
    wait_training_ended(fixture);

    result = load_result(fixture, 0);
    assert_int_equal(result->run.id, run_id);
    assert_int_equal(result->run.status, RUN_DONE);
    assert_int_equal(result->epochs.count, 16);
    assert_int_equal(result->predictions.count, 2 * TRACKS);
    assert_int_equal(result->test.total, 5); /* ceil(0.2 x 24) */
    assert_in_range(result->test.correct, 4, 5);
    result_destroy(result);
}

static void a_pause_holds_the_training_until_it_is_resumed(void **state)
{
    struct fixture *fixture = *state;
    struct pollfd quiet;
    struct event event;

    import(fixture);
    send_train(fixture, 4, 1);
    wait_started(fixture);
    send(fixture, (struct command){.kind = COMMAND_PAUSE});
    event = wait_for(fixture, EVENT_PAUSED);
    assert_true(event.paused);
    quiet = (struct pollfd){.fd = queue_fd(session_events(fixture->session)),
                            .events = POLLIN};
    assert_int_equal(poll(&quiet, 1, 300), 0);
    send(fixture, (struct command){.kind = COMMAND_RESUME});
    event = wait_for(fixture, EVENT_PAUSED);
    assert_false(event.paused);
    expect(fixture, EVENT_RUN_ENDED);
}

static void a_stopped_training_keeps_its_best_epoch(void **state)
{
    struct fixture *fixture = *state;
    struct result *result;
    int64_t run_id;

    import(fixture);
    send_train(fixture, 1000, 1);
    run_id = wait_started(fixture);
    expect(fixture, EVENT_EPOCH);
    send(fixture, (struct command){.kind = COMMAND_STOP_KEEP});
    expect(fixture, EVENT_RUN_ENDED);
    wait_training_ended(fixture);
    result = load_result(fixture, run_id);
    assert_int_equal(result->run.status, RUN_DONE);
    assert_non_null(strstr(result->run.reason, "stopped by the user"));
    assert_in_range(result->run.best_epoch, 1, result->run.epochs_done);
    assert_int_equal(result->predictions.count, 2 * TRACKS);
    result_destroy(result);
}

static void a_discarded_training_leaves_nothing(void **state)
{
    struct fixture *fixture = *state;
    struct event event;
    char *folder;
    int64_t run_id;

    import(fixture);
    send_train(fixture, 1000, 1);
    run_id = wait_started(fixture);
    expect(fixture, EVENT_EPOCH);
    send(fixture, (struct command){.kind = COMMAND_STOP_DISCARD});
    event = wait_for(fixture, EVENT_RUN_ENDED);
    assert_false(event.ended.kept);
    wait_training_ended(fixture);
    send(fixture, (struct command){.kind = COMMAND_LOAD_RUNS});
    event = wait_for(fixture, EVENT_RUNS);
    assert_int_equal(event.runs->count, 0);
    event_finish(&event);
    folder = xformat("%s/runs/%" PRId64, fixture->workspace, run_id);
    assert_int_not_equal(access(folder, F_OK), 0);
    free(folder);
}

static void a_second_training_is_refused_while_one_runs(void **state)
{
    struct fixture *fixture = *state;
    struct event event;

    import(fixture);
    send_train(fixture, 1000, 1);
    wait_started(fixture);
    send_train(fixture, 5, 2);
    event = wait_for(fixture, EVENT_FAILED);
    assert_non_null(strstr(event.error.text, "stop it first"));
    send(fixture, (struct command){.kind = COMMAND_STOP_DISCARD});
    expect(fixture, EVENT_RUN_ENDED);
}

static void a_continued_run_ends_with_the_same_bits(void **state)
{
    struct fixture *fixture = *state;
    size_t whole_size, continued_size;
    char *whole, *continued;
    int64_t first, second;

    import(fixture);
    send_train(fixture, 5, 7);
    first = wait_started(fixture);
    expect(fixture, EVENT_RUN_ENDED);
    wait_training_ended(fixture);

    send_train(fixture, 5, 7);
    second = wait_started(fixture);
    assert_int_not_equal(first, second);
    expect(fixture, EVENT_EPOCH);
    expect(fixture, EVENT_EPOCH);
    session_destroy(fixture->session);
    fixture->session = NULL;

    open_session(fixture);
    send_train(fixture, 5, 7);
    assert_int_equal(wait_started(fixture), second);
    expect(fixture, EVENT_RUN_ENDED);
    wait_training_ended(fixture);

    whole = run_file(fixture, first, "last.safetensors", &whole_size);
    continued = run_file(fixture, second, "last.safetensors", &continued_size);
    assert_int_equal(whole_size, continued_size);
    assert_memory_equal(whole, continued, whole_size);
    free(whole);
    free(continued);
}

/* --- classification ---------------------------------------------------------
 */

static struct verdict *classify(struct fixture *fixture, const char *path)
{
    struct event event;

    send(fixture, (struct command){.kind = COMMAND_CLASSIFY_FILE,
                                   .path = xstrdup(path)});
    event = wait_for(fixture, EVENT_VERDICT);
    return event.verdict;
}

static void classifying_needs_a_run_and_a_sound(void **state)
{
    struct fixture *fixture = *state;
    char *path = xformat("%s/new.wav", fixture->folder);
    struct verdict *verdict;
    struct event event;

    write_tone(path, 220, 77);
    send(fixture, (struct command){.kind = COMMAND_CLASSIFY_FILE,
                                   .path = xstrdup(path)});
    event = wait_for(fixture, EVENT_FAILED);
    assert_non_null(strstr(event.error.text, "no trained network"));

    import(fixture);
    send_train(fixture, 16, 1);
    expect(fixture, EVENT_RUN_ENDED);
    wait_training_ended(fixture);
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
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(
            what_cannot_be_read_is_listed_and_stops_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(extraction_computes_each_feature_once,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(
            a_file_that_changed_since_its_import_is_told, setup, teardown),
        cmocka_unit_test_setup_teardown(a_training_learns_and_keeps_its_result,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(
            a_pause_holds_the_training_until_it_is_resumed, setup, teardown),
        cmocka_unit_test_setup_teardown(a_stopped_training_keeps_its_best_epoch,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(a_discarded_training_leaves_nothing,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(
            a_second_training_is_refused_while_one_runs, setup, teardown),
        cmocka_unit_test_setup_teardown(a_continued_run_ends_with_the_same_bits,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(classifying_needs_a_run_and_a_sound,
                                        setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
