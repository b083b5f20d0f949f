#include "tests/check.h"

#include "demo/genre.h"
#include "demo/piece.h"

#include <string.h>

enum { FEATURES = 4, TRACKS = 8, BLOCK = 512 };

static struct piece piece_of(int genre, int number)
{
    uint64_t stream = (uint64_t)(genre * 100 + number) * 8;

    return (struct piece){.genre = genre,
                          .seed = 11,
                          .tune = stream,
                          .sound = stream + 1,
                          .artist = 1000000 + stream};
}

static struct clip render(const struct piece *piece, double seconds)
{
    struct clip clip;
    struct error err = {0};

    check_ok(piece_render(piece, seconds, &clip, &err), err);
    return clip;
}

static double correlate(const float *a, const float *b, size_t count)
{
    double product = 0, left = 0, right = 0;

    for (size_t i = 0; i < count; i++) {
        product += (double)a[i] * (double)b[i];
        left += (double)a[i] * (double)a[i];
        right += (double)b[i] * (double)b[i];
    }
    return product / sqrt(left * right);
}

/* Brightness, share of the bass, attacks a second, unevenness: what somebody
 * hears who does not listen closely. */
static void listen(const struct clip *clip, double features[FEATURES])
{
    double total = 1e-9, change = 0, bass = 0, low = 0, before = 0;
    double sum = 0, squares = 0;
    size_t blocks = clip->count / BLOCK, attacks = 0;

    for (size_t b = 0; b < blocks; b++) {
        double energy = 1e-7;

        for (size_t i = b * BLOCK; i < (b + 1) * BLOCK; i++) {
            double now = (double)clip->samples[i];
            double step = i ? now - (double)clip->samples[i - 1] : 0;

            low += .05 * (now - low);
            bass += low * low;
            change += step * step;
            energy += now * now;
        }
        attacks += b && energy > 1.6 * before;
        before = energy;
        total += energy;
        sum += log(energy);
        squares += log(energy) * log(energy);
    }
    features[0] = log(change / total);
    features[1] = log(bass / total);
    features[2] = (double)attacks * clip->rate_hz / (double)clip->count;
    features[3] = squares / (double)blocks -
                  sum / (double)blocks * (sum / (double)blocks);
}

/* Centres and scales the features of all tracks. */
static void standardize(double (*all)[FEATURES], int count)
{
    for (int f = 0; f < FEATURES; f++) {
        double sum = 0, squares = 0, mean, deviation;

        for (int i = 0; i < count; i++) {
            sum += all[i][f];
            squares += all[i][f] * all[i][f];
        }
        mean = sum / count;
        deviation = sqrt(squares / count - mean * mean);
        assert_true(deviation > 0);
        for (int i = 0; i < count; i++)
            all[i][f] = (all[i][f] - mean) / deviation;
    }
}

static int nearest_genre(double (*all)[FEATURES], int track)
{
    double best = HUGE_VAL;
    int nearest = -1;

    /* The mean of a genre's even tracks stands for it. */
    for (int genre = 0; genre < GENRE_COUNT; genre++) {
        double distance = 0;

        for (int f = 0; f < FEATURES; f++) {
            double mean = 0;

            for (int i = 0; i < TRACKS; i += 2)
                mean += all[genre * TRACKS + i][f] / (TRACKS / 2.0);
            distance += (mean - all[track][f]) * (mean - all[track][f]);
        }
        if (distance < best) {
            best = distance;
            nearest = genre;
        }
    }
    return nearest;
}

static void a_careless_listener_tells_genres_apart_but_not_always(void **state)
{
    static double all[GENRE_COUNT * TRACKS][FEATURES];
    int right = 0, heard = 0;

    (void)state;
    for (int i = 0; i < GENRE_COUNT * TRACKS; i++) {
        struct piece piece = piece_of(i / TRACKS, i % TRACKS);
        struct clip clip = render(&piece, 8);

        listen(&clip, all[i]);
        clip_finish(&clip);
    }
    standardize(all, GENRE_COUNT * TRACKS);
    for (int i = 1; i < GENRE_COUNT * TRACKS; i += 2) {
        right += nearest_genre(all, i) == i / TRACKS;
        heard++;
    }
    print_message("%d of %d right\n", right, heard);
    /* One in ten by chance. */
    assert_true(right * 10 > heard * 3);
    assert_true(right < heard);
}

static void sound_is_finite_and_below_full_scale(void **state)
{
    (void)state;
    for (int genre = 0; genre < GENRE_COUNT; genre++)
        for (int i = 0; i < 5; i++) {
            struct piece piece = piece_of(genre, 40 + i);
            struct clip clip = render(&piece, 5);
            struct clip_statistics statistics;

            for (size_t s = 0; s < clip.count; s++)
                assert_true(isfinite(clip.samples[s]));
            clip_measure(&clip, &statistics);
            assert_true(statistics.peak > .25 && statistics.peak < .98);
            assert_true(statistics.rms > .01);
            check_near(statistics.mean, 0, .005);
            clip_finish(&clip);
        }
}

static void an_excerpt_is_the_piece_from_there_on(void **state)
{
    const size_t later = (size_t)2 * CLIP_WORKING_RATE_HZ;

    (void)state;
    for (int genre = 0; genre < GENRE_COUNT; genre++) {
        struct piece piece = piece_of(genre, 3);
        struct clip whole = render(&piece, 6), rest;

        piece.skip_s = 2;
        rest = render(&piece, 4);
        assert_int_equal(rest.count + later, whole.count);
        check_near(correlate(whole.samples + later, rest.samples, rest.count),
                   1, 1e-4);
        clip_finish(&rest);
        clip_finish(&whole);
    }
}

static void one_tune_in_two_styles_sounds_different(void **state)
{
    struct piece piece = piece_of(4, 1);
    struct clip first = render(&piece, 5), second;

    (void)state;
    piece.sound = 99;
    piece.artist = 98;
    second = render(&piece, 5);
    check_near(correlate(first.samples, second.samples, first.count), 0, .3);
    clip_finish(&second);
    clip_finish(&first);
}

static void scales_have_seven_rising_steps(void **state)
{
    (void)state;
    for (const char *scale = "Mmdxlp"; *scale; scale++) {
        for (int degree = -14; degree < 14; degree++)
            assert_true(scale_degree(*scale, degree) <
                        scale_degree(*scale, degree + 1));
        assert_int_equal(scale_degree(*scale, 7), 12);
        assert_int_equal(scale_degree(*scale, -7), -12);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_careless_listener_tells_genres_apart_but_not_always),
        cmocka_unit_test(sound_is_finite_and_below_full_scale),
        cmocka_unit_test(an_excerpt_is_the_piece_from_there_on),
        cmocka_unit_test(one_tune_in_two_styles_sounds_different),
        cmocka_unit_test(scales_have_seven_rising_steps),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
