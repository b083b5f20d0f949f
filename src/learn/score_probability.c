#include "learn/score_probability.h"

#include <assert.h>
#include <float.h>
#include <math.h>
#include <stdbool.h>

struct bin {
    double chance; /* sum */
    size_t right, count;
};

/* How many classes are likelier than this one. */
static size_t rank_of(const float *row, size_t classes, size_t class)
{
    size_t before = 0;

    for (size_t i = 0; i < classes; i++)
        before += row[i] > row[class] || (i < class && row[i] >= row[class]);
    return before;
}

static double largest(const float *row, size_t classes)
{
    float high = row[0];

    for (size_t i = 1; i < classes; i++)
        high = row[i] > high ? row[i] : high;
    return high;
}

static void add_to_bin(struct bin bins[CALIBRATION_BINS], double chance,
                       bool right)
{
    int index = (int)ceil(chance * CALIBRATION_BINS) - 1;
    struct bin *bin;

    index = index < 0 ? 0 : index;
    bin = &bins[index < CALIBRATION_BINS ? index : CALIBRATION_BINS - 1];
    bin->chance += chance;
    bin->right += right;
    bin->count++;
}

static double calibration_of(const struct bin bins[CALIBRATION_BINS],
                             size_t total)
{
    double sum = 0;

    for (int i = 0; i < CALIBRATION_BINS; i++)
        sum += fabs((double)bins[i].right - bins[i].chance);
    return sum / (double)total;
}

void score_probability_init(struct score_probability *score, const int *labels,
                            const float *const *probabilities, size_t count,
                            size_t classes)
{
    struct bin bins[CALIBRATION_BINS] = {0};
    double loss = 0;

    *score = (struct score_probability){
        .total = count, .top2 = NAN, .calibration = NAN, .log_loss = NAN};
    if (count == 0)
        return;
    for (size_t i = 0; i < count; i++) {
        const float *row = probabilities[i];
        size_t class = (size_t)labels[i];
        size_t rank;

        assert(labels[i] >= 0 && class < classes);
        rank = rank_of(row, classes, class);
        score->near += rank < 2;
        loss -= log(fmax((double)row[class], (double)FLT_EPSILON));
        add_to_bin(bins, largest(row, classes), rank == 0);
    }
    score->top2 = (double)score->near / (double)count;
    score->log_loss = loss / (double)count;
    score->calibration = calibration_of(bins, count);
}
