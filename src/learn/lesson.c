#include "learn/lesson.h"

#include "base/alloc.h"
#include "base/rng.h"

#include <stdlib.h>

bool lesson_stopped(const struct lesson *lesson, struct error *err)
{
    if (!lesson->cancelled || !atomic_load(lesson->cancelled))
        return false;
    error_set(err, "the training was stopped");
    return true;
}

void lesson_deal_folds(const struct lesson *lesson, size_t count, size_t *folds)
{
    size_t rows = lesson->table->rows, dealt = 0;
    size_t *members = xcalloc(rows, sizeof(*members));

    for (size_t class = 0; class < lesson->classes; class ++) {
        struct rng rng;
        size_t size = 0;

        for (size_t row = 0; row < rows; row++)
            if ((size_t)lesson->labels[row] == class)
                members[size++] = row;
        rng_init(&rng, lesson->settings->seed, STREAM_FOLDS | class);
        rng_shuffle(&rng, members, size);
        /* The next class goes on where this one ends: equal folds. */
        for (size_t i = 0; i < size; i++)
            folds[members[i]] = dealt++ % count;
    }
    free(members);
}

void question_read(const struct question *question, size_t first, size_t count,
                   float *out)
{
    vector_table_read(question->table, 0, first, count, out);
    scaling_apply(question->scaling, first, count, out);
}
