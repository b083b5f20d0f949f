#include "tests/check.h"

#include "demo/genre.h"
#include "demo/names.h"
#include "demo/plan.h"

#include <string.h>

static struct plan draw(int tracks, uint64_t seed)
{
    struct demo_options options = {
        .folder = "", .tracks = tracks, .seconds = 30, .seed = seed, .jobs = 1};
    struct plan plan;

    plan_draw(&plan, &options);
    return plan;
}

static void count_faults(const struct plan *plan, int counts[FAULT_COUNT])
{
    memset(counts, 0, FAULT_COUNT * sizeof(*counts));
    for (int i = 0; i < plan->count; i++)
        counts[plan->tracks[i].fault.kind]++;
}

static void every_kind_is_planted_from_eight_tracks_a_genre_on(void **state)
{
    (void)state;
    for (int tracks = 8; tracks <= 100; tracks = tracks * 3 / 2) {
        struct plan plan = draw(tracks, 3);
        int counts[FAULT_COUNT];
        double share;

        count_faults(&plan, counts);
        for (int kind = FAULT_NONE; kind < FAULT_COUNT; kind++)
            assert_true(counts[kind] > 0);
        share = 1 - (double)counts[FAULT_NONE] / plan.count;
        assert_true(share >= .15 && share <= .30);
        plan_finish(&plan);
    }
}

static void few_tracks_have_few_faults(void **state)
{
    (void)state;
    for (int tracks = 1; tracks < 8; tracks++) {
        struct plan plan = draw(tracks, 5);
        int counts[FAULT_COUNT];

        count_faults(&plan, counts);
        assert_int_equal(plan.count - counts[FAULT_NONE], plan.count / 5);
        plan_finish(&plan);
    }
}

static void a_repeated_track_is_itself_without_fault(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 20; seed++) {
        struct plan plan = draw(1 + (int)seed, seed);

        for (int i = 0; i < plan.count; i++) {
            const struct fault *fault = &plan.tracks[i].fault;

            if (fault->partner < 0)
                continue;
            assert_int_not_equal(fault->partner, i);
            assert_int_equal(plan.tracks[fault->partner].fault.kind,
                             FAULT_NONE);
        }
        plan_finish(&plan);
    }
}

static void doses_reach_from_mild_to_gross(void **state)
{
    struct plan plan = draw(60, 8);
    float least[FAULT_COUNT], most[FAULT_COUNT];

    (void)state;
    for (int kind = 0; kind < FAULT_COUNT; kind++) {
        least[kind] = 1;
        most[kind] = 0;
    }
    for (int i = 0; i < plan.count; i++) {
        const struct fault *fault = &plan.tracks[i].fault;

        least[fault->kind] = fminf(least[fault->kind], fault->dose);
        most[fault->kind] = fmaxf(most[fault->kind], fault->dose);
    }
    for (int kind = FAULT_NONE + 1; kind < FAULT_COUNT; kind++) {
        assert_true(least[kind] >= 0 && least[kind] < .2F);
        assert_true(most[kind] > .8F && most[kind] <= 1);
    }
    plan_finish(&plan);
}

static void different_numbers_have_different_names(void **state)
{
    char *names[1000];

    (void)state;
    for (int i = 0; i < 1000; i++) {
        names[i] = i < 500 ? names_artist(123456789, i)
                           : names_title(123456789, i - 500);
        for (int j = 0; j < i; j++)
            assert_string_not_equal(names[i], names[j]);
    }
    for (int i = 0; i < 1000; i++)
        free(names[i]);
}

static void each_genre_has_several_artists_and_a_busy_one(void **state)
{
    struct plan plan = draw(20, 2);

    (void)state;
    for (int genre = 0; genre < GENRE_COUNT; genre++) {
        int most = 0, artists = 0;

        for (int i = genre * 20; i < (genre + 1) * 20; i++) {
            int tracks = 0, earlier = 0;

            for (int j = genre * 20; j < (genre + 1) * 20; j++) {
                bool same = plan.tracks[i].artist == plan.tracks[j].artist;

                tracks += same;
                earlier += same && j < i;
            }
            artists += earlier == 0;
            most = tracks > most ? tracks : most;
        }
        assert_in_range(artists, 8, 15);
        assert_in_range(most, 5, 12);
    }
    plan_finish(&plan);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_is_planted_from_eight_tracks_a_genre_on),
        cmocka_unit_test(few_tracks_have_few_faults),
        cmocka_unit_test(a_repeated_track_is_itself_without_fault),
        cmocka_unit_test(doses_reach_from_mild_to_gross),
        cmocka_unit_test(different_numbers_have_different_names),
        cmocka_unit_test(each_genre_has_several_artists_and_a_busy_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
