/* library_view.h - the collection: a table of tracks and the one selected. */
#ifndef UI_LIBRARY_VIEW_H
#define UI_LIBRARY_VIEW_H

#include "ui/view.h"

extern const struct view library_view;

/* Opens the Library on the tracks that match. */
void library_view_filter(struct app *app, const char *filter);

#endif
