/* frame.h - what is around every view: tabs, status line, key line. */
#ifndef UI_FRAME_H
#define UI_FRAME_H

#include "ui/canvas.h"

struct app;

/* Draws everything: the frame and, inside, the view or its help. */
void frame_draw(struct app *app, struct canvas *canvas);

/* A click anywhere: on a tab, or handed to the view. */
void frame_click(struct app *app, int x, int y);

#endif
