/* checkpoint_name.h - what the arrays and texts of a checkpoint are called;
 * shared by its writer and its reader.
 */
#ifndef LEARN_CHECKPOINT_NAME_H
#define LEARN_CHECKPOINT_NAME_H

#include "learn/network.h"

#define CHECKPOINT_FORMAT "genrelab network 1"

enum { CHECKPOINT_TEXT_MAX = 64 };

/* What is kept of an array of the network. */
enum checkpoint_part {
    CHECKPOINT_VALUE,
    CHECKPOINT_MOMENT_1,
    CHECKPOINT_MOMENT_2
};

/* Room for a name; each function writes it and returns its text. */
struct checkpoint_name {
    char text[2 * NETWORK_NAME_MAX];
};

const char *checkpoint_array_name(struct checkpoint_name *name,
                                  const struct array *array,
                                  enum checkpoint_part part);

/* what: "mean" or "deviation". */
const char *checkpoint_standard_name(struct checkpoint_name *name, int kind,
                                     const char *what);

/* How many frames of a feature the network sees. */
const char *checkpoint_frames_name(struct checkpoint_name *name, int kind);

/* Where a part of an array lives on the device. */
enum arena checkpoint_arena(const struct array *array,
                            enum checkpoint_part part);

/* The optimizer moves parameters only. */
bool checkpoint_has(const struct array *array, enum checkpoint_part part);

#endif
