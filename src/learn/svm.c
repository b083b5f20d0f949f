/* A support vector machine with the radial kernel exp(-gamma |x - y|^2), one
 * against one, by libsvm.
 *
 * libsvm's own probabilities draw from the C library's rand(); here the
 * decisions for tracks left out in five folds give them (platt.h), so that
 * they depend on the seed alone.  The kernel depends on distances only, so
 * training works on compact rows. */
#include "base/alloc.h"
#include "base/pool.h"
#include "learn/algebra.h"
#include "learn/compact.h"
#include "learn/platt.h"
#include "learn/svm_model.h"

#include <libsvm/svm.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { FOLDS = 5 };

/* --- training with libsvm ------------------------------------------------ */

/* Of the rows by class; run FOLDS leaves nothing out. */
struct fitting {
    const struct lesson *lesson;
    const struct compact *compact;
    struct svm_parameter how;
    struct svm_node *nodes; /* rows x (rank + 1) */
    size_t *order;          /* the rows, by class */
    size_t *folds;          /* of each row */
    double *held;           /* rows x pairs: decisions left out, or NAN */
    struct svm_model *whole;
    struct svm_problem problem; /* of the whole; borrowed by it */
    size_t pairs;
    atomic_bool failed;
};

static void say_nothing(const char *text)
{
    (void)text;
}

static void silence(void)
{
    svm_set_print_string_function(say_nothing);
}

static size_t pair_of(size_t classes, size_t i, size_t j)
{
    return i * classes - i * (i + 1) / 2 + (j - i - 1);
}

static struct svm_node *node_of(const struct fitting *fitting, size_t row)
{
    return fitting->nodes + row * (fitting->compact->rank + 1);
}

static void fill_nodes(struct fitting *fitting)
{
    const struct compact *compact = fitting->compact;

    for (size_t row = 0; row < compact->rows; row++) {
        struct svm_node *nodes = node_of(fitting, row);

        for (size_t i = 0; i < compact->rank; i++)
            nodes[i] = (struct svm_node){
                (int)i + 1, compact->values[row * compact->rank + i]};
        nodes[compact->rank].index = -1;
    }
}

static void order_rows(struct fitting *fitting)
{
    size_t count = 0;

    for (size_t class = 0; class < fitting->lesson->classes; class ++)
        for (size_t row = 0; row < fitting->compact->rows; row++)
            if ((size_t)fitting->lesson->labels[row] == class)
                fitting->order[count++] = row;
}

static bool problem_init(struct svm_problem *problem,
                         const struct fitting *fitting, size_t fold)
{
    size_t rows = fitting->compact->rows;

    *problem = (struct svm_problem){0};
    problem->x = calloc(rows, sizeof(struct svm_node *));
    problem->y = calloc(rows, sizeof(double));
    if (!problem->x || !problem->y)
        return false;
    for (size_t i = 0; i < rows; i++) {
        size_t row = fitting->order[i];

        if (fitting->folds[row] == fold)
            continue;
        problem->x[problem->l] = node_of(fitting, row);
        problem->y[problem->l++] = fitting->lesson->labels[row];
    }
    return true;
}

static void problem_finish(struct svm_problem *problem)
{
    free(problem->x);
    free(problem->y);
    *problem = (struct svm_problem){0};
}

/* A fold may lack a class; its pairs then say nothing about the row. */
static void hold_decisions(const struct fitting *fitting,
                           const struct svm_model *model, size_t row)
{
    double *held = fitting->held + row * fitting->pairs;
    size_t known = (size_t)model->nr_class, next = 0;
    double *decisions = xcalloc(fitting->pairs + 1, sizeof(*decisions));

    for (size_t i = 0; i < fitting->pairs; i++)
        held[i] = NAN;
    svm_predict_values(model, node_of(fitting, row), decisions);
    for (size_t i = 0; i < known; i++)
        for (size_t j = i + 1; j < known; j++)
            held[pair_of(fitting->lesson->classes, (size_t)model->label[i],
                         (size_t)model->label[j])] = decisions[next++];
    free(decisions);
}

static void fit(void *context, size_t index, int worker)
{
    struct fitting *fitting = context;
    struct svm_problem problem;
    struct svm_model *model;

    (void)worker;
    if (!problem_init(&problem, fitting, index)) {
        atomic_store(&fitting->failed, true);
        problem_finish(&problem);
        return;
    }
    model = svm_train(&problem, &fitting->how);
    if (index == FOLDS) {
        fitting->whole = model;
        fitting->problem = problem;
        return;
    }
    for (size_t row = 0; row < fitting->compact->rows; row++)
        if (fitting->folds[row] == index)
            hold_decisions(fitting, model, row);
    svm_free_and_destroy_model(&model);
    problem_finish(&problem);
}

/* scikit-learn's "scale": one over the columns and the variance of all
 * values. */
static double scale_gamma(const struct compact *compact, size_t columns)
{
    double squares = 0, size = (double)compact->rows * (double)columns;

    for (size_t row = 0; row < compact->rows; row++) {
        const double *x = compact->values + row * compact->rank;

        squares += algebra_dot(x, x, compact->rank);
    }
    /* The columns' means are 0. */
    return squares > 0 ? size / squares / (double)columns : 1;
}

static bool fitting_init(struct fitting *fitting, const struct lesson *lesson,
                         const struct compact *compact, struct error *err)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    size_t rows = compact->rows, classes = lesson->classes;
    double gamma = lesson->settings->gamma;

    pthread_once(&once, silence);
    *fitting = (struct fitting){.lesson = lesson, .compact = compact};
    fitting->pairs = classes * (classes - 1) / 2;
    fitting->how = (struct svm_parameter){
        .svm_type = C_SVC,
        .kernel_type = RBF,
        .gamma =
            gamma > 0 ? gamma : scale_gamma(compact, lesson->table->columns),
        .cache_size = 200,
        .eps = 1e-3,
        .C = lesson->settings->c,
        .shrinking = 1,
    };
    /* The model keeps single precision: train with the very same number. */
    fitting->how.gamma = (double)(float)fitting->how.gamma;
    fitting->nodes =
        calloc(rows, (compact->rank + 1) * sizeof(struct svm_node));
    fitting->order = calloc(rows, sizeof(size_t));
    fitting->folds = calloc(rows, sizeof(size_t));
    fitting->held = calloc(rows, fitting->pairs * sizeof(double));
    if (!fitting->nodes || !fitting->order || !fitting->folds || !fitting->held)
        return error_set(err, "cannot compare %zu tracks: out of memory", rows);
    fill_nodes(fitting);
    order_rows(fitting);
    lesson_deal_folds(lesson, FOLDS, fitting->folds);
    return true;
}

static void fitting_finish(struct fitting *fitting)
{
    if (fitting->whole)
        svm_free_and_destroy_model(&fitting->whole);
    problem_finish(&fitting->problem);
    free(fitting->nodes);
    free(fitting->order);
    free(fitting->folds);
    free(fitting->held);
}

/* --- from libsvm's model to ours ----------------------------------------- */

static struct platt fit_pair(const struct fitting *fitting, int i, int j)
{
    const int *labels = fitting->lesson->labels;
    size_t rows = fitting->compact->rows, count = 0;
    size_t pair = pair_of(fitting->lesson->classes, (size_t)i, (size_t)j);
    double *decisions = xcalloc(rows, sizeof(*decisions));
    bool *first = xcalloc(rows, sizeof(*first));
    struct platt platt;

    for (size_t row = 0; row < rows; row++) {
        double decision = fitting->held[row * fitting->pairs + pair];

        if ((labels[row] != i && labels[row] != j) || isnan(decision))
            continue;
        first[count] = labels[row] == i;
        decisions[count++] = decision;
    }
    platt = platt_fit(decisions, first, count);
    free(decisions);
    free(first);
    return platt;
}

/* libsvm knows the classes by order of appearance, which is ours, as the rows
 * are given by class. */
static void copy_pairs(struct svm *svm, const struct fitting *fitting)
{
    size_t pair = 0;

    for (size_t i = 0; i < svm->classes; i++)
        for (size_t j = i + 1; j < svm->classes; j++, pair++) {
            float *curve = svm->curves + pair * SVM_PAIR_PARTS;
            struct platt platt = fit_pair(fitting, (int)i, (int)j);

            curve[SVM_OFFSET] = (float)fitting->whole->rho[pair];
            curve[SVM_PLATT_SLOPE] = (float)platt.slope;
            curve[SVM_PLATT_OFFSET] = (float)platt.offset;
        }
}

/* libsvm leaves out the column of a vector's own class. */
static void copy_vectors(struct svm *svm, const struct fitting *fitting)
{
    const struct lesson *lesson = fitting->lesson;
    const struct svm_model *whole = fitting->whole;

    for (size_t i = 0; i < svm->count; i++) {
        size_t row = fitting->order[whole->sv_indices[i] - 1];
        size_t own = (size_t)lesson->labels[row];
        float *vector = svm->vectors + i * svm->columns;

        svm->sizes[own]++;
        for (size_t j = 0; j < svm->classes; j++)
            if (j != own)
                svm->coefficients[i * svm->classes + j] =
                    (float)whole->sv_coef[j - (j > own)][i];
        vector_table_read(lesson->table, row, 0, svm->columns, vector);
        scaling_apply(lesson->scaling, 0, svm->columns, vector);
    }
}

static bool keep(struct svm **out, const struct fitting *fitting,
                 struct error *err)
{
    struct svm *svm = xcalloc(1, sizeof(*svm));

    svm->classes = fitting->lesson->classes;
    svm->columns = fitting->lesson->table->columns;
    svm->count = (size_t)fitting->whole->l;
    svm->pairs = fitting->pairs;
    svm->gamma = (float)fitting->how.gamma;
    svm->sizes = xcalloc(svm->classes, sizeof(float));
    svm->vectors = calloc(svm->count, svm->columns * sizeof(float));
    svm->coefficients = calloc(svm->count, svm->classes * sizeof(float));
    svm->curves = xcalloc(svm->pairs, SVM_PAIR_PARTS * sizeof(float));
    if (!svm->vectors || !svm->coefficients) {
        svm_destroy(svm);
        return error_set(err, "cannot hold %zu tracks: out of memory",
                         (size_t)fitting->whole->l);
    }
    copy_pairs(svm, fitting);
    copy_vectors(svm, fitting);
    *out = svm;
    return true;
}

static bool solve(struct svm **out, struct fitting *fitting, struct error *err)
{
    const struct lesson *lesson = fitting->lesson;

    pool_run(lesson->threads, FOLDS + 1, fit, fitting, lesson->cancelled);
    if (lesson_stopped(lesson, err))
        return false;
    if (atomic_load(&fitting->failed) || !fitting->whole)
        return error_set(err, "cannot compare %zu tracks: out of memory",
                         fitting->compact->rows);
    return keep(out, fitting, err);
}

static bool train(void **model, const struct lesson *lesson, struct error *err)
{
    struct compact compact = {0};
    struct fitting fitting = {0};
    bool good;

    if (!compact_init(&compact, lesson, err))
        return false;
    good = fitting_init(&fitting, lesson, &compact, err);
    good = good && solve((struct svm **)model, &fitting, err);
    fitting_finish(&fitting);
    compact_finish(&compact);
    return good;
}

const struct method svm_method = {
    .name = "svm",
    .train = train,
    .run = svm_run,
    .save = svm_save,
    .load = svm_load,
    .destroy = svm_destroy,
};
