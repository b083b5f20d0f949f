/* schedule.h - the learning rate from step to step. */
#ifndef LEARN_SCHEDULE_H
#define LEARN_SCHEDULE_H

#include "learn/settings.h"

/* The rate of a step of the whole training, from 0: it rises linearly to the
 * largest during the warm-up, and then falls along half a cosine towards 0. */
double schedule_rate(const struct settings *settings, int steps_per_epoch,
                     long step);

#endif
