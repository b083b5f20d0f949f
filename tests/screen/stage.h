/* stage.h - the program to test, with a small demo collection to work on.
 *
 * A stage is a folder: demo/ with 80 tracks of 6 s in 10 genres, and whatever
 * workspaces a test makes beside it.  What goes wrong in setting it fails the
 * test.
 */
#ifndef TESTS_SCREEN_STAGE_H
#define TESTS_SCREEN_STAGE_H

#include "tests/screen/screen.h"

struct stage {
    char *folder;
    char *program;
};

void stage_create(struct stage *stage);
void stage_destroy(struct stage *stage);

/* Runs `genrelab --jobs 1 -w WORKSPACE ARGUMENT ...`, NULL at the end of the
 * arguments, which must end well. */
void stage_run(const struct stage *stage, const char *workspace,
               const char *const *arguments);

/* A workspace with the collection imported, and, when wished, with a network
 * that was trained for a moment. */
void stage_import(const struct stage *stage, const char *workspace);
void stage_train(const struct stage *stage, const char *workspace);

/* Opens the workbench on a workspace; environment as in child_options. */
struct screen *stage_open(const struct stage *stage, const char *workspace,
                          int rows, int columns,
                          const char *const *environment);

/* The same at 80 x 24, when the list and the first track's picture stand. */
struct screen *stage_open_library(const struct stage *stage,
                                  const char *workspace,
                                  const char *const *environment);

/* In the Train view: moves to the setting of that name and types a value. */
void stage_set(struct screen *screen, const char *name, const char *value);

/* Starts a training that is long enough to be met, with quick epochs, and
 * waits for the first of them; leaves the Train view open. */
void stage_start_training(struct screen *screen);

#endif
