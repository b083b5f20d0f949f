/* One linear support vector machine a class against all others, trained by
 * stochastic gradient descent as scikit-learn's SGDClassifier by default:
 * hinge loss, L2 penalty alpha, the rate 1 / (alpha (t0 + t)) of Bottou,
 * shuffled epochs, at most 1000 of them, and an end when the objective has
 * not improved by 0.001 for five.
 *
 * A hinge loss gives no probabilities.  What ranks the classes right are the
 * decision values; the softmax of these times one sharpness keeps that rank,
 * and the sharpness is the one that makes the labels likeliest for decision
 * values of tracks left out of the training, in five folds. */
#include "base/alloc.h"
#include "base/pool.h"
#include "base/rng.h"
#include "learn/algebra.h"
#include "learn/linear.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FOLDS = 5, EPOCHS_MAX = 1000, PATIENCE = 5 };

static const double tolerance = 1e-3;

/* One descent a class and fold; fold FOLDS leaves nothing out. */
struct descents {
    const struct lesson *lesson;
    const struct compact *compact;
    size_t *folds;      /* of each row */
    double *directions; /* classes x rank */
    double *intercepts; /* classes */
    double *held;       /* rows x classes: decision values left out */
};

/* weights = scale x direction, so that shrinking them costs nothing. */
struct descent {
    const struct compact *compact;
    double *direction; /* rank */
    double scale;
    double squares; /* of the weights */
    double intercept;
    double alpha;
    double steps; /* t0 + t */
};

static double decide(const struct descent *descent, size_t row)
{
    size_t rank = descent->compact->rank;

    return descent->scale * algebra_dot(descent->direction,
                                        descent->compact->values + row * rank,
                                        rank) +
           descent->intercept;
}

static void shrink(struct descent *descent, double factor)
{
    descent->scale *= factor;
    descent->squares *= factor * factor;
    if (descent->scale > 1e-9)
        return;
    for (size_t i = 0; i < descent->compact->rank; i++)
        descent->direction[i] *= descent->scale;
    descent->scale = 1;
}

static void move(struct descent *descent, size_t row, double by, double product)
{
    size_t rank = descent->compact->rank;
    const double *x = descent->compact->values + row * rank;

    algebra_add(descent->direction, by / descent->scale, x, rank);
    descent->squares += by * (2 * product + by * algebra_dot(x, x, rank));
    descent->intercept += by;
}

/* Learns from a row of sign +1 or -1; returns the objective before. */
static double learn(struct descent *descent, size_t row, double sign)
{
    double rate = 1 / (descent->alpha * descent->steps);
    double value = decide(descent, row);
    double loss = fmax(0, 1 - sign * value);
    double objective = loss + descent->alpha / 2 * descent->squares;
    double factor = fmax(0, 1 - rate * descent->alpha);

    shrink(descent, factor);
    if (sign * value <= 1)
        move(descent, row, rate * sign, factor * (value - descent->intercept));
    descent->steps++;
    return objective;
}

static double run_epoch(struct descent *descent,
                        const struct descents *descents, size_t class,
                        const size_t *order, size_t count)
{
    double sum = 0;

    for (size_t i = 0; i < count; i++) {
        bool own = (size_t)descents->lesson->labels[order[i]] == class;

        sum += learn(descent, order[i], own ? 1 : -1);
    }
    return sum / (double)count;
}

static void run_epochs(struct descent *descent, const struct descents *descents,
                       size_t class, size_t fold, size_t *order)
{
    const struct lesson *lesson = descents->lesson;
    size_t count = 0;
    double best = INFINITY;
    struct rng rng;

    for (size_t row = 0; row < descents->compact->rows; row++)
        if (descents->folds[row] != fold)
            order[count++] = row;
    rng_init(&rng, lesson->settings->seed,
             STREAM_SGD | (class * (FOLDS + 1) + fold));
    for (int epoch = 0, idle = 0; epoch < EPOCHS_MAX && idle < PATIENCE;
         epoch++) {
        double objective;

        if (lesson->cancelled && atomic_load(lesson->cancelled))
            break;
        rng_shuffle(&rng, order, count);
        objective = run_epoch(descent, descents, class, order, count);
        idle = objective > best - tolerance ? idle + 1 : 0;
        best = fmin(best, objective);
    }
}

static void descend(void *context, size_t index, int worker)
{
    struct descents *descents = context;
    size_t rows = descents->compact->rows, rank = descents->compact->rank;
    size_t classes = descents->lesson->classes;
    size_t class = index % classes, fold = index / classes;
    size_t *order = xcalloc(rows, sizeof(*order));
    double alpha = descents->lesson->settings->alpha;
    struct descent descent = {
        .compact = descents->compact,
        .direction = xcalloc(rank + 1, sizeof(double)),
        .scale = 1,
        .alpha = alpha,
        /* The first rate is the length weights come to: alpha^(-1/4). */
        .steps = 1 / (alpha * pow(alpha, -0.25)),
    };

    (void)worker;
    run_epochs(&descent, descents, class, fold, order);
    for (size_t row = 0; row < rows && fold < FOLDS; row++)
        if (descents->folds[row] == fold)
            descents->held[row * classes + class] = decide(&descent, row);
    if (fold == FOLDS) {
        for (size_t i = 0; i < rank; i++)
            descents->directions[class * rank + i] =
                descent.scale * descent.direction[i];
        descents->intercepts[class] = descent.intercept;
    }
    free(descent.direction);
    free(order);
}

/* --- sharpness ----------------------------------------------------------- */

/* How the mean log-loss changes with the sharpness. */
static double find_slope(const struct descents *descents, double sharpness)
{
    size_t rows = descents->compact->rows, classes = descents->lesson->classes;
    double *shares = xcalloc(classes, sizeof(*shares)), slope = 0;

    for (size_t row = 0; row < rows; row++) {
        const double *values = descents->held + row * classes;

        for (size_t i = 0; i < classes; i++)
            shares[i] = sharpness * values[i];
        algebra_softmax(shares, classes);
        for (size_t i = 0; i < classes; i++)
            slope += shares[i] * values[i];
        slope -= values[descents->lesson->labels[row]];
    }
    free(shares);
    return slope;
}

/* The loss is convex in the sharpness: its slope changes sign once, and is
 * sought between limits on a logarithmic scale.  The limits also keep
 * decisions that are all right, or no better than chance, apart from certain
 * and meaningless. */
static double find_sharpness(const struct descents *descents)
{
    double low = 0, high = 0, spread = 0;
    size_t count = descents->compact->rows * descents->lesson->classes;

    for (size_t i = 0; i < count; i++)
        spread += fabs(descents->held[i]) / (double)count;
    if (!(spread > 0))
        return 1;
    low = log(1e-3 / spread);
    high = log(10 / spread);
    for (int i = 0; i < 60; i++) {
        double middle = (low + high) / 2;

        if (find_slope(descents, exp(middle)) > 0)
            high = middle;
        else
            low = middle;
    }
    return exp((low + high) / 2);
}

/* --- training ------------------------------------------------------------ */

static bool take_memory(struct descents *descents, struct error *err)
{
    size_t rows = descents->compact->rows, rank = descents->compact->rank;
    size_t classes = descents->lesson->classes;

    descents->folds = calloc(rows, sizeof(size_t));
    descents->held = calloc(rows, classes * sizeof(double));
    descents->intercepts = xcalloc(classes, sizeof(double));
    descents->directions = calloc(classes, (rank + 1) * sizeof(double));
    if (descents->folds && descents->held && descents->directions)
        return true;
    return error_set(err, "cannot hold %zu tracks: out of memory", rows);
}

static bool fit(struct linear **out, struct descents *descents,
                struct error *err)
{
    const struct lesson *lesson = descents->lesson;

    lesson_deal_folds(lesson, FOLDS, descents->folds);
    pool_run(lesson->threads, lesson->classes * (FOLDS + 1), descend, descents,
             lesson->cancelled);
    if (lesson_stopped(lesson, err) ||
        !linear_create(out, lesson, descents->compact, descents->directions,
                       descents->intercepts, err))
        return false;
    (*out)->sharpness = (float)find_sharpness(descents);
    return true;
}

static bool train(void **model, const struct lesson *lesson, struct error *err)
{
    struct compact compact = {0};
    struct descents descents = {.lesson = lesson, .compact = &compact};
    bool good;

    if (!compact_init(&compact, lesson, err))
        return false;
    good = take_memory(&descents, err) &&
           fit((struct linear **)model, &descents, err);
    free(descents.folds);
    free(descents.held);
    free(descents.intercepts);
    free(descents.directions);
    compact_finish(&compact);
    return good;
}

const struct method sgd_method = {
    .name = "sgd",
    .train = train,
    .run = linear_run,
    .save = linear_save,
    .load = linear_load,
    .destroy = linear_destroy,
};
