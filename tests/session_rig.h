/* session_rig.h - a session on a tiny collection, for the session's tests.
 *
 * Twelve low and twelve high tones of 3 s, in GTZAN's layout, in a folder of
 * their own.  Failing calls fail the test that made them.
 */
#ifndef TESTS_SESSION_RIG_H
#define TESTS_SESSION_RIG_H

#include "tests/check.h"

#include "session/session.h"

enum { TRACKS = 12 }; /* of each genre, "high" and "low" */

struct fixture {
    char *folder;
    char *collection;
    char *workspace;
    struct session *session;
};

/* cmocka's set-up and tear-down; *state is the fixture. */
int session_rig_setup(void **state);
int session_rig_teardown(void **state);

/* Opens the session again after a test has destroyed it. */
void session_rig_open(struct fixture *fixture);

/* Writes a noisy tone of 3 s as WAV. */
void session_rig_tone(const char *path, double hz, uint64_t seed);

void session_rig_send(struct fixture *fixture, struct command command);

/* The next event of this kind; what comes before it is dropped, but an
 * EVENT_FAILED fails the test. */
struct event session_rig_wait(struct fixture *fixture, enum event_kind kind);
void session_rig_expect(struct fixture *fixture, enum event_kind kind);

/* Imports the collection and waits for the end. */
struct import_summary session_rig_import(struct fixture *fixture);

/* Orders a small training; waits for its run's number; waits for its end. */
void session_rig_train(struct fixture *fixture, int epochs, uint64_t seed);
int64_t session_rig_started(struct fixture *fixture);
void session_rig_training_ended(struct fixture *fixture);

/* run_id 0: the newest; the caller destroys it. */
struct result *session_rig_result(struct fixture *fixture, int64_t run_id);

#endif
