/* bars.h - probabilities as bars, the largest first. */
#ifndef UI_BARS_H
#define UI_BARS_H

#include "ui/canvas.h"

#include <stddef.h>

/* One line each, as many as there is room for; when not all fit, the last
 * line says how many are left out.  `given`, when it is not NULL, is marked.
 * Returns the row after the last. */
int bars_draw(struct canvas *canvas, int y, char *const *names,
              const float *values, size_t count, const char *given);

#endif
