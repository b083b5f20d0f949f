#include "tests/session_rig.h"

#include "base/alloc.h"

#include <inttypes.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>

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

static void a_training_learns_and_keeps_its_result(void **state)
{
    struct fixture *fixture = *state;
    struct result *result;
    struct event event;
    int64_t run_id;

    session_rig_import(fixture);
    session_rig_train(fixture, 16, 1);
    run_id = session_rig_started(fixture);
    for (int epoch = 1; epoch <= 16; epoch++) {
        event = session_rig_wait(fixture, EVENT_EPOCH);
        assert_int_equal(event.epoch.epoch.number, epoch);
        event_finish(&event);
    }
    event = session_rig_wait(fixture, EVENT_RUN_ENDED);
    assert_true(event.ended.kept);
    session_rig_training_ended(fixture);

    result = session_rig_result(fixture, 0);
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

    session_rig_import(fixture);
    session_rig_train(fixture, 4, 1);
    session_rig_started(fixture);
    session_rig_send(fixture, (struct command){.kind = COMMAND_PAUSE});
    event = session_rig_wait(fixture, EVENT_PAUSED);
    assert_true(event.paused);
    quiet = (struct pollfd){.fd = queue_fd(session_events(fixture->session)),
                            .events = POLLIN};
    assert_int_equal(poll(&quiet, 1, 300), 0);
    session_rig_send(fixture, (struct command){.kind = COMMAND_RESUME});
    event = session_rig_wait(fixture, EVENT_PAUSED);
    assert_false(event.paused);
    session_rig_expect(fixture, EVENT_RUN_ENDED);
}

static void a_stopped_training_keeps_its_best_epoch(void **state)
{
    struct fixture *fixture = *state;
    struct result *result;
    int64_t run_id;

    session_rig_import(fixture);
    session_rig_train(fixture, 1000, 1);
    run_id = session_rig_started(fixture);
    session_rig_expect(fixture, EVENT_EPOCH);
    session_rig_send(fixture, (struct command){.kind = COMMAND_STOP_KEEP});
    session_rig_expect(fixture, EVENT_RUN_ENDED);
    session_rig_training_ended(fixture);
    result = session_rig_result(fixture, run_id);
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

    session_rig_import(fixture);
    session_rig_train(fixture, 1000, 1);
    run_id = session_rig_started(fixture);
    session_rig_expect(fixture, EVENT_EPOCH);
    session_rig_send(fixture, (struct command){.kind = COMMAND_STOP_DISCARD});
    event = session_rig_wait(fixture, EVENT_RUN_ENDED);
    assert_false(event.ended.kept);
    session_rig_training_ended(fixture);
    session_rig_send(fixture, (struct command){.kind = COMMAND_LOAD_RUNS});
    event = session_rig_wait(fixture, EVENT_RUNS);
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

    session_rig_import(fixture);
    session_rig_train(fixture, 1000, 1);
    session_rig_started(fixture);
    session_rig_train(fixture, 5, 2);
    event = session_rig_wait(fixture, EVENT_FAILED);
    assert_non_null(strstr(event.error.text, "stop it first"));
    session_rig_send(fixture, (struct command){.kind = COMMAND_STOP_DISCARD});
    session_rig_expect(fixture, EVENT_RUN_ENDED);
}

static void a_continued_run_ends_with_the_same_bits(void **state)
{
    struct fixture *fixture = *state;
    size_t whole_size, continued_size;
    char *whole, *continued;
    int64_t first, second;

    session_rig_import(fixture);
    session_rig_train(fixture, 5, 7);
    first = session_rig_started(fixture);
    session_rig_expect(fixture, EVENT_RUN_ENDED);
    session_rig_training_ended(fixture);

    session_rig_train(fixture, 5, 7);
    second = session_rig_started(fixture);
    assert_int_not_equal(first, second);
    session_rig_expect(fixture, EVENT_EPOCH);
    session_rig_expect(fixture, EVENT_EPOCH);
    session_destroy(fixture->session);
    fixture->session = NULL;

    session_rig_open(fixture);
    session_rig_train(fixture, 5, 7);
    assert_int_equal(session_rig_started(fixture), second);
    session_rig_expect(fixture, EVENT_RUN_ENDED);
    session_rig_training_ended(fixture);

    whole = run_file(fixture, first, "last.safetensors", &whole_size);
    continued = run_file(fixture, second, "last.safetensors", &continued_size);
    assert_int_equal(whole_size, continued_size);
    assert_memory_equal(whole, continued, whole_size);
    free(whole);
    free(continued);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_training_learns_and_keeps_its_result,
                                        session_rig_setup,
                                        session_rig_teardown),
        cmocka_unit_test_setup_teardown(
            a_pause_holds_the_training_until_it_is_resumed, session_rig_setup,
            session_rig_teardown),
        cmocka_unit_test_setup_teardown(a_stopped_training_keeps_its_best_epoch,
                                        session_rig_setup,
                                        session_rig_teardown),
        cmocka_unit_test_setup_teardown(a_discarded_training_leaves_nothing,
                                        session_rig_setup,
                                        session_rig_teardown),
        cmocka_unit_test_setup_teardown(
            a_second_training_is_refused_while_one_runs, session_rig_setup,
            session_rig_teardown),
        cmocka_unit_test_setup_teardown(a_continued_run_ends_with_the_same_bits,
                                        session_rig_setup,
                                        session_rig_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
