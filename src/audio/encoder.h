/* encoder.h - samples to sound files. */
#ifndef AUDIO_ENCODER_H
#define AUDIO_ENCODER_H

#include "audio/clip.h"

enum encoder_format { ENCODER_WAV16, ENCODER_AU16, ENCODER_FLAC16 };

/* Writes a mono file of 16-bit samples; whole or not at all (base/file.h).
 * A sample becomes round(32768 * x), ties to even, limited to -32768..32767;
 * NaN becomes 0.  Samples that came from 16 bits return to the same bits. */
bool encoder_write(const char *path, enum encoder_format format,
                   const struct clip *clip, struct error *err);

#endif
