#include "command/split_report.h"

#include "base/alloc.h"
#include "catalog/split_leaks.h"
#include "catalog/track.h"

#include <stdlib.h>
#include <string.h>

/* Tracks of one genre in each part. */
struct split_row {
    const char *genre; /* owned by the track list */
    size_t parts[SPLIT_PART_COUNT];
};

struct split_count {
    struct split_row *rows; /* by genre; one a genre of the split */
    size_t count;
    size_t parts[SPLIT_PART_COUNT];
};

static int by_genre(const void *a, const void *b)
{
    const struct split_row *x = a, *y = b;

    return strcmp(x->genre, y->genre);
}

static struct split_row *row_of(struct split_count *counts, const char *genre)
{
    for (size_t i = 0; i < counts->count; i++)
        if (strcmp(counts->rows[i].genre, genre) == 0)
            return &counts->rows[i];
    counts->rows[counts->count].genre = genre;
    return &counts->rows[counts->count++];
}

static int by_id(const void *a, const void *b)
{
    const struct split_entry *x = a, *y = b;

    return (x->track_id > y->track_id) - (x->track_id < y->track_id);
}

static void count_split(const struct split *split,
                        const struct track_list *tracks,
                        struct split_count *counts)
{
    *counts = (struct split_count){0};
    counts->rows = xcalloc(tracks->count + 1, sizeof(*counts->rows));
    for (size_t i = 0; i < tracks->count; i++) {
        const struct track *track = &tracks->items[i];
        struct split_entry key = {.track_id = track->id};
        const struct split_entry *entry =
            bsearch(&key, split->entries, split->count, sizeof(key), by_id);

        if (!entry)
            continue;
        row_of(counts, track->genre ? track->genre : "")->parts[entry->part]++;
        counts->parts[entry->part]++;
    }
    qsort(counts->rows, counts->count, sizeof(*counts->rows), by_genre);
}

static const struct output_column split_columns[] = {
    {"split", "split", NULL, 0, false},
    {"protocol", "protocol", NULL, 0, false},
    {"seed", "seed", NULL, 0, true},
    {"train", "train", NULL, 0, true},
    {"valid", "valid", NULL, 0, true},
    {"test", "test", NULL, 0, true},
    {"tracks", "tracks", NULL, 0, true},
};

static const struct output_column genre_columns[] = {
    {"split", "split", NULL, 0, false}, {"genre", "genre", NULL, 0, false},
    {"train", "train", NULL, 0, true},  {"valid", "valid", NULL, 0, true},
    {"test", "test", NULL, 0, true},
};

static const struct output_column overlap_columns[] = {
    {"split", "split", NULL, 0, false},  {"kind", "in common", NULL, 0, false},
    {"first", "of", NULL, 0, false},     {"second", "and", NULL, 0, false},
    {"groups", "groups", NULL, 0, true}, {"tracks", "tracks", NULL, 0, true},
    {"share", "share", "%", 1, true},
};

static const struct output_column leak_columns[] = {
    {"split", "split", NULL, 0, false}, {"kind", "in common", NULL, 0, false},
    {"train", "train", NULL, 0, true},  {"valid", "valid", NULL, 0, true},
    {"test", "test", NULL, 0, true},    {"name", "which", NULL, 0, false},
};

static void add_parts(struct output *output,
                      const size_t parts[SPLIT_PART_COUNT])
{
    for (int part = 0; part < SPLIT_PART_COUNT; part++)
        output_cell(output, output_integer((long long)parts[part]));
}

static void print_sizes(struct output *output, const struct split *splits,
                        const struct split_count *counts, size_t count)
{
    output_table(output, "splits", NULL, split_columns,
                 sizeof(split_columns) / sizeof(split_columns[0]));
    for (size_t i = 0; i < count; i++) {
        output_cell(output, output_text(splits[i].name));
        output_cell(output, output_text(splits[i].protocol));
        output_cell(output, output_integer((long long)splits[i].seed));
        add_parts(output, counts[i].parts);
        output_cell(output, output_integer((long long)splits[i].count));
    }
    output_table(output, "genres", NULL, genre_columns,
                 sizeof(genre_columns) / sizeof(genre_columns[0]));
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < counts[i].count; j++) {
            output_cell(output, output_text(splits[i].name));
            output_cell(output, output_text(counts[i].rows[j].genre));
            add_parts(output, counts[i].rows[j].parts);
        }
    }
}

/* The share is of the second part's tracks, for artists of those whose
 * artist is known. */
static void add_overlap(struct output *output, const char *split,
                        const struct split_leaks *leaks,
                        enum split_leak_kind kind, enum split_pair pair)
{
    const struct split_overlap *overlap = &leaks->overlaps[pair][kind];
    enum split_part part = split_pair_second(pair);
    size_t all =
        kind == SPLIT_LEAK_ARTIST ? leaks->credited[part] : leaks->sizes[part];

    output_cell(output, output_text(split));
    output_cell(output, output_text(split_leak_kind_name(kind)));
    output_cell(output, output_text(split_part_name(split_pair_first(pair))));
    output_cell(output, output_text(split_part_name(part)));
    output_cell(output, output_integer((long long)overlap->groups));
    output_cell(output, output_integer((long long)overlap->tracks));
    output_cell(output, all ? output_number(100. * (double)overlap->tracks /
                                            (double)all)
                            : output_absent());
}

static void print_overlaps(struct output *output, const struct split *splits,
                           const struct split_leaks *leaks, size_t count)
{
    output_table(output, "overlaps", "What the parts have in common",
                 overlap_columns,
                 sizeof(overlap_columns) / sizeof(overlap_columns[0]));
    for (size_t i = 0; i < count; i++)
        for (int kind = 0; kind < SPLIT_LEAK_KIND_COUNT; kind++)
            for (int pair = 0; pair < SPLIT_PAIR_COUNT; pair++)
                add_overlap(output, splits[i].name, &leaks[i],
                            (enum split_leak_kind)kind, (enum split_pair)pair);
}

static void print_leaks(struct output *output, const struct split *splits,
                        const struct split_leaks *leaks, size_t count)
{
    output_table(output, "leaks", "What stands on both sides", leak_columns,
                 sizeof(leak_columns) / sizeof(leak_columns[0]));
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < leaks[i].count; j++) {
            const struct split_leak *leak = &leaks[i].items[j];

            output_cell(output, output_text(splits[i].name));
            output_cell(output, output_text(split_leak_kind_name(leak->kind)));
            add_parts(output, leak->parts);
            output_cell(output, output_text(leak->name));
        }
}

bool split_report(const struct invocation *invocation, struct catalog *catalog,
                  const struct split *splits, size_t count, bool lists,
                  struct error *err)
{
    struct split_count *counts = xcalloc(count + 1, sizeof(*counts));
    struct split_leaks *leaks = xcalloc(count + 1, sizeof(*leaks));
    struct track_list tracks = {0};
    bool good = track_list_load(catalog, &tracks, err);

    for (size_t i = 0; good && i < count; i++) {
        count_split(&splits[i], &tracks, &counts[i]);
        good = split_leaks_find(catalog, &splits[i], &leaks[i], err);
    }
    if (good) {
        struct output *output = output_create(invocation->format, "split");

        print_sizes(output, splits, counts, count);
        print_overlaps(output, splits, leaks, count);
        if (lists)
            print_leaks(output, splits, leaks, count);
        output_finish(output, stdout);
    }
    for (size_t i = 0; i < count; i++) {
        free(counts[i].rows);
        split_leaks_finish(&leaks[i]);
    }
    free(counts);
    free(leaks);
    track_list_finish(&tracks);
    return good;
}
