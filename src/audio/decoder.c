#include "audio/decoder.h"

#include "audio/container.h"
#include "audio/encoding.h"
#include "audio/resampler.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <sndfile.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

/* Some six hours at 22050 Hz, 2 GiB of samples. */
static const size_t most_frames = (size_t)1 << 29;

enum { LOWEST_RATE_HZ = 1000, HIGHEST_RATE_HZ = 1000000 };

/* Float files may go beyond full scale; powers of such samples still fit. */
static const float largest_sample = 1e6F;

/* A file being decoded. */
struct source {
    const char *path;
    int fd;
    uint64_t size; /* of the file, bytes */
    SF_INFO sound;
    SNDFILE *handle;
};

/* libsndfile leaves libmpg123 free to write notes on damaged MP3 files to
 * stderr, into whatever is on the screen, and offers no way to say no.  Its
 * call for a new handle is met here, passed on, and the handle told to be
 * quiet.  The names and values are those of mpg123.h. */
struct mpg123_handle_struct;
struct mpg123_handle_struct *mpg123_new(const char *kind, int *reason);

struct mpg123_handle_struct *mpg123_new(const char *kind, int *reason)
{
    enum { ADD_FLAGS = 2, QUIET = 0x20 };
    struct mpg123_handle_struct *(*make)(const char *, int *);
    int (*set)(struct mpg123_handle_struct *, int, long, double);
    struct mpg123_handle_struct *handle;

    *(void **)&make = dlsym(RTLD_NEXT, "mpg123_new");
    *(void **)&set = dlsym(RTLD_NEXT, "mpg123_param");
    handle = make ? make(kind, reason) : NULL;
    if (handle && set)
        set(handle, ADD_FLAGS, QUIET, 0);
    return handle;
}

/* A long path would push the reason out of the sentence: its end is kept. */
static bool refuse(const struct source *source, struct error *err,
                   const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static bool refuse(const struct source *source, struct error *err,
                   const char *format, ...)
{
    enum { LONGEST = 300 };
    size_t length = strlen(source->path);
    size_t cut = length > LONGEST ? length - LONGEST : 0;
    char reason[160];
    va_list args;

    va_start(args, format);
    vsnprintf(reason, sizeof(reason), format, args);
    va_end(args);
    return error_set(err, "cannot read '%s%s': %s", cut ? "..." : "",
                     source->path + cut, reason);
}

bool decoder_knows(const char *path)
{
    static const char *const known[] = {
        "wav", "wave", "au",   "snd", "aif", "aiff", "aifc", "flac",
        "ogg", "oga",  "opus", "mp3", "caf", "w64",  "rf64",
    };
    const char *slash = strrchr(path, '/');
    const char *dot = strrchr(slash ? slash : path, '.');

    if (!dot)
        return false;
    for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
        if (strcasecmp(dot + 1, known[i]) == 0)
            return true;
    return false;
}

static void close_source(struct source *source)
{
    if (source->handle)
        sf_close(source->handle);
    if (source->fd >= 0)
        close(source->fd);
}

/* Only regular files: reading a pipe or a device could wait forever. */
static bool open_file(struct source *source, struct error *err)
{
    struct stat info;

    source->fd = open(source->path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (source->fd < 0)
        return refuse(source, err, "%s", strerror(errno));
    if (fstat(source->fd, &info) < 0)
        return refuse(source, err, "%s", strerror(errno));
    if (S_ISDIR(info.st_mode))
        return refuse(source, err, "it is a folder");
    if (!S_ISREG(info.st_mode))
        return refuse(source, err, "it is not a regular file");
    if (info.st_size == 0)
        return refuse(source, err, "the file is empty");
    source->size = (uint64_t)info.st_size;
    return true;
}

static bool open_sound(struct source *source, struct error *err)
{
    source->handle = sf_open_fd(source->fd, SFM_READ, &source->sound, SF_FALSE);
    if (!source->handle) {
        int reason = sf_error(NULL);

        if (reason == SF_ERR_UNRECOGNISED_FORMAT)
            return refuse(source, err,
                          "unknown format (it does not begin with the header "
                          "of a sound file)");
        return refuse(source, err, "damaged header (%s)", sf_strerror(NULL));
    }
    if (source->sound.samplerate < LOWEST_RATE_HZ ||
        source->sound.samplerate > HIGHEST_RATE_HZ)
        return refuse(source, err, "its rate of %d Hz is not one of sound",
                      source->sound.samplerate);
    return true;
}

static bool reserve(const struct source *source, struct clip *clip,
                    size_t frames, size_t *capacity, struct error *err)
{
    float *grown;

    if (frames <= *capacity)
        return true;
    if (frames > most_frames)
        return refuse(source, err, "it is longer than %.1f hours",
                      (double)most_frames / clip->rate_hz / 3600);
    while (*capacity < frames)
        *capacity *= 2;
    grown = realloc(clip->samples, *capacity * sizeof(*grown));
    if (!grown)
        return refuse(source, err, "not enough memory for %zu samples",
                      *capacity);
    clip->samples = grown;
    return true;
}

/* Appends the mean of each frame's channels. */
static bool append(const struct source *source, struct clip *clip,
                   const float *block, size_t frames, struct error *err)
{
    int channels = source->sound.channels;

    for (size_t i = 0; i < frames; i++) {
        float sum = 0;

        for (int c = 0; c < channels; c++)
            sum += block[i * (size_t)channels + (size_t)c];
        sum /= (float)channels;
        /* NaN fails every comparison, so it is caught here too. */
        if (!(fabsf(sum) <= largest_sample))
            return refuse(source, err, "the sample at %.3f s is %s",
                          (double)clip->count / clip->rate_hz,
                          isnan(sum) ? "not a number" : "out of all bounds");
        clip->samples[clip->count++] = sum;
    }
    return true;
}

/* Reads until the library has no more, whatever the header claims. */
static bool read_samples(struct source *source, struct clip *clip,
                         struct error *err)
{
    enum { BLOCK = 1 << 16 };
    size_t channels = (size_t)source->sound.channels;
    size_t frames = BLOCK / channels, capacity = BLOCK;
    float *block;
    bool good;

    if (source->sound.frames > BLOCK && source->sound.frames < 1 << 20)
        capacity = (size_t)source->sound.frames;
    if (frames == 0)
        return refuse(source, err, "it has %zu channels", channels);
    block = malloc(frames * channels * sizeof(*block));
    clip->samples = malloc(capacity * sizeof(*clip->samples));
    good = block && clip->samples;
    if (!good)
        refuse(source, err, "not enough memory for %zu samples", capacity);
    while (good) {
        sf_count_t got =
            sf_readf_float(source->handle, block, (sf_count_t)frames);

        if (got <= 0)
            break;
        good =
            reserve(source, clip, clip->count + (size_t)got, &capacity, err) &&
            append(source, clip, block, (size_t)got, err);
    }
    free(block);
    return good;
}

/* The header's promise in frames; 0 where it makes none. */
static int64_t announced_frames(const struct source *source,
                                const struct container *container,
                                int64_t frames)
{
    uint64_t width =
        encoding_bytes(source->sound.format) * (uint64_t)source->sound.channels;
    double share;

    if (container->lacks_last_page)
        return 0;
    if (container->promised && width)
        return (int64_t)(container->promised / width);
    if (container->promised > container->present && container->present) {
        share = (double)container->promised / (double)container->present;
        return (int64_t)fmin((double)frames * share, 1e18);
    }
    return source->sound.frames < SF_COUNT_MAX ? source->sound.frames : 0;
}

static void describe(const struct source *source, int64_t frames,
                     struct sound_info *info)
{
    double rate = source->sound.samplerate, seconds = (double)frames / rate;
    const char *verb = sf_error(source->handle) ? "breaks" : "ends";
    struct container container;

    container_examine(source->fd, source->size, &container);
    encoding_name(source->sound.format, info->format, sizeof(info->format));
    info->rate_hz = source->sound.samplerate;
    info->channels = source->sound.channels;
    info->frames = frames;
    info->announced_frames = announced_frames(source, &container, frames);
    info->truncated = true;
    if (info->announced_frames > frames)
        snprintf(info->reason, sizeof(info->reason), "%s after %.3f of %.3f s",
                 verb, seconds, (double)info->announced_frames / rate);
    else if (container.lacks_last_page)
        snprintf(info->reason, sizeof(info->reason),
                 "ends after %.3f s without its last page", seconds);
    else
        info->truncated = false;
}

static bool decode(struct source *source, struct clip *clip,
                   struct sound_info *info, struct error *err)
{
    float *fitting;

    if (!open_file(source, err) || !open_sound(source, err))
        return false;
    clip->rate_hz = source->sound.samplerate;
    if (!read_samples(source, clip, err))
        return false;
    describe(source, (int64_t)clip->count, info);
    if (clip->count == 0)
        return refuse(source, err, "not one sample could be read%s%s",
                      info->truncated ? ": it " : "", info->reason);
    fitting = realloc(clip->samples, clip->count * sizeof(*fitting));
    if (fitting)
        clip->samples = fitting;
    return true;
}

bool decoder_read(const char *path, struct clip *clip, struct sound_info *info,
                  struct error *err)
{
    struct source source = {.path = path, .fd = -1};
    bool good;

    *clip = (struct clip){0};
    *info = (struct sound_info){0};
    good = decode(&source, clip, info, err);
    close_source(&source);
    if (!good)
        clip_finish(clip);
    return good;
}

bool decoder_read_at(const char *path, int rate_hz, struct clip *clip,
                     struct sound_info *info, struct error *err)
{
    struct source source = {.path = path};
    struct error why = {0};

    if (!decoder_read(path, clip, info, err))
        return false;
    if (resampler_run(clip, rate_hz, &why))
        return true;
    clip_finish(clip);
    return refuse(&source, err, "%s", why.text);
}
