#include "catalog/gtzan_reader.h"

#include "base/alloc.h"
#include "catalog/gtzan_table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { RATE_HZ = 22050, MOST_COLUMNS = 7 };

/* What one table is called and looks like, and who reads its rows. */
struct table_kind {
    const char *name;
    const char *columns[MOST_COLUMNS]; /* NULL past the last */
    bool (*take)(struct gtzan *gtzan, const struct gtzan_table *table,
                 size_t row, struct error *err);
};

/* Keeps the table's text for the strings taken from it. */
static void keep_text(struct gtzan *gtzan, struct gtzan_table *table)
{
    struct gtzan_text *text = xcalloc(1, sizeof(*text));

    text->bytes = gtzan_table_release(table);
    text->next = gtzan->texts;
    gtzan->texts = text;
}

static bool read_excerpt(const struct gtzan_table *table, size_t row,
                         int *excerpt, struct error *err)
{
    const char *name = gtzan_table_cell(table, row, 0);

    *excerpt = name ? gtzan_find(name) : -1;
    return *excerpt >= 0 ||
           gtzan_table_complain(table, row, "this is no excerpt of GTZAN", err);
}

static bool take_index(struct gtzan *gtzan, const struct gtzan_table *table,
                       size_t row, struct error *err)
{
    const char *samples = gtzan_table_cell(table, row, 1);
    struct gtzan_excerpt *excerpt;
    int i;

    if (!read_excerpt(table, row, &i, err))
        return false;
    excerpt = &gtzan->excerpts[i];
    *excerpt = (struct gtzan_excerpt){
        .name = gtzan_table_cell(table, row, 0),
        .duration_s = samples ? atof(samples) / RATE_HZ : 0,
        .artist = gtzan_table_cell(table, row, 2),
        .title = gtzan_table_cell(table, row, 3),
        .part = -1,
    };
    return excerpt->duration_s > 0 ||
           gtzan_table_complain(table, row, "there is no length", err);
}

static bool take_part(struct gtzan *gtzan, const struct gtzan_table *table,
                      size_t row, struct error *err)
{
    const char *name = gtzan_table_cell(table, row, 1);
    int excerpt;

    if (!read_excerpt(table, row, &excerpt, err))
        return false;
    for (int part = 0; name && part < SPLIT_PART_COUNT; part++)
        if (strcmp(name, split_part_name((enum split_part)part)) == 0) {
            gtzan->excerpts[excerpt].part = part;
            return true;
        }
    return gtzan_table_complain(table, row, "the part is not known", err);
}

static bool take_exclusion(struct gtzan *gtzan, const struct gtzan_table *table,
                           size_t row, struct error *err)
{
    int excerpt;

    if (!read_excerpt(table, row, &excerpt, err))
        return false;
    gtzan->excerpts[excerpt].left_out = gtzan_table_cell(table, row, 1);
    return true;
}

static bool read_members(struct gtzan_group *group,
                         const struct gtzan_table *table, size_t row,
                         struct error *err)
{
    char *names = xstrdup(gtzan_table_cell(table, row, 1));
    char *rest = names, *name;
    bool good = names;

    group->excerpts = xcalloc(GTZAN_EXCERPTS, sizeof(int));
    while (good && (name = strsep(&rest, " "))) {
        int excerpt = gtzan_find(name);

        good = excerpt >= 0 && group->count < GTZAN_EXCERPTS;
        if (good)
            group->excerpts[group->count++] = excerpt;
    }
    free(names);
    return (good && group->count > 1) ||
           gtzan_table_complain(
               table, row, "these are not excerpts of GTZAN, two or more", err);
}

/* Columns: group, excerpts, status, one of the relation's own, sources. */
static bool take_group(struct gtzan *gtzan, const struct gtzan_table *table,
                       size_t row, enum gtzan_relation relation,
                       struct error *err)
{
    const char *status = gtzan_table_cell(table, row, 2);
    struct gtzan_group *group = &gtzan->groups[gtzan->group_count++];

    *group = (struct gtzan_group){
        .relation = relation,
        .name = gtzan_table_cell(table, row, 0),
        .kind =
            relation == GTZAN_VERSION ? gtzan_table_cell(table, row, 3) : NULL,
        .sources = gtzan_table_cell(table, row, 4),
        .suspected = !status || strcmp(status, "found") != 0,
    };
    return read_members(group, table, row, err);
}

static bool take_exact(struct gtzan *gtzan, const struct gtzan_table *table,
                       size_t row, struct error *err)
{
    return take_group(gtzan, table, row, GTZAN_EXACT, err);
}

static bool take_recording(struct gtzan *gtzan, const struct gtzan_table *table,
                           size_t row, struct error *err)
{
    return take_group(gtzan, table, row, GTZAN_RECORDING, err);
}

static bool take_version(struct gtzan *gtzan, const struct gtzan_table *table,
                         size_t row, struct error *err)
{
    return take_group(gtzan, table, row, GTZAN_VERSION, err);
}

static bool take_mislabeling(struct gtzan *gtzan,
                             const struct gtzan_table *table, size_t row,
                             struct error *err)
{
    int excerpt;

    if (!read_excerpt(table, row, &excerpt, err))
        return false;
    gtzan->faults[gtzan->fault_count++] = (struct gtzan_fault){
        .fault = GTZAN_MISLABELED,
        .excerpt = excerpt,
        .kind = gtzan_table_cell(table, row, 1),
        .suggested = gtzan_table_cell(table, row, 2),
        .what = gtzan_table_cell(table, row, 3),
        .sources = gtzan_table_cell(table, row, 4),
        .from_s = NAN,
        .to_s = NAN,
    };
    return true;
}

static double read_seconds(const char *text)
{
    return text ? atof(text) : NAN;
}

static bool take_distortion(struct gtzan *gtzan,
                            const struct gtzan_table *table, size_t row,
                            struct error *err)
{
    const char *scope = gtzan_table_cell(table, row, 2);
    int excerpt;

    if (!read_excerpt(table, row, &excerpt, err))
        return false;
    gtzan->faults[gtzan->fault_count++] = (struct gtzan_fault){
        .fault = GTZAN_DISTORTED,
        .excerpt = excerpt,
        .kind = gtzan_table_cell(table, row, 1),
        .mirror = scope && strcmp(scope, "mirror") == 0,
        .from_s = read_seconds(gtzan_table_cell(table, row, 3)),
        .to_s = read_seconds(gtzan_table_cell(table, row, 4)),
        .what = gtzan_table_cell(table, row, 5),
        .sources = gtzan_table_cell(table, row, 6),
    };
    return true;
}

/* The index goes first: it makes the excerpts. */
static const struct table_kind kinds[] = {
    {"index.tsv", {"excerpt", "samples", "artist", "title"}, take_index},
    {"filtered_split.tsv", {"excerpt", "part"}, take_part},
    {"split_exclusions.tsv", {"excerpt", "reason"}, take_exclusion},
    {"exact_repetitions.tsv",
     {"group", "excerpts", "status", "equal_files", "sources"},
     take_exact},
    {"recording_repetitions.tsv",
     {"group", "excerpts", "status", "offset_s", "sources"},
     take_recording},
    {"version_repetitions.tsv",
     {"group", "excerpts", "status", "kind", "sources"},
     take_version},
    {"mislabelings.tsv",
     {"excerpt", "kind", "suggested", "what", "sources"},
     take_mislabeling},
    {"distortions.tsv",
     {"excerpt", "kind", "scope", "from_s", "to_s", "what", "sources"},
     take_distortion},
};

/* For as many more groups and faults as a table has rows. */
static bool make_room(struct gtzan *gtzan, size_t rows, struct error *err)
{
    struct gtzan_group *groups = reallocarray(
        gtzan->groups, gtzan->group_count + rows + 1, sizeof(*groups));
    struct gtzan_fault *faults = reallocarray(
        gtzan->faults, gtzan->fault_count + rows + 1, sizeof(*faults));

    if (groups)
        gtzan->groups = groups;
    if (faults)
        gtzan->faults = faults;
    return (groups && faults) ||
           error_set(err, "not enough memory for %zu rows", rows);
}

static bool read_table(struct gtzan *gtzan, const char *folder,
                       const struct table_kind *kind, struct error *err)
{
    struct gtzan_table table;
    size_t columns = 0;
    bool good;

    while (columns < MOST_COLUMNS && kind->columns[columns])
        columns++;
    if (!gtzan_table_load(&table, folder, kind->name, kind->columns, columns,
                          err))
        return false;
    good = make_room(gtzan, table.rows, err);
    for (size_t row = 0; good && row < table.rows; row++)
        good = kind->take(gtzan, &table, row, err);
    keep_text(gtzan, &table);
    return good;
}

bool gtzan_reader_run(struct gtzan *gtzan, const char *folder,
                      struct error *err)
{
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
        if (!read_table(gtzan, folder, &kinds[i], err))
            return false;
    for (int i = 0; i < GTZAN_EXCERPTS; i++)
        if (!gtzan->excerpts[i].name)
            return error_set(err, "'%s/%s' lacks an excerpt", folder,
                             kinds[0].name);
    return true;
}
