#include "tests/demo_faults.h"

#include "demo/genre.h"

static void check_clipping(const struct collection *collection,
                           const struct row *row)
{
    struct sound_info info;
    struct clip clip = decode(collection, row->track, &info);
    size_t inside = 0, outside = 0;

    for (size_t i = 0; i < clip.count; i++) {
        double at_s = (double)i / clip.rate_hz;

        if (fabsf(clip.samples[i]) < 32766.5F / 32768)
            continue;
        if (at_s >= row->start_s - .001 && at_s <= row->end_s + .001)
            inside++;
        else
            outside++;
    }
    assert_true((double)inside >=
                .001 * (row->end_s - row->start_s) * clip.rate_hz);
    assert_int_equal(outside, 0);
    clip_finish(&clip);
}

static void clipping_is_in_the_named_seconds_only(void **state)
{
    check_rows(*state, "clipping", check_clipping);
}

/* The part of a clip that a row names, less its times' rounding. */
static const float *part_of(const struct clip *clip, const struct row *row,
                            size_t *count)
{
    size_t start = (size_t)ceil(row->start_s * clip->rate_hz) + 16;
    size_t end = (size_t)floor(row->end_s * clip->rate_hz) - 16;

    assert_true(row->end_s > row->start_s);
    assert_true(start < end && end <= clip->count);
    *count = end - start;
    return clip->samples + start;
}

static void check_dropout(const struct collection *collection,
                          const struct row *row)
{
    struct sound_info info;
    struct clip clip = decode(collection, row->track, &info);
    size_t count, run = 0, longest = 0;
    const float *part = part_of(&clip, row, &count);
    double gap_ms = 0;

    for (size_t i = 0; i < count; i++) {
        run = part[i] == 0 ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    assert_int_equal(sscanf(row->detail, "%*d gaps of %lf ms", &gap_ms), 1);
    assert_true((double)longest > (gap_ms - 2) * clip.rate_hz / 1000);
    clip_finish(&clip);
}

static void dropouts_are_gaps_of_the_written_length(void **state)
{
    check_rows(*state, "dropout", check_dropout);
}

static void check_static(const struct collection *collection,
                         const struct row *row)
{
    struct sound_info info;
    struct clip clip = decode(collection, row->track, &info);
    size_t count;
    const float *part = part_of(&clip, row, &count);
    double change = 0, power = 0;

    /* White noise changes from sample to sample by twice its power. */
    for (size_t i = 1; i < count; i++) {
        change += pow((double)(part[i] - part[i - 1]), 2);
        power += pow((double)part[i], 2);
    }
    assert_true(change / power > .6);
    clip_finish(&clip);
}

static void static_is_noise(void **state)
{
    check_rows(*state, "static", check_static);
}

static void check_silence(const struct collection *collection,
                          const struct row *row)
{
    struct sound_info info;
    struct clip clip = decode(collection, row->track, &info);
    size_t count;
    const float *part = part_of(&clip, row, &count);

    assert_true(rms_of(part, count) < pow(10, -70 / 20.0));
    assert_true(row->end_s - row->start_s > .3 * SECONDS);
    assert_true(rms_of(clip.samples, clip.count) > .005);
    clip_finish(&clip);
}

static void silent_spans_are_silent(void **state)
{
    check_rows(*state, "silence", check_silence);
}

static void check_offset(const struct collection *collection,
                         const struct row *row)
{
    struct sound_info info;
    struct clip clip = decode(collection, row->track, &info);
    struct clip_statistics statistics;
    double percent = 0;

    assert_int_equal(sscanf(row->detail, "offset %lf", &percent), 1);
    clip_measure(&clip, &statistics);
    assert_true(fabs(percent) >= 1.4);
    check_near(statistics.mean, percent / 100, .002);
    clip_finish(&clip);
}

static void offsets_are_as_written(void **state)
{
    check_rows(*state, "offset", check_offset);
}

static void check_truncated(const struct collection *collection,
                            const struct row *row)
{
    struct sound_info info;
    struct clip clip = decode(collection, row->track, &info);

    assert_true(info.truncated);
    assert_int_equal(info.announced_frames, SECONDS * CLIP_WORKING_RATE_HZ);
    check_near((double)clip.count / clip.rate_hz, row->start_s, .001);
    assert_true(row->start_s < SECONDS);
    clip_finish(&clip);
}

static void truncated_files_end_before_their_header_says(void **state)
{
    check_rows(*state, "truncated", check_truncated);
}

static void check_unreadable(const struct collection *collection,
                             const struct row *row)
{
    char *path = path_of(collection, row->track);
    struct sound_info info;
    struct error err = {0};
    struct clip clip;

    assert_false(decoder_read(path, &clip, &info, &err));
    assert_non_null(strstr(err.text, path));
    free(path);
}

static void unreadable_files_cannot_be_decoded(void **state)
{
    check_rows(*state, "unreadable", check_unreadable);
}

static void tracks_without_fault_are_sound(void **state)
{
    const struct collection *collection = *state;
    int sound = 0;

    for (int i = 0; i < 10 * TRACKS; i++) {
        char *name = xformat("%s.%05d", genre_at(i / TRACKS)->name, i % TRACKS);
        bool listed = false;

        for (int r = 0; r < collection->count; r++)
            listed |= strcmp(collection->rows[r].track, name) == 0 &&
                      strchr("XU", *collection->rows[r].kind);
        if (!listed) {
            struct sound_info info;
            struct clip clip = decode(collection, name, &info);
            struct clip_statistics statistics;

            clip_measure(&clip, &statistics);
            assert_false(info.truncated);
            assert_int_equal(clip.count, SECONDS * CLIP_WORKING_RATE_HZ);
            assert_true(statistics.peak < .99);
            assert_true(statistics.silent < .2);
            assert_true(fabs(statistics.mean) < .01);
            clip_finish(&clip);
            sound++;
        }
        free(name);
    }
    assert_true(sound > 60);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(clipping_is_in_the_named_seconds_only),
        cmocka_unit_test(dropouts_are_gaps_of_the_written_length),
        cmocka_unit_test(static_is_noise),
        cmocka_unit_test(silent_spans_are_silent),
        cmocka_unit_test(offsets_are_as_written),
        cmocka_unit_test(truncated_files_end_before_their_header_says),
        cmocka_unit_test(unreadable_files_cannot_be_decoded),
        cmocka_unit_test(tracks_without_fault_are_sound),
    };

    return cmocka_run_group_tests(tests, make_collection, remove_collection);
}
