/* preset.h - the networks one can ask for by name. */
#ifndef LEARN_PRESET_H
#define LEARN_PRESET_H

#include "learn/network.h"
#include "learn/settings.h"

/* Builds the network of settings->model for its features and number of
 * classes; crops are preset_crop_frames() long.  network_destroy() it. */
bool preset_build(struct network **out, const struct settings *settings,
                  int classes, struct error *err);

/* How many frames of a feature one crop has. */
int preset_crop_frames(const struct settings *settings, enum feature_kind kind);

#endif
