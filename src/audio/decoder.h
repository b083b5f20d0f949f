/* decoder.h - sound files to mono samples.
 *
 * Reads whatever libsndfile reads: WAV, AU, AIFF, FLAC, Ogg Vorbis, Opus,
 * MP3 and more.  The channels are averaged (plain mean, float32), as
 * librosa.load does.  Any thread; calls share nothing.
 */
#ifndef AUDIO_DECODER_H
#define AUDIO_DECODER_H

#include "audio/clip.h"

#include <stdint.h>

struct sound_info {
    char format[64]; /* "WAV, 16 bit", for people */
    int rate_hz;
    int channels;
    int64_t frames;           /* that could be decoded */
    int64_t announced_frames; /* by the header; 0 where it does not say */

    /* The file ends or breaks before what its header announces.  The frames
     * up to there are good, and `reason` says what happened. */
    bool truncated;
    char reason[256]; /* "ends after 12.300 of 30.013 s" */
};

/* Whether the name's extension is one of a sound file that can be read. */
bool decoder_knows(const char *path);

/* Decodes the whole file at its own rate.  On success the caller owns *clip
 * and finishes it; a truncated file succeeds with info->truncated set, unless
 * not one frame could be read.  Memory is bounded by what the file really
 * holds, never by what its header claims. */
bool decoder_read(const char *path, struct clip *clip, struct sound_info *info,
                  struct error *err);

/* The same, resampled to rate_hz where the file's rate differs. */
bool decoder_read_at(const char *path, int rate_hz, struct clip *clip,
                     struct sound_info *info, struct error *err);

#endif
