#include "tests/check.h"

#include "audio/clip.h"

#include <string.h>

static struct clip make(size_t count, int rate_hz)
{
    struct error err = {0};
    struct clip clip;

    check_ok(clip_init(&clip, count, rate_hz, &err), err);
    return clip;
}

static void a_sine_measures_as_the_textbook_says(void **state)
{
    struct clip clip = make(22050, 22050);
    struct clip_statistics all;

    (void)state;
    for (size_t i = 0; i < clip.count; i++)
        clip.samples[i] =
            0.25F + 0.5F * (float)sin(2 * M_PI * 441.0 * (double)i / 22050);
    clip_measure(&clip, &all);
    check_near(all.mean, 0.25, 1e-6);
    check_near(all.rms, sqrt(0.25 * 0.25 + 0.125), 1e-6);
    check_near(all.peak, 0.75, 1e-3);
    assert_true(all.clipped == 0 && all.silent == 0 && all.constant == 0);
    clip_finish(&clip);
}

static void clipping_counts_samples_at_full_scale_only(void **state)
{
    struct clip clip = make(4, 22050);
    struct clip_statistics all;

    (void)state;
    clip.samples[0] = -1;
    clip.samples[1] = 32767.0F / 32768;
    clip.samples[2] = 32766.0F / 32768;
    clip.samples[3] = -32767.0F / 32768;
    clip_measure(&clip, &all);
    check_near(all.clipped, 0.75, 0);
    check_near(all.peak, 1, 0);
    clip_finish(&clip);
}

static void silence_is_counted_by_blocks_of_50_ms(void **state)
{
    struct clip clip = make(1000, 1000); /* 20 blocks of 50 samples */
    struct clip_statistics all;

    (void)state;
    for (size_t i = 0; i < 250; i++)
        clip.samples[i] = i % 2 ? 0.5F : -0.5F;
    for (size_t i = 250; i < 500; i++)
        clip.samples[i] = i % 2 ? 0.00101F : -0.00101F;
    for (size_t i = 500; i < 1000; i++)
        clip.samples[i] = i % 2 ? 0.00099F : -0.00099F;
    clip_measure(&clip, &all);
    check_near(all.silent, 0.5, 0);
    check_near(all.constant, 0, 0);
    clip_finish(&clip);
}

static void constant_runs_count_from_5_ms_on(void **state)
{
    struct clip clip = make(100, 1000); /* 5 samples are 5 ms */
    struct clip_statistics all;

    (void)state;
    for (size_t i = 0; i < clip.count; i++)
        clip.samples[i] = i % 2 ? 0.1F : 0.2F;
    for (size_t i = 10; i < 14; i++) /* with sample 9 or 14 equal: 5 */
        clip.samples[i] = 0.1F;
    for (size_t i = 50; i < 53; i++) /* 4 with a neighbour: too short */
        clip.samples[i] = 0.2F;
    clip_measure(&clip, &all);
    check_near(all.constant, 0.05, 1e-12);
    clip_finish(&clip);
}

static void an_empty_clip_measures_as_zero(void **state)
{
    struct clip clip = make(0, 22050);
    struct clip_statistics all, zero = {0};

    (void)state;
    clip_measure(&clip, &all);
    assert_memory_equal(&all, &zero, sizeof(all));
    clip_finish(&clip);
}

static void the_hash_tells_samples_and_rates_apart(void **state)
{
    struct clip a = make(10000, 22050), b = make(10000, 22050);

    (void)state;
    assert_true(hash_equal(clip_hash(&a), clip_hash(&b)));
    b.samples[9999] = 1.0F / 32768;
    assert_false(hash_equal(clip_hash(&a), clip_hash(&b)));
    b.samples[9999] = 0;
    b.samples[4095] = 1.0F / 32768;
    assert_false(hash_equal(clip_hash(&a), clip_hash(&b)));
    b.samples[4095] = 0;
    b.rate_hz = 44100;
    assert_false(hash_equal(clip_hash(&a), clip_hash(&b)));
    b.rate_hz = 22050;
    b.count = 9999;
    assert_false(hash_equal(clip_hash(&a), clip_hash(&b)));
    clip_finish(&a);
    clip_finish(&b);
}

static void the_hash_never_changes(void **state)
{
    struct clip clip = make(3, 22050);
    char hex[HASH_HEX_SIZE];

    (void)state;
    clip.samples[1] = 0.5F;
    clip.samples[2] = -1;
    hash_hex(clip_hash(&clip), hex);
    /* Caches and catalogues on disk hold such hashes. */
    assert_string_equal(hex, "803c9b6a4c7e41e1e6b9ffcf06719904");
    clip_finish(&clip);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sine_measures_as_the_textbook_says),
        cmocka_unit_test(clipping_counts_samples_at_full_scale_only),
        cmocka_unit_test(silence_is_counted_by_blocks_of_50_ms),
        cmocka_unit_test(constant_runs_count_from_5_ms_on),
        cmocka_unit_test(an_empty_clip_measures_as_zero),
        cmocka_unit_test(the_hash_tells_samples_and_rates_apart),
        cmocka_unit_test(the_hash_never_changes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
