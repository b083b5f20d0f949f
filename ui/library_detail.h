/* library_detail.h - everything about one track, or a file just classified. */
#ifndef UI_LIBRARY_DETAIL_H
#define UI_LIBRARY_DETAIL_H

#include "ui/canvas.h"

struct app;
struct library_state;

/* The selected track's picture, measurements and predictions under a heading.
 */
void library_detail_draw(const struct app *app,
                         const struct library_state *state,
                         struct canvas *canvas);

/* What the newest verdict says of a file that is no track. */
void library_detail_draw_file(const struct app *app, struct canvas *canvas);

#endif
