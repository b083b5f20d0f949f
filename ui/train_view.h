/* train_view.h - settings of the next run, and the run as it goes. */
#ifndef UI_TRAIN_VIEW_H
#define UI_TRAIN_VIEW_H

#include "ui/view.h"

extern const struct view train_view;

/* The features that are switched on, as bits 1u << kind. */
unsigned train_view_features(const struct app *app);

#endif
