#include "catalog/kinship.h"

#include <stdlib.h>
#include <string.h>

/* What is published as no fit example of its genre. */
static void leave_out_faults(const struct kinship *kinship,
                             const struct gtzan *gtzan, bool *left_out)
{
    bool faulty[GTZAN_EXCERPTS] = {false};

    for (size_t i = 0; gtzan && i < gtzan->fault_count; i++)
        if (!gtzan->faults[i].mirror)
            faulty[gtzan->faults[i].excerpt] = true;
    for (size_t i = 0; i < kinship->count; i++)
        if (kinship->excerpt[i] >= 0 && faulty[kinship->excerpt[i]])
            left_out[i] = true;
}

/* One sound under two genres: both cannot be right. */
static void leave_out_conflicts(const struct kinship *kinship,
                                const struct track *const *tracks,
                                size_t *first, bool *left_out)
{
    size_t none = kinship->count;

    for (size_t i = 0; i < kinship->count; i++)
        first[i] = none;
    for (size_t i = 0; i < kinship->count; i++) {
        int group = kinship->exact[i];

        if (group < 0)
            continue;
        if (first[group] == none)
            first[group] = i;
        else if (strcmp(tracks[first[group]]->genre, tracks[i]->genre) != 0)
            left_out[i] = left_out[first[group]] = true;
    }
    /* The others of a group go with its first one. */
    for (size_t i = 0; i < kinship->count; i++)
        if (kinship->exact[i] >= 0 && left_out[first[kinship->exact[i]]] &&
            strcmp(tracks[first[kinship->exact[i]]]->genre, tracks[i]->genre) ==
                0)
            left_out[i] = true;
}

static void leave_out_repeats(const struct kinship *kinship, bool *kept,
                              bool *left_out)
{
    for (size_t i = 0; i < kinship->count; i++)
        kept[i] = false;
    for (size_t i = 0; i < kinship->count; i++) {
        int group = kinship->suspected[i];

        if (group < 0 || left_out[i])
            continue;
        if (kept[group])
            left_out[i] = true;
        kept[group] = true;
    }
}

bool kinship_choose_clean(const struct kinship *kinship,
                          const struct track *const *tracks,
                          const struct gtzan *gtzan, bool *left_out,
                          struct error *err)
{
    size_t *first = calloc(kinship->count + 1, sizeof(*first));
    bool *kept = calloc(kinship->count + 1, sizeof(*kept));
    bool good = first && kept;

    for (size_t i = 0; i < kinship->count; i++)
        left_out[i] = false;
    if (good) {
        leave_out_faults(kinship, gtzan, left_out);
        leave_out_conflicts(kinship, tracks, first, left_out);
        leave_out_repeats(kinship, kept, left_out);
    } else {
        error_set(err, "not enough memory to compare %zu tracks",
                  kinship->count);
    }
    free(first);
    free(kept);
    return good;
}
