/* result_view.h - what the newest finished run confuses. */
#ifndef UI_RESULT_VIEW_H
#define UI_RESULT_VIEW_H

#include "ui/view.h"

extern const struct view result_view;

#endif
