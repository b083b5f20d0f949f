/* scene.h - an app with invented tracks and runs, driven without a terminal.
 *
 * Orders are recorded instead of carried out; the test plays the session by
 * giving events.  Screens are compared with tests/golden/NAME.screen; run the
 * test with GENRELAB_WRITE_GOLDEN=1 to write them anew, then look at the
 * difference.
 */
#ifndef TESTS_SCENE_H
#define TESTS_SCENE_H

#include "ui/app.h"

enum { SCENE_ORDERS = 64 };

struct scene {
    struct app app;
    struct keymap keymap;
    struct command orders[SCENE_ORDERS]; /* what was sent, the oldest first */
    size_t order_count;
    bool refusing; /* the session has too much to do */
};

void scene_init(struct scene *scene);
void scene_finish(struct scene *scene);

/* Presses keys by name, with blanks between them: "j j Enter". */
void scene_keys(struct scene *scene, const char *names);

/* Types a text, character by character. */
void scene_type(struct scene *scene, const char *text);

/* The newest order of this kind; NULL when there is none. */
const struct command *scene_order(const struct scene *scene,
                                  enum command_kind kind);
size_t scene_count(const struct scene *scene, enum command_kind kind);
void scene_forget(struct scene *scene);

/* Events from the session.  Tracks come in ten genres, `each` of each; two of
 * them are faulty.  With predictions, a run 7 has judged them. */
void scene_library(struct scene *scene, size_t each, bool predicted);
void scene_preview(struct scene *scene, int64_t track_id);
void scene_picture(struct scene *scene, int64_t track_id,
                   enum feature_kind feature);
void scene_verdict(struct scene *scene, int64_t track_id);
void scene_result(struct scene *scene, enum run_checkpoint checkpoint);
void scene_training(struct scene *scene, int epochs, int planned);
void scene_job(struct scene *scene, enum job_kind job, size_t done,
               size_t total);
void scene_log(struct scene *scene, enum event_kind kind, const char *text);
void scene_event(struct scene *scene, struct event *event);

/* The whole screen as text; free() it. */
char *scene_dump(struct scene *scene, int width, int height, struct look look);

/* Whether a text is on the screen, or not, at 120x40. */
bool scene_shows(struct scene *scene, const char *text);
bool scene_hides(struct scene *scene, const char *text);

/* Compares with the golden screen at 80x24 and 200x50, each in UTF-8 with 256
 * colours and in ASCII without: NAME-80x24, NAME-80x24-ascii, ... */
void scene_check(struct scene *scene, const char *name);

#endif
