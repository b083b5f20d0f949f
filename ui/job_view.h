/* job_view.h - what goes on in the background, and every message. */
#ifndef UI_JOB_VIEW_H
#define UI_JOB_VIEW_H

#include "ui/view.h"

extern const struct view job_view;

#endif
