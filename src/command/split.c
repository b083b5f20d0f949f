#include "catalog/split.h"

#include "base/alloc.h"
#include "command/split_report.h"
#include "command/tell.h"
#include "command/verb.h"
#include "command/verbs.h"
#include "command/workspace.h"

#include <stdlib.h>

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
    good = good && split_report(invocation, catalog, splits, list.count,
                                invocation_value(invocation, "leaks"), err);
    if (good && list.count == 0 && !invocation->quiet)
        tell("there is no split yet; 'genrelab split NAME' draws one");
    for (size_t i = 0; i < list.count; i++)
        split_finish(&splits[i]);
    free(splits);
    split_list_finish(&list);
    return good;
}

/* "no track", "1 track", "2 tracks" */
static void tell_count(size_t count, const char *what)
{
    if (count)
        tell("%zu track%s %s", count, count == 1 ? "" : "s", what);
}

static void tell_notes(const struct split_order *order,
                       const struct split_notes *notes)
{
    switch (order->protocol) {
    case SPLIT_STRATIFIED:
        return;
    case SPLIT_FILTERED:
        tell_count(notes->absent,
                   "of the published split not in this workspace");
        tell_count(notes->left_out, "left out, as published");
        return;
    case SPLIT_CLEAN:
        tell_count(notes->left_out,
                   "left out: repeated, distorted or in two genres");
        break;
    case SPLIT_ARTIST:
    case SPLIT_PROTOCOL_COUNT:
        break;
    }
    tell_count(notes->unknown_artist,
               "of unknown artist; each counts as an artist of its own");
}

static bool create(const struct invocation *invocation, struct catalog *catalog,
                   const struct split_order *order, struct error *err)
{
    bool lists = invocation_value(invocation, "leaks");
    struct split_notes notes;
    struct split split = {0};
    bool good = split_create(catalog, order, &split, &notes, err) &&
                split_report(invocation, catalog, &split, 1, lists, err);

    if (good && !invocation->quiet)
        tell_notes(order, &notes);
    split_finish(&split);
    return good;
}

/* What the command line asks for; false when that is wrong. */
static bool read_order(const struct invocation *invocation,
                       struct split_order *order)
{
    static const long long range[] = {0, 9007199254740991};
    const char *protocol = invocation_value(invocation, "protocol");
    long long seed;

    *order = (struct split_order){.name = invocation->operands[0]};
    if (!invocation_integer(invocation, "seed", range, 1, &seed))
        return false;
    order->seed = (uint64_t)seed;
    if (!protocol || split_protocol_find(protocol, &order->protocol))
        return true;
    invocation_usage(invocation,
                     "--protocol is stratified, filtered, artist or clean, "
                     "not '%s'",
                     protocol);
    return false;
}

static int run(const struct invocation *invocation)
{
    struct split_order order;
    struct catalog *catalog;
    struct error err = {0};
    bool good;

    if (!read_order(invocation, &order))
        return VERB_USAGE;
    if (invocation->operand_count == 0 &&
        (invocation_value(invocation, "protocol") ||
         invocation_value(invocation, "seed")))
        return invocation_usage(invocation, "NAME is missing");
    if (!workspace_open(invocation, &catalog, &err))
        return tell_error(&err);
    good = invocation->operand_count ? create(invocation, catalog, &order, &err)
                                     : show_all(invocation, catalog, &err);
    catalog_close(catalog);
    return good ? VERB_DONE : tell_error(&err);
}

static const struct verb_option options[] = {
    {"protocol", 0, "NAME",
     "stratified (the default), filtered, artist or clean"},
    {"seed", 0, "N", "where its random choices come from; 1 without it"},
    {"leaks", 0, NULL, "list each artist and repetition on both sides"},
    {0},
};

const struct verb split_verb = {
    .name = "split",
    .summary = "draw a split into train, valid and test, or list them",
    .operands = "[NAME]",
    .example = "genrelab split careful --protocol artist --seed 2",
    .options = options,
    .most = 1,
    .run = run,
};
