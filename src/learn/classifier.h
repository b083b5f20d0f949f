/* classifier.h - a trained network, ready to say genres.
 *
 * Opened from any checkpoint; belongs to the thread that opened it.
 */
#ifndef LEARN_CLASSIFIER_H
#define LEARN_CLASSIFIER_H

#include "learn/dataset.h"
#include "learn/settings.h"

struct classifier;

bool classifier_open(struct classifier **out, const char *checkpoint,
                     const char *backend, int threads, struct error *err);
void classifier_close(struct classifier *classifier);

size_t classifier_class_count(const struct classifier *classifier);
const char *classifier_class(const struct classifier *classifier, size_t i);

/* The features it wants, as bits 1u << kind. */
unsigned classifier_features(const struct classifier *classifier);

/* The class probabilities of one track: the mean over crops that overlap by
 * half, or, of a network trained on whole tracks, those of the track brought
 * to their length.  Writes class_count values
 * that sum to 1. */
bool classifier_run(struct classifier *classifier,
                    const struct input inputs[FEATURE_COUNT],
                    float *probabilities, struct error *err);

#endif
