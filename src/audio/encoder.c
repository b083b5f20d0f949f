#include "audio/encoder.h"

#include "base/file.h"

#include <math.h>
#include <sndfile.h>
#include <sys/stat.h>

/* libsndfile writes through these to the temporary file of base/file.h, so
 * that it never sees the final name. */
static sf_count_t stream_length(void *data)
{
    struct stat info;
    FILE *stream = data;

    if (fflush(stream) != 0 || fstat(fileno(stream), &info) < 0)
        return -1;
    return info.st_size;
}

static sf_count_t stream_seek(sf_count_t offset, int whence, void *data)
{
    return fseeko(data, offset, whence) < 0 ? -1 : ftello(data);
}

static sf_count_t stream_read(void *out, sf_count_t count, void *data)
{
    (void)out;
    (void)count;
    (void)data;
    return 0;
}

static sf_count_t stream_write(const void *bytes, sf_count_t count, void *data)
{
    return (sf_count_t)fwrite(bytes, 1, (size_t)count, data);
}

static sf_count_t stream_tell(void *data)
{
    return ftello(data);
}

static int library_format(enum encoder_format format)
{
    switch (format) {
    case ENCODER_WAV16:
        return SF_FORMAT_WAV | SF_FORMAT_PCM_16;
    case ENCODER_AU16:
        return SF_FORMAT_AU | SF_FORMAT_PCM_16;
    case ENCODER_FLAC16:
        return SF_FORMAT_FLAC | SF_FORMAT_PCM_16;
    }
    return 0;
}

static short to_16_bits(float sample)
{
    float scaled = sample * 32768.0F;

    if (isnan(scaled))
        return 0;
    if (scaled >= 32767.0F)
        return 32767;
    if (scaled <= -32768.0F)
        return -32768;
    return (short)lrintf(scaled);
}

static bool write_samples(SNDFILE *sound, const struct clip *clip)
{
    enum { BLOCK = 4096 };
    short block[BLOCK];

    for (size_t done = 0; done < clip->count; done += BLOCK) {
        size_t left = clip->count - done, now = left < BLOCK ? left : BLOCK;

        for (size_t i = 0; i < now; i++)
            block[i] = to_16_bits(clip->samples[done + i]);
        if (sf_writef_short(sound, block, (sf_count_t)now) != (sf_count_t)now)
            return false;
    }
    return true;
}

bool encoder_write(const char *path, enum encoder_format format,
                   const struct clip *clip, struct error *err)
{
    SF_VIRTUAL_IO calls = {stream_length, stream_seek, stream_read,
                           stream_write, stream_tell};
    SF_INFO info = {.samplerate = clip->rate_hz,
                    .channels = 1,
                    .format = library_format(format)};
    struct new_file *file = NULL;
    SNDFILE *sound;
    bool written;

    if (!new_file_create(&file, path, err))
        return false;
    sound = sf_open_virtual(&calls, SFM_WRITE, &info, new_file_stream(file));
    if (!sound) {
        new_file_abandon(file);
        return error_set(err, "cannot write '%s': %s", path, sf_strerror(NULL));
    }
    written = write_samples(sound, clip);
    if (sf_close(sound) != 0)
        written = false;
    /* A failed write shows in the stream, and commit gives its reason. */
    if (!written && !ferror(new_file_stream(file))) {
        new_file_abandon(file);
        return error_set(err, "cannot write '%s': the encoder failed", path);
    }
    return new_file_commit(file, err);
}
