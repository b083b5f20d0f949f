/* welcome.h - what an empty workspace says: how to fill it. */
#ifndef UI_WELCOME_H
#define UI_WELCOME_H

#include "ui/canvas.h"

void welcome_draw(struct canvas *canvas);

#endif
