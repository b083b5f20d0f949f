#include "learn/checkpoint_name.h"

#include <stdio.h>

const char *checkpoint_array_name(struct checkpoint_name *name,
                                  const struct array *array,
                                  enum checkpoint_part part)
{
    const char *prefix = "";

    switch (part) {
    case CHECKPOINT_VALUE:
        break;
    case CHECKPOINT_MOMENT_1:
        prefix = "moment1.";
        break;
    case CHECKPOINT_MOMENT_2:
        prefix = "moment2.";
        break;
    }
    snprintf(name->text, sizeof(name->text), "%s%s", prefix, array->name);
    return name->text;
}

const char *checkpoint_standard_name(struct checkpoint_name *name, int kind,
                                     const char *what)
{
    snprintf(name->text, sizeof(name->text), "standard.%s.%s",
             feature_of((enum feature_kind)kind)->name, what);
    return name->text;
}

enum arena checkpoint_arena(const struct array *array,
                            enum checkpoint_part part)
{
    switch (part) {
    case CHECKPOINT_VALUE:
        break;
    case CHECKPOINT_MOMENT_1:
        return ARENA_MOMENT_1;
    case CHECKPOINT_MOMENT_2:
        return ARENA_MOMENT_2;
    }
    return array->arena;
}

bool checkpoint_has(const struct array *array, enum checkpoint_part part)
{
    return part == CHECKPOINT_VALUE || array->arena == ARENA_PARAMETERS;
}

const char *checkpoint_frames_name(struct checkpoint_name *name, int kind)
{
    snprintf(name->text, sizeof(name->text), "frames.%s",
             feature_of((enum feature_kind)kind)->name);
    return name->text;
}
