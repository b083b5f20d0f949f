/* train_curves.h - a run as it goes: curves, figures, progress, log. */
#ifndef UI_TRAIN_CURVES_H
#define UI_TRAIN_CURVES_H

#include "ui/canvas.h"

#include <stdbool.h>

struct app;

/* Whether there is a run to show: one under way, or the last finished. */
bool train_curves_any(const struct app *app);

void train_curves_draw(const struct app *app, struct canvas *canvas);

#endif
