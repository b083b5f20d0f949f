#include "tests/session_rig.h"

#include "audio/encoder.h"
#include "base/alloc.h"
#include "base/file.h"
#include "base/rng.h"

enum { RATE = 22050, SAMPLES = 3 * RATE };

/* --- a tiny collection: low tones and high tones ---------------------------
 */

void session_rig_tone(const char *path, double hz, uint64_t seed)
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

            session_rig_tone(path, (genre ? 200 : 2500) * (1 + 0.05 * i),
                             100 * (uint64_t)genre + (uint64_t)i);
            free(path);
        }
        free(sub);
    }
}

void session_rig_open(struct fixture *fixture)
{
    struct session_options options = {.workspace = fixture->workspace,
                                      .jobs = 2};
    struct error err = {0};

    check_ok(session_create(&fixture->session, &options, &err), err);
}

int session_rig_setup(void **state)
{
    struct fixture *fixture = xcalloc(1, sizeof(*fixture));

    fixture->folder = scratch_create();
    fixture->collection = file_join(fixture->folder, "genres");
    fixture->workspace = file_join(fixture->folder, "workspace");
    write_collection(fixture->collection);
    session_rig_open(fixture);
    *state = fixture;
    return 0;
}

int session_rig_teardown(void **state)
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

void session_rig_send(struct fixture *fixture, struct command command)
{
    assert_true(session_send(fixture->session, &command));
}

/* The next event of this kind; what comes before it is dropped. */
struct event session_rig_wait(struct fixture *fixture, enum event_kind kind)
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

void session_rig_expect(struct fixture *fixture, enum event_kind kind)
{
    struct event event = session_rig_wait(fixture, kind);

    event_finish(&event);
}

struct import_summary session_rig_import(struct fixture *fixture)
{
    struct event event;

    session_rig_send(fixture,
                     (struct command){.kind = COMMAND_IMPORT,
                                      .path = xstrdup(fixture->collection)});
    event = session_rig_wait(fixture, EVENT_IMPORTED);
    session_rig_expect(fixture, EVENT_JOB_ENDED);
    return event.imported;
}

void session_rig_train(struct fixture *fixture, int epochs, uint64_t seed)
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
    session_rig_send(fixture,
                     (struct command){.kind = COMMAND_TRAIN, .order = order});
}

int64_t session_rig_started(struct fixture *fixture)
{
    struct event event = session_rig_wait(fixture, EVENT_RUN_STARTED);
    int64_t id = event.run->id;

    event_finish(&event);
    return id;
}

void session_rig_training_ended(struct fixture *fixture)
{
    bool training = true;

    while (training) {
        struct event event = session_rig_wait(fixture, EVENT_JOB_ENDED);

        training = event.job.job != JOB_TRAIN;
        event_finish(&event);
    }
}

struct result *session_rig_result(struct fixture *fixture, int64_t run_id)
{
    struct event event;

    session_rig_send(fixture, (struct command){.kind = COMMAND_LOAD_RESULT,
                                               .run_id = run_id});
    event = session_rig_wait(fixture, EVENT_RESULT);
    return event.result;
}
