#include "learn/score.h"

#include "base/alloc.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

/* The 0.975 quantile of the standard normal distribution. */
static const double normal_quantile = 1.959963984540054;

static double ratio(double part, double whole)
{
    return whole > 0 ? part / whole : 0;
}

static void count_pairs(struct score *score, const int *labels,
                        const int *predicted)
{
    size_t classes = score->classes;

    for (size_t i = 0; i < score->total; i++) {
        assert(labels[i] >= 0 && (size_t)labels[i] < classes);
        assert(predicted[i] >= 0 && (size_t)predicted[i] < classes);
        score->confusion[(size_t)labels[i] * classes + (size_t)predicted[i]]++;
        score->correct += labels[i] == predicted[i];
    }
}

static void rate_class(struct score *score, size_t class)
{
    struct class_score *rates = &score->by_class[class];
    size_t classes = score->classes;
    size_t hits = score->confusion[class * classes + class];
    size_t named = 0;

    for (size_t i = 0; i < classes; i++) {
        named += score->confusion[i * classes + class];
        rates->support += score->confusion[class * classes + i];
    }
    rates->precision = ratio((double)hits, (double)named);
    rates->recall = ratio((double)hits, (double)rates->support);
    rates->f1 = ratio(2.0 * (double)hits, (double)(named + rates->support));
}

static void add_rates(struct class_score *sum, const struct class_score *rates,
                      double weight)
{
    sum->precision += weight * rates->precision;
    sum->recall += weight * rates->recall;
    sum->f1 += weight * rates->f1;
}

void score_init(struct score *score, const int *labels, const int *predicted,
                size_t count, size_t classes)
{
    *score = (struct score){.classes = classes, .total = count};
    score->confusion = xcalloc(classes * classes, sizeof(*score->confusion));
    score->by_class = xcalloc(classes, sizeof(*score->by_class));
    count_pairs(score, labels, predicted);
    for (size_t i = 0; i < classes; i++) {
        struct class_score *rates = &score->by_class[i];

        rate_class(score, i);
        add_rates(&score->macro, rates, 1.0 / (double)classes);
        add_rates(&score->weighted, rates,
                  ratio((double)rates->support, (double)count));
    }
    score->macro.support = score->weighted.support = count;
    score->accuracy = ratio((double)score->correct, (double)count);
    score_wilson(score->correct, count, &score->low, &score->high);
}

void score_finish(struct score *score)
{
    free(score->confusion);
    free(score->by_class);
    *score = (struct score){0};
}

void score_wilson(size_t correct, size_t total, double *low, double *high)
{
    const double z = normal_quantile;
    double n = (double)total;
    double share, middle, spread, scale;

    *low = 0;
    *high = 1;
    if (total == 0)
        return;
    share = (double)correct / n;
    scale = 1 + z * z / n;
    middle = (share + z * z / (2 * n)) / scale;
    spread = z / scale * sqrt(share * (1 - share) / n + z * z / (4 * n * n));
    if (correct > 0)
        *low = fmax(0, middle - spread);
    if (correct < total)
        *high = fmin(1, middle + spread);
}
