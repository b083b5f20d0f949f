#include "learn/schedule.h"

#include <math.h>

double schedule_rate(const struct settings *settings, int steps_per_epoch,
                     long step)
{
    double total = (double)settings->epochs * steps_per_epoch;
    double rising = settings->warmup * steps_per_epoch;
    double position = (double)step;

    if (position < rising)
        return settings->learning_rate * fmin(1.0, (position + 1) / rising);
    if (total <= rising)
        return settings->learning_rate;
    return settings->learning_rate * 0.5 *
           (1 + cos(M_PI * (position - rising) / (total - rising)));
}
