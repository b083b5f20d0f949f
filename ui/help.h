/* help.h - the keys of the view that is open, made from the requests. */
#ifndef UI_HELP_H
#define UI_HELP_H

#include "ui/canvas.h"
#include "ui/request.h"

struct app;

void help_open(struct app *app);
void help_draw(struct app *app, struct canvas *canvas);

/* False: not the help's. */
bool help_request(struct app *app, enum request request);

#endif
