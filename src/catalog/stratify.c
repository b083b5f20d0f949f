/* Which example goes to which part: no database here. */
#include "base/rng.h"
#include "catalog/split.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { RNG_STREAM = 0x53504C54 }; /* "SPLT" */

void split_sizes(size_t total, size_t sizes[SPLIT_PART_COUNT])
{
    size_t rest;

    sizes[SPLIT_TEST] = (size_t)ceil(0.2 * (double)total);
    rest = total - sizes[SPLIT_TEST];
    sizes[SPLIT_VALID] = (size_t)ceil(0.25 * (double)rest);
    sizes[SPLIT_TRAIN] = rest - sizes[SPLIT_VALID];
}

/* The largest remainder below `below`, and how many classes have it. */
static size_t next_remainder(const double *remainders, int classes,
                             double below, double *largest)
{
    size_t equal = 0;

    *largest = -1;
    for (int i = 0; i < classes; i++) {
        if (remainders[i] >= below || remainders[i] < *largest)
            continue;
        equal = remainders[i] > *largest ? 1 : equal + 1;
        *largest = remainders[i];
    }
    return equal;
}

/* Adds one to `wanted` of the classes with just this remainder, drawn at
 * random where there are more. */
static void add_to_tied(size_t *drawn, const double *remainders, int classes,
                        double remainder, size_t wanted, struct rng *rng)
{
    size_t tied = 0;

    for (int i = 0; i < classes; i++)
        tied += remainders[i] == remainder;
    /* Selection sampling (Knuth, TAOCP 2, 3.4.2 S): each with the chance
     * wanted / tied of what is left. */
    for (int i = 0; i < classes; i++) {
        if (remainders[i] != remainder)
            continue;
        if (wanted == tied || rng_below(rng, (uint32_t)tied) < wanted) {
            drawn[i]++;
            wanted--;
        }
        tied--;
        if (wanted == 0)
            return;
    }
}

/* How many of each class are among `draws` examples: the approximate mode of
 * the multivariate hypergeometric distribution, as scikit-learn takes it.
 * The shares of the classes rounded down, then one more for the largest
 * remainders; remainders is space for one number a class. */
static void draw_counts(const size_t *counts, int classes, size_t draws,
                        size_t *drawn, double *remainders, struct rng *rng)
{
    size_t total = 0, left = draws;
    double below = INFINITY;

    for (int i = 0; i < classes; i++)
        total += counts[i];
    for (int i = 0; i < classes; i++) {
        /* In this order, so that the rounding is scikit-learn's too. */
        double share = (double)counts[i] / (double)total * (double)draws;

        drawn[i] = (size_t)floor(share);
        remainders[i] = share - floor(share);
        left -= drawn[i];
    }
    while (left > 0) {
        double remainder;
        size_t tied = next_remainder(remainders, classes, below, &remainder);
        size_t wanted = tied < left ? tied : left;

        if (tied == 0)
            return;
        add_to_tied(drawn, remainders, classes, remainder, wanted, rng);
        left -= wanted;
        below = remainder;
    }
}

/* Space for one split. */
struct drawing {
    size_t *counts;   /* by class: examples */
    size_t *learning; /* those not in the test part */
    size_t *training;
    double *remainders;
    size_t *members; /* the examples, class after class */
};

static bool drawing_init(struct drawing *drawing, size_t count, int classes)
{
    size_t room = (size_t)classes + 1;

    *drawing = (struct drawing){
        .counts = calloc(room, sizeof(size_t)),
        .learning = calloc(room, sizeof(size_t)),
        .training = calloc(room, sizeof(size_t)),
        .remainders = calloc(room, sizeof(double)),
        .members = calloc(count + 1, sizeof(size_t)),
    };
    return drawing->counts && drawing->learning && drawing->training &&
           drawing->remainders && drawing->members;
}

static void drawing_finish(struct drawing *drawing)
{
    free(drawing->counts);
    free(drawing->learning);
    free(drawing->training);
    free(drawing->remainders);
    free(drawing->members);
}

/* Gives the examples of one class their parts in random order. */
static void assign_class(const struct drawing *drawing, int class,
                         size_t *members, enum split_part *parts,
                         struct rng *rng)
{
    rng_shuffle(rng, members, drawing->counts[class]);
    for (size_t i = 0; i < drawing->counts[class]; i++) {
        enum split_part part = SPLIT_TEST;

        if (i < drawing->training[class])
            part = SPLIT_TRAIN;
        else if (i < drawing->learning[class])
            part = SPLIT_VALID;
        parts[members[i]] = part;
    }
}

/* Lists the examples class after class, each class in its given order. */
static void gather_members(struct drawing *drawing, const int *labels,
                           size_t count, int classes)
{
    size_t *next = drawing->training; /* where the class's next one goes */
    size_t start = 0;

    for (int i = 0; i < classes; i++) {
        next[i] = start;
        start += drawing->counts[i];
    }
    for (size_t i = 0; i < count; i++)
        drawing->members[next[labels[i]]++] = i;
}

static void draw(struct drawing *drawing, const int *labels, size_t count,
                 int classes, uint64_t seed, enum split_part *parts)
{
    size_t sizes[SPLIT_PART_COUNT];
    size_t *members = drawing->members;
    struct rng rng;

    rng_init(&rng, seed, RNG_STREAM);
    split_sizes(count, sizes);
    gather_members(drawing, labels, count, classes);
    draw_counts(drawing->counts, classes, count - sizes[SPLIT_TEST],
                drawing->learning, drawing->remainders, &rng);
    draw_counts(drawing->learning, classes, sizes[SPLIT_TRAIN],
                drawing->training, drawing->remainders, &rng);
    for (int i = 0; i < classes; i++) {
        assign_class(drawing, i, members, parts, &rng);
        members += drawing->counts[i];
    }
}

bool split_stratify(const int *labels, size_t count, int classes, uint64_t seed,
                    enum split_part *parts, int *small_class)
{
    struct drawing drawing;
    bool drawn = drawing_init(&drawing, count, classes);

    *small_class = -1;
    for (size_t i = 0; drawn && i < count; i++) {
        assert(labels[i] >= 0 && labels[i] < classes);
        drawing.counts[labels[i]]++;
    }
    for (int i = 0; drawn && i < classes; i++)
        if (drawing.counts[i] < 3) {
            *small_class = i;
            drawn = false;
        }
    if (drawn)
        draw(&drawing, labels, count, classes, seed, parts);
    drawing_finish(&drawing);
    return drawn;
}
