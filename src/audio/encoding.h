/* encoding.h - how a file stores its samples, in words and in bytes.
 *
 * A format is libsndfile's number for container and encoding.  Any thread.
 */
#ifndef AUDIO_ENCODING_H
#define AUDIO_ENCODING_H

#include <stddef.h>
#include <stdint.h>

/* "WAV, 16 bit", for people. */
void encoding_name(int format, char *out, size_t size);

/* Bytes of one sample, or 0 where they vary. */
uint64_t encoding_bytes(int format);

#endif
