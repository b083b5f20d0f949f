#include "tests/workspace.h"

#include "catalog/split.h"

enum { MOST_CLASSES = 10 };

/* One way in which scikit-learn shares the classes out. */
struct counted {
    int classes;
    int ways; /* that there are for these sizes; all stand side by side */
    size_t sizes[MOST_CLASSES];
    size_t parts[SPLIT_PART_COUNT][MOST_CLASSES];
};

#include "tests/golden/split_counts.h"

enum { COUNTED = sizeof(counted) / sizeof(counted[0]) };

static void parts_have_names(void **state)
{
    (void)state;
    assert_string_equal(split_part_name(SPLIT_TRAIN), "train");
    assert_string_equal(split_part_name(SPLIT_VALID), "valid");
    assert_string_equal(split_part_name(SPLIT_TEST), "test");
}

static void sizes_are_scikit_learns(void **state)
{
    size_t sizes[SPLIT_PART_COUNT];

    (void)state;
    for (size_t i = 0; i < sizeof(totals) / sizeof(totals[0]); i++) {
        split_sizes(totals[i][0], sizes);
        assert_int_equal(sizes[SPLIT_TRAIN], totals[i][1]);
        assert_int_equal(sizes[SPLIT_VALID], totals[i][2]);
        assert_int_equal(sizes[SPLIT_TEST], totals[i][3]);
    }
    split_sizes(0, sizes);
    assert_int_equal(
        sizes[SPLIT_TRAIN] + sizes[SPLIT_VALID] + sizes[SPLIT_TEST], 0);
}

/* The labels 0 .. classes - 1, class after class. */
static int *make_labels(const struct counted *case_, size_t *count)
{
    int *labels;
    size_t at = 0;

    *count = 0;
    for (int i = 0; i < case_->classes; i++)
        *count += case_->sizes[i];
    labels = calloc(*count + 1, sizeof(*labels));
    for (int i = 0; i < case_->classes; i++)
        for (size_t j = 0; j < case_->sizes[i]; j++)
            labels[at++] = i;
    return labels;
}

/* Which of the ways beginning at this one was taken; -1: none of them. */
static int find_way(const struct counted *first, const int *labels,
                    const enum split_part *parts, size_t count)
{
    size_t found[SPLIT_PART_COUNT][MOST_CLASSES] = {{0}};

    for (size_t i = 0; i < count; i++)
        found[parts[i]][labels[i]]++;
    for (int i = 0; i < first->ways; i++)
        if (memcmp(found, first[i].parts, sizeof(found)) == 0)
            return i;
    return -1;
}

static void counts_by_class_are_scikit_learns(void **state)
{
    (void)state;
    for (int i = 0; i < COUNTED; i += counted[i].ways) {
        size_t count;
        int *labels = make_labels(&counted[i], &count);
        enum split_part *parts = calloc(count + 1, sizeof(*parts));
        bool seen[10] = {false};

        assert_in_range(counted[i].ways, 1, 10);
        for (uint64_t seed = 0; seed < 200; seed++) {
            int small_class, way;

            assert_true(split_stratify(labels, count, counted[i].classes, seed,
                                       parts, &small_class));
            way = find_way(&counted[i], labels, parts, count);
            assert_in_range(way, 0, counted[i].ways - 1);
            seen[way] = true;
        }
        /* Ties fall either way. */
        for (int way = 0; way < counted[i].ways; way++)
            assert_true(seen[way]);
        free(parts);
        free(labels);
    }
}

static void the_seed_decides_who_goes_where(void **state)
{
    enum split_part first[300], again[300], other[300];
    int labels[300], small_class, differ = 0;
    size_t in_test[300] = {0};

    (void)state;
    for (int i = 0; i < 300; i++)
        labels[i] = i % 3;
    assert_true(split_stratify(labels, 300, 3, 1, first, &small_class));
    assert_true(split_stratify(labels, 300, 3, 1, again, &small_class));
    assert_true(split_stratify(labels, 300, 3, 2, other, &small_class));
    assert_memory_equal(first, again, sizeof(first));
    for (int i = 0; i < 300; i++)
        differ += first[i] != other[i];
    assert_in_range(differ, 100, 250);

    /* Over many seeds everybody is drawn about equally often: binomial with
     * n 1000, p 0.2 has mean 200 and standard deviation 12.6. */
    for (uint64_t seed = 0; seed < 1000; seed++) {
        assert_true(split_stratify(labels, 300, 3, seed, first, &small_class));
        for (int i = 0; i < 300; i++)
            in_test[i] += first[i] == SPLIT_TEST;
    }
    for (int i = 0; i < 300; i++)
        assert_in_range(in_test[i], 135, 265);
}

static void a_small_class_is_named(void **state)
{
    const int labels[] = {0, 0, 0, 1, 1, 2, 2, 2};
    enum split_part parts[8];
    int small_class = 7;

    (void)state;
    assert_false(split_stratify(labels, 8, 3, 1, parts, &small_class));
    assert_int_equal(small_class, 1);
    assert_false(split_stratify(labels, 3, 2, 1, parts, &small_class));
    assert_int_equal(small_class, 1);
}

static void add_genre(struct workspace *workspace, const char *genre, int count)
{
    for (int i = 0; i < count; i++) {
        char *name = xformat("%s.%05d", genre, i);

        workspace_add(workspace, name, genre);
        free(name);
    }
}

static void a_split_is_stored_and_loaded(void **state)
{
    struct workspace workspace;
    struct error err = {0};
    struct split made, loaded;
    struct split_list list;
    size_t sizes[SPLIT_PART_COUNT] = {0};
    struct track broken;
    enum track_change change;

    (void)state;
    workspace_init(&workspace);
    add_genre(&workspace, "rock", 20);
    add_genre(&workspace, "blues", 30);
    workspace_add(&workspace, "unlabelled", NULL);
    broken = workspace_track(&workspace, "broken", "blues");
    broken.status = TRACK_TRUNCATED;
    check_ok(track_put(workspace.catalog, &broken, &change, &err), err);

    check_ok(split_create_stratified(workspace.catalog, "default",
                                     UINT64_MAX - 1, &made, &err),
             err);
    assert_string_equal(made.name, "default");
    assert_string_equal(made.protocol, "stratified");
    assert_true(made.seed == UINT64_MAX - 1);
    assert_int_equal(made.count, 50);
    for (size_t i = 0; i < made.count; i++) {
        sizes[made.entries[i].part]++;
        assert_int_not_equal(made.entries[i].track_id, broken.id);
        if (i > 0)
            assert_true(made.entries[i - 1].track_id <
                        made.entries[i].track_id);
    }
    assert_int_equal(sizes[SPLIT_TRAIN], 30);
    assert_int_equal(sizes[SPLIT_VALID], 10);
    assert_int_equal(sizes[SPLIT_TEST], 10);

    check_ok(split_load(workspace.catalog, "default", &loaded, &err), err);
    assert_int_equal(loaded.id, made.id);
    assert_int_equal(loaded.count, made.count);
    assert_memory_equal(loaded.entries, made.entries,
                        made.count * sizeof(*made.entries));
    check_ok(split_list_load(workspace.catalog, &list, &err), err);
    assert_int_equal(list.count, 1);
    assert_int_equal(list.items[0].count, 50);
    assert_null(list.items[0].entries);
    assert_string_equal(list.items[0].name, "default");
    split_list_finish(&list);
    split_finish(&loaded);
    split_finish(&made);
    track_finish(&broken);
    workspace_finish(&workspace);
}

/* The names of the tracks that a split of this seed tests on. */
static char *test_names(struct workspace *workspace, uint64_t seed)
{
    struct error err = {0};
    struct split split;
    char *names = xstrdup("");

    check_ok(
        split_create_stratified(workspace->catalog, "s", seed, &split, &err),
        err);
    for (size_t i = 0; i < split.count; i++) {
        struct track track;
        char *longer;

        if (split.entries[i].part != SPLIT_TEST)
            continue;
        check_ok(track_load(workspace->catalog, split.entries[i].track_id,
                            &track, &err),
                 err);
        longer = xformat("%s %s", names, track.name);
        free(names);
        names = longer;
        track_finish(&track);
    }
    split_finish(&split);
    return names;
}

/* How many of the words of one text are words of the other. */
static int shared_words(char *a, const char *b)
{
    int shared = 0;

    for (char *word = strtok(a, " "); word; word = strtok(NULL, " "))
        shared += strstr(b, word) != NULL;
    return shared;
}

static void the_order_of_import_does_not_change_a_split(void **state)
{
    struct workspace one, two;
    char *names_one, *names_two;

    (void)state;
    workspace_init(&one);
    workspace_init(&two);
    add_genre(&one, "rock", 20);
    add_genre(&one, "blues", 20);
    add_genre(&two, "blues", 20);
    add_genre(&two, "rock", 20);
    names_one = test_names(&one, 5);
    names_two = test_names(&two, 5);
    assert_int_equal(shared_words(names_one, names_two), 8);
    free(names_one);
    free(names_two);
    workspace_finish(&one);
    workspace_finish(&two);
}

static void what_cannot_be_split_is_said(void **state)
{
    struct workspace workspace;
    struct error err = {0};
    struct split split;

    (void)state;
    workspace_init(&workspace);
    assert_false(
        split_create_stratified(workspace.catalog, "a", 1, &split, &err));
    assert_non_null(strstr(err.text, "at least two genres"));
    add_genre(&workspace, "rock", 5);
    assert_false(
        split_create_stratified(workspace.catalog, "a", 1, &split, &err));
    assert_non_null(strstr(err.text, "at least two genres"));
    add_genre(&workspace, "polka", 2);
    assert_false(
        split_create_stratified(workspace.catalog, "a", 1, &split, &err));
    assert_non_null(strstr(err.text, "'polka' has 2 ready tracks"));
    assert_false(split_load(workspace.catalog, "a", &split, &err));
    assert_non_null(strstr(err.text, "'a'"));
    workspace_add(&workspace, "polka.3", "polka");
    assert_false(
        split_create_stratified(workspace.catalog, "", 1, &split, &err));
    check_ok(split_create_stratified(workspace.catalog, "a", 1, &split, &err),
             err);
    split_finish(&split);
    assert_false(
        split_create_stratified(workspace.catalog, "a", 2, &split, &err));
    assert_non_null(strstr(err.text, "'a' already"));
    workspace_finish(&workspace);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_have_names),
        cmocka_unit_test(sizes_are_scikit_learns),
        cmocka_unit_test(counts_by_class_are_scikit_learns),
        cmocka_unit_test(the_seed_decides_who_goes_where),
        cmocka_unit_test(a_small_class_is_named),
        cmocka_unit_test(a_split_is_stored_and_loaded),
        cmocka_unit_test(the_order_of_import_does_not_change_a_split),
        cmocka_unit_test(what_cannot_be_split_is_said),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
