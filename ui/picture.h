/* picture.h - how a track looks: waveform and mel spectrogram, with axes. */
#ifndef UI_PICTURE_H
#define UI_PICTURE_H

#include "session/message.h"
#include "ui/canvas.h"

void picture_draw(const struct preview *preview, struct canvas *canvas);

#endif
