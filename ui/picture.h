/* picture.h - how a track looks: its waveform over a feature with axes, or a
 * table of the feature's values. */
#ifndef UI_PICTURE_H
#define UI_PICTURE_H

#include "session/message.h"
#include "ui/canvas.h"

/* When the preview holds another feature than the one wanted, that is still
 * to come; the waveform is shown meanwhile. */
void picture_draw(const struct preview *preview, enum feature_kind wanted,
                  struct canvas *canvas);

/* "mel spectrogram, dB" */
const char *picture_title(enum feature_kind kind);

/* Whether the feature is shown as a table. */
bool picture_is_table(enum feature_kind kind);

#endif
