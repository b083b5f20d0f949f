/* sampler.h - which pieces of which tracks make the steps of an epoch.
 *
 * Everything is drawn from the seed and the epoch, so that an epoch is the
 * same whether a training was interrupted before it or not.
 */
#ifndef LEARN_SAMPLER_H
#define LEARN_SAMPLER_H

#include "learn/crop.h"
#include "learn/settings.h"

struct sampler;

/* Borrows the settings and data. */
bool sampler_create(struct sampler **out, const struct settings *settings,
                    const struct dataset *data, const struct standard *standard,
                    struct error *err);
void sampler_destroy(struct sampler *sampler); /* accepts NULL */

/* Steps of an epoch; a remainder smaller than a batch is left out (another
 * one each epoch).  0 when the batch is larger than the set. */
int sampler_steps(const struct sampler *sampler);

/* How many pieces of each track an epoch has. */
int sampler_crops(const struct sampler *sampler);

/* Shuffles for an epoch. */
void sampler_begin(struct sampler *sampler, int epoch);

/* The labels of a step's examples: batch values. */
void sampler_labels(const struct sampler *sampler, int step, int *labels);

/* Targets of a step, batch x classes, with label smoothing. */
void sampler_targets(const struct sampler *sampler, int step, float *targets);

/* A feature of a step's examples: batch x rows x frames. */
void sampler_input(const struct sampler *sampler, int step,
                   enum feature_kind kind, float *out);

#endif
