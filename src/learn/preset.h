/* preset.h - the networks one can ask for by name. */
#ifndef LEARN_PRESET_H
#define LEARN_PRESET_H

#include "learn/extent.h"
#include "learn/network.h"
#include "learn/settings.h"

/* Builds the network of settings->model for its features and number of
 * classes; extent tells how much of a track it sees.  Every feature gets an
 * encoder: those over time (facet.h) residual convolutions ("cnn") or a
 * convolution and an LSTM in both directions ("rnn"), vectors a dense layer;
 * the head reads them all.  network_destroy() it. */
bool preset_build(struct network **out, const struct settings *settings,
                  const struct extent *extent, int classes, struct error *err);

#endif
