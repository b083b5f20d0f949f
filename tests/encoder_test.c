#include "tests/check.h"

#include "audio/decoder.h"
#include "audio/encoder.h"
#include "base/file.h"

#include <signal.h>
#include <string.h>
#include <sys/resource.h>

static const enum encoder_format formats[] = {ENCODER_WAV16, ENCODER_AU16,
                                              ENCODER_FLAC16};

static void sixteen_bit_samples_return_to_the_same_bits(void **state)
{
    struct error err = {0};
    struct clip clip, back;
    struct sound_info info;
    char *folder = scratch_create();
    char *path = file_join(folder, "a sound");

    (void)state;
    check_ok(clip_init(&clip, 65536, 22050, &err), err);
    for (int i = 0; i < 65536; i++)
        clip.samples[i] = (float)(i - 32768) / 32768.0F;
    for (size_t i = 0; i < 3; i++) {
        check_ok(encoder_write(path, formats[i], &clip, &err), err);
        check_ok(decoder_read(path, &back, &info, &err), err);
        assert_int_equal(back.count, clip.count);
        assert_int_equal(back.rate_hz, 22050);
        assert_false(info.truncated);
        assert_memory_equal(back.samples, clip.samples,
                            clip.count * sizeof(float));
        clip_finish(&back);
    }
    clip_finish(&clip);
    free(path);
    scratch_remove(folder);
}

static void samples_round_to_even_and_clip(void **state)
{
    static const float in[] = {2, -2, NAN, 0.5F / 32768, 1.5F / 32768, -1, 1};
    static const float out[] = {32767, -32768, 0, 0, 2, -32768, 32767};
    struct error err = {0};
    struct clip clip = {(float *)in, 7, 22050}, back;
    struct sound_info info;
    char *folder = scratch_create();
    char *path = file_join(folder, "a.wav");

    (void)state;
    check_ok(encoder_write(path, ENCODER_WAV16, &clip, &err), err);
    check_ok(decoder_read(path, &back, &info, &err), err);
    assert_int_equal(back.count, 7);
    for (int i = 0; i < 7; i++)
        check_near(back.samples[i] * 32768, out[i], 0);
    clip_finish(&back);
    free(path);
    scratch_remove(folder);
}

static void a_failure_leaves_nothing_and_names_the_file(void **state)
{
    struct error err = {0};
    struct clip clip;
    char *folder = scratch_create();
    char *path = file_join(folder, "no/such/a.wav");
    char *taken = file_join(folder, "taken");

    (void)state;
    check_ok(clip_init(&clip, 10, 22050, &err), err);
    assert_false(encoder_write(path, ENCODER_WAV16, &clip, &err));
    assert_non_null(strstr(err.text, path));
    /* The rename fails: a folder is in the way. */
    check_ok(file_make_folder(taken, &err), err);
    assert_false(encoder_write(taken, ENCODER_FLAC16, &clip, &err));
    assert_non_null(strstr(err.text, taken));
    clip.rate_hz = -1;
    assert_false(encoder_write(path, ENCODER_WAV16, &clip, &err));
    clip_finish(&clip);
    assert_int_equal(rmdir(taken), 0);
    assert_int_equal(rmdir(folder), 0);
    free(taken);
    free(path);
    free(folder);
}

/* A limit on the size of files fails a write as a full disk does. */
static void a_write_that_fails_leaves_the_old_file(void **state)
{
    struct error err = {0};
    struct rlimit old, small;
    struct clip clip, back;
    struct sound_info info;
    char *folder = scratch_create();
    char *path = file_join(folder, "a.wav");
    bool written;

    (void)state;
    check_ok(clip_init(&clip, 10, 22050, &err), err);
    check_ok(encoder_write(path, ENCODER_WAV16, &clip, &err), err);
    clip_finish(&clip);
    check_ok(clip_init(&clip, 100000, 22050, &err), err);
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    small = (struct rlimit){.rlim_cur = 10000, .rlim_max = old.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    written = encoder_write(path, ENCODER_WAV16, &clip, &err);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
    assert_false(written);
    assert_non_null(strstr(err.text, path));
    check_ok(decoder_read(path, &back, &info, &err), err);
    assert_int_equal(back.count, 10);
    clip_finish(&back);
    clip_finish(&clip);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(rmdir(folder), 0);
    free(path);
    free(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sixteen_bit_samples_return_to_the_same_bits),
        cmocka_unit_test(samples_round_to_even_and_clip),
        cmocka_unit_test(a_failure_leaves_nothing_and_names_the_file),
        cmocka_unit_test(a_write_that_fails_leaves_the_old_file),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
