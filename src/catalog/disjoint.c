#include "catalog/disjoint.h"

#include "base/rng.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum {
    SPLIT_STREAM = 0x4752504C, /* "GRPL" */
    FOLD_STREAM = 0x464F4C44,  /* "FOLD" */
    ATTEMPTS = 100
};

/* A part may have this share of a class: a fifth and 15 % of it. */
static const double quota = 1.15 * .2;

struct drawing {
    const struct disjoint_examples *examples;
    size_t *starts;  /* by group: where its members begin; one more */
    size_t *members; /* the examples, group after group */
    size_t *order;   /* the groups */
    size_t *sizes;   /* by class: examples */
    size_t *taken;   /* by class: examples in the part being filled */
    int *parts;      /* by group: enum split_part; -1: none yet */
};

static void drawing_finish(struct drawing *drawing)
{
    free(drawing->starts);
    free(drawing->members);
    free(drawing->order);
    free(drawing->sizes);
    free(drawing->taken);
    free(drawing->parts);
}

/* Lists the examples group after group. */
static void gather_members(struct drawing *drawing)
{
    const struct disjoint_examples *examples = drawing->examples;
    size_t *starts = drawing->starts;

    for (size_t i = 0; i < examples->count; i++) {
        assert(examples->labels[i] >= 0 &&
               examples->labels[i] < examples->classes);
        assert((size_t)examples->groups[i] < examples->group_count);
        starts[examples->groups[i] + 1]++;
        drawing->sizes[examples->labels[i]]++;
    }
    for (size_t i = 0; i < examples->group_count; i++) {
        starts[i + 1] += starts[i];
        drawing->order[i] = starts[i];
    }
    for (size_t i = 0; i < examples->count; i++)
        drawing->members[drawing->order[examples->groups[i]]++] = i;
    for (size_t i = 0; i < examples->group_count; i++)
        drawing->order[i] = i;
}

static bool drawing_init(struct drawing *drawing,
                         const struct disjoint_examples *examples)
{
    size_t groups = examples->group_count, classes = (size_t)examples->classes;

    *drawing = (struct drawing){
        .examples = examples,
        .starts = calloc(groups + 2, sizeof(size_t)),
        .members = calloc(examples->count + 1, sizeof(size_t)),
        .order = calloc(groups + 1, sizeof(size_t)),
        .sizes = calloc(classes + 1, sizeof(size_t)),
        .taken = calloc(classes + 1, sizeof(size_t)),
        .parts = calloc(groups + 1, sizeof(int)),
    };
    if (!drawing->starts || !drawing->members || !drawing->order ||
        !drawing->sizes || !drawing->taken || !drawing->parts)
        return false;
    gather_members(drawing);
    return true;
}

static int class_of(const struct drawing *drawing, size_t member)
{
    return drawing->examples->labels[drawing->members[member]];
}

/* Adds the group to the part being filled. */
static void take(struct drawing *drawing, size_t group, enum split_part part)
{
    drawing->parts[group] = (int)part;
    for (size_t i = drawing->starts[group]; i < drawing->starts[group + 1]; i++)
        drawing->taken[class_of(drawing, i)]++;
}

/* Whether no class gets more than its quota by this group. */
static bool fits(struct drawing *drawing, size_t group)
{
    size_t first = drawing->starts[group], end = drawing->starts[group + 1];
    bool good = true;

    for (size_t i = first; i < end; i++) {
        int class = class_of(drawing, i);

        good &= (double)++drawing->taken[class] <=
                quota * (double)drawing->sizes[class];
    }
    for (size_t i = first; i < end; i++)
        drawing->taken[class_of(drawing, i)]--;
    return good;
}

static bool has_class(const struct drawing *drawing, size_t group, int class)
{
    for (size_t i = drawing->starts[group]; i < drawing->starts[group + 1]; i++)
        if (class_of(drawing, i) == class)
            return true;
    return false;
}

static size_t size_of(const struct drawing *drawing, size_t group)
{
    return drawing->starts[group + 1] - drawing->starts[group];
}

/* Takes the smallest free group of a class, the first one in the order. */
static void take_smallest(struct drawing *drawing, int class,
                          enum split_part part)
{
    size_t groups = drawing->examples->group_count, best = groups;

    for (size_t i = 0; i < groups; i++) {
        size_t group = drawing->order[i];

        if (drawing->parts[group] < 0 && has_class(drawing, group, class) &&
            (best == groups ||
             size_of(drawing, group) < size_of(drawing, best)))
            best = group;
    }
    if (best < groups)
        take(drawing, best, part);
}

static void fill_part(struct drawing *drawing, enum split_part part)
{
    const struct disjoint_examples *examples = drawing->examples;

    memset(drawing->taken, 0, (size_t)examples->classes * sizeof(size_t));
    for (size_t i = 0; i < examples->group_count; i++) {
        size_t group = drawing->order[i];

        if (drawing->parts[group] < 0 && fits(drawing, group))
            take(drawing, group, part);
    }
    for (int class = 0; class < examples->classes; class ++)
        if (drawing->sizes[class] && !drawing->taken[class])
            take_smallest(drawing, class, part);
}

/* What was not taken is for training.  The class that a part lacks; -1. */
static int find_lacking(struct drawing *drawing)
{
    const struct disjoint_examples *examples = drawing->examples;

    for (int part = 0; part < SPLIT_PART_COUNT; part++) {
        memset(drawing->taken, 0, (size_t)examples->classes * sizeof(size_t));
        for (size_t i = 0; i < examples->count; i++)
            drawing->taken[examples->labels[i]] +=
                drawing->parts[examples->groups[i]] == part;
        for (int class = 0; class < examples->classes; class ++)
            if (drawing->sizes[class] && !drawing->taken[class])
                return class;
    }
    return -1;
}

static int draw_once(struct drawing *drawing, struct rng *rng)
{
    size_t groups = drawing->examples->group_count;

    for (size_t i = 0; i < groups; i++)
        drawing->parts[i] = -1;
    rng_shuffle(rng, drawing->order, groups);
    fill_part(drawing, SPLIT_TEST);
    rng_shuffle(rng, drawing->order, groups);
    fill_part(drawing, SPLIT_VALID);
    for (size_t i = 0; i < groups; i++)
        if (drawing->parts[i] < 0)
            drawing->parts[i] = SPLIT_TRAIN;
    return find_lacking(drawing);
}

static size_t count_groups(const struct drawing *drawing, int class)
{
    size_t count = 0;

    for (size_t i = 0; i < drawing->examples->group_count; i++)
        count += has_class(drawing, i, class);
    return count;
}

static bool draw(struct drawing *drawing, uint64_t seed,
                 struct disjoint_failure *failure)
{
    struct rng rng;
    int lacking = -1;

    rng_init(&rng, seed, SPLIT_STREAM);
    for (int i = 0; i < ATTEMPTS; i++) {
        lacking = draw_once(drawing, &rng);
        if (lacking < 0)
            return true;
    }
    failure->small_class = lacking;
    failure->groups = count_groups(drawing, lacking);
    return false;
}

bool disjoint_split(const struct disjoint_examples *examples, uint64_t seed,
                    enum split_part *parts, struct disjoint_failure *failure)
{
    struct drawing drawing;
    bool drawn;

    *failure = (struct disjoint_failure){.small_class = -1};
    drawn = drawing_init(&drawing, examples) && draw(&drawing, seed, failure);
    for (size_t i = 0; drawn && i < examples->count; i++)
        parts[i] = (enum split_part)drawing.parts[examples->groups[i]];
    drawing_finish(&drawing);
    return drawn;
}

/* --- folds -----------------------------------------------------------------
 */

/* The largest groups first; those of one size stay in their order. */
static bool sort_by_size(struct drawing *drawing)
{
    size_t groups = drawing->examples->group_count, largest = 0, at = 0;
    size_t *sorted = calloc(groups + 1, sizeof(*sorted));
    size_t *next;

    for (size_t i = 0; i < groups; i++)
        if (size_of(drawing, i) > largest)
            largest = size_of(drawing, i);
    next = calloc(largest + 2, sizeof(*next));
    for (size_t i = 0; sorted && next && i < groups; i++)
        next[size_of(drawing, i)]++;
    for (size_t size = largest + 1; sorted && next && size-- > 0;) {
        size_t count = next[size];

        next[size] = at;
        at += count;
    }
    for (size_t i = 0; sorted && next && i < groups; i++) {
        size_t group = drawing->order[i];

        sorted[next[size_of(drawing, group)]++] = group;
    }
    free(next);
    if (!sorted || !next) {
        free(sorted);
        return false;
    }
    free(drawing->order);
    drawing->order = sorted;
    return true;
}

/* How full a fold is of the group's classes; counts are folds x classes. */
static double crowding(const struct drawing *drawing, size_t group,
                       const size_t *counts)
{
    double sum = 0;

    for (size_t i = drawing->starts[group]; i < drawing->starts[group + 1];
         i++) {
        int class = class_of(drawing, i);

        sum += (double)counts[class] / (double)drawing->sizes[class];
    }
    return sum;
}

static int choose_fold(const struct drawing *drawing, size_t group,
                       const size_t *counts, const size_t *totals, int folds)
{
    size_t classes = (size_t)drawing->examples->classes;
    double least = 0;
    int best = -1;

    for (int i = 0; i < folds; i++) {
        double full = crowding(drawing, group, counts + (size_t)i * classes);

        if (best < 0 || full < least ||
            (full == least && totals[i] < totals[best])) {
            best = i;
            least = full;
        }
    }
    return best;
}

static void deal(struct drawing *drawing, int folds, size_t *counts,
                 size_t *totals)
{
    size_t classes = (size_t)drawing->examples->classes;

    for (size_t i = 0; i < drawing->examples->group_count; i++) {
        size_t group = drawing->order[i];
        int fold = choose_fold(drawing, group, counts, totals, folds);

        drawing->parts[group] = fold;
        totals[fold] += size_of(drawing, group);
        for (size_t j = drawing->starts[group]; j < drawing->starts[group + 1];
             j++)
            counts[(size_t)fold * classes + (size_t)class_of(drawing, j)]++;
    }
}

bool disjoint_fold(const struct disjoint_examples *examples, int folds,
                   uint64_t seed, int *fold, struct error *err)
{
    size_t *counts =
        calloc((size_t)folds * (size_t)examples->classes + 1, sizeof(*counts));
    size_t *totals = calloc((size_t)folds, sizeof(*totals));
    struct drawing drawing;
    struct rng rng;
    bool good = drawing_init(&drawing, examples) && counts && totals;

    rng_init(&rng, seed, FOLD_STREAM);
    if (good)
        rng_shuffle(&rng, drawing.order, examples->group_count);
    good = good && sort_by_size(&drawing);
    if (good)
        deal(&drawing, folds, counts, totals);
    for (size_t i = 0; good && i < examples->count; i++)
        fold[i] = drawing.parts[examples->groups[i]];
    drawing_finish(&drawing);
    free(counts);
    free(totals);
    return good || error_set(err, "not enough memory to deal %zu tracks",
                             examples->count);
}
