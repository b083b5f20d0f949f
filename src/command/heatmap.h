/* heatmap.h - a confusion matrix for people: counts, row shares, shades. */
#ifndef COMMAND_HEATMAP_H
#define COMMAND_HEATMAP_H

#include "learn/score.h"

#include <stdio.h>

/* names: one a class.  The shades are blocks where the locale has them. */
void heatmap_print(const struct score *score, char *const *names, FILE *stream);

#endif
