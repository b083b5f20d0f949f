#include "tests/check.h"

#include "audio/decoder.h"
#include "base/alloc.h"
#include "base/file.h"
#include "demo/demo.h"
#include "demo/genre.h"
#include "demo/plan.h"

#include <glob.h>
#include <string.h>

enum { TRACKS = 8, SECONDS = 6, COLUMNS = 8 };

/* A row of faults.tsv. */
struct row {
    const char *track, *kind, *fault, *dose, *detail, *partner;
    double start_s, end_s; /* 0 where the row does not say */
};

struct collection {
    struct demo_options options;
    char *folder;
    char *text; /* of faults.tsv; the rows point into it */
    struct row rows[10 * TRACKS];
    int count;
};

static char *read_text(const char *folder, const char *name)
{
    char *path = file_join(folder, name), *text = calloc(1, 65536);
    FILE *file = fopen(path, "r");

    assert_non_null(file);
    assert_non_null(text);
    assert_true(fread(text, 1, 65535, file) > 0);
    fclose(file);
    free(path);
    return text;
}

static void read_rows(struct collection *collection)
{
    char *walk = collection->text, *line;
    bool named = false;

    while ((line = strsep(&walk, "\n")) && *line) {
        struct row *row = &collection->rows[collection->count];
        char *fields[COLUMNS];

        if (*line == '#')
            continue;
        for (int i = 0; i < COLUMNS; i++) {
            fields[i] = strsep(&line, "\t");
            assert_non_null(fields[i]);
        }
        assert_null(line);
        if (!named) {
            assert_string_equal(fields[2], "fault");
            named = true;
            continue;
        }
        *row = (struct row){fields[0],       fields[1],      fields[2],
                            fields[3],       fields[4],      fields[5],
                            atof(fields[6]), atof(fields[7])};
        collection->count++;
    }
}

static int make_collection(void **state)
{
    static const atomic_bool cancelled = false;
    struct collection *collection = xcalloc(1, sizeof(*collection));
    struct demo_summary summary;
    struct error err = {0};

    collection->folder = scratch_create();
    collection->options = (struct demo_options){.folder = collection->folder,
                                                .tracks = TRACKS,
                                                .seconds = SECONDS,
                                                .seed = 21,
                                                .jobs = 2};
    check_ok(demo_write(&collection->options, NULL, NULL, &cancelled, &summary,
                        &err),
             err);
    collection->text = read_text(collection->folder, "faults.tsv");
    read_rows(collection);
    assert_int_equal(collection->count, summary.faults);
    *state = collection;
    return 0;
}

static int remove_collection(void **state)
{
    struct collection *collection = *state;

    scratch_remove(collection->folder);
    free(collection->text);
    free(collection);
    return 0;
}

/* The file of a track, whatever its extension. */
static char *path_of(const struct collection *collection, const char *track)
{
    char *pattern = xformat("%s/genres/*/%s.*", collection->folder, track);
    glob_t found;
    char *path;

    assert_int_equal(glob(pattern, 0, NULL, &found), 0);
    assert_int_equal(found.gl_pathc, 1);
    path = xstrdup(found.gl_pathv[0]);
    globfree(&found);
    free(pattern);
    return path;
}

static struct clip decode(const struct collection *collection,
                          const char *track, struct sound_info *info)
{
    char *path = path_of(collection, track);
    struct error err = {0};
    struct clip clip;

    check_ok(decoder_read(path, &clip, info, &err), err);
    assert_int_equal(clip.rate_hz, CLIP_WORKING_RATE_HZ);
    free(path);
    return clip;
}

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

static double rms_of(const float *samples, size_t count)
{
    double sum = 0;

    for (size_t i = 0; i < count; i++)
        sum += (double)samples[i] * (double)samples[i];
    return count ? sqrt(sum / (double)count) : 0;
}

static bool same_hash(const struct repetition *pair)
{
    return hash_equal(clip_hash(&pair->track), clip_hash(&pair->partner));
}

static int check_rows(const struct collection *collection, const char *fault,
                      void (*check)(const struct collection *collection,
                                    const struct row *row))
{
    int checked = 0;

    for (int i = 0; i < collection->count; i++)
        if (strcmp(collection->rows[i].fault, fault) == 0) {
            check(collection, &collection->rows[i]);
            checked++;
        }
    assert_true(checked > 0);
    return checked;
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
        cmocka_unit_test(byte_copies_are_equal_files),
        cmocka_unit_test(other_containers_hold_the_same_samples),
        cmocka_unit_test(transcoded_copies_resemble_but_differ),
        cmocka_unit_test(gain_is_changed_as_written),
        cmocka_unit_test(equalized_copies_keep_the_waveform_roughly),
        cmocka_unit_test(excerpts_overlap_at_the_written_lag),
        cmocka_unit_test(versions_are_other_recordings),
        cmocka_unit_test(clipping_is_in_the_named_seconds_only),
        cmocka_unit_test(dropouts_are_gaps_of_the_written_length),
        cmocka_unit_test(static_is_noise),
        cmocka_unit_test(silent_spans_are_silent),
        cmocka_unit_test(offsets_are_as_written),
        cmocka_unit_test(truncated_files_end_before_their_header_says),
        cmocka_unit_test(unreadable_files_cannot_be_decoded),
        cmocka_unit_test(wrong_labels_hide_the_written_genre),
        cmocka_unit_test(artists_are_listed_with_all_their_tracks),
        cmocka_unit_test(tracks_without_fault_are_sound),
    };

    return cmocka_run_group_tests(tests, make_collection, remove_collection);
}
