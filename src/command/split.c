#include "catalog/split.h"

#include "base/alloc.h"
#include "catalog/track.h"
#include "command/tell.h"
#include "command/verb.h"
#include "command/verbs.h"
#include "command/workspace.h"

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

static void add_parts(struct output *output,
                      const size_t parts[SPLIT_PART_COUNT])
{
    for (int part = 0; part < SPLIT_PART_COUNT; part++)
        output_cell(output, output_integer((long long)parts[part]));
}

static void print_splits(const struct invocation *invocation,
                         const struct split *splits,
                         const struct split_count *counts, size_t count)
{
    struct output *output = output_create(invocation->format, "split");

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
    output_finish(output, stdout);
}

static bool show(const struct invocation *invocation, struct catalog *catalog,
                 const struct split *splits, size_t count, struct error *err)
{
    struct split_count *counts = xcalloc(count + 1, sizeof(*counts));
    struct track_list tracks = {0};
    bool good = track_list_load(catalog, &tracks, err);

    for (size_t i = 0; good && i < count; i++)
        count_split(&splits[i], &tracks, &counts[i]);
    if (good)
        print_splits(invocation, splits, counts, count);
    for (size_t i = 0; i < count; i++)
        free(counts[i].rows);
    free(counts);
    track_list_finish(&tracks);
    return good;
}

/* The list comes without entries: each split is loaded again by its name. */
static bool show_all(const struct invocation *invocation,
                     struct catalog *catalog, struct error *err)
{
    struct split_list list = {0};
    struct split *splits;
    bool good = split_list_load(catalog, &list, err);

    splits = xcalloc(list.count + 1, sizeof(*splits));
    for (size_t i = 0; good && i < list.count; i++)
        good = split_load(catalog, list.items[i].name, &splits[i], err);
    good = good && show(invocation, catalog, splits, list.count, err);
    if (good && list.count == 0 && !invocation->quiet)
        tell("there is no split yet; 'genrelab split NAME' draws one");
    for (size_t i = 0; i < list.count; i++)
        split_finish(&splits[i]);
    free(splits);
    split_list_finish(&list);
    return good;
}

static bool create(const struct invocation *invocation, struct catalog *catalog,
                   uint64_t seed, struct error *err)
{
    struct split split = {0};
    bool good = split_create_stratified(catalog, invocation->operands[0], seed,
                                        &split, err) &&
                show(invocation, catalog, &split, 1, err);

    split_finish(&split);
    return good;
}

static int run(const struct invocation *invocation)
{
    static const long long range[] = {0, 9007199254740991};
    const char *protocol = invocation_value(invocation, "protocol");
    struct catalog *catalog;
    struct error err = {0};
    long long seed;
    bool good;

    if (!invocation_integer(invocation, "seed", range, 1, &seed))
        return VERB_USAGE;
    if (protocol && strcmp(protocol, "stratified") != 0)
        return invocation_usage(invocation,
                                "--protocol is stratified, not '%s'", protocol);
    if (invocation->operand_count == 0 && invocation->given_count > 0)
        return invocation_usage(invocation, "NAME is missing");
    if (!workspace_open(invocation, &catalog, &err))
        return tell_error(&err);
    good = invocation->operand_count
               ? create(invocation, catalog, (uint64_t)seed, &err)
               : show_all(invocation, catalog, &err);
    catalog_close(catalog);
    return good ? VERB_DONE : tell_error(&err);
}

static const struct verb_option options[] = {
    {"protocol", 0, "NAME", "how it is drawn: stratified (the default)"},
    {"seed", 0, "N", "where its random choices come from; 1 without it"},
    {0},
};

const struct verb split_verb = {
    .name = "split",
    .summary = "draw a split into train, valid and test, or list them",
    .operands = "[NAME]",
    .example = "genrelab split second --seed 2",
    .options = options,
    .most = 1,
    .run = run,
};
