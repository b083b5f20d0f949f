#include "learn/spread.h"

#include <math.h>

void spread_init(struct spread *spread)
{
    *spread = (struct spread){.low = INFINITY, .high = -INFINITY};
}

void spread_add(struct spread *spread, double value)
{
    spread->count++;
    spread->sum += value;
    spread->squares += value * value;
    spread->low = value < spread->low ? value : spread->low;
    spread->high = value > spread->high ? value : spread->high;
}

void spread_merge(struct spread *into, const struct spread *from)
{
    into->count += from->count;
    into->sum += from->sum;
    into->squares += from->squares;
    into->low = fmin(into->low, from->low);
    into->high = fmax(into->high, from->high);
}

double spread_mean(const struct spread *spread)
{
    return spread->count > 0 ? spread->sum / spread->count : NAN;
}

double spread_deviation(const struct spread *spread)
{
    double mean = spread_mean(spread);
    double variance = spread->squares / spread->count - mean * mean;

    return variance < 0 ? 0 : sqrt(variance);
}
