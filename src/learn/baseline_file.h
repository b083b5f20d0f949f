/* baseline_file.h - the inside of a baseline, for baseline.c and its file. */
#ifndef LEARN_BASELINE_FILE_H
#define LEARN_BASELINE_FILE_H

#include "learn/baseline.h"
#include "learn/method.h"

struct baseline {
    struct settings settings;
    char **classes; /* names, class_count of them */
    size_t class_count;
    size_t *present; /* the classes with tracks, which the model knows */
    size_t present_count;
    struct vector_layout layout;
    struct scaling scaling;
    const struct method *method;
    void *model; /* the method's */
};

/* NULL when no baseline has that name. */
const struct method *baseline_find_method(const char *model);

#endif
