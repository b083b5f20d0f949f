/* Multinomial logistic regression with an L2 penalty on the weights but not
 * on the intercepts, as scikit-learn's LogisticRegression: the minimum of
 *
 *     mean over rows of -log p(label) + |W|^2 / (2 C rows).
 *
 * It is strictly convex in the weights, so the answer does not depend on how
 * it is found; L-BFGS runs until the gradient is gone. */
#include "base/alloc.h"
#include "base/pool.h"
#include "learn/algebra.h"
#include "learn/linear.h"

#include <lbfgs.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Rows that one thread sums; fixed, so that the sums are. */
enum { CHUNK = 128 };

/* The vector that is searched holds a row of rank + 1 values a class: a
 * direction and the intercept. */
struct search {
    const struct lesson *lesson;
    const struct compact *compact;
    const double *at;  /* classes x (rank + 1) */
    double *gradients; /* chunks x classes x (rank + 1) */
    double *losses;    /* chunks */
    size_t chunks;
    double penalty;  /* 1 / (C rows) */
    double gradient; /* its length, at the last step */
};

static size_t width_of(const struct search *search)
{
    return search->compact->rank + 1;
}

/* The gradient of a row's loss; returns the loss. */
static double add_row(const struct search *search, size_t row, double *values,
                      double *gradient)
{
    size_t rank = search->compact->rank, width = rank + 1;
    const double *x = search->compact->values + row * rank;
    size_t classes = search->lesson->classes;
    size_t label = (size_t)search->lesson->labels[row];
    double loss;

    for (size_t i = 0; i < classes; i++) {
        const double *weights = search->at + i * width;

        values[i] = algebra_dot(weights, x, rank) + weights[rank];
    }
    loss = -values[label];
    loss += algebra_softmax(values, classes);
    for (size_t i = 0; i < classes; i++) {
        double apart = values[i] - (i == label);

        algebra_add(gradient + i * width, apart, x, rank);
        gradient[i * width + rank] += apart;
    }
    return loss;
}

static void add_chunk(void *context, size_t index, int worker)
{
    struct search *search = context;
    size_t size = search->lesson->classes * width_of(search);
    double *gradient = search->gradients + index * size;
    double *values = xcalloc(search->lesson->classes, sizeof(*values));
    size_t end = (index + 1) * CHUNK;

    (void)worker;
    if (end > search->compact->rows)
        end = search->compact->rows;
    memset(gradient, 0, size * sizeof(*gradient));
    search->losses[index] = 0;
    for (size_t row = index * CHUNK; row < end; row++)
        search->losses[index] += add_row(search, row, values, gradient);
    free(values);
}

static lbfgsfloatval_t evaluate(void *context, const lbfgsfloatval_t *at,
                                lbfgsfloatval_t *gradient, const int count,
                                const lbfgsfloatval_t step)
{
    struct search *search = context;
    size_t width = width_of(search), size = search->lesson->classes * width;
    double share = 1 / (double)search->compact->rows, loss = 0;

    (void)step;
    search->at = at;
    pool_run(search->lesson->threads, search->chunks, add_chunk, search, NULL);
    memset(gradient, 0, (size_t)count * sizeof(*gradient));
    for (size_t i = 0; i < search->chunks; i++) {
        algebra_add(gradient, share, search->gradients + i * size, size);
        loss += share * search->losses[i];
    }
    for (size_t i = 0; i < search->lesson->classes; i++) {
        const double *weights = at + i * width;

        algebra_add(gradient + i * width, search->penalty, weights, width - 1);
        loss += search->penalty / 2 * algebra_dot(weights, weights, width - 1);
    }
    return loss;
}

static int
after_step(void *context, /* NOLINT(readability-function-size): the library's */
           const lbfgsfloatval_t *at, const lbfgsfloatval_t *gradient,
           const lbfgsfloatval_t loss, const lbfgsfloatval_t at_length,
           const lbfgsfloatval_t gradient_length, const lbfgsfloatval_t step,
           int count, int iteration, int evaluations)
{
    struct search *search = context;

    (void)at, (void)gradient, (void)loss, (void)at_length, (void)step;
    (void)count, (void)iteration, (void)evaluations;
    search->gradient = gradient_length;
    return search->lesson->cancelled && atomic_load(search->lesson->cancelled);
}

/* The library wants a multiple of eight values. */
static bool minimise(struct search *search, double *at, struct error *err)
{
    size_t size = search->lesson->classes * width_of(search);
    lbfgs_parameter_t how;
    int code;

    lbfgs_parameter_init(&how);
    how.m = 10;
    how.epsilon = 1e-7;
    how.max_iterations = 5000;
    search->gradient = INFINITY;
    code = lbfgs((int)((size + 7) / 8 * 8), at, NULL, evaluate, after_step,
                 search, &how);
    if (lesson_stopped(search->lesson, err))
        return false;
    /* Near the minimum no step of a line search may be better than standing
     * still: that is an end, not a failure. */
    if (code >= 0 || search->gradient < 1e-4)
        return true;
    return error_set(err,
                     "logistic regression does not settle (L-BFGS ends with "
                     "%d); a smaller c may help",
                     code);
}

static bool search_init(struct search *search, const struct lesson *lesson,
                        const struct compact *compact, struct error *err)
{
    size_t rows = compact->rows, size;

    *search = (struct search){.lesson = lesson, .compact = compact};
    size = lesson->classes * width_of(search);
    search->penalty = 1 / (lesson->settings->c * (double)rows);
    search->chunks = (rows + CHUNK - 1) / CHUNK;
    search->gradients = calloc(search->chunks, size * sizeof(double));
    search->losses = xcalloc(search->chunks, sizeof(double));
    if (search->gradients && size < INT32_MAX - 8)
        return true;
    return error_set(err, "cannot hold %zu gradients: out of memory",
                     search->chunks * size);
}

/* Parts the vector found into directions and intercepts. */
static bool keep(struct linear **out, const struct search *search,
                 const double *at, struct error *err)
{
    size_t width = width_of(search), rank = width - 1;
    size_t classes = search->lesson->classes;
    double *directions = calloc(classes, width * sizeof(*directions));
    double *intercepts = xcalloc(classes, sizeof(*intercepts));
    bool good = false;

    if (directions) {
        for (size_t i = 0; i < classes; i++) {
            memcpy(directions + i * rank, at + i * width,
                   rank * sizeof(*directions));
            intercepts[i] = at[i * width + rank];
        }
        good = linear_create(out, search->lesson, search->compact, directions,
                             intercepts, err);
    } else {
        error_set(err, "cannot hold %zu weights: out of memory",
                  classes * width);
    }
    free(directions);
    free(intercepts);
    return good;
}

static bool solve(struct linear **out, struct search *search, struct error *err)
{
    size_t size = search->lesson->classes * width_of(search);
    double *at = lbfgs_malloc((int)((size + 7) / 8 * 8));
    bool good;

    if (!at)
        return error_set(err, "cannot hold %zu weights: out of memory", size);
    good = minimise(search, at, err) && keep(out, search, at, err);
    lbfgs_free(at);
    return good;
}

static bool train(void **model, const struct lesson *lesson, struct error *err)
{
    struct compact compact = {0};
    struct search search = {0};
    bool good;

    if (!compact_init(&compact, lesson, err))
        return false;
    good = search_init(&search, lesson, &compact, err) &&
           solve((struct linear **)model, &search, err);
    free(search.gradients);
    free(search.losses);
    compact_finish(&compact);
    return good;
}

const struct method logistic_method = {
    .name = "logistic",
    .train = train,
    .run = linear_run,
    .save = linear_save,
    .load = linear_load,
    .destroy = linear_destroy,
};
