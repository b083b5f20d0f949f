#include "tests/check.h"

#include "audio/decoder.h"
#include "audio/encoder.h"
#include "base/file.h"

#include <sndfile.h>
#include <string.h>
#include <sys/stat.h>

/* libsndfile forgets this one when the headers of an Ogg file are damaged. */
const char *__lsan_default_suppressions(void); // NOLINT: the tool's name

const char *__lsan_default_suppressions(void) // NOLINT: the tool's name
{
    return "leak:vorbis_info_init\n";
}

static int make_folder(void **state)
{
    *state = scratch_create();
    return 0;
}

static int remove_folder(void **state)
{
    scratch_remove(*state);
    return 0;
}

static char *write_bytes(void **state, const char *name, const void *bytes,
                         size_t size)
{
    char *path = file_join(*state, name);
    FILE *stream = fopen(path, "w");

    assert_non_null(stream);
    assert_int_equal(fwrite(bytes, 1, size, stream), size);
    assert_int_equal(fclose(stream), 0);
    return path;
}

/* Frames of channels values, as any format libsndfile can write. */
static char *write_sound(void **state, const char *name, int format,
                         int channels, size_t frames)
{
    SF_INFO info = {
        .samplerate = 22050, .channels = channels, .format = format};
    char *path = file_join(*state, name);
    SNDFILE *sound = sf_open(path, SFM_WRITE, &info);
    float *values = calloc(frames * (size_t)channels, sizeof(*values));

    assert_non_null(sound);
    assert_non_null(values);
    for (size_t i = 0; i < frames * (size_t)channels; i++) {
        size_t frame = i / (size_t)channels, channel = i % (size_t)channels;

        values[i] = (float)(0.5 * sin(0.05 * (double)(frame + 1)) *
                            (channel ? -0.5 : 1));
    }
    for (size_t done = 0; done < frames; done += 1000) {
        sf_count_t now =
            frames - done < 1000 ? (sf_count_t)(frames - done) : 1000;

        assert_int_equal(
            sf_writef_float(sound, values + done * (size_t)channels, now), now);
    }
    assert_int_equal(sf_close(sound), 0);
    free(values);
    return path;
}

static void cut(const char *path, double share)
{
    struct stat info;

    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(truncate(path, (off_t)((double)info.st_size * share)), 0);
}

/* Reads, expecting a sentence with the name and the reason. */
static void check_refused(char *path, const char *reason)
{
    struct error err = {0};
    struct clip clip;
    struct sound_info info;

    assert_false(decoder_read(path, &clip, &info, &err));
    assert_null(clip.samples);
    if (!strstr(err.text, path) || !strstr(err.text, reason)) {
        print_error("'%s' lacks '%s'\n", err.text, reason);
        fail();
    }
    free(path);
}

/* The share is of the seconds announced, or 0 where nothing is announced. */
static void check_truncated(char *path, double low, double high,
                            int64_t announced)
{
    struct error err = {0};
    struct clip clip;
    struct sound_info info;

    check_ok(decoder_read(path, &clip, &info, &err), err);
    assert_true(info.truncated);
    assert_int_equal(info.announced_frames, announced);
    assert_int_equal(info.frames, clip.count);
    assert_true((double)info.frames >= low && (double)info.frames <= high);
    assert_non_null(strstr(info.reason, " after "));
    /* What was there before the cut is good. */
    for (int i = 2000; i < 2100; i++)
        check_near(clip.samples[i], 0.5 * sin(0.05 * (i + 1)), 0.1);
    clip_finish(&clip);
    free(path);
}

static void check_whole(char *path, const char *format, double tolerance)
{
    struct error err = {0};
    struct clip clip;
    struct sound_info info;

    check_ok(decoder_read(path, &clip, &info, &err), err);
    assert_string_equal(info.format, format);
    assert_string_equal(info.reason, "");
    assert_false(info.truncated);
    assert_int_equal(info.rate_hz, 22050);
    assert_int_equal(clip.rate_hz, 22050);
    assert_int_equal(info.channels, 1);
    assert_in_range(clip.count, 22050, 26000);
    for (int i = 2000; i < 20000; i++)
        check_near(clip.samples[i], 0.5 * sin(0.05 * (i + 1)), tolerance);
    clip_finish(&clip);
    free(path);
}

static void every_container_gives_its_samples(void **state)
{
    static const struct {
        int format;
        const char *name;
        double tolerance;
    } all[] = {
        {SF_FORMAT_WAV | SF_FORMAT_PCM_16, "WAV, 16 bit", 4e-5},
        {SF_FORMAT_WAV | SF_FORMAT_PCM_24, "WAV, 24 bit", 1e-6},
        {SF_FORMAT_WAV | SF_FORMAT_PCM_U8, "WAV, 8 bit", 1e-2},
        {SF_FORMAT_WAV | SF_FORMAT_FLOAT, "WAV, 32 bit float", 1e-7},
        {SF_FORMAT_WAV | SF_FORMAT_ULAW, "WAV, U-Law", 2e-2},
        {SF_FORMAT_WAV | SF_FORMAT_IMA_ADPCM, "WAV, IMA ADPCM", 5e-2},
        {SF_FORMAT_AU | SF_FORMAT_PCM_16, "AU, 16 bit", 4e-5},
        {SF_FORMAT_AIFF | SF_FORMAT_PCM_16, "AIFF, 16 bit", 4e-5},
        {SF_FORMAT_CAF | SF_FORMAT_PCM_16, "CAF, 16 bit", 4e-5},
        {SF_FORMAT_W64 | SF_FORMAT_PCM_16, "W64, 16 bit", 4e-5},
        {SF_FORMAT_RF64 | SF_FORMAT_PCM_16, "RF64, 16 bit", 4e-5},
        {SF_FORMAT_FLAC | SF_FORMAT_PCM_16, "FLAC, 16 bit", 4e-5},
        {SF_FORMAT_OGG | SF_FORMAT_VORBIS, "Ogg, Vorbis", 0.1},
        {SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, "MPEG, layer 3", 0.1},
    };

    for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
        check_whole(write_sound(state, "a", all[i].format, 1, 22050),
                    all[i].name, all[i].tolerance);
}

static void channels_are_averaged(void **state)
{
    struct error err = {0};
    struct clip clip;
    struct sound_info info;
    char *path =
        write_sound(state, "a.wav", SF_FORMAT_WAV | SF_FORMAT_FLOAT, 3, 5000);

    check_ok(decoder_read(path, &clip, &info, &err), err);
    assert_int_equal(info.channels, 3);
    assert_int_equal(clip.count, 5000);
    /* 1 - 1/2 - 1/2 */
    for (int i = 0; i < 5000; i++)
        check_near(clip.samples[i], 0, 1e-7);
    clip_finish(&clip);
    free(path);
}

static void cut_files_keep_what_is_there(void **state)
{
    static const struct {
        int format;
        int64_t announced;
    } all[] = {
        {SF_FORMAT_WAV | SF_FORMAT_PCM_16, 441000},
        {SF_FORMAT_WAV | SF_FORMAT_PCM_24, 441000},
        {SF_FORMAT_AU | SF_FORMAT_PCM_16, 441000},
        {SF_FORMAT_AIFF | SF_FORMAT_PCM_16, 441000},
        {SF_FORMAT_W64 | SF_FORMAT_PCM_16, 441000},
        {SF_FORMAT_RF64 | SF_FORMAT_PCM_16, 441000},
        {SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 441000},
        {SF_FORMAT_OGG | SF_FORMAT_VORBIS, 0},
        {SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, 441000},
    };

    for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
        char *path = write_sound(state, "a", all[i].format, 1, 441000);

        cut(path, 0.5);
        check_truncated(path, 150000, 250000, all[i].announced);
    }
}

static void a_cut_says_when(void **state)
{
    struct error err = {0};
    struct clip clip;
    struct sound_info info;
    char *path =
        write_sound(state, "a.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 1, 44100);

    assert_int_equal(truncate(path, 44 + 22050 * 2), 0);
    check_ok(decoder_read(path, &clip, &info, &err), err);
    assert_string_equal(info.reason, "ends after 1.000 of 2.000 s");
    assert_int_equal(clip.count, 22050);
    clip_finish(&clip);
    free(path);
}

/* libsndfile gives up on it; that is a sentence as well. */
static void a_cut_caf_file_is_refused(void **state)
{
    char *path =
        write_sound(state, "a", SF_FORMAT_CAF | SF_FORMAT_PCM_16, 1, 44100);

    cut(path, 0.5);
    check_refused(path, "damaged header");
}

/* libmpg123 would note it on stderr, in the middle of a screen. */
static void a_damaged_mp3_prints_nothing(void **state)
{
    char *path = write_sound(
        state, "a.mp3", SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, 1, 44100);
    char *printed = write_bytes(state, "printed", "", 0);
    FILE *stream = fopen(path, "r+");
    struct error err = {0};
    struct clip clip;
    struct sound_info info;
    struct stat size;
    int terminal = dup(STDERR_FILENO);

    assert_non_null(stream);
    assert_int_equal(fseek(stream, 5000, SEEK_SET), 0);
    for (int i = 0; i < 1000; i++)
        fputc(i * 7 & 255, stream);
    assert_int_equal(fclose(stream), 0);
    cut(path, 0.7);
    assert_non_null(freopen(printed, "w", stderr));
    if (decoder_read(path, &clip, &info, &err))
        clip_finish(&clip);
    fflush(stderr);
    assert_int_equal(dup2(terminal, STDERR_FILENO), STDERR_FILENO);
    close(terminal);
    assert_int_equal(stat(printed, &size), 0);
    assert_int_equal(size.st_size, 0);
    free(printed);
    free(path);
}

static void a_header_alone_is_refused(void **state)
{
    char *path =
        write_sound(state, "a.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 1, 1000);

    assert_int_equal(truncate(path, 44), 0);
    check_refused(path, "not one sample could be read");
}

static void what_is_no_sound_is_refused(void **state)
{
    static const char text[] = "this is a shopping list, not a sound\n";
    char *folder = file_join(*state, "folder.wav");
    char *fifo = file_join(*state, "fifo.wav");
    struct error err = {0};

    check_refused(write_bytes(state, "a.wav", text, sizeof(text)),
                  "unknown format");
    check_refused(write_bytes(state, "b.wav", "", 0), "the file is empty");
    check_refused(write_bytes(state, "c.wav", "RIFF", 4), "cannot read");
    check_refused(file_join(*state, "missing.wav"), "No such file");
    check_ok(file_make_folder(folder, &err), err);
    check_refused(folder, "it is a folder");
    assert_int_equal(mkfifo(fifo, 0600), 0);
    check_refused(fifo, "it is not a regular file");
    check_refused(strdup("/dev/zero"), "it is not a regular file");
}

static void samples_without_a_header_are_refused(void **state)
{
    short noise[5000];
    unsigned seed = 1;

    for (size_t i = 0; i < 5000; i++) {
        seed = seed * 1664525 + 1013904223;
        noise[i] = (short)((int)(seed >> 18) - 8192);
    }
    check_refused(write_bytes(state, "a.wav", noise, sizeof(noise)),
                  "unknown format (it does not begin with the header");
}

static void a_forbidden_file_is_refused(void **state)
{
    char *path;

    if (geteuid() == 0) {
        print_message("skipped: root may read every file\n");
        skip();
    }
    path = write_bytes(state, "a.wav", "x", 1);
    assert_int_equal(chmod(path, 0), 0);
    check_refused(path, "Permission denied");
}

static void a_long_path_keeps_the_reason(void **state)
{
    struct error err = {0};
    struct clip clip;
    struct sound_info info;
    char path[3000];

    (void)state;
    for (size_t i = 0; i < sizeof(path); i++)
        path[i] = i % 50 ? 'x' : '/';
    memcpy(path + sizeof(path) - 7, "/a.wav", 7);
    assert_false(decoder_read(path, &clip, &info, &err));
    assert_non_null(strstr(err.text, "/a.wav': No such file"));
}

static void a_header_that_claims_the_moon_allocates_little(void **state)
{
    /* RF64 with a data size of 2^41 bytes, then 2000 samples. */
    static const unsigned char head[] = {
        'R', 'F', '6', '4', 255, 255, 255, 255, 'W', 'A', 'V', 'E', 'd', 's',
        '6', '4', 28,  0,   0,   0,   0,   0,   0,   0,   0,   2,   0,   0,
        0,   0,   0,   0,   0,   2,   0,   0,   0,   0,   0,   0,   0,   1,
        0,   0,   0,   0,   0,   0,   'f', 'm', 't', ' ', 16,  0,   0,   0,
        1,   0,   1,   0,   34,  86,  0,   0,   68,  172, 0,   0,   2,   0,
        16,  0,   'd', 'a', 't', 'a', 255, 255, 255, 255};
    unsigned char bytes[sizeof(head) + 4000] = {0};
    struct error err = {0};
    struct clip clip;
    struct sound_info info;
    char *path;

    memcpy(bytes, head, sizeof(head));
    path = write_bytes(state, "a.wav", bytes, sizeof(bytes));
    check_ok(decoder_read(path, &clip, &info, &err), err);
    assert_int_equal(clip.count, 2000);
    assert_true(info.truncated);
    assert_int_equal(info.announced_frames, (int64_t)1 << 40);
    clip_finish(&clip);
    free(path);
}

static void a_streamed_header_is_not_a_cut(void **state)
{
    struct error err = {0};
    struct clip clip;
    struct sound_info info;
    char *path =
        write_sound(state, "a.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 1, 1000);
    FILE *stream = fopen(path, "r+");

    assert_non_null(stream);
    assert_int_equal(fseek(stream, 40, SEEK_SET), 0);
    assert_int_equal(fwrite("\377\377\377\377", 1, 4, stream), 4);
    assert_int_equal(fclose(stream), 0);
    check_ok(decoder_read(path, &clip, &info, &err), err);
    assert_int_equal(clip.count, 1000);
    assert_false(info.truncated);
    clip_finish(&clip);
    free(path);
}

static void samples_that_are_no_numbers_are_refused(void **state)
{
    static const float bad[] = {NAN, INFINITY, -INFINITY, 1e30F};

    for (size_t i = 0; i < 4; i++) {
        char *path = write_sound(state, "a.wav",
                                 SF_FORMAT_WAV | SF_FORMAT_FLOAT, 1, 22050);
        FILE *stream = fopen(path, "r+");

        assert_non_null(stream);
        assert_int_equal(fseek(stream, -44100, SEEK_END), 0);
        assert_int_equal(fwrite(&bad[i], 4, 1, stream), 1);
        assert_int_equal(fclose(stream), 0);
        check_refused(path, i ? "the sample at 0.500 s is out of all bounds"
                              : "the sample at 0.500 s is not a number");
    }
}

static void a_rate_that_is_none_is_refused(void **state)
{
    char *path =
        write_sound(state, "a.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 1, 1000);
    FILE *stream = fopen(path, "r+");

    assert_non_null(stream);
    assert_int_equal(fseek(stream, 24, SEEK_SET), 0);
    assert_int_equal(fwrite("\1\0\0\0", 1, 4, stream), 4);
    assert_int_equal(fclose(stream), 0);
    check_refused(path, "its rate of 1 Hz is not one of sound");
}

/* No input may crash the decoder or make it loop; sanitizers watch. */
static void damaged_bytes_end_in_samples_or_a_sentence(void **state)
{
    static const int formats[] = {
        SF_FORMAT_WAV | SF_FORMAT_PCM_16,  SF_FORMAT_AIFF | SF_FORMAT_PCM_16,
        SF_FORMAT_AU | SF_FORMAT_PCM_16,   SF_FORMAT_CAF | SF_FORMAT_PCM_16,
        SF_FORMAT_FLAC | SF_FORMAT_PCM_16, SF_FORMAT_OGG | SF_FORMAT_VORBIS};
    unsigned seed = 7;

    for (size_t i = 0; i < 240; i++) {
        char *path = write_sound(state, "a", formats[i / 40], 1, 3000);
        FILE *stream = fopen(path, "r+");
        struct error err = {0};
        struct clip clip;
        struct sound_info info;

        assert_non_null(stream);
        for (int j = 0; j < 4; j++) {
            seed = seed * 1664525 + 1013904223;
            assert_int_equal(fseek(stream, seed >> 24 & 127, SEEK_SET), 0);
            fputc((int)(seed >> 16 & 255), stream);
        }
        assert_int_equal(fclose(stream), 0);
        if (decoder_read(path, &clip, &info, &err))
            clip_finish(&clip);
        else
            assert_non_null(strstr(err.text, path));
        free(path);
    }
}

static void another_rate_is_resampled_on_the_way(void **state)
{
    struct error err = {0};
    struct clip clip;
    struct sound_info info;
    char *path =
        write_sound(state, "a.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 1, 22050);

    check_ok(decoder_read_at(path, 16000, &clip, &info, &err), err);
    assert_int_equal(clip.rate_hz, 16000);
    assert_int_equal(clip.count, 16000);
    assert_int_equal(info.rate_hz, 22050);
    assert_int_equal(info.frames, 22050);
    clip_finish(&clip);
    free(path);
}

static void names_of_sounds_are_known_by_their_ending(void **state)
{
    (void)state;
    assert_true(decoder_knows("a/b.WAV"));
    assert_true(decoder_knows("blues.00000.au"));
    assert_true(decoder_knows("x.flac"));
    assert_true(decoder_knows("x.mp3"));
    assert_false(decoder_knows("x.txt"));
    assert_false(decoder_knows("x"));
    assert_false(decoder_knows("a.wav/x"));
    assert_false(decoder_knows("x."));
}

#define with_folder(test)                                                      \
    cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_folder(every_container_gives_its_samples),
        with_folder(channels_are_averaged),
        with_folder(cut_files_keep_what_is_there),
        with_folder(a_cut_says_when),
        with_folder(a_cut_caf_file_is_refused),
        with_folder(a_damaged_mp3_prints_nothing),
        with_folder(a_header_alone_is_refused),
        with_folder(what_is_no_sound_is_refused),
        with_folder(samples_without_a_header_are_refused),
        with_folder(a_forbidden_file_is_refused),
        with_folder(a_long_path_keeps_the_reason),
        with_folder(a_header_that_claims_the_moon_allocates_little),
        with_folder(a_streamed_header_is_not_a_cut),
        with_folder(samples_that_are_no_numbers_are_refused),
        with_folder(a_rate_that_is_none_is_refused),
        with_folder(damaged_bytes_end_in_samples_or_a_sentence),
        with_folder(another_rate_is_resampled_on_the_way),
        with_folder(names_of_sounds_are_known_by_their_ending),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
