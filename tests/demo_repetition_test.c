#include "tests/demo_faults.h"

#include "demo/genre.h"
#include "demo/plan.h"

/* Both clips of a repetition; the track's begins lag samples into the other. */
struct repetition {
    struct clip track, partner;
    size_t lag;
};

static struct repetition repetition(const struct collection *collection,
                                    const struct row *row)
{
    struct sound_info info;
    struct repetition pair = {.track = decode(collection, row->track, &info),
                              .partner =
                                  decode(collection, row->partner, &info)};

    if (row->end_s > 0)
        pair.lag =
            (size_t)lround((SECONDS - row->end_s) * CLIP_WORKING_RATE_HZ);
    assert_int_equal(pair.track.count, SECONDS * CLIP_WORKING_RATE_HZ);
    assert_int_equal(pair.partner.count, pair.track.count);
    return pair;
}

static void repetition_finish(struct repetition *pair)
{
    clip_finish(&pair->track);
    clip_finish(&pair->partner);
}

static double correlation_at(const struct repetition *pair, size_t lag)
{
    double product = 0, left = 0, right = 0;

    for (size_t i = 0; i + lag < pair->track.count; i++) {
        double a = (double)pair->track.samples[i];
        double b = (double)pair->partner.samples[i + lag];

        product += a * b;
        left += a * a;
        right += b * b;
    }
    return product / sqrt(left * right);
}

/* The best within a sample, since times in the list are rounded. */
static double correlation(const struct repetition *pair)
{
    double best = correlation_at(pair, pair->lag);

    for (size_t i = 0; pair->lag && i < 24; i++)
        best = fmax(best, correlation_at(pair, pair->lag + i - 12));
    return best;
}

static bool same_hash(const struct repetition *pair)
{
    return hash_equal(clip_hash(&pair->track), clip_hash(&pair->partner));
}

static void check_byte_copy(const struct collection *collection,
                            const struct row *row)
{
    char *paths[] = {path_of(collection, row->track),
                     path_of(collection, row->partner)};
    struct hash hashes[2];

    for (int i = 0; i < 2; i++) {
        static unsigned char bytes[SECONDS * CLIP_WORKING_RATE_HZ * 2 + 4096];
        FILE *file = fopen(paths[i], "rb");

        assert_non_null(file);
        hashes[i] = hash_bytes(bytes, fread(bytes, 1, sizeof(bytes), file));
        assert_true(feof(file));
        fclose(file);
        free(paths[i]);
    }
    assert_true(hash_equal(hashes[0], hashes[1]));
}

static void byte_copies_are_equal_files(void **state)
{
    check_rows(*state, "byte-copy", check_byte_copy);
}

static void check_container(const struct collection *collection,
                            const struct row *row)
{
    struct repetition pair = repetition(collection, row);
    char *track = path_of(collection, row->track);
    char *partner = path_of(collection, row->partner);

    assert_true(same_hash(&pair));
    assert_string_not_equal(strrchr(track, '.'), strrchr(partner, '.'));
    free(track);
    free(partner);
    repetition_finish(&pair);
}

static void other_containers_hold_the_same_samples(void **state)
{
    check_rows(*state, "container", check_container);
}

static void check_transcoded(const struct collection *collection,
                             const struct row *row)
{
    struct repetition pair = repetition(collection, row);

    assert_false(same_hash(&pair));
    assert_true(correlation(&pair) > .8);
    repetition_finish(&pair);
}

static void transcoded_copies_resemble_but_differ(void **state)
{
    check_rows(*state, "requantized", check_transcoded);
    check_rows(*state, "resampled", check_transcoded);
}

static void check_gain(const struct collection *collection,
                       const struct row *row)
{
    struct repetition pair = repetition(collection, row);
    double change_db = 0;

    assert_true(correlation(&pair) > .999);
    assert_int_equal(sscanf(row->detail, "gain %lf dB", &change_db), 1);
    assert_true(fabs(change_db) >= 1.9);
    check_near(20 * log10(rms_of(pair.track.samples, pair.track.count) /
                          rms_of(pair.partner.samples, pair.partner.count)),
               change_db, .1);
    repetition_finish(&pair);
}

static void gain_is_changed_as_written(void **state)
{
    check_rows(*state, "gain", check_gain);
}

static void check_equalized(const struct collection *collection,
                            const struct row *row)
{
    struct repetition pair = repetition(collection, row);
    double r = correlation(&pair);

    assert_true(r > .7 && r < .99999);
    repetition_finish(&pair);
}

static void equalized_copies_keep_the_waveform_roughly(void **state)
{
    check_rows(*state, "equalized", check_equalized);
}

static void check_overlap(const struct collection *collection,
                          const struct row *row)
{
    struct repetition pair = repetition(collection, row);

    assert_true(pair.lag > 0);
    assert_true(correlation(&pair) > .99);
    repetition_finish(&pair);
}

static void excerpts_overlap_at_the_written_lag(void **state)
{
    check_rows(*state, "shifted", check_overlap);
    check_rows(*state, "excerpt", check_overlap);
}

static void check_version(const struct collection *collection,
                          const struct row *row)
{
    struct repetition pair = repetition(collection, row);

    assert_true(fabs(correlation(&pair)) < .5);
    repetition_finish(&pair);
}

static void versions_are_other_recordings(void **state)
{
    check_rows(*state, "version", check_version);
}

/* Plays the piece that the plan has for a track again, and compares. */
static void check_wrong_label(const struct collection *collection,
                              const struct row *row)
{
    struct sound_info info;
    struct repetition pair = {.track = decode(collection, row->track, &info)};
    struct error err = {0};
    struct plan plan;
    int index = -1;

    plan_draw(&plan, &collection->options);
    for (int i = 0; i < plan.count; i++)
        if (strcmp(plan.tracks[i].name, row->track) == 0)
            index = i;
    assert_true(index >= 0);
    check_ok(
        piece_render(&plan.tracks[index].piece, SECONDS, &pair.partner, &err),
        err);
    assert_string_equal(row->partner,
                        genre_at(plan.tracks[index].piece.genre)->name);
    assert_true(strncmp(row->track, row->partner, strlen(row->partner)) != 0);
    assert_true(fabs(correlation(&pair)) > .7);
    repetition_finish(&pair);
    plan_finish(&plan);
}

static void wrong_labels_hide_the_written_genre(void **state)
{
    check_rows(*state, "wrong-label", check_wrong_label);
}

static void check_artist(const struct collection *collection,
                         const struct row *row)
{
    char *labels = read_text(collection->folder, "labels.csv");
    char *names = xformat("%s,%s", row->track, row->partner), *walk = names;
    const char *artist = strstr(row->detail, " by ");
    char *wanted, *name;
    int tracks = 0;

    assert_non_null(artist);
    wanted = xformat(",%s,", artist + 4);
    while ((name = strsep(&walk, ","))) {
        char *key = xformat("/%s.", name);
        const char *line = strstr(labels, key);

        assert_non_null(line);
        assert_true(strstr(line, wanted) < strchr(line, '\n'));
        assert_non_null(strstr(line, wanted));
        free(key);
        tracks++;
    }
    /* And nobody is left out. */
    for (const char *at = labels; (at = strstr(at, wanted)); at++)
        tracks--;
    assert_int_equal(tracks, 0);
    free(wanted);
    free(names);
    free(labels);
}

static void artists_are_listed_with_all_their_tracks(void **state)
{
    check_rows(*state, "repeated-artist", check_artist);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(byte_copies_are_equal_files),
        cmocka_unit_test(other_containers_hold_the_same_samples),
        cmocka_unit_test(transcoded_copies_resemble_but_differ),
        cmocka_unit_test(gain_is_changed_as_written),
        cmocka_unit_test(equalized_copies_keep_the_waveform_roughly),
        cmocka_unit_test(excerpts_overlap_at_the_written_lag),
        cmocka_unit_test(versions_are_other_recordings),
        cmocka_unit_test(wrong_labels_hide_the_written_genre),
        cmocka_unit_test(artists_are_listed_with_all_their_tracks),
    };

    return cmocka_run_group_tests(tests, make_collection, remove_collection);
}
